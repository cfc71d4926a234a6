import { fail, ok, type Result } from '../../shared/result.ts';
import { sortPresent } from '../dataset/quantile.ts';
import { sortWords } from '../dataset/sortWords.ts';
import type { Column } from '../dataset/table.ts';
import { compressNumber, datePart, datePartPeriod } from './applyPipeline.ts';
import { preparationProblem, type PreparationProblem } from './checkPreparation.ts';
import { fitClip, fitFill, fitScaling } from './fitStatistics.ts';
import type { ColumnPreparation, FittedColumn } from './preparation.ts';

type Fitted = Result<FittedColumn, PreparationProblem>;

/**
 * Learns a feature column's parameters from the given rows. Stand-ins and clip limits come from the present values, scaling from
 * the values as they will enter it: filled, clipped, logged. A missing-indicator is kept only where values are missing in these
 * rows, as in scikit-learn: otherwise it would be a feature that training never saw change.
 */
export function fitColumn(column: Column, preparation: ColumnPreparation, rows: Uint32Array): Fitted {
  return column.data.kind === 'numeric'
    ? fitNumbers(column, gather(column.data.values, rows), preparation)
    : column.type === 'boolean' && column.data.kind === 'coded'
      ? fitNumbers(column, codesAsNumbers(column.data.values, rows), preparation)
      : fitCategories(column, preparation, rows);
}

function fitNumbers(column: Column, values: Float64Array, preparation: ColumnPreparation): Fitted {
  const sorted = sortPresent(values);
  const { imputation } = preparation;
  if (sorted.length === 0 && imputation.kind !== 'constant') return withoutValues(column);
  const fill = fitFill(sorted, imputation);
  const filled = values.map((value) => (Number.isNaN(value) ? (fill ?? NaN) : value));
  const base: FittedColumn = {
    ...unfitted(column, preparation),
    categories: column.type === 'boolean' ? (column.categories ?? []) : [],
    fill,
    missingIndicator: preparation.missingIndicator && sorted.length < values.length,
  };
  if (column.type === 'boolean') return ok(base);
  if (column.type === 'datetime') {
    const dateOrigin = sorted[0] ?? fill ?? 0;
    const dateScalings = preparation.dateParts.map((part) =>
      fitScaling(
        filled.map((timeMs) => datePart(part, timeMs, dateOrigin)),
        datePartPeriod(part) === null ? preparation.scaling : 'none',
      ),
    );
    return ok({ ...base, dateParts: preparation.dateParts, dateOrigin, dateScalings });
  }
  const clip = fitClip(sorted, preparation.clipping);
  const { logTransform, scaling } = preparation;
  const compressed = filled.map((value) => compressNumber({ clip, logTransform }, value));
  return ok({ ...base, clip, logTransform, ...fitScaling(compressed, scaling) });
}

function fitCategories(column: Column, preparation: ColumnPreparation, rows: Uint32Array): Fitted {
  const counts = countWords(column, rows);
  const seen = sortWords(counts.keys());
  const present = seen.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
  const { imputation } = preparation;
  if (present === 0 && imputation.kind !== 'constant') return withoutValues(column);
  let fill: string | null = null;
  if (imputation.kind === 'constant') fill = String(imputation.value);
  else if (imputation.kind !== 'dropRow') fill = mostFrequentWord(seen, counts);
  const hasMissing = present < rows.length;
  return ok({
    ...unfitted(column, preparation),
    categories: hasMissing && fill !== null && !counts.has(fill) ? sortWords([...seen, fill]) : seen,
    fill,
    missingIndicator: preparation.missingIndicator && hasMissing,
  });
}

function unfitted({ name, type }: Column, { unseen, encoding }: ColumnPreparation): FittedColumn {
  return {
    name,
    type,
    unseen,
    encoding,
    categories: [],
    fill: null,
    missingIndicator: false,
    clip: null,
    logTransform: false,
    affine: null,
    quantiles: null,
    dateParts: [],
    dateScalings: [],
    dateOrigin: 0,
  };
}

function withoutValues({ name }: Column): Fitted {
  return fail(preparationProblem(`columns.${name}`, 'data.columnWithoutValues', { column: name }));
}

function gather(values: Float64Array, rows: Uint32Array): Float64Array {
  const gathered = new Float64Array(rows.length);
  rows.forEach((row, i) => (gathered[i] = values[row] ?? NaN));
  return gathered;
}

function codesAsNumbers(codes: Int32Array, rows: Uint32Array): Float64Array {
  const numbers = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    const code = codes[row] ?? -1;
    numbers[i] = code < 0 ? NaN : code;
  });
  return numbers;
}

function countWords({ data, categories }: Column, rows: Uint32Array): Map<string, number> {
  const counts = new Map<string, number>();
  if (data.kind !== 'coded' || !categories) return counts;
  const byCode = new Uint32Array(categories.length);
  for (const row of rows) {
    const code = data.values[row] ?? -1;
    if (code >= 0) byCode[code] = (byCode[code] ?? 0) + 1;
  }
  byCode.forEach((count, code) => {
    const word = categories[code];
    if (count > 0 && word !== undefined) counts.set(word, count);
  });
  return counts;
}

/** The smallest among equals, as scikit-learn chooses. */
function mostFrequentWord(sorted: readonly string[], counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  for (const word of sorted) {
    if (best === null || (counts.get(word) ?? 0) > (counts.get(best) ?? 0)) best = word;
  }
  return best;
}
