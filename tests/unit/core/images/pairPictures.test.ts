import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairPictures, withoutPairFolders } from '../../../../src/core/images/pairPictures.ts';

function pairsOf(paths: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairPictures(paths)?.companions ?? []);
}

test('two folders side by side, whatever the formats and the classes within', () => {
  const found = pairPictures(['set/images/a/1.jpg', 'set/images/a/2.jpg', 'set/masks/a/1.png', 'set/masks/a/9.png']);
  expect(found?.role).toBe('mask');
  expect(Object.fromEntries(found?.companions ?? [])).toEqual({ 'set/images/a/1.jpg': 'set/masks/a/1.png' });
  expect([...(found?.lonely ?? [])]).toEqual(['set/masks/a/9.png']);
  expect(withoutPairFolders('set/images/a/2.jpg', found?.folders ?? new Set())).toBe('set/a/2.jpg');
});

test('MVTec: masks of the test pictures only, none of the good ones', () => {
  const found = pairPictures([
    'bottle/ground_truth/broken/000_mask.png',
    'bottle/test/broken/000.png',
    'bottle/test/good/000.png',
    'bottle/train/good/000.png',
  ]);
  expect(Object.fromEntries(found?.companions ?? [])).toEqual({
    'bottle/test/broken/000.png': 'bottle/ground_truth/broken/000_mask.png',
  });
  expect([...(found?.lonely ?? [])]).toEqual([]);
});

test('names that end in _mask, in one folder or in the folder of masks', () => {
  expect(pairsOf(['a/1.png', 'a/1_mask.png', 'b/1.png', '2_mask.png'])).toEqual({ 'a/1.png': 'a/1_mask.png' });
  expect([...(pairPictures(['a/1.png', 'a/1_mask.png', '2_mask.png'])?.lonely ?? [])]).toEqual(['2_mask.png']);
  expect(pairsOf(['1.png', 'masks/1_mask.png'])).toEqual({ '1.png': 'masks/1_mask.png' });
});

test('inputs and targets; a class that is called like a target is a class', () => {
  expect(pairPictures(['p/input/1.png', 'p/target/1.png'])?.role).toBe('target');
  expect(pairPictures(['p/noisy/1.png', 'p/clean/1.png'])?.role).toBe('target');
  expect(pairPictures(['p/dirty/1.png', 'p/clean/1.png'])).toBeNull();
});

test('what cannot be told apart is not paired', () => {
  expect(pairsOf(['images/1.png', 'images/1.jpg', 'masks/1.png'])).toEqual({ 'images/1.png': 'masks/1.png' });
  expect(pairPictures(['images/1.bmp', 'images/1.jpg', 'masks/1.png'])).toBeNull();
  expect(pairPictures(['ok/1.png', 'bad/1.png'])).toBeNull();
});

test('no file is both a picture and a companion, and every companion has one picture', () => {
  const part = fc.constantFrom('images', 'masks', 'input', 'target', 'a', 'b');
  const name = fc.constantFrom('1.png', '1.jpg', '1_mask.png', '2.png', '2_target.png');
  const path = fc.tuple(fc.array(part, { maxLength: 3 }), name).map(([parts, file]) => [...parts, file].join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 30 }), (paths) => {
      const found = pairPictures(paths);
      if (!found) return;
      const taken = [...found.companions.values()];
      expect(new Set(taken).size).toBe(taken.length);
      for (const each of taken) expect(found.companions.has(each)).toBe(false);
      for (const each of [...taken, ...found.companions.keys(), ...found.lonely]) expect(paths).toContain(each);
      for (const each of found.lonely) expect(taken.includes(each) || found.companions.has(each)).toBe(false);
    }),
    { seed: 5, numRuns: 300 },
  );
});
