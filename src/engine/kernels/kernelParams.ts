import {
  getKernelsForBackend,
  registerKernel,
  unregisterKernel,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import * as v from 'valibot';

/** What tfjs hands to a kernel. Attributes come untyped, and are parsed. */
export type KernelParams = Parameters<KernelConfig['kernelFunc']>[0];

/** @throws Error where tfjs calls the kernel without this input */
export function inputOf(params: KernelParams, name: string): TensorInfo {
  const input = params.inputs[name];
  if (!input) throw new Error(`a kernel lacks its input '${name}'`);
  return input;
}

/** Puts a kernel in the place of tfjs's own, keeping its set-up. */
export function replaceKernel(stock: KernelConfig, kernelFunc: KernelConfig['kernelFunc']): void {
  unregisterKernel(stock.kernelName, stock.backendName);
  registerKernel({ ...stock, kernelFunc });
}

/** @throws Error where tfjs has no such kernel */
export function stockKernel(kernelName: string, backendName: string): KernelConfig {
  const stock = getKernelsForBackend(backendName).find((kernel) => kernel.kernelName === kernelName);
  if (!stock) throw new Error(`tfjs has no kernel '${kernelName}' for '${backendName}'`);
  return stock;
}

/** The one tensor that a kernel gives. */
export function runKernel(kernel: KernelConfig, params: KernelParams): TensorInfo {
  const output = kernel.kernelFunc(params);
  if (Array.isArray(output)) throw new Error(`'${kernel.kernelName}' gives several tensors`);
  return output;
}

const pair = v.tuple([v.number(), v.number()]);
export const perSpatialAxis = v.union([v.number(), pair]);
export const padding = v.union([v.picklist(['same', 'valid']), v.number(), v.tuple([pair, pair, pair, pair])]);
export const rounding = v.optional(v.picklist(['floor', 'round', 'ceil']));
export const shape4d = v.tuple([v.number(), v.number(), v.number(), v.number()]);

/** A tensor's shape, where the kernel is only ever called with four axes. */
export function shapeOf4d(tensor: TensorInfo): [number, number, number, number] {
  return v.parse(shape4d, tensor.shape);
}
