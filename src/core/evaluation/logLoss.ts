/** The machine precision of float32: scikit-learn clips float32 probabilities to [ε, 1 - ε] before the logarithm, and so do we. */
export const LOG_LOSS_EPSILON = 2 ** -23;

/** Mean -log p of the actual class. `outputs` [rows, classes] are float32 probabilities, `actual` [rows] class indices. */
export function classLogLoss(actual: ArrayLike<number>, outputs: Float32Array, classCount: number): number {
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    total -= Math.log(clip(outputs[row * classCount + (actual[row] ?? 0)] ?? 0));
  }
  return total / actual.length;
}

/** Mean of -log p (actual 1) and -log(1 - p) (actual 0) of one yes/no output. */
export function binaryLogLoss(actual: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let total = 0;
  for (let row = 0; row < actual.length; row++) {
    const probability = probabilities[row] ?? 0;
    total -= Math.log(clip(actual[row] === 1 ? probability : Math.fround(1 - probability)));
  }
  return total / actual.length;
}

function clip(probability: number): number {
  return Math.min(1 - LOG_LOSS_EPSILON, Math.max(LOG_LOSS_EPSILON, probability));
}
