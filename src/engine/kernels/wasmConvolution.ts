import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, getKernel, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { floatsOf } from '../backend/wasmHeap.ts';
import { addDepthwiseFilterGradient, addDepthwiseInputGradient } from './loops/depthwiseGradients.ts';
import { addPatches, fillPatches, type ImageRange } from './loops/patches.ts';
import {
  inputOf,
  padding,
  perSpatialAxis,
  replaceKernel,
  rounding,
  runKernel,
  shape4d,
  shapeOf4d,
  stockKernel,
  type KernelParams,
} from './kernelParams.ts';
import { swapLastAxes, viewAs, wasmBackendOf, zerosOf } from './wasmTensors.ts';

/** Patches are laid out for so many images at a time that they take at most this much of the heap. */
const MAX_PATCH_VALUES = 2 ** 22;

const gradientAttributes = v.object({
  strides: perSpatialAxis,
  pad: padding,
  dataFormat: v.literal('NHWC'),
  dimRoundingMode: rounding,
});
const filterAttributes = v.object({ ...gradientAttributes.entries, filterShape: shape4d });
const inputAttributes = v.object({ ...gradientAttributes.entries, inputShape: shape4d });
const depthwise = v.object({
  strides: perSpatialAxis,
  dilations: v.optional(perSpatialAxis, 1),
  pad: padding,
  dimRoundingMode: rounding,
});
const depthwiseFilterAttributes = v.object({ ...depthwise.entries, filterShape: shape4d });
const depthwiseInputAttributes = v.object({ ...depthwise.entries, inputShape: shape4d });
type Shape4d = v.InferOutput<typeof shape4d>;

/**
 * The gradients of convolutions. Stock WASM has none with respect to a filter, and a naive one with respect to the
 * input: here both are matrix products over patches (Chellapilla et al. 2006). Depthwise ones are plain loops.
 */
export function registerConvolutionGradients(): void {
  registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: filterGradient });
  replaceKernel(stockKernel('Conv2DBackpropInput', 'wasm'), inputGradient);
  registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    backendName: 'wasm',
    kernelFunc: depthwiseFilterGradient,
  });
  registerKernel({
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    backendName: 'wasm',
    kernelFunc: depthwiseInputGradient,
  });
}

/** dWᵀ [outChannels, patch] = dyᵀ [outChannels, places] · patches [places, patch], summed over ranges of images. */
function filterGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const x = inputOf(params, 'x');
  const dy = inputOf(params, 'dy');
  const { strides, pad, dimRoundingMode, filterShape } = v.parse(filterAttributes, params.attrs);
  const info = backend_util.computeConv2DInfo(shapeOf4d(x), filterShape, strides, 1, pad, dimRoundingMode);
  const { outChannels } = info;
  const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
  const total = zerosOf(backend, [outChannels, patchSize]);
  for (const range of imageRanges(info, patchSize)) {
    const places = range.count * info.outHeight * info.outWidth;
    const patches = backend.makeOutput([places, patchSize], 'float32');
    fillPatches(floatsOf(backend, patches), floatsOf(backend, x), info, range);
    const part = imagesOf(backend, dy, range);
    const transposed = swapLastAxes(backend, viewAs(part, [places, outChannels]));
    const product = multiply(backend, transposed, patches);
    addInto(floatsOf(backend, total), floatsOf(backend, product));
    for (const each of [patches, part, transposed, product]) backend.disposeData(each.dataId);
  }
  const gradient = swapLastAxes(backend, total);
  backend.disposeData(total.dataId);
  return viewAs(gradient, filterShape);
}

/** patches [places, patch] = dy [places, outChannels] · Wᵀ [outChannels, patch], added back to where they came from. */
function inputGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const dy = inputOf(params, 'dy');
  const filter = inputOf(params, 'filter');
  const { strides, pad, dimRoundingMode, inputShape } = v.parse(inputAttributes, params.attrs);
  const info = backend_util.computeConv2DInfo(inputShape, shapeOf4d(filter), strides, 1, pad, dimRoundingMode);
  const { outChannels } = info;
  const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
  const dx = zerosOf(backend, inputShape);
  const transposed = swapLastAxes(backend, viewAs(filter, [patchSize, outChannels]));
  for (const range of imageRanges(info, patchSize)) {
    const part = imagesOf(backend, dy, range);
    const places = range.count * info.outHeight * info.outWidth;
    const patches = multiply(backend, viewAs(part, [places, outChannels]), transposed);
    addPatches(floatsOf(backend, dx), floatsOf(backend, patches), info, range);
    for (const each of [part, patches]) backend.disposeData(each.dataId);
  }
  backend.disposeData(transposed.dataId);
  return dx;
}

function depthwiseFilterGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const x = inputOf(params, 'x');
  const dy = inputOf(params, 'dy');
  const { filterShape, ...how } = v.parse(depthwiseFilterAttributes, params.attrs);
  const info = depthwiseInfo(shapeOf4d(x), filterShape, how);
  const gradient = zerosOf(backend, filterShape);
  addDepthwiseFilterGradient(floatsOf(backend, gradient), floatsOf(backend, x), floatsOf(backend, dy), info);
  return gradient;
}

function depthwiseInputGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const dy = inputOf(params, 'dy');
  const filter = inputOf(params, 'filter');
  const { inputShape, ...how } = v.parse(depthwiseInputAttributes, params.attrs);
  const info = depthwiseInfo(inputShape, shapeOf4d(filter), how);
  const dx = zerosOf(backend, inputShape);
  addDepthwiseInputGradient(floatsOf(backend, dx), floatsOf(backend, dy), floatsOf(backend, filter), info);
  return dx;
}

function depthwiseInfo(
  inputShape: Shape4d,
  filterShape: Shape4d,
  { strides, dilations, pad, dimRoundingMode }: v.InferOutput<typeof depthwise>,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(inputShape, filterShape, strides, dilations, pad, dimRoundingMode, true);
}

function imageRanges(info: backend_util.Conv2DInfo, patchSize: number): ImageRange[] {
  const valuesPerImage = info.outHeight * info.outWidth * patchSize;
  const count = Math.max(1, Math.floor(MAX_PATCH_VALUES / valuesPerImage));
  return Array.from({ length: Math.ceil(info.batchSize / count) }, (_, i) => ({
    first: i * count,
    count: Math.min(count, info.batchSize - i * count),
  }));
}

/** A copy of some images of a batch. */
function imagesOf(backend: BackendWasm, batch: TensorInfo, { first, count }: ImageRange): TensorInfo {
  const [, height, width, channels] = shapeOf4d(batch);
  const valuesPerImage = height * width * channels;
  const part = backend.makeOutput([count, height, width, channels], 'float32');
  const values = floatsOf(backend, batch).subarray(first * valuesPerImage, (first + count) * valuesPerImage);
  floatsOf(backend, part).set(values);
  return part;
}

function multiply(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  return runKernel(getKernel('BatchMatMul', 'wasm'), {
    inputs: { a, b },
    backend,
    attrs: { transposeA: false, transposeB: false },
  });
}

function addInto(total: Float32Array, part: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (part[i] ?? 0);
}
