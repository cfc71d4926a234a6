import { sizeOf, widthOf } from '../graph.ts';
import type { OperationAttributes } from './attributes.ts';
import { at, places, type OpRule } from './rule.ts';

/** Inputs: x, γ, β, running mean, running variance. Gives y, and the batch's mean, 1/√(variance + ε), and variance. */
export const batchNormalization: OpRule<OperationAttributes['batchNormalization']> = {
  shapes: ([x = []]) => [x, [widthOf(x)], [widthOf(x)], [widthOf(x)]],
  gradient: ({ graph, inputs, outputs, gradient }) => {
    const [x, gamma, mean, inverse] = [at(inputs, 0), at(inputs, 1), at(outputs, 1), at(outputs, 2)];
    return [...graph.emit('batchNormalizationGradient', [x, gamma, mean, inverse, gradient], {}), null, null];
  },
  wasm: ({ attributes: { epsilon, momentum }, inputs, outputs, kernels }) => {
    const [x, gamma, beta, movingMean, movingVariance] = places(inputs, 5);
    const [y, mean, inverse, variance] = places(outputs, 4);
    const { shape } = at(inputs, 0);
    const channels = widthOf(shape);
    const rows = sizeOf(shape) / channels;
    return () => {
      kernels.normalize(x, gamma, beta, y, mean, inverse, variance, rows, channels, epsilon);
      kernels.average(movingMean, mean, channels, momentum);
      kernels.average(movingVariance, variance, channels, momentum);
    };
  },
};

/** x, γ, mean, 1/√(variance + ε), dy → dx, dγ, dβ */
export const batchNormalizationGradient: OpRule<OperationAttributes['batchNormalizationGradient']> = {
  shapes: ([x = []]) => [x, [widthOf(x)], [widthOf(x)]],
  wasm: ({ inputs, outputs, kernels }) => {
    const [x, gamma, mean, inverse, dy] = places(inputs, 5);
    const [dx, dGamma, dBeta] = places(outputs, 3);
    const { shape } = at(inputs, 0);
    const channels = widthOf(shape);
    const rows = sizeOf(shape) / channels;
    return () => kernels.normalizeGradient(x, gamma, mean, inverse, dy, dx, dGamma, dBeta, rows, channels);
  },
};

export const batchNormalizationInference: OpRule<OperationAttributes['batchNormalizationInference']> = {
  shapes: ([x = []]) => [x],
  workspace: ([x = []]) => 4 * widthOf(x),
  wasm: ({ attributes: { epsilon }, inputs, outputs, kernels, workspace }) => {
    const [x, gamma, beta, mean, variance] = places(inputs, 5);
    const [y] = places(outputs, 1);
    const { shape } = at(inputs, 0);
    const channels = widthOf(shape);
    const rows = sizeOf(shape) / channels;
    return () => kernels.normalizeByAverages(x, gamma, beta, mean, variance, y, workspace, rows, channels, epsilon);
  },
};
