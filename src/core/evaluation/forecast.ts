import type { Column } from '../dataset/table.ts';
import type { DealtWindows } from '../preprocessing/dealSamples.ts';
import { numericTarget } from '../preprocessing/targets.ts';
import type { Series } from '../preprocessing/windows.ts';

/** The network and the forecasts that need none. */
export const FORECAST_METHODS = ['model', 'mean', 'lastValue', 'seasonal'] as const;
export type ForecastMethod = (typeof FORECAST_METHODS)[number];

/** How far one way to foretell is off, in the target's unit. */
export interface ForecastSkill {
  readonly method: ForecastMethod;
  /** Over all steps. */
  readonly mae: number;
  readonly rmse: number;
  /**
   * Mean absolute scaled error: MAE over that of repeating the last value from row to row on the training rows (Hyndman & Koehler 2006,
   * Another look at measures of forecast accuracy, eq. 5). NaN where the training rows never change.
   */
  readonly mase: number;
  /** MAE at each step ahead. */
  readonly byStep: readonly number[];
}

/** How well one target column is foretold. */
export interface ForecastReport {
  readonly column: string;
  /** The steps ahead that are foretold. */
  readonly steps: readonly number[];
  /** Rows of the seasonal baseline's season; null: it was not computed. */
  readonly season: number | null;
  /** What MASE is in units of. */
  readonly scale: number;
  readonly skills: readonly ForecastSkill[];
}

export interface ForecastInput {
  readonly column: Column;
  readonly steps: readonly number[];
  readonly season: number | null;
  readonly windows: DealtWindows;
  /** The windows that were judged, as positions in `windows.ends`. */
  readonly positions: Uint32Array;
  /** The parts of the table's rows: 0 trains. */
  readonly rowParts: Uint8Array;
  /** [windows, steps], in the target's unit */
  readonly actual: Float32Array;
  readonly predicted: Float32Array;
  /** The training rows' mean at each step. */
  readonly means: readonly number[];
}

/**
 * The network beside the naive forecasts, on the same windows. `lastValue` repeats the last value that is known; `seasonal` gives the value of the
 * season before, and the last known value where the series does not go back so far.
 */
export function evaluateForecast(input: ForecastInput): ForecastReport {
  const { column, steps, season, windows, positions, rowParts, actual, predicted, means } = input;
  const { series } = windows;
  const values = Float64Array.from(series.order, (row) => numericTarget(column, row));
  const scale = naiveScale(values, series, rowParts);
  const forecasts: Record<ForecastMethod, (window: number, step: number) => number> = {
    model: (window, i) => predicted[window * steps.length + i] ?? NaN,
    mean: (_, i) => means[i] ?? NaN,
    lastValue: (window) => lastKnown(values, series, windows.ends[positions[window] ?? 0] ?? 0),
    seasonal: (window, i) => {
      const end = windows.ends[positions[window] ?? 0] ?? 0;
      const place = seasonalPlace(end, steps[i] ?? 1, season ?? 1);
      const isSameUnit = place >= 0 && series.units[place] === series.units[end];
      const value = isSameUnit ? (values[place] ?? NaN) : NaN;
      return Number.isNaN(value) ? lastKnown(values, series, end) : value;
    },
  };
  const skills = FORECAST_METHODS.filter((method) => method !== 'seasonal' || season !== null).map(
    (method): ForecastSkill => {
      const sums = new Float64Array(steps.length);
      let squares = 0;
      for (let window = 0; window < positions.length; window++) {
        for (let i = 0; i < steps.length; i++) {
          const error = Math.abs(forecasts[method](window, i) - (actual[window * steps.length + i] ?? NaN));
          sums[i] = (sums[i] ?? 0) + error;
          squares += error * error;
        }
      }
      const count = positions.length * steps.length;
      const mae = sums.reduce((sum, each) => sum + each, 0) / count;
      return {
        method,
        mae,
        rmse: Math.sqrt(squares / count),
        mase: scale > 0 ? mae / scale : NaN,
        byStep: Array.from(sums, (sum) => sum / positions.length),
      };
    },
  );
  return { column: column.name, steps, season, scale, skills };
}

/** The naive forecast that is least off; undefined where none could be measured. */
export function bestNaive({ skills }: Pick<ForecastReport, 'skills'>): ForecastSkill | undefined {
  return skills
    .filter(({ method, mae }) => method !== 'model' && Number.isFinite(mae))
    .reduce<ForecastSkill | undefined>((best, each) => (best && best.mae <= each.mae ? best : each), undefined);
}

/** How the network stands beside the best naive forecast; null where either could not be measured. */
export function compareWithNaive(
  report: Pick<ForecastReport, 'skills'>,
): { readonly outcome: 'better' | 'equal' | 'worse'; readonly share: number; readonly rival: ForecastMethod } | null {
  const model = report.skills.find(({ method }) => method === 'model');
  const rival = bestNaive(report);
  if (!model || !rival || !Number.isFinite(model.mae)) return null;
  const outcome = model.mae < rival.mae ? 'better' : model.mae > rival.mae ? 'worse' : 'equal';
  return { outcome, share: rival.mae > 0 ? 1 - model.mae / rival.mae : 0, rival: rival.method };
}

/** Mean |yₜ − yₜ₋₁| over neighbouring training rows of a unit; rows without a value are passed over. */
function naiveScale(values: Float64Array, { order, units }: Series, rowParts: Uint8Array): number {
  let sum = 0;
  let count = 0;
  for (let place = 1; place < values.length; place++) {
    const isTraining = rowParts[order[place] ?? 0] === 0 && rowParts[order[place - 1] ?? 0] === 0;
    const change = Math.abs((values[place] ?? NaN) - (values[place - 1] ?? NaN));
    if (!isTraining || units[place] !== units[place - 1] || Number.isNaN(change)) continue;
    sum += change;
    count += 1;
  }
  return sum / count;
}

/** The place of the season before that holds for `step` rows after `end`: at most `end`, so known. */
function seasonalPlace(end: number, step: number, season: number): number {
  return end + step - season * Math.ceil(step / season);
}

function lastKnown(values: Float64Array, { units }: Series, end: number): number {
  for (let place = end; place >= 0 && units[place] === units[end]; place--) {
    const value = values[place] ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}
