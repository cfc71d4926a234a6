import { AppError, describeUnknown } from '../../shared/appError.ts';

const GZIP_MAGIC = [0x1f, 0x8b];
/** At the end of a gzip file: the size of its content, as a little-endian 32-bit number. */
const GZIP_SIZE_BYTES = 4;

/** Whether a file that begins with the bytes is gzip-compressed. */
export function isGzip(beginning: Uint8Array): boolean {
  return GZIP_MAGIC.every((byte, i) => beginning[i] === byte);
}

/** Bytes `start` … `end` - 1 of the file itself. Throws `file.unreadable`: a folder that was dropped, a file that is gone. */
export async function readBytes(file: File, start: number, end?: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.slice(start, end).arrayBuffer());
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable({ name: fileName }: File, error: unknown): AppError {
  return new AppError('file.unreadable', { fileName, reason: describeUnknown(error) }, { cause: error });
}

/** The content of a file, unpacked where it is compressed, in pieces. `onRead` is told how many bytes of the file itself are read. Throws `file.unreadable`. */
export async function* streamBytes(file: File, onRead: (doneBytes: number) => void): AsyncGenerator<Uint8Array> {
  let doneBytes = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      doneBytes += piece.length;
      controller.enqueue(piece);
    },
  });
  const counted = file.stream().pipeThrough(counter);
  const reader = (
    (await isCompressed(file)) ? counted.pipeThrough(new DecompressionStream('gzip')) : counted
  ).getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      yield piece.value;
      onRead(doneBytes);
    }
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The first `limit` bytes of a file's content, or all of them where they are fewer. Throws `file.unreadable`. */
export async function readBeginning(file: File, limit: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const bytes = new Uint8Array(limit);
  let length = 0;
  for await (const piece of streamBytes(file, () => undefined)) {
    bytes.set(piece.subarray(0, limit - length), length);
    length += piece.length;
    if (length > limit) return { bytes, isWhole: false };
  }
  return { bytes: bytes.subarray(0, length), isWhole: true };
}

/** Bytes of a file's content: unpacked, as far as the file says (modulo 4 GiB), where it is compressed. */
export async function contentSize(file: File): Promise<number> {
  if (!(await isCompressed(file))) return file.size;
  const end = await readBytes(file, -GZIP_SIZE_BYTES);
  return end.length < GZIP_SIZE_BYTES ? file.size : new DataView(end.buffer, end.byteOffset).getUint32(0, true);
}

/** Whether a file is gzip-compressed. */
export async function isCompressed(file: File): Promise<boolean> {
  return isGzip(await readBytes(file, 0, GZIP_MAGIC.length));
}
