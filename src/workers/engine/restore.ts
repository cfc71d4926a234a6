import { sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { lostColumns, restoreRow } from '../../core/preprocessing/restoreRow.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { readCodesFile, type CodedRows, type CodesHeader } from '../../formats/codes/codesFile.ts';
import { unpackCodes } from '../../core/codes/packCodes.ts';
import type { SeriesIndex } from '../../core/codes/packSeries.ts';
import { writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import { zipFiles, type ArchiveFile } from '../../formats/zip/zipFiles.ts';
import type { EngineContract, RestoredFile } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError } from '../../shared/appError.ts';
import { decodeAll, type Watch } from './codes.ts';
import { restoredText, SeriesWriter } from './restoreSeries.ts';
import { findRunModel, type RunModel } from './runModel.ts';

/** Deterministic archives: 1980-01-01, the first day a ZIP knows. */
const ZIP_TIME = Date.UTC(1980, 0, 1, 12);

/**
 * Restores a compressed file with the decoder of the run that made it: rows and series as CSV, pictures as a ZIP of PNGs, one as a PNG.
 * @throws Cancelled; AppError `run.noModel`, `codes.invalid`, `codes.otherModel`
 */
export async function restoreFile(
  { runId, file }: EngineContract['restoreFile']['input'],
  { signal, progress }: CallContext<Progress>,
): Promise<RestoredFile> {
  const model = await findRunModel(runId);
  const { header, packed, series } = readCodesFile(new Uint8Array(await file.arrayBuffer()), file.name);
  const own = { runId, version: model.version };
  if (header.model.runId !== own.runId || header.model.version !== own.version) {
    const isOlder = header.model.runId === own.runId;
    const name = `${header.model.name}${isOlder ? ` (${header.model.version})` : ''}`;
    const ownName = `${model.run.name}${isOlder ? ` (${own.version})` : ''}`;
    throw new AppError('codes.otherModel', { fileName: file.name, model: name, own: ownName });
  }
  const { count, codeSize, content, error } = header;
  const codes = unpackCodes(packed, codeSize, header.type);
  const shape = sampleShape(model.pipeline);
  const size = sizeOf(shape);
  const writer = writerOf(model, shape, content, series);
  if (writer instanceof SeriesWriter && writer.windows !== count) {
    throw new AppError('codes.invalid', { fileName: file.name, reason: 'damaged' });
  }
  const watch: Watch = {
    signal,
    progress: (done) => progress({ done, total: count, unit: 'rows', remainingMs: null }),
  };
  await decodeAll(model, codes, count, watch, async (values) => {
    for (let at = 0; at < values.length; at += size) await writer.add(values.subarray(at, at + size));
  });
  const { blob, ending } = writer.finish();
  return { blob, ending, count, error, kind: content.kind, lostColumns: writer.lostColumns };
}

function writerOf(
  model: RunModel,
  shape: readonly number[],
  content: CodesHeader['content'],
  series: SeriesIndex | null,
): RowWriter | PictureWriter | SeriesWriter {
  if (content.kind === 'rows') return new RowWriter(model, content);
  if (content.kind === 'pictures') return new PictureWriter(shape, content.names);
  if (!series) throw new TypeError('windows without an index');
  return new SeriesWriter(model, content, series);
}

class RowWriter {
  readonly lostColumns: readonly string[];
  readonly #lines: string[];
  readonly #columns: RunModel['pipeline']['columns'];

  constructor(
    private readonly model: RunModel,
    private readonly content: CodedRows,
  ) {
    this.lostColumns = lostColumns(model.pipeline);
    this.#columns = model.pipeline.columns.filter(({ name }) => !this.lostColumns.includes(name));
    this.#lines = [
      writeCsvRecord(
        this.#columns.map(({ name }) => name),
        content.delimiter,
      ),
    ];
  }

  add(values: Float32Array): Promise<void> {
    const { decimal, delimiter } = this.content;
    const row = restoreRow(this.model.pipeline, values);
    const cells = this.#columns.map(({ name, type }) => restoredText(type, row[name] ?? null, decimal));
    this.#lines.push(writeCsvRecord(cells, delimiter));
    return Promise.resolve();
  }

  finish() {
    return { blob: new Blob(this.#lines, { type: 'text/csv;charset=utf-8' }), ending: 'csv' as const };
  }
}

class PictureWriter {
  readonly lostColumns = [];
  readonly #files: ArchiveFile[] = [];
  readonly #canvas: OffscreenCanvas;

  constructor(
    private readonly shape: readonly number[],
    private readonly names: readonly string[],
  ) {
    const [height = 1, width = 1] = shape;
    this.#canvas = new OffscreenCanvas(width, height);
  }

  async add(values: Float32Array): Promise<void> {
    const [height = 1, width = 1, channels = 1] = this.shape;
    const rgba = new Uint8ClampedArray(4 * height * width).fill(255);
    for (let pixel = 0; pixel < height * width; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        rgba[4 * pixel + colour] = 255 * (values[pixel * channels + (channels === 1 ? 0 : colour)] ?? 0);
      }
    }
    this.#canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
    const png = await this.#canvas.convertToBlob({ type: 'image/png' });
    const name = (this.names[this.#files.length] ?? '').replace(/\.[^./]*$/, '');
    this.#files.push({ path: `${name}.png`, content: new Uint8Array(await png.arrayBuffer()) });
  }

  finish() {
    const [only] = this.#files;
    if (this.#files.length === 1 && only && typeof only.content !== 'string') {
      return { blob: new Blob([only.content.slice()], { type: 'image/png' }), ending: 'png' as const };
    }
    return { blob: new Blob([zipFiles(this.#files, ZIP_TIME)], { type: 'application/zip' }), ending: 'zip' as const };
  }
}
