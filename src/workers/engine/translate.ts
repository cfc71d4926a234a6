import {
  meanAndSpread,
  pictureErrors,
  TRANSLATION_METRICS,
  untranslated,
  type MeanAndSpread,
  type TranslationMetric,
  type TranslationReport,
} from '../../core/evaluation/translation.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import type { CompanionRole } from '../../core/images/pairPictures.ts';
import { pictureOf } from '../../core/images/pictureOf.ts';
import { targetShape } from '../../core/preprocessing/bindings.ts';
import type { PreparedRows, SplitPart } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce, type Samples } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { encodePng } from '../../formats/image/encodePng.ts';
import { modelFileName } from '../../formats/model/modelZip.ts';
import { zipFiles } from '../../formats/zip/zipFiles.ts';
import type { EngineContract, TranslatedPicture } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { openImageSources } from '../data/imageSources.ts';
import { writeValues } from './imageSamples.ts';
import { fitPictures, shapeOf } from './predictImages.ts';
import { prepareRun } from './preparedRun.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

/** Pictures that are shown of those that were translated; the file has all. */
const SHOWN = 24;
/** A pixel of a mask is marked from here on. */
const MARKED = 0.5;

/**
 * How a run's generator translates the pictures of a part, each beside doing nothing.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`, `images.noTarget`
 */
export async function judgeTranslation(
  { runId, part }: EngineContract['judgeTranslation']['input'],
  { signal, progress }: CallContext<EngineContract['judgeTranslation']['progress']>,
): Promise<TranslationReport> {
  const model = await findRunModel(runId);
  const { role, rows, wanted } = await pairsOf(model, part);
  const { rowCount } = rows;
  const errors = emptyErrors(rowCount);
  const baselineErrors = emptyErrors(rowCount);
  const { shape } = wanted;
  const size = sizeOf(shape);
  let [both, either] = [0, 0];
  const startedMs = performance.now();
  const atOnce = samplesAtOnce(rows.features.shape);
  for (let start = 0; start < rowCount; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const positions = rangeOf(start, Math.min(start + atOnce, rowCount));
    const sources = await rows.features.read(positions, null);
    const targets = await wanted.read(positions, null);
    const made = await predictScores(model, sources, positions.length);
    const untouched = untranslated(sources, role, positions.length, shape);
    for (let i = 0; i < positions.length; i++) {
      write(errors, start + i, made, targets, i * size, shape);
      write(baselineErrors, start + i, untouched, targets, i * size, shape);
    }
    made.forEach((value, i) => {
      const [isMade, isWanted] = [value >= MARKED, (targets[i] ?? 0) >= MARKED];
      both += Number(isMade && isWanted);
      either += Number(isMade || isWanted);
    });
    const done = start + positions.length;
    const remainingMs = ((performance.now() - startedMs) / done) * (rowCount - done);
    progress({ done, total: rowCount, unit: 'rows', remainingMs });
  }
  return {
    part,
    role,
    rowCount,
    model: summarise(errors),
    baseline: summarise(baselineErrors),
    overlap: role === 'mask' && either > 0 ? both / either : null,
    errors,
    baselineErrors,
    rowIndices: rows.rowIndices,
    worstFirst: rangeOf(0, rowCount).sort((a, b) => (errors.mae[b] ?? 0) - (errors.mae[a] ?? 0)),
  };
}

/** Some pictures of a part, by their place in it: as they are, as they are translated, as they should be. */
export async function translateSamples({
  runId,
  part,
  positions,
}: EngineContract['translateSamples']['input']): Promise<EngineContract['translateSamples']['output']> {
  const model = await findRunModel(runId);
  const { rows, wanted } = await pairsOf(model, part);
  const places = Uint32Array.from(positions);
  const sources = await rows.features.read(places, null);
  return {
    sources: { samples: sources, shape: rows.features.shape },
    made: { samples: await predictScores(model, sources, places.length), shape: wanted.shape },
    wanted: { samples: await wanted.read(places, null), shape: wanted.shape },
  };
}

