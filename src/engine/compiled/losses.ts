import type { LossName, LossSpec } from '../../core/training/settings.ts';

/** Keras's fuzz factor: probabilities are kept this far from 0 and 1. */
const EPSILON = 1e-7;
/** Keras's default weight of the categorical focal loss. */
const FOCAL_ALPHA = 0.25;

/** How a loss reads its outputs. */
export interface LossReading {
  readonly spec: LossSpec;
  readonly areLogits: boolean;
}

/** One output's loss and slope; a sample's loss is the mean over its outputs. */
interface PointLoss {
  readonly kind: 'points';
  readonly value: (target: number, output: number, reading: LossReading) => number;
  readonly slope: (target: number, output: number, reading: LossReading) => number;
}

/** A sample's loss, whose outputs belong together: gives it and writes its gradient. */
interface RowLoss {
  readonly kind: 'rows';
  readonly row: (targets: Float32Array, outputs: Float32Array, gradient: Float32Array, reading: LossReading) => number;
}

/** Every loss as `LOSS_RULES` has it for tfjs, with its derivative. A loss without an entry does not compile. */
export const LOSSES: Readonly<Record<LossName, PointLoss | RowLoss>> = {
  meanSquaredError: points(
    (t, o) => (o - t) ** 2,
    (t, o) => 2 * (o - t),
  ),
  meanAbsoluteError: points(
    (t, o) => Math.abs(o - t),
    (t, o) => Math.sign(o - t),
  ),
  huber: points(
    (t, o, { spec: { delta } }) => {
      const error = Math.abs(o - t);
      const quadratic = Math.min(error, delta);
      return quadratic ** 2 / 2 + (error - quadratic) * delta;
    },
    (t, o, { spec: { delta } }) => Math.min(delta, Math.max(-delta, o - t)),
  ),
  logCosh: points(
    (t, o) => Math.abs(o - t) + softplus(-2 * Math.abs(o - t)) - Math.LN2,
    (t, o) => Math.tanh(o - t),
  ),
  poisson: points(
    (t, o) => o - t * Math.log(o + EPSILON),
    (t, o) => 1 - t / (o + EPSILON),
  ),
  binaryCrossentropy: points(binaryCrossentropy, binarySlope),
  binaryFocalCrossentropy: points(
    (t, o, reading) => missed(t, o, reading) ** reading.spec.gamma * binaryCrossentropy(t, o, reading),
    focalSlope,
  ),
  hinge: points(margin, (t, o) => (margin(t, o) > 0 ? 1 - 2 * t : 0)),
  squaredHinge: points(
    (t, o) => margin(t, o) ** 2,
    (t, o) => 2 * margin(t, o) * (1 - 2 * t),
  ),
  categoricalCrossentropy: rows((targets, outputs, gradient, reading) =>
    fromLogs(outputs, gradient, reading, (log, i) => {
      const wanted = smoothed(targets[i] ?? 0, reading, 1 / outputs.length);
      return [-wanted * log, -wanted];
    }),
  ),
  sparseCategoricalCrossentropy: rows((targets, outputs, gradient, reading) =>
    fromLogs(outputs, gradient, reading, (log, i) => [-(targets[i] ?? 0) * log, -(targets[i] ?? 0)]),
  ),
  categoricalFocalCrossentropy: rows((targets, outputs, gradient, reading) =>
    fromLogs(outputs, gradient, reading, (log, i) => {
      const weight = FOCAL_ALPHA * smoothed(targets[i] ?? 0, reading, 1 / outputs.length);
      const { gamma } = reading.spec;
      const p = Math.exp(log);
      const rest = Math.max(1 - p, EPSILON);
      const pull = 1 - p > EPSILON ? gamma * rest ** (gamma - 1) * p * log : 0;
      return [-weight * rest ** gamma * log, -weight * (rest ** gamma - pull)];
    }),
  ),
  categoricalHinge: rows(categoricalHinge),
  kullbackLeiblerDivergence: rows((targets, outputs, gradient, reading) => {
    const wantedAt = (i: number): number => clipped(targets[i] ?? 0, EPSILON, 1);
    if (reading.areLogits) {
      return fromLogs(outputs, gradient, reading, (log, i) => [
        wantedAt(i) * (Math.log(wantedAt(i)) - log),
        -wantedAt(i),
      ]);
    }
    return outputs.reduce((sum, output, i) => {
      const p = clipped(output, EPSILON, 1);
      gradient[i] = p === output ? -wantedAt(i) / p : 0;
      return sum + wantedAt(i) * (Math.log(wantedAt(i)) - Math.log(p));
    }, 0);
  }),
};

