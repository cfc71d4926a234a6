const LOOKED_AT_BYTES = 1024;

/** The format of a text that is surely none of delimited cells; null where it may be. */
export function detectOtherFormat(utf8: Uint8Array): 'HTML' | 'XML' | 'JSON' | null {
  const beginning = new TextDecoder().decode(utf8.subarray(0, LOOKED_AT_BYTES)).trimStart();
  if (/^<(?:!doctype html|html)[\s>]/i.test(beginning)) return 'HTML';
  if (/^<\?xml\s/.test(beginning)) return 'XML';
  return /^(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*\{\s*"|\[\s*\[)/.test(beginning) ? 'JSON' : null;
}
