/** A file with the folders that it was found in: `parts/ok/1.png`. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

/** Files from a chooser; of a chosen folder with the path from there. */
export function chosenFiles(files: FileList | null): readonly PickedFile[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Files that were dropped, those of dropped folders at any depth among them. Call within the event: afterwards its items are gone. */
export async function droppedFiles(transfer: DataTransfer | null): Promise<readonly PickedFile[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry());
  const plain = [...(transfer?.files ?? [])].map((file) => ({ path: file.name, file }));
  const hasFolder = entries.some((entry) => entry?.isDirectory);
  if (!hasFolder) return plain;
  const found = await Promise.all(entries.flatMap((entry) => (entry ? [filesIn(entry, '')] : [])));
  return found.flat();
}

async function filesIn(entry: FileSystemEntry, folder: string): Promise<readonly PickedFile[]> {
  const path = folder + entry.name;
  if (isFileEntry(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path, file }];
  }
  if (!isFolderEntry(entry)) return [];
  const reader = entry.createReader();
  const files: PickedFile[] = [];
  for (;;) {
    // A reader gives a hundred at a time, and none when it has given all.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const each of await Promise.all(some.map((inner) => filesIn(inner, `${path}/`)))) files.push(...each);
  }
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolderEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
