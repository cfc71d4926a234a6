import { baseName } from '../../core/images/classOfPath.ts';
import { fitImage, type RgbaPicture } from '../../core/images/fitImage.ts';
import { mergeTiles } from '../../core/images/mergeTiles.ts';
import type { ImageShape } from '../../core/images/imageSample.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import { reconstructionErrors } from '../../core/evaluation/reconstruction.ts';
import { decodeOutputs } from '../../core/preprocessing/applyPipeline.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { outputWidth } from '../../core/preprocessing/transformRows.ts';
import { decodePixels, UnreadableImage } from '../../formats/image/decodeImage.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import type { EngineContract, MadeAgain } from '../../protocol/engineContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { openImageSources, type ImageSource } from '../data/imageSources.ts';
import { writeValues } from './imageSamples.ts';
import { AlarmLog, ERROR_COLUMNS } from './alarmLog.ts';
import { describePredictions, predictionCells } from './predictionCells.ts';
import { compareSamples } from './reconstructSamples.ts';
import { findRunModel, predictScores, type RunModel } from './runModel.ts';
import { predictPicture, scoreTiles } from './scoreTiles.ts';

/** A picture's error is driven by no column. */
const PICTURE_COLUMNS = ERROR_COLUMNS.slice(0, 2);
/** Pictures that are decoded at the same time. */
const DECODED_AT_ONCE = 8;

/**
 * Predicts one picture, and gives it as the network saw it.
 * @throws Cancelled; AppError `run.noModel`, `file.badImage`
 */
export async function predictImage(
  { runId, file }: EngineContract['predictImage']['input'],
  context: CallContext<EngineContract['predictImage']['progress']>,
): Promise<EngineContract['predictImage']['output']> {
  const model = await findRunModel(runId);
  return predictPicture(model, shapeOf(model), await decodeFile(file), context);
}

/**
 * Sends one picture through an autoencoder.
 * @throws AppError `run.noModel`, `file.badImage`
 */
export async function scoreImage({ runId, file }: EngineContract['scoreImage']['input']): Promise<MadeAgain> {
  const model = await findRunModel(runId);
  const shape = shapeOf(model);
  const pixels = fitImage(await decodeFile(file), shape);
  const values = new Float32Array(pixels.length);
  writeValues(pixels, values, 0);
  const [made] = await compareSamples(model, values, null, [shape.height, shape.width, shape.channels]);
  if (!made) throw new Error('a picture without an answer');
  return made;
}

async function decodeFile(file: File): Promise<RgbaPicture> {
  try {
    return await decodePixels(new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    throw new AppError('file.badImage', { fileName: file.name, fault: error.fault });
  }
}

/**
 * Predicts every picture of folders, archives and files: a line of CSV each, by path. Files that are no pictures are left out and named.
 * @throws Cancelled; AppError `run.noModel`, `file.noImages`, `file.unreadable`
 */
export async function predictImages(
  { runId, files: given, threshold, by = 'whole' }: EngineContract['predictImages']['input'],
  { signal, progress }: CallContext<EngineContract['predictImages']['progress']>,
): Promise<EngineContract['predictImages']['output']> {
  const model = await findRunModel(runId);
  const shape = shapeOf(model);
  const width = outputWidth(model.pipeline);
  const { target } = model.pipeline;
  const log = target.kind === 'features' ? new AlarmLog({ threshold: threshold ?? null, by }, []) : null;
  const { files } = await openImageSources(given);
  // The tiles of one picture are enough at once.
  const atOnce = shape.tiling ? 1 : Math.min(samplesAtOnce([shape.height, shape.width, shape.channels]), 256);
  const faults: FileFault[] = [];
  const lines = [writeCsvRecord(['file', 'name', ...(log ? PICTURE_COLUMNS : describePredictions(model.pipeline))])];
  const startedMs = performance.now();
  for (let start = 0; start < files.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const some = files.slice(start, start + atOnce);
    const [source] = some;
    if (shape.tiling && source) {
      const picture = await decodeSource(source);
      if ('fault' in picture) faults.push(picture);
      else {
        const { scores } = await scoreTiles(model, shape, picture, { signal, progress: () => undefined });
        const cells = predictionCells(
          model.pipeline,
          decodeOutputs(model.pipeline, mergeTiles(model.pipeline, scores)),
          '.',
        );
        lines.push(writeCsvRecord([source.path, baseName(source.path), ...cells]));
      }
    }
    const read = shape.tiling ? [] : await fitPictures(some, shape, faults);
    if (read.length > 0) {
      const size = shape.height * shape.width * shape.channels;
      const values = new Float32Array(read.length * size);
      read.forEach(({ pixels }, i) => writeValues(pixels, values, i * size));
      const scores = await predictScores(model, values, read.length);
      const errors = log && reconstructionErrors(values, scores, [shape.height, shape.width, shape.channels]);
      read.forEach(({ path }, i) => {
        const cells =
          log && errors
            ? log.judge({ row: lines.length, name: path }, errors, i, '.').slice(0, PICTURE_COLUMNS.length)
            : predictionCells(
                model.pipeline,
                decodeOutputs(model.pipeline, scores.subarray(i * width, (i + 1) * width)),
                '.',
              );
        lines.push(writeCsvRecord([path, baseName(path), ...cells]));
      });
    }
    const done = start + some.length;
    const remainingMs = ((performance.now() - startedMs) / done) * (files.length - done);
    progress({ done, total: files.length, unit: 'rows', remainingMs });
  }
  if (lines.length === 1) throw new AppError('file.noImages', { files: files.length, example: files[0]?.path ?? '' });
  return { csv: new Blob(lines, { type: 'text/csv' }), predicted: lines.length - 1, faults, ...log?.outcome() };
}

/** Reads and fits pictures; files that are none are left out, and named in `faults`. */
export async function fitPictures(
  sources: readonly ImageSource[],
  shape: ImageShape,
  faults: FileFault[],
): Promise<readonly { path: string; pixels: Uint8Array }[]> {
  const fitted: { path: string; pixels: Uint8Array }[] = [];
  for (let start = 0; start < sources.length; start += DECODED_AT_ONCE) {
    const some = sources.slice(start, start + DECODED_AT_ONCE);
    for (const each of await Promise.all(some.map((source) => fitSource(source, shape)))) {
      if ('fault' in each) faults.push(each);
      else fitted.push(each);
    }
  }
  return fitted;
}

async function fitSource(
  source: ImageSource,
  shape: ImageShape,
): Promise<{ path: string; pixels: Uint8Array } | FileFault> {
  const picture = await decodeSource(source);
  return 'fault' in picture ? picture : { path: source.path, pixels: fitImage(picture, shape) };
}

async function decodeSource(source: ImageSource): Promise<RgbaPicture | FileFault> {
  const { path } = source;
  const bytes = await source.read();
  if (!bytes) return { path, fault: 'unreadable' };
  try {
    return await decodePixels(bytes);
  } catch (error) {
    if (!(error instanceof UnreadableImage)) throw error;
    return { path, fault: error.fault };
  }
}

/** @throws AppError `run.noModel` where the run's samples are no pictures */
export function shapeOf({ run, pipeline }: RunModel): ImageShape {
  if (pipeline.sample?.kind !== 'image') throw new AppError('run.noModel', { runId: run.id });
  return pipeline.sample;
}
