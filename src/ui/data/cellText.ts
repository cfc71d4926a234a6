import type { CellValue, ColumnSchema, ColumnType } from '../../core/dataset/table.ts';

/** How a missing value reads. */
export const MISSING_MARK = '–';

/** Numbers stand at the end of their cells, so that digits line up. */
export function isNumber(type: ColumnType): boolean {
  return type === 'number' || type === 'integer';
}

/** A cell as it is stored: numbers with all their digits, date-times as ISO 8601 without what is zero. */
export function cellText(value: CellValue, { type }: Pick<ColumnSchema, 'type'>): string {
  if (value === null) return MISSING_MARK;
  return type === 'datetime' && typeof value === 'number' ? timeText(value) : String(value);
}

/** A time (ms since 1970-01-01 UTC) as `2026-03-01` or `2026-03-01 14:05:00`. */
export function timeText(timeMs: number): string {
  const time = new Date(timeMs);
  if (Number.isNaN(time.getTime())) return String(timeMs);
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '')
    .replace(/ 00:00:00$/, '');
}

/** About how wide a column must be for its name to be read, in px: Chinese characters take twice the room. */
export function headWidthPx(name: string): number {
  const letters = Array.from(name).reduce((sum, letter) => sum + (letter >= '\u2e80' ? 2 : 1), 0);
  return Math.min(240, Math.max(96, 44 + letters * 7));
}
