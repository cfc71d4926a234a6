import type { CellSource } from '../../core/dataset/cellSource.ts';

/** In windows-1252 every byte is one character, so places in the string are places in the bytes; ASCII is the same in both. */
const BYTE_PER_CHARACTER = 'windows-1252';
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const bytePerCharacter = new TextDecoder(BYTE_PER_CHARACTER);

/** UTF-8 bytes and the strings in them: ASCII ones are cut from one string of the whole, made when it is first needed; a decoder per cell is slow. */
export class Utf8Text implements CellSource {
  #whole: string | null = null;

  constructor(readonly bytes: Uint8Array) {}

  slice(start: number, end: number): string {
    for (let i = start; i < end; i++) {
      if ((this.bytes[i] ?? 0) >= 0x80) return utf8.decode(this.bytes.subarray(start, end));
    }
    this.#whole ??= bytePerCharacter.decode(this.bytes);
    return this.#whole.slice(start, end);
  }
}

/** The text of a cell that came as a string. */
export function encodeCell(text: string): CellSource {
  return new Utf8Text(new TextEncoder().encode(text));
}
