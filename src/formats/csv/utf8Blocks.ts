import type { Encoding } from '../../core/dataset/importOptions.ts';

/** A piece of a text, in UTF-8 whatever it came in. */
export interface Utf8Block {
  readonly bytes: Uint8Array;
  /** It may hold a record with bytes that could not be decoded, and which one must be looked for. */
  readonly mayBeUndecodable: boolean;
}

/** Turns the bytes of a text, piece by piece, into UTF-8 without a byte-order mark. What cannot be decoded becomes U+FFFD or, where the text is UTF-8, stays. */
export class Utf8Transcoder {
  readonly #encoding: Encoding;
  readonly #encoder = new TextEncoder();
  #decoder: TextDecoder;
  #isFirst = true;

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.#decoder = this.#createDecoder();
  }

  push(bytes: Uint8Array): Utf8Block {
    const block = this.#encoding === 'utf-8' ? this.#check(bytes, true) : this.#transcode(bytes, true);
    const hasMark = this.#isFirst && block.bytes[0] === 0xef && block.bytes[1] === 0xbb && block.bytes[2] === 0xbf;
    if (block.bytes.length > 0) this.#isFirst = false;
    return hasMark ? { ...block, bytes: block.bytes.subarray(3) } : block;
  }

  /** What a last, broken-off character leaves. */
  end(): Utf8Block {
    const nothing = new Uint8Array(0);
    return this.#encoding === 'utf-8' ? this.#check(nothing, false) : this.#transcode(nothing, false);
  }

  /** UTF-8 passes as it is; a fatal decoder finds faults at almost the speed of memory. */
  #check(bytes: Uint8Array, stream: boolean): Utf8Block {
    try {
      this.#decoder.decode(bytes, { stream });
      return { bytes, mayBeUndecodable: false };
    } catch {
      this.#decoder = this.#createDecoder();
      return { bytes, mayBeUndecodable: true };
    }
  }

  #transcode(bytes: Uint8Array, stream: boolean): Utf8Block {
    const text = this.#decoder.decode(bytes, { stream });
    return { bytes: this.#encoder.encode(text), mayBeUndecodable: text.includes('\uFFFD') };
  }

  #createDecoder(): TextDecoder {
    return new TextDecoder(this.#encoding, { fatal: this.#encoding === 'utf-8', ignoreBOM: true });
  }
}

/** All of a text at once; its last character may be broken off. */
export function toUtf8(bytes: Uint8Array, encoding: Encoding): Utf8Block {
  return new Utf8Transcoder(encoding).push(bytes);
}
