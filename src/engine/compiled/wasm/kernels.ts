import kernelBytes from './assembly/kernels.ts?assembly';

/** What wasm/assembly exports. Places are bytes from the heap's start; see there for what each does. */
export interface Kernels {
  heapStart(): number;
  gemm(
    kindA: number,
    a: number,
    lda: number,
    kindB: number,
    b: number,
    ldb: number,
    c: number,
    ldc: number,
    m: number,
    n: number,
    k: number,
    accumulate: number,
    bias: number,
    relu: number,
    workspace: number,
  ): void;
  /** Floats. */
  gemmWorkspace(n: number): number;
  setConvolution(
    inHeight: number,
    inWidth: number,
    inChannels: number,
    toHeight: number,
    toWidth: number,
    toFilters: number,
    filterHeight: number,
    filterWidth: number,
    stepY: number,
    stepX: number,
    top: number,
    left: number,
  ): void;
  mostChannels(): number;
  add(a: number, b: number, c: number, count: number): void;
  multiply(a: number, b: number, c: number, count: number): void;
  addBias(x: number, b: number, y: number, rows: number, width: number): void;
  sumRows(x: number, y: number, rows: number, width: number, scale: number): void;
  spreadRows(x: number, y: number, rows: number, width: number, scale: number): void;
  copyColumns(x: number, strideX: number, y: number, strideY: number, rows: number, width: number): void;
  dropout(
    x: number,
    y: number,
    count: number,
    channels: number,
    spread: number,
    start: number,
    dropBelow: number,
    scale: number,
  ): void;
  activate(kind: number, alpha: number, x: number, y: number, count: number): void;
  activateGradient(kind: number, alpha: number, x: number, y: number, dy: number, dx: number, count: number): void;
  softmax(x: number, y: number, rows: number, width: number): void;
  softmaxGradient(y: number, dy: number, dx: number, rows: number, width: number): void;
  normalize(
    x: number,
    gamma: number,
    beta: number,
    y: number,
    mean: number,
    inverse: number,
    variance: number,
    rows: number,
    channels: number,
    epsilon: number,
  ): void;
  normalizeByAverages(
    x: number,
    gamma: number,
    beta: number,
    mean: number,
    variance: number,
    y: number,
    scratch: number,
    rows: number,
    channels: number,
    epsilon: number,
  ): void;
  normalizeGradient(
    x: number,
    gamma: number,
    mean: number,
    inverse: number,
    dy: number,
    dx: number,
    dGamma: number,
    dBeta: number,
    rows: number,
    channels: number,
  ): void;
  average(kept: number, now: number, channels: number, momentum: number): void;
  maxPool(
    x: number,
    y: number,
    places: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    poolY: number,
    poolX: number,
    stepY: number,
    stepX: number,
    top: number,
    left: number,
  ): void;
  maxPoolGradient(dy: number, places: number, dx: number, batch: number, sample: number, perSample: number): void;
  averagePool(
    x: number,
    y: number,
    isGradient: number,
    batch: number,
    height: number,
    width: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    poolY: number,
    poolX: number,
    stepY: number,
    stepX: number,
    top: number,
    left: number,
  ): void;
}

let compiled: Promise<WebAssembly.Module> | null = null;
let isSupported: boolean | null = null;

function kernelCode(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(kernelBytes), (letter) => letter.charCodeAt(0));
}

/** Whether this browser runs the kernels: it has to know SIMD. */
export function supportsKernels(): boolean {
  return (isSupported ??= WebAssembly.validate(kernelCode()));
}

/** The kernels on a heap of their own. */
export async function instantiateKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(kernelCode());
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  if (!areKernels(exports)) throw new Error('the WASM module is not the one that was expected');
  return exports;
}

/** The names are checked by a test, against what the source exports. */
function areKernels(exports: WebAssembly.Exports): exports is WebAssembly.Exports & Kernels {
  return typeof exports['gemm'] === 'function' && typeof exports['averagePool'] === 'function';
}
