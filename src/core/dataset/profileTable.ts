import { CorrelationSums, type Spread } from './correlation.ts';
import { RowHashes } from './duplicateRows.ts';
import type { ColumnProfile, DatasetProfile, ProfileWarning } from './profile.ts';
import { profileColumn } from './profileColumn.ts';
import { readTarget, warnOfAssociation, warnOfColumn, warnOfCopies, warnOfImbalance } from './profileWarnings.ts';
import type { Column, ColumnSchema } from './table.ts';

/** Pairs grow with the square: correlations are between this many numeric columns, the first of the table. */
const MAX_CORRELATED = 100;
/** How long the pass over pairs takes beside the passes over single columns. */
const PAIRS_SHARE = 0.2;

/** Where the values of a table come from: whole columns one at a time, or some numeric ones a run of rows at a time. */
export interface ColumnSource {
  readonly rowCount: number;
  readonly columns: readonly ColumnSchema[];
  readColumn(name: string): Promise<Column>;
  /** Runs of rows from first to last: one array per column, in the order named, missing values NaN. */
  readNumbers(names: readonly string[]): AsyncIterable<readonly Float64Array[]>;
}

/**
 * Describes a table and warns of what is wrong with it. Holds one column, the target and two hashes per row in memory.
 * `onProgress` is told the share done, in [0, 1], after each column and each run of rows; what it throws ends the work.
 */
export async function profileTable(
  source: ColumnSource,
  target: string | null,
  onProgress: (share: number) => void,
): Promise<DatasetProfile> {
  const { rowCount, columns: schemas } = source;
  const isKnown = schemas.some(({ name }) => name === target);
  const targetValues = target !== null && isKnown ? readTarget(await source.readColumn(target)) : null;
  const columns: ColumnProfile[] = [];
  const warnings: ProfileWarning[] = [];
  const hashes = new RowHashes(rowCount);
  for (const { name } of schemas) {
    const column = await source.readColumn(name);
    const profile = profileColumn(column);
    columns.push(profile);
    hashes.add(column);
    warnings.push(...warnOfColumn(profile, column));
    if (targetValues && profile.distinct > 1) warnings.push(...warnOfAssociation(column, targetValues));
    onProgress(((1 - PAIRS_SHARE) * columns.length) / schemas.length);
  }
  if (targetValues) warnings.push(...warnOfImbalance(targetValues));
  const correlations = await correlate(source, columns, (share) => onProgress(1 - PAIRS_SHARE + PAIRS_SHARE * share));
  const told = new Set(warnings.map((warning) => (warning.kind === 'nearCopy' ? warning.column : null)));
  warnings.push(...warnOfCopies(correlations, target).filter(({ column }) => !told.has(column)));
  const duplicates = hashes.countDuplicates();
  if (duplicates > 0) warnings.push({ kind: 'duplicateRows', count: duplicates });
  return { version: 1, rowCount, target, columns, correlations, warnings };
}

async function correlate(
  source: ColumnSource,
  profiles: readonly ColumnProfile[],
  onProgress: (share: number) => void,
): Promise<DatasetProfile['correlations']> {
  const spreads = new Map<string, Spread>();
  for (const { name, type, summary } of profiles) {
    const isNumber = type === 'number' || type === 'integer';
    if (isNumber && summary?.kind === 'numeric' && spreads.size < MAX_CORRELATED) spreads.set(name, summary);
  }
  const names = [...spreads.keys()];
  const sums = new CorrelationSums([...spreads.values()]);
  if (names.length > 1) {
    let rowsDone = 0;
    for await (const run of source.readNumbers(names)) {
      sums.add(run);
      rowsDone += run[0]?.length ?? 0;
      onProgress(rowsDone / source.rowCount);
    }
  }
  return { columns: names, matrix: sums.matrix() };
}
