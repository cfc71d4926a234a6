import { fitImage, type RgbaPicture } from './fitImage.ts';

/** What a picture looks like in 64 bits: [upper 32, lower 32]. */
export type PictureHash = readonly [high: number, low: number];

/** Hashes that differ in more bits than this are of different pictures for sure. */
export const MAX_HASH_DISTANCE = 12;
/** Pairs that are listed; of more the most alike. */
const MAX_PAIRS = 5000;

/** Two pictures that are the same, or much alike; `first` is the smaller row. */
export interface DuplicatePair {
  readonly first: number;
  readonly second: number;
  /** Bits in which their hashes differ; null: the files are the same byte for byte. */
  readonly distance: number | null;
}

export interface Duplicates {
  /** The same files first, then the more alike the earlier. */
  readonly pairs: readonly DuplicatePair[];
  /** All that were found; more than are listed where there are too many. */
  readonly pairCount: number;
  /** For each row the smallest row that it is joined to by duplicates of duplicates: itself where it has none. */
  readonly groups: Int32Array;
}

const SIDE = 32;
const FREQUENCIES = 8;
/** [frequency, position]: cosines of one to eight half waves over the picture. */
const WAVES = Array.from({ length: FREQUENCIES }, (_, i) =>
  Float64Array.from({ length: SIDE }, (_value, x) => Math.cos(((i + 1) * (x + 0.5) * Math.PI) / SIDE)),
);

/**
 * The perceptual hash: the picture made 32 × 32 grey, and for each of the 64 lowest frequencies of its cosine transform, constant ones
 * left out, whether it is above their median (C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010).
 * It stays nearly the same under other sizes, compression, brightness and contrast; not under turning.
 */
export function perceptualHash(picture: RgbaPicture): PictureHash {
  const grey = fitImage(picture, { width: SIDE, height: SIDE, channels: 1, fit: 'stretch' });
  // [frequency across, row], then [frequency down, frequency across].
  const across = WAVES.map((wave) =>
    Float64Array.from({ length: SIDE }, (_, y) =>
      wave.reduce((sum, share, x) => sum + share * (grey[y * SIDE + x] ?? 0), 0),
    ),
  );
  const strengths = WAVES.flatMap((wave) =>
    across.map((rows) => wave.reduce((sum, share, y) => sum + share * (rows[y] ?? 0), 0)),
  );
  const sorted = strengths.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const words: [number, number] = [0, 0];
  strengths.forEach((strength, bit) => {
    if (strength <= median) return;
    const word = bit < 32 ? 0 : 1;
    words[word] = (words[word] | (1 << (bit & 31))) >>> 0;
  });
  return words;
}

/** Bits in which two hashes differ. */
export function hashDistance(a: PictureHash, b: PictureHash): number {
  return countBits(a[0] ^ b[0]) + countBits(a[1] ^ b[1]);
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** What is known of each picture: its hash, and a name that only files with the same bytes share. */
export interface PictureMarks {
  readonly hashes: readonly PictureHash[];
  readonly contents: readonly string[];
}

/**
 * Finds equal and much alike pictures. Of files that are the same only the first is compared with others. Work is done a picture at a
 * time, for whoever wants to pause in between.
 * @param maxDistance - pictures whose hashes differ in at most so many bits are much alike, 0 … `MAX_HASH_DISTANCE`
 */
export function* findDuplicates(
  { hashes, contents }: PictureMarks,
  maxDistance: number,
): Generator<number, Duplicates> {
  const groups = Int32Array.from(hashes, (_, row) => row);
  const same: DuplicatePair[] = [];
  const firstOf = new Map<string, number>();
  const distinct: number[] = [];
  contents.forEach((content, row) => {
    const first = firstOf.get(content);
    if (first === undefined) {
      firstOf.set(content, row);
      distinct.push(row);
    } else {
      same.push({ first, second: row, distance: null });
      join(groups, first, row);
    }
  });
  const high = Int32Array.from(distinct, (row) => hashes[row]?.[0] ?? 0);
  const low = Int32Array.from(distinct, (row) => hashes[row]?.[1] ?? 0);
  const alike: DuplicatePair[][] = Array.from({ length: maxDistance + 1 }, () => []);
  let count = same.length;
  for (let i = 0; i < distinct.length; i++) {
    for (let j = i + 1; j < distinct.length; j++) {
      const distance = countBits((high[i] ?? 0) ^ (high[j] ?? 0)) + countBits((low[i] ?? 0) ^ (low[j] ?? 0));
      if (distance > maxDistance) continue;
      const [first = 0, second = 0] = [distinct[i], distinct[j]];
      count++;
      join(groups, first, second);
      const known = alike[distance];
      if (known && known.length < MAX_PAIRS) known.push({ first, second, distance });
    }
    yield i + 1;
  }
  for (let row = 0; row < groups.length; row++) groups[row] = rootOf(groups, row);
  return { pairs: [...same, ...alike.flat()].slice(0, MAX_PAIRS), pairCount: count, groups };
}

function rootOf(groups: Int32Array, row: number): number {
  let root = row;
  while ((groups[root] ?? root) !== root) root = groups[root] ?? root;
  for (let at = row; at !== root;) {
    const next = groups[at] ?? root;
    groups[at] = root;
    at = next;
  }
  return root;
}

/** The smaller row becomes the root, so that groups are the same in whatever order pairs are found. */
function join(groups: Int32Array, a: number, b: number): void {
  const [first, second] = [rootOf(groups, a), rootOf(groups, b)];
  groups[Math.max(first, second)] = Math.min(first, second);
}
