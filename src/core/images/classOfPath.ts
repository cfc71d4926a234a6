/** The folder that a file is in: `ok` of `parts/ok/1.png`; empty where it is in none. */
function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `1.png` of `parts/ok/1.png`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path from each of its folders on, the whole of it first: `parts/ok/1.png`, `ok/1.png`, `1.png`. */
export function pathEndings(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(i).join('/'));
}

/**
 * The class that each file's folder names: that of the innermost folder. Where all are in one folder it names nothing, and
 * neither does the folder that all the others are in; those files have no class, null.
 */
export function classesOfPaths(paths: readonly string[]): readonly (string | null)[] {
  const folders = paths.map(folderOf);
  const root = folders.reduce((common, folder) => commonFolder(common, folder), folders[0] ?? '');
  return folders.map((folder) => (folder === root ? null : baseName(folder)));
}

/**
 * The outermost folder below the one that all files are in, where every file's class has a folder of its own below it:
 * `train` of `parts/train/ok/1.png`. Null where the files are not ordered so.
 */
export function outerFolders(paths: readonly string[]): readonly string[] | null {
  const folders = paths.map(folderOf);
  const root = folders.reduce((common, folder) => commonFolder(common, folder), folders[0] ?? '');
  const start = root === '' ? 0 : root.split('/').length;
  const below = folders.map((folder) => folder.split('/').slice(start));
  return below.every((parts) => parts.length > 1) ? below.map(([outer = '']) => outer) : null;
}

function commonFolder(a: string, b: string): string {
  const partsOfA = a.split('/');
  const partsOfB = b.split('/');
  let same = 0;
  while (same < partsOfA.length && partsOfA[same] === partsOfB[same]) same++;
  return partsOfA.slice(0, same).join('/');
}

/** Files that systems leave in folders: nobody means them. */
export function isSystemFile(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.some((part) => part.startsWith('.') || part === '__MACOSX') ||
    /^(thumbs\.db|desktop\.ini)$/i.test(parts.at(-1) ?? '')
  );
}

const IMAGE_NAME = /\.(png|apng|jpe?g|jfif|webp|avif|bmp|gif|tiff?)$/i;

/** Whether a file's name says that it is a picture. */
export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

/** Whether a file's name says that it is a table of words: where labels may be. */
export function isTableName(path: string): boolean {
  return /\.(csv|tsv|txt)$/i.test(path);
}
