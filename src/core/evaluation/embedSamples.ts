import { sizeOf } from '../recipe/shapes.ts';

/** What stands for a sample where samples are compared: a picture or a window made coarse, else the sample itself. */
export interface Embedding {
  readonly kind: 'columns' | 'coarseWindow' | 'coarsePicture';
  readonly width: number;
}

/** Cells along a picture's side, and along a window's time. */
const SIDE = 8;
const STEPS = 16;

export function embeddingOf(shape: readonly number[]): Embedding {
  const [first = 1, second = 1, channels = 1] = shape;
  switch (shape.length) {
    case 3:
      return { kind: 'coarsePicture', width: Math.min(first, SIDE) * Math.min(second, SIDE) * channels };
    case 2:
      return { kind: 'coarseWindow', width: Math.min(first, STEPS) * second };
    default:
      return { kind: 'columns', width: sizeOf(shape) };
  }
}

/**
 * Means over a coarse grid of places; samples of one axis are left as they are.
 * @param values - [rows, ...shape]
 * @returns [rows, embeddingOf(shape).width]
 */
export function embedSamples(values: Float32Array, shape: readonly number[]): Float32Array {
  if (shape.length < 2) return values;
  const [height, width, channels] = shape.length === 3 ? shape : [shape[0], 1, shape[1]];
  if (!height || !width || !channels) throw new RangeError(`no samples of shape [${shape.join(', ')}]`);
  const rows = Math.min(height, shape.length === 3 ? SIDE : STEPS);
  const columns = Math.min(width, SIDE);
  const count = values.length / (height * width * channels);
  const size = rows * columns * channels;
  const sums = new Float32Array(count * size);
  const counts = new Float32Array(rows * columns);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cell = Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
      counts[cell] = (counts[cell] ?? 0) + 1;
      for (let sample = 0; sample < count; sample++) {
        const from = ((sample * height + y) * width + x) * channels;
        const to = sample * size + cell * channels;
        for (let c = 0; c < channels; c++) sums[to + c] = (sums[to + c] ?? 0) + (values[from + c] ?? 0);
      }
    }
  }
  return sums.map((sum, i) => sum / (counts[Math.floor((i % size) / channels)] ?? 1));
}
