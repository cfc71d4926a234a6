import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  perceptualHash,
  findDuplicates,
  hashDistance,
  type Duplicates,
  type PictureHash,
  type PictureMarks,
} from '../../../../src/core/images/duplicates.ts';
import { fitImage, type RgbaPicture } from '../../../../src/core/images/fitImage.ts';
import { makeSurfaceDefects } from '../../../../src/core/samples/surfaceDefects.ts';
import { greyToRgba } from '../../../../src/core/samples/imageSets.ts';

const set = makeSurfaceDefects(9);
const pictures = set.pictures.filter((_, i) => i % 20 === 0).map(({ pixels }) => pixels);

function rgba(pixels: Uint8Array, side = set.side): RgbaPicture {
  return { width: side, height: side, data: greyToRgba(pixels) };
}

function all(marks: PictureMarks, maxDistance: number): Duplicates {
  const work = findDuplicates(marks, maxDistance);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Half of the strengths are above their median, whatever the picture. */
test('half of the bits are set, and the negative of a picture has nearly all the others', () => {
  for (const pixels of pictures) {
    const [high, low] = perceptualHash(rgba(pixels));
    expect(hashDistance([high, low], [0, 0])).toBe(32);
    const negative = perceptualHash(rgba(pixels.map((value) => 255 - value)));
    expect(hashDistance([high, low], negative)).toBeGreaterThan(58);
  }
});

test('another size and other light are much alike; other pictures of the set mostly are not', () => {
  const distances = pictures.map((pixels) => {
    const own = perceptualHash(rgba(pixels));
    const larger = fitImage(rgba(pixels), { width: 95, height: 95, channels: 1, fit: 'stretch' });
    const dimmer = Uint8Array.from(pixels, (value) => Math.round(0.8 * value + 10));
    return [hashDistance(own, perceptualHash(rgba(larger, 95))), hashDistance(own, perceptualHash(rgba(dimmer)))];
  });
  expect(Math.max(...distances.flat())).toBeLessThanOrEqual(6);
  const hashes = pictures.map((pixels) => perceptualHash(rgba(pixels)));
  const contents = hashes.map((_, row) => String(row));
  const { pairCount } = all({ hashes, contents }, 6);
  expect(pairCount).toBe(0);
});

const word = fc.integer({ min: 0, max: 0xffffffff });

test('distance is a metric that counts bits', () => {
  const hash = fc.tuple(word, word);
  fc.assert(
    fc.property(hash, hash, hash, (a, b, c) => {
      const bits = (x: PictureHash, y: PictureHash): number =>
        [0, 1].reduce((sum, i) => sum + (((x[i] ?? 0) ^ (y[i] ?? 0)) >>> 0).toString(2).replaceAll('0', '').length, 0);
      expect(hashDistance(a, b)).toBe(bits(a, b));
      expect(hashDistance(a, b)).toBe(hashDistance(b, a));
      expect(hashDistance(a, c)).toBeLessThanOrEqual(hashDistance(a, b) + hashDistance(b, c));
    }),
    { seed: 3 },
  );
});

test('pairs and groups are those that a look at every pair finds', () => {
  const near = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 3 }));
  const marks = fc.array(fc.tuple(near, fc.integer({ min: 0, max: 12 })), { maxLength: 25 });
  fc.assert(
    fc.property(marks, fc.integer({ min: 0, max: 3 }), (rows, most) => {
      const contents = rows.map(([, content]) => String(content));
      // The same bytes have the same hash.
      const hashes = rows.map(([own, content]): PictureHash => rows[contents.indexOf(String(content))]?.[0] ?? own);
      const { pairs, groups, pairCount } = all({ hashes, contents }, most);
      const isLinked = (a: number, b: number): boolean =>
        contents[a] === contents[b] || hashDistance(hashes[a] ?? [0, 0], hashes[b] ?? [0, 0]) <= most;
      expect(pairCount).toBe(pairs.length);
      for (const { first, second, distance } of pairs) {
        expect(first).toBeLessThan(second);
        if (distance === null) expect(contents[first]).toBe(contents[second]);
        else expect(hashDistance(hashes[first] ?? [0, 0], hashes[second] ?? [0, 0])).toBe(distance);
      }
      // Spread from each row to all that it is linked to, until nothing changes.
      const expected = rows.map((_, row) => row);
      for (let isChanging = true; isChanging;) {
        isChanging = false;
        for (let a = 0; a < rows.length; a++) {
          for (let b = 0; b < rows.length; b++) {
            const least = Math.min(expected[a] ?? 0, expected[b] ?? 0);
            if (!isLinked(a, b) || (expected[a] === least && expected[b] === least)) continue;
            expected[a] = least;
            expected[b] = least;
            isChanging = true;
          }
        }
      }
      expect([...groups]).toEqual(expected);
    }),
    { seed: 8 },
  );
});
