import { cellAt, requireColumn, type Table } from '../dataset/table.ts';
import { IMAGE_COLUMNS } from '../images/suggestImageSample.ts';
import type { FittedSample, SampleSpec, WindowSample } from './preparation.ts';
import { numericTarget } from './targets.ts';
import { longestRegularStep } from './steps.ts';
import { describeSampling, longestStepOf, orderSeries, type Series } from './windows.ts';

/** The columns that say what a sample is. */
export function sampleColumns(sample: SampleSpec | FittedSample | undefined): string[] {
  switch (sample?.kind) {
    case 'window':
      return [sample.unit, sample.time].filter((name) => name !== null);
    case 'image':
      // How many tiles there are follows from the picture's size.
      return [sample.column, ...(sample.tiling ? [IMAGE_COLUMNS.width, IMAGE_COLUMNS.height] : [])];
    case 'text':
      return [sample.column];
    case undefined:
      return [];
  }
}

/**
 * The table's rows in order of unit and time.
 * @throws AppError `data.columnMissing`
 */
export function seriesOf({ unit, time }: Pick<WindowSample, 'unit' | 'time'>, table: Table): Series {
  const units = unit === null ? null : requireColumn(table, unit);
  const times = time === null ? null : requireColumn(table, time);
  return orderSeries(
    table.rowCount,
    units && ((row) => cellAt(units, row)),
    times && ((row) => numericTarget(times, row)),
  );
}

/** The longest step in time that this sample's windows may go over; null: any. */
export function longestStepIn({ time, maxGap, resampling }: WindowSample, series: Series): number | null {
  if (time === null) return null;
  return resampling ? longestRegularStep(resampling, maxGap) : longestStepOf(describeSampling(series, maxGap), maxGap);
}

/** Whether what was measured of the target so far enters the network: where it is foretold, its past is known. */
export function entersAsHistory({ label }: Pick<WindowSample, 'label'>): boolean {
  return label === 'forecast' || label === 'horizon';
}
