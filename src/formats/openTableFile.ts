import { AppError } from '../shared/appError.ts';
import { CsvFile } from './csv/csvFile.ts';
import { isBinary } from './csv/encoding.ts';
import { isGzip, readBytes } from './csv/fileBytes.ts';
import { isNpy } from './npy/npyHeader.ts';
import type { TableFile } from './tableFile.ts';

const ZIP_MAGIC = [0x50, 0x4b, 0x03, 0x04];
const PARQUET_MAGIC = [0x50, 0x41, 0x52, 0x31];
const SNIFFED_BYTES = 4096;

/** Opens a file by its content, not its name. `sheet`: of a workbook, null for its first. Readers of binary formats are loaded when one is opened. */
export async function openTableFile(file: File, sheet: string | null): Promise<TableFile> {
  const fileName = file.name;
  if (file.size === 0) throw new AppError('file.empty', { fileName });
  const beginning = await readBytes(file, 0, SNIFFED_BYTES);
  const begins = (magic: readonly number[]): boolean => magic.every((byte, i) => beginning[i] === byte);
  if (begins(ZIP_MAGIC)) return new (await import('./xlsx/xlsxFile.ts')).XlsxFile(file, sheet);
  if (begins(PARQUET_MAGIC)) return new (await import('./parquet/parquetFile.ts')).ParquetFile(file);
  if (isNpy(beginning)) return new (await import('./npy/npyFile.ts')).NpyFile(file);
  if (!isGzip(beginning) && isBinary(beginning)) throw new AppError('file.notATable', { fileName });
  return new CsvFile(file);
}
