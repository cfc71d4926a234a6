import { inflateSync } from 'fflate';
import { AppError } from '../../shared/appError.ts';

/** A file within an archive, whose bytes are read when they are asked for. */
export interface ZipEntry {
  readonly path: string;
  readonly sizeBytes: number;
  /** Null where the entry is damaged, encrypted, or packed by a method other than deflate. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
/** In a 64-bit archive these numbers say that the true ones are elsewhere: of an archive in its own end, of an entry behind its name. */
const COUNT_ELSEWHERE = 0xffff;
const ELSEWHERE = 0xffffffff;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_BYTES = 20;
const END_64_BYTES = 56;
const EXTRA_64 = 1;

/**
 * What is in a ZIP archive, by its directory; folders are left out. Only the directory is read, so that an archive of any
 * size can be opened.
 * @throws AppError `file.unreadable`
 */
export async function readZipDirectory(file: File): Promise<readonly ZipEntry[]> {
  const refuse = (reason: string): AppError => new AppError('file.unreadable', { fileName: file.name, reason });
  const tailStart = Math.max(0, file.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await viewOf(file, tailStart, file.size);
  let end = tail.byteLength - END_BYTES;
  while (end >= 0 && tail.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw refuse('the archive is cut off or damaged');
  const { start, sizeBytes } = (await readEnd64(file, tail, end)) ?? {
    sizeBytes: tail.getUint32(end + 12, true),
    start: tail.getUint32(end + 16, true),
  };
  const directory = await viewOf(file, start, start + sizeBytes);
  if (directory.byteLength < sizeBytes) throw refuse('the archive is cut off or damaged');
  const entries: ZipEntry[] = [];
  // Its size says where it ends; its count of files wraps round at 65,536 in archives that are not 64-bit and should be.
  for (let at = 0; at < sizeBytes;) {
    if (at + ENTRY_BYTES > sizeBytes || directory.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw refuse('the archive is damaged');
    const nameBytes = directory.getUint16(at + 28, true);
    const path = new TextDecoder().decode(new Uint8Array(directory.buffer, at + ENTRY_BYTES, nameBytes));
    const packed: PackedFile = {
      isEncrypted: (directory.getUint16(at + 8, true) & ENCRYPTED) !== 0,
      method: directory.getUint16(at + 10, true),
      ...placeOf(directory, at, at + ENTRY_BYTES + nameBytes),
    };
    if (!path.endsWith('/')) {
      entries.push({ path, sizeBytes: packed.sizeBytes, read: () => readPacked(file, packed) });
    }
    at += ENTRY_BYTES + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
}

/** Where a 64-bit archive's directory is; null where the archive is a plain one. */
async function readEnd64(
  file: File,
  tail: DataView,
  end: number,
): Promise<{ readonly start: number; readonly sizeBytes: number } | null> {
  const isPlain = tail.getUint16(end + 10, true) !== COUNT_ELSEWHERE && tail.getUint32(end + 16, true) !== ELSEWHERE;
  const locator = end - LOCATOR_BYTES;
  if (isPlain || locator < 0 || tail.getUint32(locator, true) !== LOCATOR_64) return null;
  const at = Number(tail.getBigUint64(locator + 8, true));
  const end64 = await viewOf(file, at, at + END_64_BYTES);
  if (end64.byteLength < END_64_BYTES || end64.getUint32(0, true) !== END_64) return null;
  return { sizeBytes: Number(end64.getBigUint64(40, true)), start: Number(end64.getBigUint64(48, true)) };
}

/** Sizes and place of a directory's entry; what does not fit there stands in its extra field, in this order. */
function placeOf(
  directory: DataView,
  at: number,
  extraStart: number,
): Pick<PackedFile, 'packedBytes' | 'sizeBytes' | 'offset'> {
  let extra = extraStart;
  const extraEnd = extraStart + directory.getUint16(at + 30, true);
  while (extra + 4 <= extraEnd && directory.getUint16(extra, true) !== EXTRA_64) {
    extra += 4 + directory.getUint16(extra + 2, true);
  }
  extra += 4;
  const read = (field: number): number => {
    const value = directory.getUint32(at + field, true);
    if (value !== ELSEWHERE || extra + 8 > extraEnd) return value;
    extra += 8;
    return Number(directory.getBigUint64(extra - 8, true));
  };
  const sizeBytes = read(24);
  const packedBytes = read(20);
  return { sizeBytes, packedBytes, offset: read(42) };
}

interface PackedFile {
  readonly isEncrypted: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

async function readPacked(file: File, packed: PackedFile): Promise<Uint8Array<ArrayBuffer> | null> {
  const { isEncrypted, method, packedBytes, sizeBytes, offset } = packed;
  if (isEncrypted || (method !== 0 && method !== 8)) return null;
  const head = await viewOf(file, offset, offset + LOCAL_BYTES);
  if (head.byteLength < LOCAL_BYTES) return null;
  const start = offset + LOCAL_BYTES + head.getUint16(26, true) + head.getUint16(28, true);
  const bytes = new Uint8Array(await file.slice(start, start + packedBytes).arrayBuffer());
  if (bytes.length < packedBytes) return null;
  if (method === 0) return bytes;
  try {
    return new Uint8Array(inflateSync(bytes, { out: new Uint8Array(sizeBytes) }));
  } catch {
    return null;
  }
}

async function viewOf(file: File, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}
