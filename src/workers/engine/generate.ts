import { SYNTHETIC_COLUMN, SYNTHETIC_PREFIX } from '../../core/dataset/synthetic.ts';
import { pictureOf } from '../../core/images/pictureOf.ts';
import { lostColumns, restoreRow } from '../../core/preprocessing/restoreRow.ts';
import { sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { toldClasses } from '../../core/recipe/toldClasses.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { Adversarial } from '../../core/recipe/recipe.ts';
import { drawLatent } from '../../engine/procedures/gameJudge.ts';
import { cellText, writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import { encodePng } from '../../formats/image/encodePng.ts';
import { modelFileName } from '../../formats/model/modelZip.ts';
import { zipFiles } from '../../formats/zip/zipFiles.ts';
import type { EngineContract, MadeSamples } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { deriveSeed } from '../../shared/random.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';

/** Digits of a float32. */
const DIGITS = 7;

/**
 * Samples that a run's generator makes of random numbers from a seed.
 * @throws Cancelled; AppError `run.noModel`
 */
export async function generateSamples(
  { runId, count, seed, classIndex }: EngineContract['generate']['input'],
  context: CallContext<EngineContract['generate']['progress']>,
): Promise<MadeSamples> {
  const model = await findRunModel(runId);
  const { latent } = gameOf(model);
  return makeSamples(model, drawLatent(deriveSeed(seed, 'samples'), count, latent), classIndex, context);
}

/**
 * Samples on the way from one seed's random numbers to another's, both ends among them: along the great circle, on which
 * normal numbers lie (spherical interpolation: T. White, "Sampling Generative Networks", 2016).
 */
export async function interpolateSamples(
  { runId, count, fromSeed, toSeed, classIndex }: EngineContract['interpolate']['input'],
  context: CallContext<never>,
): Promise<MadeSamples> {
  const model = await findRunModel(runId);
  const { latent } = gameOf(model);
  const [from, to] = [fromSeed, toSeed].map((seed) => drawLatent(deriveSeed(seed, 'samples'), 1, latent));
  if (!from || !to) throw new RangeError('two ends make a way');
  const dot = from.reduce((sum, value, i) => sum + value * (to[i] ?? 0), 0);
  const angle = Math.acos(Math.min(1, Math.max(-1, dot / (Math.hypot(...from) * Math.hypot(...to) || 1))));
  const latents = new Float32Array(count * latent);
  for (let i = 0; i < count; i++) {
    const share = count > 1 ? i / (count - 1) : 0;
    const isStraight = Math.sin(angle) < 1e-6;
    const weights = isStraight
      ? [1 - share, share]
      : [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
    for (let k = 0; k < latent; k++) {
      latents[i * latent + k] = (weights[0] ?? 0) * (from[k] ?? 0) + (weights[1] ?? 0) * (to[k] ?? 0);
    }
  }
  return makeSamples(model, latents, classIndex, { ...context, progress: () => undefined });
}

/**
 * Made samples as a file: rows as CSV with a column that marks them, pictures as a ZIP with a folder for each class and names that do.
 * @throws Cancelled; AppError `run.noModel`
 */
export async function generateFile(
  input: EngineContract['generateFile']['input'],
  context: CallContext<EngineContract['generateFile']['progress']>,
): Promise<EngineContract['generateFile']['output']> {
  const model = await findRunModel(input.runId);
  const made = await generateSamples(input, context);
  const name = modelFileName(model.run.name).replace(/\.zip$/, '');
  const { sample } = model.pipeline;
  if (sample?.kind === 'image') {
    return { file: await writePictures(model, made, context.signal), fileName: `${SYNTHETIC_PREFIX}${name}.zip` };
  }
  return { file: writeRows(model, made), fileName: `${SYNTHETIC_PREFIX}${name}.csv` };
}

function gameOf({ run }: Pick<RunModel, 'run'>): Adversarial {
  const { procedure } = run.recipe;
  if (procedure.kind !== 'gan') throw new AppError('run.noModel', { runId: run.id });
  return procedure;
}

/** @param classIndex - of all of them; null: one class after the other, where the networks are told it */
async function makeSamples(
  model: RunModel,
  latents: Float32Array,
  classIndex: number | null,
  { signal, progress }: CallContext<EngineContract['generate']['progress']>,
): Promise<MadeSamples> {
  const { latent } = gameOf(model);
  const names = toldClasses(model.run.recipe, model.pipeline);
  const shape = sampleShape(model.pipeline);
  const count = latents.length / latent;
  const width = latent + names.length;
  const size = sizeOf(shape);
  const samples = new Float32Array(count * size);
  const classes = Array.from({ length: names.length > 0 ? count : 0 }, (_, i) => classIndex ?? i % names.length);
  const atOnce = samplesAtOnce(shape);
  for (let start = 0; start < count; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, count);
    const inputs = new Float32Array((end - start) * width);
    for (let i = start; i < end; i++) {
      inputs.set(latents.subarray(i * latent, (i + 1) * latent), (i - start) * width);
      const told = classes[i];
      if (told !== undefined) inputs[(i - start) * width + latent + told] = 1;
    }
    samples.set(await predictScores(model, inputs, end - start), start * size);
    progress({ done: end, total: count, unit: 'rows', remainingMs: null });
  }
  return { samples, shape, classes, classNames: names };
}

function writeRows({ pipeline }: RunModel, { samples, classes, classNames: names }: MadeSamples): Blob {
  const lost = lostColumns(pipeline);
  const columns = pipeline.columns.map(({ name }) => name).filter((name) => !lost.includes(name));
  const typeOf = new Map(pipeline.columns.map(({ name, type }) => [name, type]));
  const label = pipeline.target.kind === 'features' && names.length > 0 ? pipeline.target.label?.column : undefined;
  const width = pipeline.features.length;
  const lines = [writeCsvRecord([...columns, ...(label === undefined ? [] : [label]), SYNTHETIC_COLUMN])];
  for (let row = 0; row < samples.length / width; row++) {
    const cells = restoreRow(pipeline, samples, row * width);
    const texts = columns.map((name) => {
      const cell = cells[name] ?? null;
      const type = typeOf.get(name) ?? 'number';
      return type === 'number' && typeof cell === 'number'
        ? String(Number(cell.toPrecision(DIGITS)))
        : cellText(type, cell);
    });
    const word = label === undefined ? [] : [names[classes[row] ?? -1] ?? ''];
    lines.push(writeCsvRecord([...texts, ...word, 'yes']));
  }
  return new Blob(lines, { type: 'text/csv;charset=utf-8' });
}

async function writePictures(
  { run }: RunModel,
  { samples, shape, classes, classNames: names }: MadeSamples,
  signal: AbortSignal,
): Promise<Blob> {
  const size = sizeOf(shape);
  const files = [];
  for (let i = 0; i < samples.length / size; i++) {
    if (signal.aborted) throw new Cancelled();
    const folder = names[classes[i] ?? -1]?.replace(/[\\/]/g, '-');
    const name = `${SYNTHETIC_PREFIX}${String(i + 1).padStart(5, '0')}.png`;
    const content = await encodePng(pictureOf(samples.subarray(i * size, (i + 1) * size), shape));
    files.push({ path: folder === undefined ? name : `${folder}/${name}`, content });
  }
  return new Blob([zipFiles(files, run.updatedAt)], { type: 'application/zip' });
}
