import { AppError, Cancelled } from '../../shared/appError.ts';
import type { ColumnPlan, CsvDialect, ImportPlan, ImportPreview } from '../../core/dataset/importOptions.ts';
import { checkColumnCount } from '../columns/columnLimit.ts';
import { countColumns, doubtColumns, planColumns, withUniqueNames } from '../columns/planColumns.ts';
import { RowPreview } from '../columns/rowPreview.ts';
import type { ReadContext, RowSink, TableFile } from '../tableFile.ts';
import { CsvReader } from './csvReader.ts';
import { detectDialect } from './dialect.ts';
import { detectEncoding, isBinary } from './encoding.ts';
import { contentSize, readBeginning, streamBytes } from './fileBytes.ts';
import { detectOtherFormat } from './otherFormat.ts';
import { readOptions } from './readOptions.ts';
import { sampleFurther } from './sampleFurther.ts';
import { firstRecords, sampleRecords } from './sampleRecords.ts';
import { toUtf8, Utf8Transcoder } from './utf8Blocks.ts';

const PREVIEW_BYTES = 1 << 20;
/** Rows of the preview that types are inferred from. */
const SAMPLE_ROWS = 5000;
/** Rows of the preview that tell how many columns there are. */
const FIRST_ROWS = 500;

/** A delimited text, plain or gzip-compressed. */
export class CsvFile implements TableFile {
  readonly kind = 'delimited';

  constructor(private readonly file: File) {}

  async preview(given: Partial<ImportPlan>): Promise<ImportPreview> {
    const { name: fileName, size: sizeBytes } = this.file;
    const { bytes, isWhole } = await readBeginning(this.file, PREVIEW_BYTES);
    if (isBinary(bytes)) throw new AppError('file.notATable', { fileName });
    const encoding = given.dialect?.encoding ?? detectEncoding(bytes);
    const block = toUtf8(bytes, encoding);
    const utf8 = block.bytes;
    const otherFormat = detectOtherFormat(utf8);
    if (otherFormat !== null) throw new AppError('file.otherFormat', { fileName, format: otherFormat });
    const dialect = given.dialect ?? detectDialect(utf8, encoding, isWhole);
    const { columns, doubts } = await this.#chooseColumns(given.columns, utf8, dialect, isWhole);
    const { malformed = 'skip', invalidCells = 'missing' } = given;
    const plan: ImportPlan = { dialect, columns, malformed, invalidCells };

    const shown = new RowPreview(plan);
    const reader = new CsvReader(readOptions(plan));
    reader.feed(block);
    while (reader.next(isWhole)) shown.add(reader.record, reader.rowNumber);
    const rowsPerByte = shown.rowCount / Math.max(1, utf8.length - reader.record.waitingBytes);
    // In UTF-8 a text is longer or shorter than in its own encoding.
    const contentBytes = (await contentSize(this.file)) * (utf8.length / Math.max(1, bytes.length));
    return {
      kind: this.kind,
      fileName,
      sizeBytes,
      plan,
      rawRows: shown.rawRows,
      fits: shown.fits,
      sheets: [],
      sheet: null,
      problems: shown.problems,
      doubts,
      isComplete: isWhole,
      estimatedRows: isWhole ? shown.rowCount : Math.round(rowsPerByte * contentBytes),
    };
  }

  async read(plan: ImportPlan, sink: RowSink, { signal, progress, flush }: ReadContext): Promise<void> {
    const reader = new CsvReader(readOptions(plan));
    const transcoder = new Utf8Transcoder(plan.dialect.encoding);
    const addRows = async (isLast: boolean): Promise<void> => {
      while (reader.next(isLast)) {
        sink.addRow(reader.record, reader.rowNumber);
        if (sink.isFull) await flush();
      }
    };
    for await (const bytes of streamBytes(this.file, progress)) {
      if (signal.aborted) throw new Cancelled();
      reader.feed(transcoder.push(bytes));
      await addRows(false);
    }
    reader.feed(transcoder.end());
    await addRows(true);
  }

  async #chooseColumns(
    given: readonly ColumnPlan[] | undefined,
    utf8: Uint8Array,
    dialect: CsvDialect,
    isWhole: boolean,
  ): Promise<Pick<ImportPreview, 'doubts'> & { columns: readonly ColumnPlan[] }> {
    const { name: fileName } = this.file;
    const options = { ...dialect, columnCount: null };
    const read = (sample: typeof sampleRecords, limit: number): (readonly string[])[] => {
      const records = sample(utf8, options, isWhole, limit);
      if (records.length > 0) return records.map(({ cells }) => cells);
      if (isWhole) throw new AppError('file.empty', { fileName });
      throw new AppError('file.lineTooLong', { row: 1, limitBytes: PREVIEW_BYTES });
    };
    const headerOf = (records: (readonly string[])[]): readonly string[] | null =>
      dialect.hasHeader ? (records.shift() ?? null) : null;

    if (given !== undefined) {
      const rows = read(firstRecords, FIRST_ROWS);
      const header = headerOf(rows);
      if (given.length === countColumns(header, rows)) {
        const columns = withUniqueNames(given);
        return { columns, doubts: doubtColumns(columns, header, rows, dialect) };
      }
    }
    const rows = read(sampleRecords, SAMPLE_ROWS);
    const header = headerOf(rows);
    const columnCount = countColumns(header, rows);
    checkColumnCount(fileName, columnCount);
    const further = isWhole ? [] : await sampleFurther(this.file, dialect, columnCount);
    const all = [...rows, ...further];
    const columns = planColumns(header, all, dialect);
    return { columns, doubts: doubtColumns(columns, header, all, dialect) };
  }
}
