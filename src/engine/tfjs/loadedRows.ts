import { gather, slice, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { arraySamples, rangeOf, type Samples } from '../../core/preprocessing/samples.ts';

/** Above this a part stays in the worker's memory and batches are uploaded one by one: WebGPU's default limit for one binding. */
const MAX_RESIDENT_BYTES = 128 * 2 ** 20;

/** A type, not an interface: only so does `tidy` take it. */
export type Batch = {
  /** [rows, ...sample] */
  features: Tensor;
  /** [rows, ...target]; may be the features themselves */
  targets: Tensor;
};

/** One part of the data, ready to be dealt in batches. Tensors of a batch are the caller's to dispose. */
export interface LoadedRows {
  readonly rowCount: number;
  /**
   * The rows at these positions, in this order.
   * @param draw - see `Samples.read`
   */
  pick(positions: Uint32Array, draw: number | null): Promise<Batch>;
  /** Rows start … end-1, as they are. */
  range(start: number, end: number): Promise<Batch>;
  dispose(): void;
}

/**
 * @param targetShape - shape of what is to be learnt of one row, where rows do not bring it along; null: its features, which then are the targets
 * @param maxResidentBytes - above it the part is not uploaded as a whole
 */
export function loadRows(
  { features, targets, wanted: pictures, rowCount }: PreparedRows,
  targetShape: readonly number[] | null,
  maxResidentBytes = MAX_RESIDENT_BYTES,
): LoadedRows {
  const matrix = (samples: Samples): Matrix =>
    samples.values && samples.values.byteLength <= maxResidentBytes
      ? residentMatrix(samples.values, samples.shape, rowCount)
      : streamedMatrix(samples);
  const inputs = matrix(features);
  const wanted = targetShape && matrix(pictures ?? arraySamples(targets, targetShape, rowCount));
  const batchOf = async (features: Tensor, wantedOf: (matrix: Matrix) => Tensor | Promise<Tensor>): Promise<Batch> => ({
    features,
    targets: wanted ? await wantedOf(wanted) : features,
  });
  return {
    rowCount,
    pick: async (positions, draw) =>
      batchOf(await inputs.pick(positions, draw), (matrix) => matrix.pick(positions, draw)),
    range: async (start, end) => batchOf(await inputs.range(start, end), (matrix) => matrix.range(start, end)),
    dispose: () => {
      inputs.dispose();
      wanted?.dispose();
    },
  };
}

interface Matrix {
  pick(positions: Uint32Array, draw: number | null): Tensor | Promise<Tensor>;
  range(start: number, end: number): Tensor | Promise<Tensor>;
  dispose(): void;
}

/** On the device from the start; batches are gathered there. */
function residentMatrix(values: Float32Array, shape: readonly number[], count: number): Matrix {
  const all = tensor(values, [count, ...shape]);
  const rest = shape.map(() => 0);
  return {
    pick: (positions) => {
      const indices = tensor(Int32Array.from(positions), [positions.length], 'int32');
      const picked = gather(all, indices);
      indices.dispose();
      return picked;
    },
    range: (start, end) => slice(all, [start, ...rest], [end - start, ...shape]),
    dispose: () => all.dispose(),
  };
}

/** In memory, or made batch by batch; uploaded as they are needed. */
function streamedMatrix(samples: Samples): Matrix {
  const pick = async (positions: Uint32Array, draw: number | null): Promise<Tensor> =>
    tensor(await samples.read(positions, draw), [positions.length, ...samples.shape]);
  return {
    pick,
    range: (start, end) => pick(rangeOf(start, end), null),
    dispose: () => undefined,
  };
}