function points(value: PointLoss['value'], slope: PointLoss['slope']): PointLoss {
  return { kind: 'points', value, slope };
}

function rows(row: RowLoss['row']): RowLoss {
  return { kind: 'rows', row };
}

function clipped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** A target moved towards `level` by the share of the label smoothing. */
function smoothed(target: number, { spec: { labelSmoothing } }: LossReading, level: number): number {
  return target * (1 - labelSmoothing) + labelSmoothing * level;
}

function binaryCrossentropy(target: number, output: number, reading: LossReading): number {
  const wanted = smoothed(target, reading, 0.5);
  if (reading.areLogits) return softplus(output) - wanted * output;
  return -wanted * Math.log(clipped(output, EPSILON, 1)) - (1 - wanted) * Math.log(clipped(1 - output, EPSILON, 1));
}

function binarySlope(target: number, output: number, reading: LossReading): number {
  const wanted = smoothed(target, reading, 0.5);
  if (reading.areLogits) return sigmoid(output) - wanted;
  const forOnes = output >= EPSILON && output <= 1 ? wanted / output : 0;
  const forZeros = 1 - output >= EPSILON && output >= 0 ? (1 - wanted) / (1 - output) : 0;
  return forZeros - forOnes;
}

/** 1 - p_t, kept away from 0. */
function missed(target: number, output: number, reading: LossReading): number {
  const wanted = smoothed(target, reading, 0.5);
  const p = reading.areLogits ? sigmoid(output) : output;
  return clipped(wanted + p - 2 * wanted * p, EPSILON, 1);
}

function focalSlope(target: number, output: number, reading: LossReading): number {
  const wanted = smoothed(target, reading, 0.5);
  const p = reading.areLogits ? sigmoid(output) : output;
  const { gamma } = reading.spec;
  const rest = wanted + p - 2 * wanted * p;
  const kept = clipped(rest, EPSILON, 1);
  const restSlope = rest === kept ? (1 - 2 * wanted) * (reading.areLogits ? p * (1 - p) : 1) : 0;
  return (
    gamma * kept ** (gamma - 1) * restSlope * binaryCrossentropy(target, output, reading) +
    kept ** gamma * binarySlope(target, output, reading)
  );
}

/** max(0, 1 - y·x) with y = ±1 */
function margin(target: number, output: number): number {
  return Math.max(0, 1 - (2 * target - 1) * output);
}

/** max(0, 1 + the best wrong class's output - the right one's) */
function categoricalHinge(targets: Float32Array, outputs: Float32Array, gradient: Float32Array): number {
  let right = 0;
  let wrong = -Infinity;
  let worst = 0;
  outputs.forEach((output, i) => {
    right += (targets[i] ?? 0) * output;
    const value = (1 - (targets[i] ?? 0)) * output;
    if (value <= wrong) return;
    wrong = value;
    worst = i;
  });
  const loss = Math.max(0, wrong - right + 1);
  targets.forEach((target, i) => {
    gradient[i] = loss > 0 ? (i === worst ? 1 - target : 0) - target : 0;
  });
  return loss;
}

/**
 * A loss that is a sum of terms of each class's log p. From logits p is their softmax; probabilities are brought to sum 1 and clipped, as
 * in Keras.
 * @param term - its value and its derivative with respect to log p
 */
function fromLogs(
  outputs: Float32Array,
  gradient: Float32Array,
  { areLogits }: LossReading,
  term: (log: number, index: number) => readonly [number, number],
): number {
  let loss = 0;
  if (areLogits) {
    const most = outputs.reduce((high, output) => Math.max(high, output), -Infinity);
    const sum = outputs.reduce((total, output) => total + Math.exp(output - most), 0);
    const shift = most + Math.log(sum);
    let slopes = 0;
    outputs.forEach((output, i) => {
      const [value, slope] = term(output - shift, i);
      loss += value;
      slopes += slope;
      gradient[i] = slope;
    });
    outputs.forEach((output, i) => {
      gradient[i] = (gradient[i] ?? 0) - Math.exp(output - shift) * slopes;
    });
    return loss;
  }
  const sum = outputs.reduce((total, output) => total + output, 0);
  let along = 0;
  outputs.forEach((output, i) => {
    const share = output / sum;
    const p = clipped(share, EPSILON, 1 - EPSILON);
    const [value, slope] = term(Math.log(p), i);
    loss += value;
    const passed = p === share ? slope / p : 0;
    along += passed * share;
    gradient[i] = passed;
  });
  outputs.forEach((_, i) => {
    gradient[i] = ((gradient[i] ?? 0) - along) / sum;
  });
  return loss;
}
