import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { floatsOf } from '../backend/wasmHeap.ts';
import { addMaxPoolGradient } from './loops/maxPoolGradient.ts';
import {
  inputOf,
  padding,
  perSpatialAxis,
  replaceKernel,
  rounding,
  shapeOf4d,
  stockKernel,
  type KernelParams,
} from './kernelParams.ts';
import { wasmBackendOf, zerosOf } from './wasmTensors.ts';

const attributes = v.object({
  filterSize: perSpatialAxis,
  strides: perSpatialAxis,
  pad: padding,
  dimRoundingMode: rounding,
});

/** Stock WASM drops the gradient of every window whose values are all negative. */
export function registerMaxPoolGradient(): void {
  replaceKernel(stockKernel('MaxPoolGrad', 'wasm'), maxPoolGradient);
}

function maxPoolGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const input = inputOf(params, 'input');
  const dy = inputOf(params, 'dy');
  const { filterSize, strides, pad, dimRoundingMode } = v.parse(attributes, params.attrs);
  const info = backend_util.computePool2DInfo(shapeOf4d(input), filterSize, strides, 1, pad, dimRoundingMode);
  const dx = zerosOf(backend, input.shape);
  addMaxPoolGradient(floatsOf(backend, dx), floatsOf(backend, input), floatsOf(backend, dy), info);
  return dx;
}
