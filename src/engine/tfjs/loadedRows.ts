import { gather, slice, tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';

/** Above this a part stays in the worker's memory and batches are uploaded one by one: WebGPU's default limit for one binding. */
const MAX_RESIDENT_BYTES = 128 * 2 ** 20;

/** A type, not an interface: only so does `tidy` take it. */
export type Batch = {
  /** [rows, ...sample] */
  features: Tensor;
  /** [rows, ...target] */
  targets: Tensor;
};

/** One part of the data, ready to be dealt in batches. Tensors of a batch are the caller's: take them inside `tidy`. */
export interface LoadedRows {
  readonly rowCount: number;
  /** The rows at these positions, in this order. */
  pick(positions: Uint32Array): Batch;
  /** Rows start … end-1. */
  range(start: number, end: number): Batch;
  dispose(): void;
}

/**
 * @param sampleShape - shape of one row's features
 * @param targetShape - and of what is to be learnt of it
 * @param maxResidentBytes - above it the part is not uploaded as a whole
 */
export function loadRows(
  rows: PreparedRows,
  sampleShape: readonly number[],
  targetShape: readonly number[],
  maxResidentBytes = MAX_RESIDENT_BYTES,
): LoadedRows {
  const isResident = Math.max(rows.features.byteLength, rows.targets.byteLength) <= maxResidentBytes;
  const matrix = isResident ? residentMatrix : streamedMatrix;
  const features = matrix(rows.features, sampleShape);
  const targets = matrix(rows.targets, targetShape);
  return {
    rowCount: rows.rowCount,
    pick: (positions) => ({ features: features.pick(positions), targets: targets.pick(positions) }),
    range: (start, end) => ({ features: features.range(start, end), targets: targets.range(start, end) }),
    dispose: () => {
      features.dispose();
      targets.dispose();
    },
  };
}

interface Matrix {
  pick(positions: Uint32Array): Tensor;
  range(start: number, end: number): Tensor;
  dispose(): void;
}

/** On the device from the start; batches are gathered there. */
function residentMatrix(values: Float32Array, sampleShape: readonly number[]): Matrix {
  const width = sampleWidth(sampleShape);
  const all = tensor(values, [values.length / width, ...sampleShape]);
  const rest = sampleShape.map(() => 0);
  return {
    pick: (positions) => gather(all, tensor(Int32Array.from(positions), [positions.length], 'int32')),
    range: (start, end) => slice(all, [start, ...rest], [end - start, ...sampleShape]),
    dispose: () => all.dispose(),
  };
}

/** In memory; batches are gathered here and uploaded. */
function streamedMatrix(values: Float32Array, sampleShape: readonly number[]): Matrix {
  const width = sampleWidth(sampleShape);
  return {
    pick: (positions) => {
      const picked = new Float32Array(positions.length * width);
      positions.forEach((position, i) =>
        picked.set(values.subarray(position * width, (position + 1) * width), i * width),
      );
      return tensor(picked, [positions.length, ...sampleShape]);
    },
    range: (start, end) => tensor(values.slice(start * width, end * width), [end - start, ...sampleShape]),
    dispose: () => undefined,
  };
}

function sampleWidth(sampleShape: readonly number[]): number {
  return sampleShape.reduce((product, size) => product * size, 1);
}
