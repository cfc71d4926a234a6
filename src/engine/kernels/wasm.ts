import { registerKernel } from '@tensorflow/tfjs-core';
import { addBySegment } from './loops/segmentSum.ts';
import { floatsOf } from '../backend/wasmHeap.ts';
import { registerRecurrentKernels } from './recurrentKernels.ts';
import { segmentShapes } from './segmentSum.ts';
import { registerConvolutionGradients } from './wasmConvolution.ts';
import { registerMatMul } from './wasmMatMul.ts';
import { registerMaxPoolGradient } from './wasmPooling.ts';
import { integersOf, wasmBackendOf, zerosOf } from './wasmTensors.ts';

let isRegistered = false;

/** Adds the kernels that stock WASM lacks for training, and replaces those that are wrong or slow. */
export function registerWasmKernels(): void {
  if (isRegistered) return;
  isRegistered = true;
  registerMatMul();
  registerConvolutionGradients();
  registerMaxPoolGradient();
  registerRecurrentKernels('wasm', {
    floatsOf: (params, tensor) => floatsOf(wasmBackendOf(params), tensor),
    make: (params, shape) => wasmBackendOf(params).makeOutput([...shape], 'float32'),
  });
  registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: (params) => {
      const backend = wasmBackendOf(params);
      const { x, segmentIds, shape, width } = segmentShapes(params);
      const sums = zerosOf(backend, shape);
      addBySegment(floatsOf(backend, sums), floatsOf(backend, x), integersOf(backend, segmentIds), width);
      return sums;
    },
  });
}
