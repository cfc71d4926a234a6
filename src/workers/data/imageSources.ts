import { baseName, isSystemFile, isTableName, pathEndings } from '../../core/images/classOfPath.ts';
import { readLabels } from '../../formats/image/readLabels.ts';
import { readZipDirectory } from '../../formats/zip/readZip.ts';
import type { PickedFile } from '../../protocol/dataContract.ts';

/** A file that may be a picture, from a folder or an archive. */
export interface ImageSource {
  readonly path: string;
  readonly sizeBytes: number;
  /** Null where its bytes cannot be had. */
  read(): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** What was given for an import of pictures. */
export interface ImageSources {
  /** In the order of their paths, so that the same files give the same rows. */
  readonly files: readonly ImageSource[];
  /** Labels that tables among the files give, by path, which may begin at any of its folders. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Opens archives, sets what systems leave behind aside, and reads tables that name other files' labels; a table that names
 * none counts as a file like any other.
 * @throws AppError `file.unreadable` where an archive cannot be opened
 */
export async function openImageSources(given: readonly PickedFile[]): Promise<ImageSources> {
  const opened: ImageSource[] = [];
  for (const { path, file } of given) {
    if (/\.zip$/i.test(path)) opened.push(...(await readZipDirectory(file)));
    else opened.push({ path, sizeBytes: file.size, read: () => readFile(file) });
  }
  const meant = opened.filter(({ path }) => !isSystemFile(path));
  const collator = new Intl.Collator('en', { numeric: true });
  const sorted = meant.sort((a, b) => collator.compare(a.path, b.path) || (a.path < b.path ? -1 : 1));
  const names = new Set(sorted.flatMap(({ path }) => pathEndings(path)));
  const labels = new Map<string, string>();
  const files: ImageSource[] = [];
  for (const source of sorted) {
    const found = isTableName(source.path) ? await labelsIn(source, names) : null;
    if (found) for (const [name, label] of found) labels.set(name, label);
    else files.push(source);
  }
  return { files, labels };
}

async function labelsIn(source: ImageSource, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string> | null> {
  const bytes = await source.read();
  return bytes && readLabels(new File([bytes], baseName(source.path)), names);
}

async function readFile(file: File): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
}
