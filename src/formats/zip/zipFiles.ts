import { strToU8, zipSync, type Zippable } from 'fflate';

/** A file of an archive: text is written as UTF-8 and compressed; bytes are stored as they are (weights do not compress). */
export interface ArchiveFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** One ZIP of all files, in order, each dated `modifiedAt` (milliseconds since 1970-01-01 UTC). The same input gives the same bytes. */
export function zipFiles(files: readonly ArchiveFile[], modifiedAt: number): Uint8Array<ArrayBuffer> {
  const zippable: Zippable = {};
  for (const { path, content } of files) {
    zippable[path] = typeof content === 'string' ? [strToU8(content), { level: 6 }] : [content, { level: 0 }];
  }
  return zipSync(zippable, { mtime: modifiedAt });
}
