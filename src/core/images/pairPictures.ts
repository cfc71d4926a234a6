/** What a picture's companion is: the mask of its defects, or the picture that it is to be translated into. */
export type CompanionRole = 'mask' | 'target';

/** How files come in pairs: told from folders and names, not at all, or as the two halves of one file. */
export const PAIRINGS = ['recognise', 'none', 'leftIsInput', 'rightIsInput'] as const;
export type Pairing = (typeof PAIRINGS)[number];

/** Pictures and their companions, as folders and names tell. */
export interface PairedPaths {
  readonly role: CompanionRole;
  /** For each picture that has one, its companion's path. */
  readonly companions: ReadonlyMap<string, string>;
  /** Files of companions whose picture is not there. */
  readonly lonely: ReadonlySet<string>;
  /** Folders that only say what is a picture and what its companion: `set/images`. They name no class. */
  readonly folders: ReadonlySet<string>;
}

const FOLDERS: Readonly<Record<CompanionRole, RegExp>> = {
  mask: /^(masks?|ground[ _-]?truths?|gt|annotations?|segmentations?|掩码|掩膜|掩模)$/i,
  target: /^(targets?|clean|outputs?|after|目标|干净|输出)$/i,
};
const PICTURE_FOLDERS = /^(images?|imgs?|pictures?|inputs?|noisy|sources?|src|before|test|图片|图像|输入|噪声)$/i;
const SUFFIXES: Readonly<Record<CompanionRole, RegExp>> = {
  mask: /[ _.-](masks?|gt|label)$/i,
  target: /[ _.-](target|clean)$/i,
};

interface Place {
  readonly path: string;
  /** The folder that was left out of the key, with what it is in: `set/images`; null where none was. */
  readonly folder: string | null;
}

/**
 * Pairs files as they usually come: in two folders side by side with the same names within (`images/a/1.png` and
 * `masks/a/1.png`, whatever their formats, `_mask` at the end of the name or not), or with `_mask` at the end of the name in
 * one folder. A folder of targets is one only beside a folder that says it holds inputs: `clean` and `worn` are two classes.
 * Null where there are no pairs. Of two roles the one with more pairs is taken; the other's files are lonely.
 */
export function pairPictures(paths: readonly string[]): PairedPaths | null {
  const [most, other] = [pairRole(paths, 'mask'), pairRole(paths, 'target')].sort(
    (a, b) => b.companions.size - a.companions.size,
  );
  if (!most || most.companions.size === 0) return null;
  const lonely = new Set([...most.lonely, ...(other?.companions.values() ?? [])]);
  for (const path of [...most.companions.keys(), ...most.companions.values()]) lonely.delete(path);
  return { ...most, lonely };
}

/** A path without the folders that only say what is a picture and what its companion. */
export function withoutPairFolders(path: string, folders: ReadonlySet<string>): string {
  const parts = path.split('/');
  return parts.filter((_, i) => i === parts.length - 1 || !folders.has(parts.slice(0, i + 1).join('/'))).join('/');
}

function pairRole(paths: readonly string[], role: CompanionRole): PairedPaths {
  const inFolder = paths.flatMap((path) => {
    const folder = companionFolder(path, role);
    return folder === null ? [] : [{ path, folder }];
  });
  const named = paths.filter((path) => companionFolder(path, role) === null && SUFFIXES[role].test(stemOf(path)));
  const pictures = placesOf(paths.filter((path) => companionFolder(path, role) === null));
  const companions = new Map<string, string>();
  const folders = new Set<string>();
  const withPairs = new Set<string>();
  for (const { path, folder } of inFolder) {
    const rest = path.slice(folder.length + 1);
    const ends = [...new Set([rest, withoutSuffix(rest, role)])];
    const found = ends.flatMap((end) => pictures.get(keyOf(parentOf(folder), end)) ?? []);
    const picture = choose(found, path, role);
    if (!picture || companions.has(picture.path)) continue;
    companions.set(picture.path, path);
    withPairs.add(folder);
    if (picture.folder !== null) folders.add(picture.folder);
  }
  const inTwoFolders = companions.size;
  for (const path of named) {
    const found = pictures.get(keyOf('', withoutSuffix(path, role))) ?? [];
    const picture = choose(
      found.filter(({ folder }) => folder === null),
      path,
      'mask',
    );
    if (picture && !companions.has(picture.path)) companions.set(picture.path, path);
  }
  const taken = new Set(companions.values());
  const lonely = [
    ...inFolder.filter(({ folder }) => withPairs.has(folder)).map(({ path }) => path),
    ...(companions.size > inTwoFolders ? named : []),
  ].filter((path) => !taken.has(path));
  return { role, companions, lonely: new Set(lonely), folders };
}

/** `set/masks` of `set/masks/a/1.png`: the innermost folder that is called so; null where none is. */
function companionFolder(path: string, role: CompanionRole): string | null {
  const parts = path.split('/').slice(0, -1);
  const at = parts.findLastIndex((part) => FOLDERS[role].test(part));
  return at < 0 ? null : parts.slice(0, at + 1).join('/');
}

/** Where a picture could be named from: the folder that it shares with its companion, and its path from there on. */
function placesOf(paths: readonly string[]): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  const add = (key: string, place: Place): void => {
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  };
  for (const path of paths) {
    const parts = path.split('/');
    parts.forEach((_, i) => {
      const parent = parts.slice(0, i).join('/');
      add(keyOf(parent, parts.slice(i).join('/')), { path, folder: null });
      if (i === parts.length - 1) return;
      const folder = parts.slice(0, i + 1).join('/');
      add(keyOf(parent, parts.slice(i + 1).join('/')), { path, folder });
    });
  }
  return places;
}

/** The one picture that is meant; undefined where that cannot be told. */
function choose(places: readonly Place[], companion: string, role: CompanionRole): Place | undefined {
  const saysSo = places.filter(({ folder }) => folder !== null && PICTURE_FOLDERS.test(lastPart(folder)));
  const likely = saysSo.length > 0 || role === 'target' ? saysSo : places;
  if (likely.length <= 1) return likely[0];
  const alike = likely.filter(({ path }) => extensionOf(path) === extensionOf(companion));
  return alike.length === 1 ? alike[0] : undefined;
}

function keyOf(parent: string, rest: string): string {
  return `${parent}\0${rest.slice(0, rest.length - extensionOf(rest).length)}`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function extensionOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? '';
}

function stemOf(path: string): string {
  return path.slice(0, path.length - extensionOf(path).length);
}

function withoutSuffix(path: string, role: CompanionRole): string {
  return stemOf(path).replace(SUFFIXES[role], '') + extensionOf(path);
}
