/** How a number of a code is written: as it is, in half the bytes, or as one of 256 steps between the code's least and largest value. */
export const CODE_TYPES = ['float32', 'float16', 'uint8'] as const;
export type CodeType = (typeof CODE_TYPES)[number];

export const CODE_BYTES: Readonly<Record<CodeType, number>> = { float32: 4, float16: 2, uint8: 1 };

/** uint8: byte · step + low is the value. One per place of a code. */
export interface CodeScale {
  readonly low: number[];
  readonly step: number[];
}

export interface PackedCodes {
  /** Little endian, [codes, size]. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** null: not uint8. */
  readonly scale: CodeScale | null;
}

const LEVELS = 255;

/**
 * Writes codes, [codes, size]. float16 rounds to the nearest of IEEE 754 binary16, beyond its range to infinity; uint8 to the nearest
 * step of its place.
 */
export function packCodes(codes: Float32Array, size: number, type: CodeType): PackedCodes {
  const bytes = new Uint8Array(codes.length * CODE_BYTES[type]);
  const view = new DataView(bytes.buffer);
  switch (type) {
    case 'float32':
      codes.forEach((value, i) => view.setFloat32(4 * i, value, true));
      return { bytes, scale: null };
    case 'float16':
      codes.forEach((value, i) => view.setUint16(2 * i, toHalf(value), true));
      return { bytes, scale: null };
    case 'uint8': {
      const scale = scaleOf(codes, size);
      codes.forEach((value, i) => {
        const step = scale.step[i % size] ?? 0;
        bytes[i] = step > 0 ? Math.round((value - (scale.low[i % size] ?? 0)) / step) : 0;
      });
      return { bytes, scale };
    }
  }
}

/** What `packCodes` wrote; of uint8 the middle of each step. */
export function unpackCodes({ bytes, scale }: PackedCodes, size: number, type: CodeType): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const codes = new Float32Array(bytes.length / CODE_BYTES[type]);
  for (let i = 0; i < codes.length; i++) {
    if (type === 'float32') codes[i] = view.getFloat32(4 * i, true);
    else if (type === 'float16') codes[i] = fromHalf(view.getUint16(2 * i, true));
    else codes[i] = (bytes[i] ?? 0) * (scale?.step[i % size] ?? 0) + (scale?.low[i % size] ?? 0);
  }
  return codes;
}

function scaleOf(codes: Float32Array, size: number): CodeScale {
  const low = new Array<number>(size).fill(Infinity);
  const high = new Array<number>(size).fill(-Infinity);
  codes.forEach((value, i) => {
    low[i % size] = Math.min(low[i % size] ?? value, value);
    high[i % size] = Math.max(high[i % size] ?? value, value);
  });
  if (codes.length === 0) return { low: low.fill(0), step: high.fill(0) };
  return { low, step: high.map((most, i) => (most - (low[i] ?? most)) / LEVELS) };
}

/** IEEE 754 binary16, rounded to nearest, ties to even. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // 65520 is halfway from the largest number to the next one that there would be.
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const unit = 2 ** (exponent - 10);
  // Below 2^-14 the exponent stays, and the first bit is 0; a carry into the next exponent adds up by itself.
  const steps = roundToEven(size / unit);
  return sign | (steps + (exponent + 14) * 1024);
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction > 0 ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function roundToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
