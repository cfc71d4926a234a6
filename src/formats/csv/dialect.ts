import { DELIMITERS, type CsvDialect, type Encoding } from '../../core/dataset/importOptions.ts';
import { parseDate } from '../../core/dataset/dateText.ts';
import { detectLayout } from '../columns/layout.ts';
import { detectMissingTokens } from '../columns/missingWords.ts';
import { detectNumberStyle } from './numberStyle.ts';
import { firstRecords, type SampleRecord } from './sampleRecords.ts';

/** What separates cells; a space only where nothing else does. */
const CANDIDATES = [...DELIMITERS, ' '] as const;
const SAMPLE_RECORDS = 500;
const BEGINNING_BYTES = 1 << 16;
/** Excel writes the delimiter down in a first line of its own. */
const EXCEL_DECLARATION = /^sep=(.)\r?\n/;

/** How the delimited text that begins with `utf8` is written. */
export function detectDialect(utf8: Uint8Array, encoding: Encoding, isWhole: boolean): CsvDialect {
  const bytes = utf8.subarray(0, BEGINNING_BYTES);
  const areAll = isWhole && bytes.length === utf8.length;
  const beginning = new TextDecoder().decode(bytes);
  const comment = detectComment(beginning);
  const declared = EXCEL_DECLARATION.exec(beginning)?.[1];
  const sample = (delimiter: string, quote: string): SampleRecord[] => {
    const options = { delimiter, quote, comment, skipLines: 0, hasHeader: false, columnCount: null };
    const found = firstRecords(bytes, options, areAll, SAMPLE_RECORDS);
    return found.length === 0 ? firstRecords(bytes, options, true, SAMPLE_RECORDS) : found;
  };

  const quote = detectQuote(beginning);
  const delimiter = declared ?? detectDelimiter((candidate) => sample(candidate, quote));
  const records = sample(delimiter, quote);
  const rows = records.map(({ cells }) => cells);
  const cells = rows.flat();
  const style = detectNumberStyle(cells, delimiter);
  const { skipRecords, hasHeader } = detectLayout(rows, style);
  // Lines before the table are skipped as lines; blank ones and comments among them count.
  const skipLines = declared !== undefined ? Math.max(1, lineOf(records, skipRecords)) : lineOf(records, skipRecords);
  const missingTokens = detectMissingTokens(rows.slice(skipRecords), style);
  return { encoding, delimiter, quote, hasHeader, comment, skipLines, ...style, missingTokens };
}

/** Lines that come before record `index`; none before the first, so that comments stay comments. */
function lineOf(records: readonly SampleRecord[], index: number): number {
  return index === 0 ? 0 : (records[index]?.row ?? 1) - 1;
}

/** `#`, where the text begins with lines that start so, and more than one, or one that is no header. */
function detectComment(beginning: string): string {
  const lines = beginning.split(/\r\n|\n|\r/, 50);
  const commentCount = lines.filter((line) => line.startsWith('#')).length;
  if (commentCount === 0) return '';
  const [first = '', second = ''] = lines;
  const isHeader =
    commentCount === 1 && first.startsWith('#') && countMarks(first) > 0 && countMarks(first) === countMarks(second);
  return isHeader ? '' : '#';
}

function countMarks(line: string): number {
  return line.match(/[,;\t|]/g)?.length ?? 0;
}

/** The delimiter under which most records have the same number of cells, more than one, and the cells look like cells. */
function detectDelimiter(sample: (delimiter: string) => SampleRecord[]): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of CANDIDATES) {
    const records = sample(delimiter).map(({ cells }) => cells);
    const { count, share } = commonCellCount(records);
    if (count < 2 || (delimiter === ' ' && (best.score > 0.5 || !areCutBySpaces(records, count)))) continue;
    const score = share * cleanShare(records.flat(), delimiter);
    if (score > best.score + 1e-9) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Spaces also stand in prose and between a date and its time: every record must agree, and not be a moment. */
function areCutBySpaces(records: readonly (readonly string[])[], count: number): boolean {
  const areEven =
    records[0]?.length === count && records.filter(({ length }) => length !== count).length * 10 <= records.length;
  return areEven && !records.every((cells) => !Number.isNaN(parseDate(cells.join(' '), 'iso')));
}

function commonCellCount(records: readonly (readonly string[])[]): { count: number; share: number } {
  const byCount = new Map<number, number>();
  for (const { length } of records) byCount.set(length, (byCount.get(length) ?? 0) + 1);
  const [count, times] = [...byCount].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0]);
  return { count, share: records.length === 0 ? 0 : times / records.length };
}

/** Cells in which another candidate still stands were probably cut at the wrong places; a decimal comma and the spaces of prose excepted. */
function cleanShare(cells: readonly string[], delimiter: string): number {
  const others = CANDIDATES.filter((each) => each !== delimiter && each !== ' ');
  const isClean = (cell: string): boolean =>
    !others.some((other) => cell.includes(other)) || /^[+-]?[\d.' ]*,\d+$/.test(cell.trim()) || /,\s|;\s/.test(cell);
  return cells.length === 0 ? 0 : cells.filter(isClean).length / cells.length;
}

/** Whether single quotes stand around whole cells, and double ones around none. */
function detectQuote(beginning: string): string {
  const count = (quote: string): number =>
    beginning.match(new RegExp(`(?:^|[,;\\t| ])${quote}[^${quote}\\n]*${quote}(?=[,;\\t| ]|\\r?$)`, 'gm'))?.length ?? 0;
  return count("'") >= 2 && count('"') === 0 ? "'" : '"';
}
