import {
  backend_util,
  cumsum,
  getGradient,
  mul,
  registerGradient,
  step,
  tensor4d,
  type Tensor,
} from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { padding, perSpatialAxis, rounding, shapeOf4d } from './kernelParams.ts';

let isRegistered = false;

/** Replaces the gradients that tfjs has wrong, or that have none themselves, on every backend. */
export function registerGradientFixes(): void {
  if (isRegistered) return;
  isRegistered = true;
  fixCumulativeSum();
  fixAveragePooling();
  fixLeakyRelu();
}

const cumulative = v.object({ axis: v.number(), exclusive: v.boolean(), reverse: v.boolean() });

/** Stock transposes the result once more where the axis is not the last one. */
function fixCumulativeSum(): void {
  registerGradient({
    kernelName: 'Cumsum',
    gradFunc: (dy, _saved, attributes) => {
      const { axis, exclusive, reverse } = v.parse(cumulative, attributes);
      return { x: () => cumsum(single(dy), axis, exclusive, !reverse) };
    },
  });
}

const pooling = v.object({
  filterSize: perSpatialAxis,
  strides: perSpatialAxis,
  pad: padding,
  dimRoundingMode: rounding,
});

/**
 * At a border the forward pass divides by the number of inputs that a window covers. Stock divides the gradient by the
 * window's full size, as if the padding counted.
 */
function fixAveragePooling(): void {
  const stock = getGradient('AvgPool');
  registerGradient({
    ...stock,
    gradFunc: (dy, saved, attributes) => {
      const { filterSize, strides, pad, dimRoundingMode } = v.parse(pooling, attributes);
      const [x] = saved;
      if (!x) throw new Error('the gradient of average pooling lacks its input');
      const info = backend_util.computePool2DInfo(shapeOf4d(x), filterSize, strides, 1, pad, dimRoundingMode);
      return stock.gradFunc(mul(single(dy), borderFactors(info)), saved, attributes);
    },
  });
}

const leaky = v.object({ alpha: v.number() });

/** Stock chooses by a comparison, which has no gradient: the penalty of a Wasserstein critic wants one of this one. */
function fixLeakyRelu(): void {
  registerGradient({
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      if (!x) throw new Error('the gradient of the leaky ReLU lacks its input');
      return { x: () => mul(single(dy), step(x, v.parse(leaky, attributes).alpha)) };
    },
  });
}

/** Window size over inputs covered, [1, outHeight, outWidth, 1]. */
function borderFactors(info: backend_util.Conv2DInfo): Tensor {
  const { filterHeight, filterWidth, outHeight, outWidth, padInfo } = info;
  const rows = covered(outHeight, info.strideHeight, padInfo.top, filterHeight, info.inHeight);
  const columns = covered(outWidth, info.strideWidth, padInfo.left, filterWidth, info.inWidth);
  const factors = rows.flatMap((row) => columns.map((column) => (filterHeight * filterWidth) / (row * column)));
  return tensor4d(factors, [1, outHeight, outWidth, 1]);
}

/** How many inputs each window covers along one axis. */
function covered(windows: number, stride: number, before: number, size: number, inputs: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + size, inputs) - Math.max(start, 0);
  });
}

function single(dy: Tensor | Tensor[]): Tensor {
  if (Array.isArray(dy)) throw new Error('expected one gradient');
  return dy;
}
