/**
 * Makes a picture of any size one of the network's size. This module imports types only, because it travels with every
 * downloaded image model as plain JavaScript; the studio itself runs the same function, so the two cannot disagree.
 */
import type { ImageShape, IntensityWindow } from './imageSample.ts';

/** A decoded picture: red, green, blue and alpha, [height, width, 4], not premultiplied; of 8 bits, or of 16 in a `Uint16Array`. */
export interface RgbaPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array | Uint16Array;
}

const BYTE_SCALE: IntensityWindow = { low: 0, high: 255 };
const DEEP_SCALE: IntensityWindow = { low: 0, high: 65_535 };

/** Which part of a picture goes to which part of the network's input; all in pixels. */
interface Placement {
  readonly sourceStart: number;
  readonly sourceLength: number;
  readonly start: number;
  readonly length: number;
}

/** The source pixels that a pixel of the result is made from, and their shares. */
interface Taps {
  readonly first: Int32Array;
  /** [pixels, widest] */
  readonly shares: Float64Array;
  readonly widest: number;
}

/**
 * The picture as the network gets it, [height, width, channels] in 0 … 255: to be divided by 255. Made smaller, every pixel
 * is a mean weighted by a triangle two pixels of the result wide; made larger, it is linear between pixels. Of 16 bits the values in
 * the shape's window become 0 … 255, before anything else is done.
 */
export function fitImage(picture: RgbaPicture, shape: ImageShape): Uint8Array<ArrayBuffer> {
  const { height, width, channels } = shape;
  const across = placeAxis(picture.width, width, picture.height, height, shape.fit);
  const down = placeAxis(picture.height, height, picture.width, width, shape.fit);
  const columns = tapsOf(across, picture.width);
  const rows = tapsOf(down, picture.height);
  const values = new Float64Array(picture.width * channels);
  const rowLength = across.length * channels;
  // Rows of the source that are made as wide as the result, kept while a row of the result still needs them.
  const ring = Array.from({ length: rows.widest }, () => new Float64Array(rowLength));
  const held = new Int32Array(rows.widest).fill(-1);
  const result = new Uint8Array(height * width * channels);
  const sums = new Float64Array(rowLength);
  for (let y = 0; y < down.length; y++) {
    sums.fill(0);
    for (let tap = 0; tap < rows.widest; tap++) {
      const share = rows.shares[y * rows.widest + tap] ?? 0;
      if (share === 0) continue;
      const sourceRow = (rows.first[y] ?? 0) + tap;
      const slot = sourceRow % rows.widest;
      const narrowed = ring[slot] ?? sums;
      if (held[slot] !== sourceRow) {
        readRow(picture, sourceRow, shape, values);
        narrowRow(values, channels, columns, narrowed);
        held[slot] = sourceRow;
      }
      for (let i = 0; i < rowLength; i++) sums[i] = (sums[i] ?? 0) + share * (narrowed[i] ?? 0);
    }
    const at = ((down.start + y) * width + across.start) * channels;
    for (let i = 0; i < rowLength; i++) result[at + i] = Math.round(Math.min(255, Math.max(0, sums[i] ?? 0)));
  }
  return result;
}

/** Where one axis of the picture comes to lie; `other…` are the sizes along the other axis. */
function placeAxis(
  source: number,
  target: number,
  otherSource: number,
  otherTarget: number,
  fit: ImageShape['fit'],
): Placement {
  if (fit === 'letterbox') {
    const scale = Math.min(target / source, otherTarget / otherSource);
    const length = Math.min(target, Math.max(1, Math.round(source * scale)));
    return { sourceStart: 0, sourceLength: source, start: Math.floor((target - length) / 2), length };
  }
  const scale = Math.max(target / source, otherTarget / otherSource);
  const sourceLength = fit === 'crop' ? Math.min(source, target / scale) : source;
  return { sourceStart: (source - sourceLength) / 2, sourceLength, start: 0, length: target };
}

function tapsOf({ sourceStart, sourceLength, length }: Placement, size: number): Taps {
  const scale = sourceLength / length;
  const reach = Math.max(1, scale);
  const widest = Math.min(size, Math.ceil(2 * reach) + 1);
  const first = new Int32Array(length);
  const shares = new Float64Array(length * widest);
  for (let i = 0; i < length; i++) {
    const centre = sourceStart + (i + 0.5) * scale;
    const begin = Math.min(size - widest, Math.max(0, Math.floor(centre - reach)));
    first[i] = begin;
    let total = 0;
    for (let tap = 0; tap < widest; tap++) {
      const share = Math.max(0, 1 - Math.abs(begin + tap + 0.5 - centre) / reach);
      shares[i * widest + tap] = share;
      total += share;
    }
    for (let tap = 0; tap < widest; tap++) {
      const at = i * widest + tap;
      shares[at] = (shares[at] ?? 0) / total;
    }
  }
  return { first, shares, widest };
}

/** One row of the picture over white, as grey or colour. */
function readRow(
  { data, width }: RgbaPicture,
  row: number,
  { channels, window }: Pick<ImageShape, 'channels' | 'window'>,
  out: Float64Array,
): void {
  const isDeep = data instanceof Uint16Array;
  const { low, high } = isDeep ? (window ?? DEEP_SCALE) : BYTE_SCALE;
  const scale = 255 / (high - low);
  const mostAlpha = isDeep ? DEEP_SCALE.high : BYTE_SCALE.high;
  const read = (at: number): number => Math.min(255, Math.max(0, ((data[at] ?? 0) - low) * scale));
  let from = row * width * 4;
  let to = 0;
  for (let x = 0; x < width; x++, from += 4) {
    const alpha = (data[from + 3] ?? 0) / mostAlpha;
    const white = 255 * (1 - alpha);
    const red = read(from) * alpha + white;
    const green = read(from + 1) * alpha + white;
    const blue = read(from + 2) * alpha + white;
    if (channels === 1) {
      out[to++] = 0.299 * red + 0.587 * green + 0.114 * blue;
    } else {
      out[to++] = red;
      out[to++] = green;
      out[to++] = blue;
    }
  }
}

function narrowRow(values: Float64Array, channels: number, { first, shares, widest }: Taps, out: Float64Array): void {
  for (let x = 0; x < first.length; x++) {
    const begin = (first[x] ?? 0) * channels;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let tap = 0; tap < widest; tap++) {
        sum += (shares[x * widest + tap] ?? 0) * (values[begin + tap * channels + channel] ?? 0);
      }
      out[x * channels + channel] = sum;
    }
  }
}
