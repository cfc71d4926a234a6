import type { ImportSource } from '../../protocol/dataContract.ts';

/** What pasted text goes by. */
const CLIPBOARD_NAME = 'clipboard';

/** What the user chose or pasted, as a file. */
export function sourceFile(source: ImportSource): File {
  return source.kind === 'file' ? source.file : new File([source.text], CLIPBOARD_NAME, { type: 'text/plain' });
}