/**
 * Translates every picture of folders, archives and files into PNG files, under the paths that they had. Files that are no pictures are
 * left out and named.
 * @throws Cancelled; AppError `run.noModel`, `file.noImages`, `file.unreadable`
 */
export async function translatePictures(
  { runId, files: given }: EngineContract['translatePictures']['input'],
  { signal, progress }: CallContext<EngineContract['translatePictures']['progress']>,
): Promise<EngineContract['translatePictures']['output']> {
  const model = await findRunModel(runId);
  const shape = shapeOf(model);
  const sampleShape = [shape.height, shape.width, shape.channels];
  const outputShape = targetShape(model.pipeline);
  const [inputSize, outputSize] = [sizeOf(sampleShape), sizeOf(outputShape)];
  const { files } = await openImageSources(given);
  const faults: FileFault[] = [];
  const entries: { path: string; content: Uint8Array }[] = [];
  const shown: TranslatedPicture[] = [];
  const taken = new Set<string>();
  const startedMs = performance.now();
  const atOnce = samplesAtOnce(sampleShape);
  for (let start = 0; start < files.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const read = await fitPictures(files.slice(start, start + atOnce), shape, faults);
    const values = new Float32Array(read.length * inputSize);
    read.forEach(({ pixels }, i) => writeValues(pixels, values, i * inputSize));
    const made = read.length > 0 ? await predictScores(model, values, read.length) : new Float32Array();
    for (const [i, { path, pixels }] of read.entries()) {
      const after = pictureOf(made.subarray(i * outputSize, (i + 1) * outputSize), outputShape);
      const content = await encodePng(after);
      entries.push({ path: freePath(path, taken), content });
      if (shown.length < SHOWN) {
        const { height, width, channels } = shape;
        shown.push({
          path,
          before: { height, width, channels, pixels },
          after,
          png: new Blob([content.slice()], { type: 'image/png' }),
        });
      }
    }
    const done = Math.min(start + atOnce, files.length);
    const remainingMs = ((performance.now() - startedMs) / done) * (files.length - done);
    progress({ done, total: files.length, unit: 'rows', remainingMs });
  }
  if (entries.length === 0) throw new AppError('file.noImages', { files: files.length, example: files[0]?.path ?? '' });
  return {
    zip: new Blob([zipFiles(entries, Date.now())], { type: 'application/zip' }),
    fileName: `translated-${modelFileName(model.run.name)}`,
    translated: entries.length,
    faults,
    shown,
  };
}

/** @throws AppError `run.noModel` where the run translates nothing */
async function pairsOf(
  { run, pipeline }: RunModel,
  part: SplitPart,
): Promise<{ readonly role: CompanionRole; readonly rows: PreparedRows; readonly wanted: Samples }> {
  const role = pipeline.target.kind === 'features' ? pipeline.target.companion : undefined;
  const rows = (await prepareRun(run)).rows(part);
  if (!role || !rows.wanted) throw new AppError('run.noModel', { runId: run.id });
  return { role, rows, wanted: rows.wanted };
}

type Errors = Readonly<Record<TranslationMetric, Float32Array>>;

function emptyErrors(count: number): Errors {
  return { mae: new Float32Array(count), psnr: new Float32Array(count), ssim: new Float32Array(count) };
}

function write(
  errors: Errors,
  at: number,
  made: Float32Array,
  wanted: Float32Array,
  from: number,
  shape: readonly number[],
): void {
  const given = pictureErrors(made, from, wanted, from, shape);
  for (const metric of TRANSLATION_METRICS) errors[metric][at] = given[metric];
}

function summarise({ mae, psnr, ssim }: Errors): Readonly<Record<TranslationMetric, MeanAndSpread>> {
  return { mae: meanAndSpread(mae), psnr: meanAndSpread(psnr), ssim: meanAndSpread(ssim) };
}

/** The picture's path as a PNG file; with a number where two pictures would become one. */
function freePath(path: string, taken: Set<string>): string {
  const stem = path.replace(/\.[^./\\]*$/, '');
  let free = `${stem}.png`;
  for (let number = 2; taken.has(free); number++) free = `${stem}-${number}.png`;
  taken.add(free);
  return free;
}
