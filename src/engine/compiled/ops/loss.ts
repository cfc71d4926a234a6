import { sizeOf, widthOf } from '../graph.ts';
import { LOSSES } from '../losses.ts';
import type { OperationAttributes } from './attributes.ts';
import { at, type OpRule } from './rule.ts';

/**
 * Inputs: outputs and targets [batch, …, width], perhaps weights per class (see `TrainerConfig.classWeights`). Gives the mean loss [1]
 * and its gradient with respect to the outputs. It runs in JavaScript: outputs are few beside what led to them.
 */
export const loss: OpRule<OperationAttributes['loss']> = {
  shapes: ([outputs = []]) => [[1], outputs],
  wasm: ({ attributes: { loss: spec, areLogits }, inputs, outputs, floats }) => {
    const [given, wanted, weights] = [at(inputs, 0), at(inputs, 1), inputs[2]];
    const [result, slopes] = [at(outputs, 0), at(outputs, 1)];
    const rule = LOSSES[spec.name];
    const reading = { spec, areLogits };
    const width = widthOf(given.shape);
    const size = sizeOf(given.shape);
    const batch = size / width;
    const scale = 1 / (batch * (rule.kind === 'points' ? width : 1));
    const weightCount = weights ? sizeOf(weights.shape) : 0;
    return () => {
      const heap = floats();
      const o = heap.subarray(given.at / 4, given.at / 4 + size);
      const t = heap.subarray(wanted.at / 4, wanted.at / 4 + size);
      const g = heap.subarray(slopes.at / 4, slopes.at / 4 + size);
      const w = weights ? heap.subarray(weights.at / 4, weights.at / 4 + weightCount) : null;
      let sum = 0;
      for (let row = 0; row < batch; row++) {
        const start = row * width;
        const forAll = w && weightCount === width ? ofClass(w, t, start) : 1;
        if (rule.kind === 'rows') {
          const [targets, values] = [t.subarray(start, start + width), o.subarray(start, start + width)];
          const gradient = g.subarray(start, start + width);
          sum += forAll * rule.row(targets, values, gradient, reading);
          for (let i = 0; i < width; i++) gradient[i] = (gradient[i] ?? 0) * forAll * scale;
          continue;
        }
        for (let i = 0; i < width; i++) {
          const [target, value] = [t[start + i] ?? 0, o[start + i] ?? 0];
          const weight = w && weightCount !== width ? ofAnswer(w, target, i) : forAll;
          sum += weight * rule.value(target, value, reading);
          g[start + i] = weight * scale * rule.slope(target, value, reading);
        }
      }
      heap[result.at / 4] = sum * scale;
    };
  },
};

/** The weight of a one-hot target. */
function ofClass(weights: Float32Array, targets: Float32Array, start: number): number {
  return weights.reduce((sum, weight, i) => sum + weight * (targets[start + i] ?? 0), 0);
}

/** Between the weights of no and of yes of an output. */
function ofAnswer(weights: Float32Array, target: number, output: number): number {
  const [no, yes] = [weights[2 * output] ?? 1, weights[2 * output + 1] ?? 1];
  return no + target * (yes - no);
}
