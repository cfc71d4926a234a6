export { activate, activateGradient, softmax, softmaxGradient } from './activations';
export { add, addBias, copyColumns, dropout, multiply, spreadRows, sumRows } from './elementwise';
export { gemm, gemmWorkspace } from './gemm';
export { average, normalize, normalizeByAverages, normalizeGradient } from './normalization';
export { mostChannels, setConvolution } from './pack';
export { averagePool, maxPool, maxPoolGradient } from './pooling';

/** The first byte behind the kernels' own data. */
export function heapStart(): usize {
  return __heap_base;
}
