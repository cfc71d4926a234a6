/** What the beginning of a `.npy` file says. Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays". */
export interface NpyHeader {
  /** `f4`, `i2`, `u1`, `b1`, … */
  readonly kind: string;
  readonly isLittleEndian: boolean;
  /** Columns lie one after the other, not rows. */
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values begin. */
  readonly offset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function isNpy(beginning: Uint8Array): boolean {
  return MAGIC.every((byte, i) => beginning[i] === byte);
}

/** @returns null where it is no header of versions 1 to 3 of the format */
export function parseNpyHeader(beginning: Uint8Array): NpyHeader | null {
  if (!isNpy(beginning) || beginning.length < 12) return null;
  const view = new DataView(beginning.buffer, beginning.byteOffset, beginning.byteLength);
  const major = view.getUint8(6);
  const [length, start] = major === 1 ? [view.getUint16(8, true), 10] : [view.getUint32(8, true), 12];
  const text = new TextDecoder('utf-8').decode(beginning.subarray(start, start + length));
  const descr = /'descr':\s*'([<>|=])([a-zA-Z])(\d+)'/.exec(text);
  const order = /'fortran_order':\s*(True|False)/.exec(text);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text);
  if (!descr || !order || !shape) return null;
  const sizes = (shape[1] ?? '')
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  return {
    kind: `${descr[2] ?? ''}${descr[3] ?? ''}`,
    isLittleEndian: descr[1] !== '>',
    isFortranOrder: order[1] === 'True',
    shape: sizes,
    offset: start + length,
  };
}

interface NpyValues {
  readonly bytes: number;
  readonly isWhole: boolean;
  read(view: DataView, offset: number, isLittleEndian: boolean): number;
}

/** The numbers that can be read, by kind. */
export const NPY_KINDS: Readonly<Record<string, NpyValues>> = {
  f4: { bytes: 4, isWhole: false, read: (view, offset, little) => view.getFloat32(offset, little) },
  f8: { bytes: 8, isWhole: false, read: (view, offset, little) => view.getFloat64(offset, little) },
  i1: { bytes: 1, isWhole: true, read: (view, offset) => view.getInt8(offset) },
  i2: { bytes: 2, isWhole: true, read: (view, offset, little) => view.getInt16(offset, little) },
  i4: { bytes: 4, isWhole: true, read: (view, offset, little) => view.getInt32(offset, little) },
  i8: { bytes: 8, isWhole: true, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  u1: { bytes: 1, isWhole: true, read: (view, offset) => view.getUint8(offset) },
  u2: { bytes: 2, isWhole: true, read: (view, offset, little) => view.getUint16(offset, little) },
  u4: { bytes: 4, isWhole: true, read: (view, offset, little) => view.getUint32(offset, little) },
  u8: { bytes: 8, isWhole: true, read: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  b1: { bytes: 1, isWhole: true, read: (view, offset) => view.getUint8(offset) },
};
