/** What is timed. Each reads the same bytes from the same File; only Lathe's import types, checks and reports every cell. */
export const CONTENDERS = [
  { name: 'lathe', does: 'Lathe, whole import without storage: typed columns, every misfit reported' },
  { name: 'papaparse', does: 'papaparse alone: rows of strings' },
  { name: 'udsvStrings', does: 'uDSV alone: rows of strings' },
  { name: 'udsvTyped', does: 'uDSV alone: typed columns, nothing checked' },
] as const;
export type ContenderName = (typeof CONTENDERS)[number]['name'];

export interface BenchReport {
  readonly rows: number;
  readonly columns: number;
  readonly sizeBytes: number;
  /** Wall milliseconds per contender, in the order they were taken. */
  readonly milliseconds: Readonly<Record<ContenderName, readonly number[]>>;
}
