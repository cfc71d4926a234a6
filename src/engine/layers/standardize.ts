import { add, customGrad, mean, mul, rsqrt, squaredDifference, sub, type Tensor } from '@tensorflow/tfjs-core';

/** An input with mean 0 and variance 1 over some axes, and the moments that made it so (axes kept, size 1). */
export interface Standardized {
  readonly normalized: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/**
 * x̂ = (x - μ) / √(σ² + ε), with μ and σ² over `axes`; the gradient goes through both:
 * ∂x = (∂x̂ - mean(∂x̂) - x̂ · mean(∂x̂ · x̂)) / √(σ² + ε), as in S. Ioffe and C. Szegedy, "Batch Normalization", 2015.
 * One formula instead of tfjs's chain, whose operations for layer normalisation grow with the batch.
 * Call inside `tidy`.
 */
export function standardize(x: Tensor, axes: number[], epsilon: number): Standardized {
  const center = mean(x, axes, true);
  const variance = mean(squaredDifference(x, center), axes, true);
  const inverseSpread = rsqrt(add(variance, epsilon));
  const normalize = customGrad((input, save) => {
    if (typeof input === 'function' || typeof save !== 'function')
      throw new TypeError('customGrad passes (input, save)');
    const normalized = mul(sub(input, center), inverseSpread);
    save([normalized, inverseSpread]);
    return {
      value: normalized,
      gradFunc: (dy, [kept = normalized, inverse = inverseSpread]) => backward(dy, kept, inverse),
    };
  });
  const backward = (dy: Tensor, normalized: Tensor, inverse: Tensor): Tensor => {
    const alongNormalized = mul(normalized, mean(mul(dy, normalized), axes, true));
    return mul(sub(dy, add(mean(dy, axes, true), alongNormalized)), inverse);
  };
  return { normalized: normalize(x), mean: center, variance };
}
