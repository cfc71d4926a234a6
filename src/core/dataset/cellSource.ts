/**
 * Text that cells are read from: UTF-8 bytes, so that a number is read without a string being made for it, and the string where one is wanted.
 */
export interface CellSource {
  readonly bytes: Uint8Array;
  /** The text of the bytes from `start` up to `end`. Undecodable bytes are U+FFFD. */
  slice(start: number, end: number): string;
}

/** The first place of `bytes[start … end)` that is not white (ASCII space, tab and line breaks); `end` where there is none. */
export function trimmedStart(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  while (i < end && isWhite(bytes[i] ?? 0)) i++;
  return i;
}

/** Past the last place of `bytes[start … end)` that is not white; `start` must be trimmed. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let i = end;
  while (i > start && isWhite(bytes[i - 1] ?? 0)) i--;
  return i;
}

/** Not the other control characters: a zero byte in a number is damage, and must not pass for nothing. */
function isWhite(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}
