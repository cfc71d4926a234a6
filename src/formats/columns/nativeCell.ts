/** A cell of a file that knows types of its own (XLSX, Parquet); null is missing. */
export type NativeCell = string | number | bigint | boolean | Date | null;

/** A cell as text: numbers so that they read back exactly, dates as ISO 8601 in UTC. */
export function nativeCellText(cell: NativeCell): string {
  if (cell === null) return '';
  if (!(cell instanceof Date)) return String(cell);
  if (Number.isNaN(cell.getTime())) return '';
  return cell.toISOString().replace('T00:00:00.000Z', '').replace('T', ' ').replace('.000Z', '').replace('Z', '');
}
