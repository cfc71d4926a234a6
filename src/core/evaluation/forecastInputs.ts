import type { Table } from '../dataset/table.ts';
import type { DealtSamples } from '../preprocessing/dealSamples.ts';
import type { FittedPipeline, PreparationSpec, SplitPart } from '../preprocessing/preparation.ts';
import { rowsOfPart } from '../preprocessing/splitParts.ts';
import { targetColumns } from '../preprocessing/targets.ts';
import { evaluateForecast, type ForecastReport } from './forecast.ts';
import type { EvaluatedRows } from './report.ts';

export interface ForecastSource {
  readonly pipeline: FittedPipeline;
  readonly spec: PreparationSpec;
  readonly table: Table;
  readonly dealt: DealtSamples;
  readonly rows: EvaluatedRows;
  readonly part: SplitPart;
  readonly trainingMeans: readonly number[];
}

/** Every target that windows foretell, beside the naive forecasts; empty where nothing is foretold. */
export function evaluateForecasts(source: ForecastSource): readonly ForecastReport[] {
  const { pipeline, spec, table, dealt, rows, part, trainingMeans } = source;
  const { sample, target } = pipeline;
  if (sample?.kind !== 'window' || !dealt.windows || target.kind !== 'numbers') return [];
  if (sample.label !== 'forecast' && sample.label !== 'horizon') return [];
  const { label, horizon, season } = sample;
  const steps = label === 'horizon' ? [horizon] : Array.from({ length: horizon }, (_, i) => i + 1);
  const positions = rowsOfPart(dealt.parts, part);
  const { windows, rowParts } = dealt;
  return targetColumns(spec, table).map((column, index) => {
    const first = index * steps.length;
    return evaluateForecast({
      column,
      steps,
      season,
      windows,
      positions,
      rowParts,
      actual: pickColumns(rows.targets, rows.targetWidth, first, steps.length),
      predicted: pickColumns(rows.outputs, rows.outputWidth, first, steps.length),
      means: trainingMeans.slice(first, first + steps.length),
    });
  });
}

/** Columns first … first+count-1 of a matrix [rows, width]. */
function pickColumns(values: Float32Array, width: number, first: number, count: number): Float32Array {
  const rows = values.length / width;
  const picked = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    picked.set(values.subarray(row * width + first, row * width + first + count), row * count);
  }
  return picked;
}
