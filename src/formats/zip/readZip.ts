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
/** In a 64-bit archive the true numbers are elsewhere. */
const IN_ZIP64 = 0xffffffff;

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
  const count = tail.getUint16(end + 10, true);
  const sizeBytes = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (start === IN_ZIP64 || count === 0xffff) throw refuse('archives of more than 4 GB or 65,534 files cannot be read');
  const directory = await viewOf(file, start, start + sizeBytes);
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count && at + ENTRY_BYTES <= directory.byteLength; i++) {
    if (directory.getUint32(at, true) !== DIRECTORY_ENTRY) throw refuse('the archive is damaged');
    const nameBytes = directory.getUint16(at + 28, true);
    const path = new TextDecoder().decode(new Uint8Array(directory.buffer, at + ENTRY_BYTES, nameBytes));
    const packed: PackedFile = {
      isEncrypted: (directory.getUint16(at + 8, true) & ENCRYPTED) !== 0,
      method: directory.getUint16(at + 10, true),
      packedBytes: directory.getUint32(at + 20, true),
      sizeBytes: directory.getUint32(at + 24, true),
      offset: directory.getUint32(at + 42, true),
    };
    if (!path.endsWith('/')) {
      entries.push({ path, sizeBytes: packed.sizeBytes, read: () => readPacked(file, packed) });
    }
    at += ENTRY_BYTES + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  return entries;
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
