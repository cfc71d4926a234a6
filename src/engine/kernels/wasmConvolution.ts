import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend_util, getKernel, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import * as v from 'valibot';
import { floatsOf } from '../backend/wasmHeap.ts';
import { addDepthwiseFilterGradient, addDepthwiseInputGradient } from './loops/depthwiseGradients.ts';
import { addPatches, type ImageRange } from './loops/patches.ts';
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
const MAX_PATCH_VALUES = 2 ** 20;
/** Errors of eight filters at so many places, float32, take half a megabyte: what a core's own cache holds. */
const MAX_CACHED_PLACES = 2 ** 14;
const NO_PADDING: [number, number] = [0, 0];

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
 * input: here both are convolutions again, or, where the stride is above 1, a matrix product over patches
 * (Chellapilla et al. 2006). Depthwise ones are plain loops.
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

/**
 * dW is a convolution itself: of the inputs, with channels for images and images for channels, by the errors, which
 * the stride spreads. Summed over so few images at a time that their errors stay in the processor's cache.
 */
function filterGradient(params: KernelParams): TensorInfo {
  const backend = wasmBackendOf(params);
  const x = inputOf(params, 'x');
  const dy = inputOf(params, 'dy');
  const { strides, pad, dimRoundingMode, filterShape } = v.parse(filterAttributes, params.attrs);
  const info = backend_util.computeConv2DInfo(shapeOf4d(x), filterShape, strides, 1, pad, dimRoundingMode);
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, strideHeight, strideWidth } =
    info;
  const { top, left } = info.padInfo;
  const bottom = strideHeight * (outHeight - 1) + info.filterHeight - inHeight - top;
  const right = strideWidth * (outWidth - 1) + info.filterWidth - inWidth - left;
  // Rows and columns that the stride leaves over at the end are cut off: no padding is negative.
  const usedShape = [inHeight + Math.min(bottom, 0), inWidth + Math.min(right, 0), inChannels];
  const total = zerosOf(backend, [inChannels, info.filterHeight, info.filterWidth, outChannels]);
  for (const range of imageRanges(batchSize, outHeight * outWidth, MAX_CACHED_PLACES)) {
    const inputs = transposedPart(backend, x, range, usedShape, [3, 1, 2, 0]);
    const errors = transposedPart(backend, dy, range, [outHeight, outWidth, outChannels], [1, 2, 0, 3]);
    const part = convolve(backend, inputs, errors, {
      dilations: [strideHeight, strideWidth],
      pad: [NO_PADDING, [top, Math.max(bottom, 0)], [left, Math.max(right, 0)], NO_PADDING],
    });
    addInto(floatsOf(backend, total), floatsOf(backend, part));
    for (const each of [inputs, errors, part]) backend.disposeData(each.dataId);
  }
  const gradient = transpose(backend, total, [1, 2, 0, 3]);
  backend.disposeData(total.dataId);
  return gradient;
}

function inputGradient(params: KernelParams): TensorInfo {
  const filter = inputOf(params, 'filter');
  const { strides, pad, dimRoundingMode, inputShape } = v.parse(inputAttributes, params.attrs);
  const info = backend_util.computeConv2DInfo(inputShape, shapeOf4d(filter), strides, 1, pad, dimRoundingMode);
  const { top, left } = info.padInfo;
  const isPlain =
    info.strideHeight === 1 && info.strideWidth === 1 && top < info.filterHeight && left < info.filterWidth;
  return isPlain ? convolvedInputGradient(params, info) : addedInputGradient(params, info, inputShape);
}

/** Stride 1: the errors, convolved by the filter turned by half a turn, inputs and outputs exchanged. */
function convolvedInputGradient(params: KernelParams, info: backend_util.Conv2DInfo): TensorInfo {
  const backend = wasmBackendOf(params);
  const filter = inputOf(params, 'filter');
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth } = info;
  const turned = backend.makeOutput([filterHeight, filterWidth, info.outChannels, info.inChannels], 'float32');
  turnFilter(floatsOf(backend, turned), floatsOf(backend, filter), info);
  const top = filterHeight - 1 - info.padInfo.top;
  const left = filterWidth - 1 - info.padInfo.left;
  const dx = convolve(backend, inputOf(params, 'dy'), turned, {
    dilations: [1, 1],
    pad: [
      NO_PADDING,
      [top, inHeight + filterHeight - 1 - outHeight - top],
      [left, inWidth + filterWidth - 1 - outWidth - left],
      NO_PADDING,
    ],
  });
  backend.disposeData(turned.dataId);
  return dx;
}

