import type { Encoding } from '../../core/dataset/importOptions.ts';

/** A byte-order mark says it outright. */
const MARKS: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
  { bytes: [0x84, 0x31, 0x95, 0x33], encoding: 'gb18030' },
];
/** Of the double-byte characters of a Chinese text, at least this share is common. */
const MIN_COMMON_SHARE = 0.6;
/** Bytes in which zeros are counted. */
const LOOKED_AT_BYTES = 1 << 16;

/**
 * The encoding of a text, judged by its first bytes, which may end within a character. Bytes that are no valid UTF-8 are GB18030
 * where they read as common Chinese characters, and Windows-1252 otherwise.
 */
export function detectEncoding(bytes: Uint8Array): Encoding {
  const marked = MARKS.find((mark) => mark.bytes.every((byte, i) => bytes[i] === byte));
  if (marked !== undefined) return marked.encoding;
  const wide = detectUtf16(bytes);
  if (wide !== null) return wide;
  if (decodes(bytes, 'utf-8')) return 'utf-8';
  return decodes(bytes, 'gb18030') && commonChineseShare(bytes) >= MIN_COMMON_SHARE ? 'gb18030' : 'windows-1252';
}

/** Whether the bytes are those of no text at all: text in any of the encodings but UTF-16 holds no zero bytes. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.includes(0) && detectUtf16(bytes) === null;
}

/** Every other byte of delimiters, digits and Latin letters is zero in UTF-16. */
function detectUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, LOOKED_AT_BYTES);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const many = length / 5;
  if (odd > many && even < odd / 20) return 'utf-16le';
  if (even > many && odd < even / 20) return 'utf-16be';
  // The mark settles it where few characters are Latin.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Of the double-byte characters, the share in the rows of GB 2312 that texts are made of: punctuation and full-width signs (lead bytes A1 … A3) and the 3,755
 * characters of level 1 (B0 … D7). Western accented letters have lead bytes of E0 and more, or are followed by an ASCII letter.
 */
function commonChineseShare(bytes: Uint8Array): number {
  let common = 0;
  let all = 0;
  for (let i = 0; i < bytes.length - 1; i++) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    const isCommonLead = (lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xd7);
    if (isCommonLead && trail >= 0xa1) common += 1;
    all += 1;
    i += 1;
  }
  return all === 0 ? 0 : common / all;
}
