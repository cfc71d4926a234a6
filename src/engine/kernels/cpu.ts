import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { util, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { inputOf, replaceKernel, runKernel, shapeOf4d, stockKernel, type KernelParams } from './kernelParams.ts';
import { addNearestGradient } from './loops/nearestGradient.ts';
import { addBySegment } from './loops/segmentSum.ts';
import { registerRecurrentKernels } from './recurrentKernels.ts';
import { segmentShapes } from './segmentSum.ts';

let isRegistered = false;

/** Replaces the kernels of the CPU backend that are wrong, or too slow to be of use. */
export function registerCpuKernels(): void {
  if (isRegistered) return;
  isRegistered = true;
  // Stock reads every image's gradient at an offset that is right for the first only.
  replaceKernel(stockKernel('ResizeNearestNeighborGrad', 'cpu'), nearestGradient);
  // Stock swaps height and width in the shape, though not in the values.
  const bilinear = stockKernel('ResizeBilinearGrad', 'cpu');
  replaceKernel(bilinear, (params) => ({ ...runKernel(bilinear, params), shape: inputOf(params, 'images').shape }));
  // Stock goes over all of the gradient once per row of the embedding.
  replaceKernel(stockKernel('UnsortedSegmentSum', 'cpu'), segmentSum);
  registerRecurrentKernels('cpu', {
    floatsOf,
    make: (params, shape) =>
      cpuBackendOf(params).makeTensorInfo([...shape], 'float32', new Float32Array(util.sizeFromShape([...shape]))),
  });
}

const nearestAttributes = v.object({ alignCorners: v.boolean() });

function nearestGradient(params: KernelParams): TensorInfo {
  const images = inputOf(params, 'images');
  const dy = inputOf(params, 'dy');
  const { alignCorners } = v.parse(nearestAttributes, params.attrs);
  const dx = new Float32Array(util.sizeFromShape(images.shape));
  addNearestGradient(dx, floatsOf(params, dy), shapeOf4d(images), shapeOf4d(dy), alignCorners);
  return cpuBackendOf(params).makeTensorInfo(images.shape, 'float32', dx);
}

function segmentSum(params: KernelParams): TensorInfo {
  const { x, segmentIds, shape, width } = segmentShapes(params);
  const sums = new Float32Array(util.sizeFromShape([...shape]));
  addBySegment(sums, floatsOf(params, x), integersOf(params, segmentIds), width);
  return cpuBackendOf(params).makeTensorInfo([...shape], 'float32', sums);
}

function cpuBackendOf({ backend }: KernelParams): MathBackendCPU {
  if (!(backend instanceof MathBackendCPU)) throw new Error('a kernel for the CPU was called on another backend');
  return backend;
}

function floatsOf(params: KernelParams, tensor: TensorInfo): Float32Array {
  const { values } = cpuBackendOf(params).data.get(tensor.dataId);
  if (!(values instanceof Float32Array)) throw new Error(`expected float32, got ${tensor.dtype}`);
  return values;
}

function integersOf(params: KernelParams, tensor: TensorInfo): Int32Array {
  const { values } = cpuBackendOf(params).data.get(tensor.dataId);
  if (!(values instanceof Int32Array)) throw new Error(`expected int32, got ${tensor.dtype}`);
  return values;
}
