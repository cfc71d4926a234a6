/** A dense network with ReLU between and softmax at the end, trained with Adam on drawn numbers. */
export interface BenchCase {
  readonly name: string;
  /** Inputs, hidden units…, classes. */
  readonly widths: readonly number[];
  readonly batchSize: number;
  /** Steps per timed block, by backend. */
  readonly steps: Readonly<Record<BenchBackend, number>>;
}

export type BenchBackend = 'wasm' | 'webgpu';

export const CASES: readonly BenchCase[] = [
  { name: 'MLP 20-64-64-10, batch 32', widths: [20, 64, 64, 10], batchSize: 32, steps: { wasm: 200, webgpu: 12 } },
  { name: 'MLP 20-64-64-10, batch 256', widths: [20, 64, 64, 10], batchSize: 256, steps: { wasm: 100, webgpu: 12 } },
  {
    name: 'MLP 784-256-128-10, batch 128',
    widths: [784, 256, 128, 10],
    batchSize: 128,
    steps: { wasm: 30, webgpu: 4 },
  },
];

export const LEARNING_RATE = 0.001;

export interface LayerWeights {
  /** [inputs, units], row-major */
  readonly kernel: Float32Array;
  /** [units] */
  readonly bias: Float32Array;
}

/** What both sides start from. */
export interface BenchInputs {
  readonly case: BenchCase;
  readonly steps: number;
  /** [steps · batchSize, inputs] */
  readonly features: Float32Array;
  /** [steps · batchSize, classes], one-hot */
  readonly targets: Float32Array;
  readonly layers: readonly LayerWeights[];
}

/** What the page asks of either worker. Each has one model at a time. */
export type BenchRequest =
  | { readonly kind: 'prepare'; readonly backend: BenchBackend; readonly inputs: BenchInputs }
  /** Trains one pass over the rows, in order. `mode` concerns stock tfjs only. */
  | { readonly kind: 'block'; readonly mode: FitMode };

/** How stock `model.fit` is called: as it comes, or without ever yielding, which is the fastest that it goes. */
export type FitMode = 'default' | 'neverYield';

export interface BlockResult {
  readonly ms: number;
  /** Mean loss of the pass. */
  readonly loss: number;
  /** WebGPU calls per step; 0 on WASM. */
  readonly dispatches: number;
  readonly submits: number;
}

export type BenchReply =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'block'; readonly result: BlockResult }
  | { readonly kind: 'error'; readonly message: string };