/** patches [places, patch] = dy [places, outChannels] · Wᵀ [outChannels, patch], added back to where they came from. */
function addedInputGradient(params: KernelParams, info: backend_util.Conv2DInfo, inputShape: Shape4d): TensorInfo {
  const backend = wasmBackendOf(params);
  const dy = inputOf(params, 'dy');
  const filter = inputOf(params, 'filter');
  const { outChannels, outHeight, outWidth } = info;
  const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
  const dx = zerosOf(backend, inputShape);
  const transposed = swapLastAxes(backend, viewAs(filter, [patchSize, outChannels]));
  for (const range of imageRanges(info.batchSize, outHeight * outWidth * patchSize, MAX_PATCH_VALUES)) {
    const part = slice(backend, dy, range, [outHeight, outWidth, outChannels]);
    const places = range.count * outHeight * outWidth;
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

/** Ranges of images that together have at most so many values (or places), one image at least. */
function imageRanges(images: number, valuesPerImage: number, most: number): ImageRange[] {
  const count = Math.max(1, Math.floor(most / valuesPerImage));
  return Array.from({ length: Math.ceil(images / count) }, (_, i) => ({
    first: i * count,
    count: Math.min(count, images - i * count),
  }));
}

/** A copy of some images of a batch, cut to [height, width, channels]. */
function slice(
  backend: BackendWasm,
  batch: TensorInfo,
  { first, count }: ImageRange,
  shape: readonly number[],
): TensorInfo {
  const part = backend.makeOutput([count, ...shape], 'float32');
  const from = floatsOf(backend, batch);
  const to = floatsOf(backend, part);
  const [, height, width, channels] = shapeOf4d(batch);
  const [keptHeight = 0, keptWidth = 0] = shape;
  const runs = keptWidth < width ? keptHeight : 1;
  const length = (keptHeight / runs) * keptWidth * channels;
  for (let image = 0; image < count; image++) {
    for (let run = 0; run < runs; run++) {
      const start = ((first + image) * height + run) * width * channels;
      to.set(from.subarray(start, start + length), (image * runs + run) * length);
    }
  }
  return part;
}

function transpose(backend: BackendWasm, x: TensorInfo, perm: number[]): TensorInfo {
  return runKernel(getKernel('Transpose', 'wasm'), { inputs: { x }, backend, attrs: { perm } });
}

function transposedPart(
  backend: BackendWasm,
  batch: TensorInfo,
  range: ImageRange,
  shape: readonly number[],
  perm: number[],
): TensorInfo {
  const part = slice(backend, batch, range, shape);
  const transposed = transpose(backend, part, perm);
  backend.disposeData(part.dataId);
  return transposed;
}

interface Convolution {
  readonly dilations: [number, number];
  readonly pad: [number, number][];
}

function convolve(backend: BackendWasm, x: TensorInfo, filter: TensorInfo, how: Convolution): TensorInfo {
  return runKernel(getKernel('Conv2D', 'wasm'), {
    inputs: { x, filter },
    backend,
    attrs: { ...how, strides: [1, 1], dataFormat: 'NHWC' },
  });
}

function multiply(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  return runKernel(getKernel('BatchMatMul', 'wasm'), {
    inputs: { a, b },
    backend,
    attrs: { transposeA: false, transposeB: false },
  });
}

/** [height, width, in, out] to [height, width, out, in], rows and columns from last to first. */
function turnFilter(turned: Float32Array, filter: Float32Array, info: backend_util.Conv2DInfo): void {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const places = filterHeight * filterWidth;
  const size = inChannels * outChannels;
  for (let place = 0; place < places; place++) {
    const from = (places - 1 - place) * size;
    const to = place * size;
    for (let i = 0; i < inChannels; i++) {
      for (let o = 0; o < outChannels; o++) {
        turned[to + o * inChannels + i] = filter[from + i * outChannels + o] ?? 0;
      }
    }
  }
}

function addInto(total: Float32Array, part: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] = (total[i] ?? 0) + (part[i] ?? 0);
}
