import { expect, test } from 'vitest';
import { createRandom } from '../../../src/shared/random.ts';
import { embedCodes } from '../../../src/workers/data/embedCodes.ts';

const SIZE = 5;
const PER_GROUP = 16;

/** Two clouds in five dimensions, far apart. */
function clouds(): Float32Array {
  const random = createRandom(3);
  return Float32Array.from(
    { length: 2 * PER_GROUP * SIZE },
    (_, i) => random.normal() + (i < PER_GROUP * SIZE ? 0 : 40),
  );
}

const embed = (seed: number, signal = new AbortController().signal): Promise<Float32Array> =>
  embedCodes({ codes: clouds(), codeSize: SIZE, seed }, { signal, progress: () => undefined });

test('what is far apart stays apart, and the same seed gives the same picture', async () => {
  const points = await embed(1);
  expect(points).toHaveLength(2 * 2 * PER_GROUP);
  const middleOf = (group: number, axis: number): number =>
    Array.from({ length: PER_GROUP }, (_, i) => points[2 * (group * PER_GROUP + i) + axis] ?? NaN).reduce(
      (sum, value) => sum + value / PER_GROUP,
      0,
    );
  const distanceTo = (at: number, group: number): number =>
    Math.hypot((points[2 * at] ?? NaN) - middleOf(group, 0), (points[2 * at + 1] ?? NaN) - middleOf(group, 1));
  for (let at = 0; at < 2 * PER_GROUP; at++) {
    const own = at < PER_GROUP ? 0 : 1;
    expect(distanceTo(at, own)).toBeLessThan(distanceTo(at, 1 - own));
  }
  expect(await embed(1)).toEqual(points);
  expect(await embed(2)).not.toEqual(points);
}, 60_000);

test('can be cancelled', async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(embed(1, controller.signal)).rejects.toThrow(expect.objectContaining({ name: 'Cancelled' }));
});
