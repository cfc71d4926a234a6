/** The picture formats that are read. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'AVIF' | 'BMP' | 'GIF' | 'TIFF';

const TIFF_MARKS = ['II*\0', 'MM\0*'];

/** What a file holds, by its first bytes; null where it is none of the formats. */
export function sniffImage(bytes: Uint8Array): ImageFormat | null {
  const text = String.fromCharCode(...bytes.subarray(0, 16));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (text.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'GIF';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'WebP';
  if (text.startsWith('ftypavif', 4) || text.startsWith('ftypavis', 4)) return 'AVIF';
  if (TIFF_MARKS.some((mark) => text.startsWith(mark))) return 'TIFF';
  return text.startsWith('BM') && bytes.length > 26 ? 'BMP' : null;
}

/**
 * Whether a file is all there, as far as its format lets one see: browsers show what is left of a picture that was cut off
 * or damaged, grey where nothing is left, and a network would learn that.
 */
export function isIntact(bytes: Uint8Array, format: ImageFormat): boolean {
  switch (format) {
    case 'PNG':
      return isIntactPng(bytes);
    case 'JPEG':
      return isIntactJpeg(bytes);
    case 'WebP':
      return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8 <= bytes.length + 1;
    case 'GIF':
      return bytes.lastIndexOf(0x3b) > bytes.length - 64;
    case 'AVIF':
    case 'BMP':
    case 'TIFF':
      return true;
  }
}

const PNG_HEAD = 8;
const IEND = 0x49454e44;
/** Chunks whose checksum matters: what is ancillary begins with a small letter. */
const ANCILLARY = 0x20000000;

/** Every critical chunk has its checksum, and the last one is there. */
function isIntactPng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = PNG_HEAD;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) return false;
    if ((type & ANCILLARY) === 0 && crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) return false;
    if (type === IEND) return true;
    at = end + 4;
  }
  return false;
}

/** The end of the picture comes after its last scan. */
function isIntactJpeg(bytes: Uint8Array): boolean {
  const lastOf = (mark: number): number => {
    for (let at = bytes.length - 2; at >= 0; at--) if (bytes[at] === 0xff && bytes[at + 1] === mark) return at;
    return -1;
  };
  return lastOf(0xd9) > lastOf(0xda);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
