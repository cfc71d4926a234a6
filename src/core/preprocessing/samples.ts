/** Samples of one shape that are read by position: from an array, or made when they are asked for. */
export interface Samples {
  readonly count: number;
  /** Of one sample, without the batch axis. */
  readonly shape: readonly number[];
  /** All of them, [count, ...shape], where they are in memory as they are; null where each is made. */
  readonly values: Float32Array | null;
  /**
   * Samples at these positions, [positions, ...shape]; the array is the caller's.
   * @param draw - seeds what training changes at random (augmentation, noise): the same for the same step; null: nothing is changed
   */
  read(positions: Uint32Array, draw: number | null): Float32Array | Promise<Float32Array>;
}

/** @param values - [count, ...shape], row-major */
export function arraySamples(values: Float32Array, shape: readonly number[], count: number): Samples {
  const width = widthOf(shape);
  if (values.length !== count * width) throw new RangeError(`${values.length} values for ${count} samples of ${width}`);
  return {
    count,
    shape,
    values,
    read: (positions) => readRows(values, width, positions),
  };
}

/** Some of the samples, in the order of `positions`, which it keeps. */
export function pickSamples(samples: Samples, positions: Uint32Array): Samples {
  const { values, shape } = samples;
  if (values) return arraySamples(readRows(values, widthOf(shape), positions), shape, positions.length);
  return {
    count: positions.length,
    shape,
    values: null,
    read: (inner, draw) =>
      samples.read(
        inner.map((position) => positions[position] ?? 0),
        draw,
      ),
  };
}

/** Samples that go through a network at once outside training: fewer of larger ones, so that its layers' outputs stay small. */
export function samplesAtOnce(shape: readonly number[]): number {
  return Math.max(MIN_AT_ONCE, Math.min(MAX_AT_ONCE, Math.floor(MAX_VALUES_AT_ONCE / widthOf(shape))));
}

const MAX_AT_ONCE = 4096;
const MIN_AT_ONCE = 8;
const MAX_VALUES_AT_ONCE = 2 ** 18;

function widthOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Rows of a matrix [rows, width] at these positions. */
export function readRows(values: Float32Array, width: number, positions: Uint32Array): Float32Array {
  const picked = new Float32Array(positions.length * width);
  positions.forEach((position, i) => picked.set(values.subarray(position * width, (position + 1) * width), i * width));
  return picked;
}

/** Positions start … end-1. */
export function rangeOf(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, i) => start + i);
}
