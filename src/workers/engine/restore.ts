import { sampleShape } from '../../core/preprocessing/applyPipeline.ts';
import { lostColumns, restoreRow } from '../../core/preprocessing/restoreRow.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { readCodesFile, type CodesHeader } from '../../formats/codes/codesFile.ts';
import { unpackCodes } from '../../core/codes/packCodes.ts';
import { cellText, writeCsvRecord } from '../../formats/csv/writeCsv.ts';
import { zipFiles, type ArchiveFile } from '../../formats/zip/zipFiles.ts';
import type { EngineContract, RestoredFile } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { AppError, Cancelled } from '../../shared/appError.ts';
import { decodeCodes } from './codes.ts';
import { findRunModel, type RunModel } from './runModel.ts';

/** As many digits as a float32 has. */
const DIGITS = 7;
/** Deterministic archives: 1980-01-01, the first day a ZIP knows. */
const ZIP_TIME = Date.UTC(1980, 0, 1, 12);

/**
 * Restores a compressed file with the decoder of the run that made it: rows as CSV, pictures as a ZIP of PNGs, one as a PNG.
 * @throws Cancelled; AppError `run.noModel`, `codes.invalid`, `codes.otherModel`
 */
export async function restoreFile(
  { runId, file }: EngineContract['restoreFile']['input'],
  { signal, progress }: CallContext<Progress>,
): Promise<RestoredFile> {
  const model = await findRunModel(runId);
  const { header, packed } = readCodesFile(new Uint8Array(await file.arrayBuffer()), file.name);
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
  const atOnce = samplesAtOnce(shape);
  const writer = content.kind === 'rows' ? new RowWriter(model, content) : new PictureWriter(shape, content.names);
  for (let start = 0; start < count; start += atOnce) {
    if (signal.aborted) throw new Cancelled();
    const end = Math.min(start + atOnce, count);
    const values = await decodeCodes(model, codes.subarray(start * codeSize, end * codeSize), end - start, shape);
    for (let i = 0; i < end - start; i++) await writer.add(values.subarray(i * size, (i + 1) * size));
    progress({ done: end, total: count, unit: 'rows', remainingMs: null });
  }
  const { blob, ending } = writer.finish();
  return { blob, ending, count, error, kind: content.kind, lostColumns: lostColumns(model.pipeline) };
}

type ContentOf<K extends CodesHeader['content']['kind']> = Extract<CodesHeader['content'], { kind: K }>;

class RowWriter {
  readonly #lines: string[];
  readonly #columns: RunModel['pipeline']['columns'];

  constructor(
    private readonly model: RunModel,
    private readonly content: ContentOf<'rows'>,
  ) {
    const lost = new Set(lostColumns(model.pipeline));
    this.#columns = model.pipeline.columns.filter(({ name }) => !lost.has(name));
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
    const cells = this.#columns.map(({ name, type }) => {
      const cell = row[name] ?? null;
      return typeof cell === 'number' && type !== 'datetime'
        ? String(Number(cell.toPrecision(DIGITS))).replace('.', decimal)
        : cellText(type, cell);
    });
    this.#lines.push(writeCsvRecord(cells, delimiter));
    return Promise.resolve();
  }

  finish() {
    return { blob: new Blob(this.#lines, { type: 'text/csv;charset=utf-8' }), ending: 'csv' as const };
  }
}

class PictureWriter {
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
