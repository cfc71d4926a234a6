import { reconstructionErrors, meanOf } from '../../core/evaluation/reconstruction.ts';
import type { FileFault } from '../../core/images/imageFault.ts';
import type { ImportPlan } from '../../core/dataset/importOptions.ts';
import { encodeRow, sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { writeCodesFile, type CodesHeader } from '../../formats/codes/codesFile.ts';
import type { CodeType } from '../../core/codes/packCodes.ts';
import type { RawRecord } from '../../formats/columns/rawRowReader.ts';
import type { CompressedFile, EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { openImageSources } from '../data/imageSources.ts';
import { decodeAll, packSamples, type Watch } from './codes.ts';
import { writeValues } from './imageSamples.ts';
import { fitPictures, shapeOf } from './predictImages.ts';
import { readRecords } from './readRecords.ts';
import { findRunModel, type RunModel } from './runModel.ts';

type FirstFailure = { readonly row: number; readonly column: string; readonly reason: string };

/**
 * Compresses the rows of a file with a run's encoder; rows that cannot be read are left out and counted.
 * @throws Cancelled; AppError `run.noModel`, `file.columnsMissing`, `codes.noRows`, and what reading the file throws
 */
export async function compressRows(
  { runId, file, type }: EngineContract['compressRows']['input'],
  context: CallContext<Progress>,
): Promise<CompressedFile> {
  const model = await findRunModel(runId);
  const coded = await readRecords(model, { kind: 'file', file }, null, context, (plan) => new CodedRows(model, plan));
  const { values, count, failed, first, plan } = coded.outcome();
  if (count === 0) throw new AppError('codes.noRows', { fileName: file.name, ...first });
  const { delimiter, decimal } = plan.dialect;
  const made = await compress(
    model,
    values,
    count,
    { kind: 'rows', delimiter, decimal },
    type,
    watchTwice(context, count),
  );
  const zippedBytes = await gzippedBytes([file], context.signal);
  return { ...made, originalBytes: file.size, zippedBytes, failed, faults: [] };
}

/**
 * Compresses pictures, as the network sees them, with a run's encoder; files that are no pictures are left out and named.
 * @throws Cancelled; AppError `run.noModel`, `file.noImages`, `file.unreadable`
 */
export async function compressPictures(
  { runId, files: given, type }: EngineContract['compressPictures']['input'],
  context: CallContext<Progress>,
): Promise<CompressedFile> {
  const { signal, progress } = context;
  const model = await findRunModel(runId);
  const shape = shapeOf(model);
  const { files } = await openImageSources(given);
  const size = sizeOf([shape.height, shape.width, shape.channels]);
  const faults: FileFault[] = [];
  const names: string[] = [];
  const parts: Float32Array[] = [];
  const atOnce = Math.min(samplesAtOnce([size]), 256);
  for (let start = 0; start < files.length; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const some = files.slice(start, start + atOnce);
    for (const { path, pixels } of await fitPictures(some, shape, faults)) {
      const values = new Float32Array(size);
      writeValues(pixels, values, 0);
      names.push(path);
      parts.push(values);
    }
    progress({ done: start + some.length, total: files.length, unit: 'rows', remainingMs: null });
  }
  if (names.length === 0) throw new AppError('file.noImages', { files: files.length, example: files[0]?.path ?? '' });
  const watch = watchTwice(context, names.length);
  const made = await compress(model, joined(parts, size), names.length, { kind: 'pictures', names }, type, watch);
  const blobs = given.map(({ file }) => file);
  const originalBytes = blobs.reduce((sum, blob) => sum + blob.size, 0);
  return { ...made, originalBytes, zippedBytes: await gzippedBytes(blobs, signal), failed: faults.length, faults };
}

/**
 * How large the codes of samples are, written in each way, and how far what is restored from them is off.
 * @param values - [count, ...sample]
 */
export async function compress(
  model: RunModel,
  values: Float32Array,
  count: number,
  content: CodesHeader['content'],
  type: CodeType,
  watch: Watch,
): Promise<Pick<CompressedFile, 'blob' | 'count' | 'error' | 'inputSize' | 'codeSize'>> {
  const shape = sampleShape(model.pipeline);
  const size = sizeOf(shape);
  const { packed, codes, codeSize } = await packSamples(model, values, count, type, watch);
  const errors = new Float32Array(count);
  await decodeAll(model, codes, count, watch, (outputs, first) => {
    const inputs = values.subarray(first * size, first * size + outputs.length);
    errors.set(reconstructionErrors(inputs, outputs, shape).errors, first);
  });
  const error = meanOf(errors);
  const bytes = writeCodesFile(
    { ...headerOf(model), content, type, codeSize, count, error, scale: packed.scale },
    packed,
  );
  return { blob: new Blob([bytes]), count, error, inputSize: size, codeSize };
}

export function headerOf({ run: { id, name }, version }: RunModel): Pick<CodesHeader, 'version' | 'model'> {
  return { version: 1, model: { runId: id, name, version } };
}

/** Tells of both ways through the networks, one after the other. */
export function watchTwice({ signal, progress }: CallContext<Progress>, count: number): Watch {
  let [last, before] = [0, 0];
  return {
    signal,
    progress: (done) => {
      if (done <= last) before = last;
      last = done;
      progress({ done: before + done, total: 2 * count, unit: 'rows', remainingMs: null });
    },
  };
}

function joined(parts: readonly Float32Array[], width: number): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.forEach((part, i) => all.set(part, i * width));
  return all;
}

/** What the files come to, each gzipped: what a ZIP of them would, but for its directory. */
export async function gzippedBytes(files: readonly Blob[], signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    const reader = file.stream().pipeThrough(new CompressionStream('gzip')).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      if (signal.aborted) throw new Cancelled();
      bytes += read.value.length;
    }
  }
  return bytes;
}

/** Gathers the features of a file's rows. */
class CodedRows {
  readonly #parts: Float32Array[] = [];
  #failed = 0;
  #first: FirstFailure = { row: 1, column: '', reason: '' };

  constructor(
    private readonly model: RunModel,
    private readonly plan: ImportPlan,
  ) {}

  add(records: readonly RawRecord[]): Promise<void> {
    for (const { row, rowNumber, flaw } of records) {
      const encoded = flaw ? null : encodeRow(this.model.pipeline, row);
      if (encoded?.ok) {
        this.#parts.push(encoded.value);
        continue;
      }
      const problem = flaw ?? encoded?.problems[0];
      if (this.#failed === 0 && problem) {
        this.#first = { row: rowNumber, column: problem.column, reason: problem.reason };
      }
      this.#failed += 1;
    }
    return Promise.resolve();
  }

  outcome() {
    const width = this.model.pipeline.features.length;
    const values = joined(this.#parts, width);
    return { values, count: this.#parts.length, failed: this.#failed, first: this.#first, plan: this.plan };
  }
}
