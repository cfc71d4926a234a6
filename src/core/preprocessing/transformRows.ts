import { AppError } from '../../shared/appError.ts';
import { cellAt, requireColumn, type Column, type Table } from '../dataset/table.ts';
import { columnEncoders, readCell, reasonToRefuse, writeFeatures, type ColumnEncoder } from './applyPipeline.ts';
import type { FittedLabel, FittedPipeline, FittedTarget, PreparedRows } from './preparation.ts';
import { arraySamples } from './samples.ts';
import { classIndices, numericTarget } from './targets.ts';

/**
 * Turns rows of a table into tensors, [rows, features] and [rows, targetWidth] (0 wide without target). The numbers are those of
 * `encodeRow`, made column by column.
 * @throws AppError `data.columnMissing`; `data.missingValue`, `data.unseenCategory` and `data.invalidValue` with the row counted from 1
 */
export function transformRows(
  pipeline: FittedPipeline,
  table: Table,
  rowIndices: Uint32Array,
  withTarget: boolean,
): PreparedRows {
  const rowCount = rowIndices.length;
  const featureCount = pipeline.features.length;
  const features = transformFeatures(pipeline, table, rowIndices);
  const targets = withTarget ? transformTargets(pipeline, table, rowIndices) : NO_TARGETS;
  return { rowCount, features: arraySamples(features, [featureCount], rowCount), ...targets, rowIndices };
}

export const NO_TARGETS = { targetWidth: 0, targets: new Float32Array(0) } as const;

/**
 * The features of rows, [rows, features].
 * @throws AppError see `transformRows`
 */
export function transformFeatures(pipeline: FittedPipeline, table: Table, rowIndices: Uint32Array): Float32Array {
  const rowCount = rowIndices.length;
  const featureCount = pipeline.features.length;
  const features = new Float32Array(rowCount * featureCount);
  for (const encoder of columnEncoders(pipeline)) {
    const column = requireColumn(table, encoder.column.name);
    const valueAt = valueReader(encoder, column);
    for (let i = 0; i < rowCount; i++) {
      const row = rowIndices[i] ?? 0;
      const value = valueAt(row);
      const reason = reasonToRefuse(encoder, value);
      if (reason !== null) throw refusal(column, row, reason);
      const isWritten = writeFeatures(encoder, value, features, i * featureCount + encoder.offset);
      if (!isWritten) throw refusal(column, row, 'invalidValue');
    }
  }
  return features;
}

/** The width of the target, and so of the network's output: binary 1, multiclass one per class, else one per column. */
export function outputWidth({
  task,
  target,
  features,
}: Pick<FittedPipeline, 'task' | 'target'> & Partial<Pick<FittedPipeline, 'features'>>): number {
  if (target.kind === 'features') return features?.length ?? 0;
  if (target.kind !== 'classes') return target.columns.length;
  return task === 'binary' ? 1 : target.classes.length;
}

/**
 * What is to be learnt of rows, [rows, targetWidth].
 * @throws AppError `data.columnMissing`, `data.missingValue`, `data.invalidValue`
 */
export function transformTargets(
  pipeline: FittedPipeline,
  table: Table,
  rowIndices: Uint32Array,
): Pick<PreparedRows, 'targetWidth' | 'targets'> {
  const { target } = pipeline;
  if (target.kind === 'features') return transformLabels(target.label, table, rowIndices);
  const targetWidth = outputWidth(pipeline);
  const targets = new Float32Array(rowIndices.length * targetWidth);
  if (target.kind === 'classes') {
    const column = requireColumn(table, target.column);
    const indices = classIndices(column, target.classes);
    rowIndices.forEach((row, i) => {
      const index = indices[row] ?? -1;
      if (index < 0) throw badTarget(column, row, target);
      if (targetWidth === 1) targets[i] = index;
      else targets[i * targetWidth + index] = 1;
    });
    return { targetWidth, targets };
  }
  target.columns.forEach((name, k) => {
    const column = requireColumn(table, name);
    const center = target.kind === 'numbers' ? (target.center[k] ?? 0) : 0;
    const scale = target.kind === 'numbers' ? (target.scale[k] ?? 1) : 1;
    rowIndices.forEach((row, i) => {
      const value = numericTarget(column, row);
      if (Number.isNaN(value)) throw badTarget(column, row, target);
      targets[i * targetWidth + k] = (value - center) / scale;
    });
  });
  return { targetWidth, targets };
}

/** The index of each row's label; -1 where it has none, or none of these. */
function transformLabels(
  label: FittedLabel | null,
  table: Table,
  rowIndices: Uint32Array,
): Pick<PreparedRows, 'targetWidth' | 'targets'> {
  const targets = new Float32Array(rowIndices.length).fill(-1);
  if (label) {
    const indices = classIndices(requireColumn(table, label.column), label.classes);
    rowIndices.forEach((row, i) => (targets[i] = indices[row] ?? -1));
  }
  return { targetWidth: 1, targets };
}

/** Reads a column's values by row; words are looked up once per category, not per row. A value that does not fit the column throws. */
function valueReader(encoder: ColumnEncoder, column: Column): (row: number) => number {
  const { data } = column;
  if (data.kind === 'numeric' && encoder.column.type !== 'category' && encoder.column.type !== 'boolean') {
    return (row) => data.values[row] ?? NaN;
  }
  const read = (row: number, cell: ReturnType<typeof cellAt>): number => {
    const value = readCell(encoder, cell);
    if (value === null) throw refusal(column, row, 'invalidValue');
    return value;
  };
  if (data.kind !== 'coded') return (row) => read(row, cellAt(column, row));
  const valueByCode = Float64Array.from(column.categories ?? [], (word) => readCell(encoder, word) ?? Infinity);
  return (row) => {
    const code = data.values[row] ?? -1;
    const value = code < 0 ? NaN : (valueByCode[code] ?? NaN);
    return value === Infinity ? read(row, cellAt(column, row)) : value;
  };
}

function refusal(column: Column, row: number, reason: 'missingValue' | 'unseenCategory' | 'invalidValue'): AppError {
  const facts = { column: column.name, row: row + 1 };
  const value = String(cellAt(column, row) ?? '');
  switch (reason) {
    case 'missingValue':
      return new AppError('data.missingValue', facts);
    case 'unseenCategory':
      return new AppError('data.unseenCategory', { ...facts, value });
    case 'invalidValue':
      return new AppError('data.invalidValue', { ...facts, value, expected: column.type });
  }
}

function badTarget(column: Column, row: number, target: FittedTarget): AppError {
  const value = cellAt(column, row);
  if (value === null) return new AppError('data.missingValue', { column: column.name, row: row + 1 });
  const expected = target.kind === 'classes' ? target.classes.join(', ') : column.type;
  return new AppError('data.invalidValue', { column: column.name, row: row + 1, value: String(value), expected });
}
