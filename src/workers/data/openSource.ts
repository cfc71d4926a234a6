import { openTableFile } from '../../formats/openTableFile.ts';
import { RecordingFiles } from '../../formats/recordings/recordingFiles.ts';
import { WideRows } from '../../formats/recordings/wideRows.ts';
import type { TableFile } from '../../formats/tableFile.ts';
import type { ImportSource } from '../../protocol/dataContract.ts';

/** What pasted text goes by. */
const CLIPBOARD_NAME = 'clipboard';

export interface OpenedSource {
  readonly table: TableFile;
  readonly name: string;
  readonly sizeBytes: number;
}

/** What the user chose, dropped or pasted, as a table. Throws `file.…` errors. */
export async function openSource(source: ImportSource, sheet: string | null): Promise<OpenedSource> {
  if (source.kind === 'recordings') {
    const [first] = source.files;
    const sizeBytes = source.files.reduce((sum, { file }) => sum + file.size, 0);
    return { table: new RecordingFiles(source.files), name: first?.file.name ?? '', sizeBytes };
  }
  const file = sourceFile(source);
  const table = await openTableFile(file, sheet);
  const isWide = source.kind === 'file' && source.isWide === true;
  return { table: isWide ? new WideRows(table, file.name) : table, name: file.name, sizeBytes: file.size };
}

/** One file, or pasted text as one. */
export function sourceFile(source: Exclude<ImportSource, { readonly kind: 'recordings' }>): File {
  return source.kind === 'file' ? source.file : new File([source.text], CLIPBOARD_NAME, { type: 'text/plain' });
}
