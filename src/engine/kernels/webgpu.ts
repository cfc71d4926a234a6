/** Replaces the kernels of the WebGPU backend that are wrong. */
export function registerWebgpuKernels(): void {}
