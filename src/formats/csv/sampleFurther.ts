import type { CsvDialect } from '../../core/dataset/importOptions.ts';
import { isCompressed, readBytes } from './fileBytes.ts';
import { firstRecords } from './sampleRecords.ts';
import { toUtf8 } from './utf8Blocks.ts';

const PLACES = 16;
const PLACE_BYTES = 1 << 15;
const PLACE_ROWS = 500;

/**
 * Rows from places all over a file, because its beginning may mislead: a column that holds whole numbers for a million bytes may have decimals after. Only records with
 * as many cells as the table has columns count, for a place may lie between two quotes. None from a compressed file, which cannot be entered in the middle.
 */
export async function sampleFurther(file: File, dialect: CsvDialect, columnCount: number): Promise<string[][]> {
  if (await isCompressed(file)) return [];
  const rows: string[][] = [];
  for (let place = 1; place <= PLACES; place++) {
    // Even, so that UTF-16 stays in step.
    const start = 2 * Math.floor(((file.size - PLACE_BYTES) * place) / PLACES / 2);
    const bytes = await readBytes(file, start, start + PLACE_BYTES);
    // The first line is cut off at its beginning, the last one at its end.
    const options = { ...dialect, skipLines: 1, columnCount };
    const records = firstRecords(toUtf8(bytes, dialect.encoding).bytes, options, false, PLACE_ROWS);
    rows.push(...records.map(({ cells }) => [...cells]).filter(({ length }) => length === columnCount));
  }
  return rows;
}
