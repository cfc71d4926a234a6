import {
  clipByValue,
  mul,
  div,
  maximum,
  scalar,
  sqrt,
  stack,
  sum,
  square,
  tidy,
  type NamedTensorMap,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { GradientClip } from '../../core/training/settings.ts';

/**
 * Gradients clipped as Keras does (`clipvalue`, `clipnorm`, `global_clipnorm`), all on the device: nothing is read back.
 * With `none` these are the same tensors; otherwise new ones, and the caller disposes both. Call inside `tidy`.
 */
export function clipGradients(gradients: NamedTensorMap, clip: GradientClip): NamedTensorMap {
  if (clip.kind === 'none') return gradients;
  return tidy(() => {
    switch (clip.kind) {
      case 'value':
        return mapGradients(gradients, (gradient) => clipByValue(gradient, -clip.limit, clip.limit));
      case 'norm':
        return mapGradients(gradients, (gradient) => mul(gradient, shrinkFactor(norm([gradient]), clip.limit)));
      case 'globalNorm': {
        const factor = shrinkFactor(norm(Object.values(gradients)), clip.limit);
        return mapGradients(gradients, (gradient) => mul(gradient, factor));
      }
    }
  });
}

/** The L2 norm over all elements of all tensors, as a scalar on the device. */
export function norm(tensors: readonly Tensor[]): Scalar {
  return tidy(() => {
    if (tensors.length === 0) return scalar(0);
    // Not `addN`: on WebGPU it binds one buffer per tensor, and a shader may have no more than eight.
    const squares = tensors.map((each) => sum<Scalar>(square(each)));
    return sqrt(sum<Scalar>(stack(squares)));
  });
}

/** limit / max(norm, limit): 1 below the limit. */
function shrinkFactor(length: Scalar, limit: number): Tensor {
  return div(limit, maximum(length, limit));
}

function mapGradients(gradients: NamedTensorMap, change: (gradient: Tensor) => Tensor): NamedTensorMap {
  return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));
}
