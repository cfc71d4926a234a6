import { expect, test } from 'vitest';
import type { EpochRecord } from '../../../../src/core/training/settings.ts';
import { drawnEpochs } from '../../../../src/ui/train/drawnEpochs.ts';

const record = {
  step: 10,
  trainLoss: 1,
  validationLoss: 1,
  trainMetric: 1,
  validationMetric: 1,
  learningRate: 0.01,
  gradientNorms: {},
  samplesPerSecond: 1,
  durationMs: 1,
};

function epochs(count: number): EpochRecord[] {
  return Array.from({ length: count }, (_, i) => ({ ...record, epoch: i + 1 }));
}

test('a short run is drawn whole', () => {
  for (const count of [0, 1, 40, 999]) expect(drawnEpochs(epochs(count))).toHaveLength(count);
});

test('of a long run at most a thousand epochs are drawn, the first and the last among them', () => {
  for (const count of [1000, 1001, 1999, 2000, 4321, 50_000]) {
    const drawn = drawnEpochs(epochs(count));
    expect(drawn.length).toBeLessThanOrEqual(1000);
    expect(drawn.length).toBeGreaterThanOrEqual(500);
    expect([drawn[0]?.epoch, drawn.at(-1)?.epoch]).toEqual([1, count]);
  }
});

test('what was drawn of a run stays where it is as more epochs come', () => {
  const [early, late] = [3000, 3500].map((count) =>
    drawnEpochs(epochs(count))
      .slice(0, -1)
      .map(({ epoch }) => epoch),
  );
  expect(late?.slice(0, early?.length)).toEqual(early);
});
