import type { CellValue, ColumnType } from '../../core/dataset/table.ts';

/**
 * One record of a delimited text (RFC 4180), with its line break. Cells are quoted where the delimiter, a quote, a line break or
 * outer white space would make another reader see something else; nothing in them is changed.
 */
export function writeCsvRecord(cells: readonly string[], delimiter = ','): string {
  // A record of one empty cell would be a blank line, which readers pass over.
  if (cells.length === 1 && cells[0] === '') return '""\r\n';
  return `${cells.map((cell) => quoteWhereNeeded(cell, delimiter)).join(delimiter)}\r\n`;
}

/** A cell as text that reads back as the same value: numbers in full, date-times as ISO 8601 in UTC, nothing where it is missing. */
export function cellText(type: ColumnType, cell: CellValue): string {
  if (cell === null) return '';
  return type === 'datetime' && typeof cell === 'number' ? new Date(cell).toISOString() : String(cell);
}

function quoteWhereNeeded(cell: string, delimiter: string): string {
  const isPlain = !cell.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(cell);
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
