import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import plateauCases from '../../../conformance/training/plateau.json' with { type: 'json' };
import scheduleCases from '../../../conformance/training/schedules.json' with { type: 'json' };
import { parse } from 'valibot';
import { defaultSchedule } from '../../../../src/core/training/defaults.ts';
import { advancePlateau, learningRateAt, startPlateau } from '../../../../src/core/training/schedule.ts';
import { scheduleSchema } from '../../../../src/core/training/schema.ts';
import type { ScheduleSpec } from '../../../../src/core/training/settings.ts';

describe('learningRateAt', () => {
  // Keras computes its cosine with a float32 π.
  test.each(scheduleCases)("equals Keras's: $label", ({ schedule, steps, stepsPerEpoch, epochs, learningRates }) => {
    const spec = parse(scheduleSchema, schedule);
    steps.forEach((step, i) => {
      expect(learningRateAt(spec, { step, stepsPerEpoch, epochs })).toBeCloseTo(learningRates[i] ?? NaN, 8);
    });
  });

  const kinds: ScheduleSpec['kind'][] = ['constant', 'step', 'exponential', 'cosine', 'reduceOnPlateau'];
  test.each(kinds)('%s rises from 0 over the warm-up to the initial rate', (kind) => {
    const spec: ScheduleSpec = { ...defaultSchedule(kind, 0.02), warmupSteps: 10 };
    const at = (step: number) => learningRateAt(spec, { step, stepsPerEpoch: 7, epochs: 20 });
    expect(at(0)).toBe(0);
    expect(at(5)).toBeCloseTo(0.01, 12);
    expect(at(10)).toBeCloseTo(0.02, 12);
  });

  test('never rises after the warm-up, and stays within 0 and the initial rate', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.nat(50),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (kind, warmupSteps, stepsPerEpoch, epochs) => {
          const spec: ScheduleSpec = { ...defaultSchedule(kind, 0.1), warmupSteps };
          let previous = Infinity;
          for (let step = warmupSteps; step < epochs * stepsPerEpoch; step++) {
            const rate = learningRateAt(spec, { step, stepsPerEpoch, epochs });
            expect(rate).toBeGreaterThanOrEqual(0);
            expect(rate).toBeLessThanOrEqual(Math.min(0.1, previous));
            previous = rate;
          }
        },
      ),
    );
  });
});

describe('reduceOnPlateau', () => {
  test.each(plateauCases)("equals Keras's callback, case %#", ({ schedule, losses, learningRates }) => {
    const spec = parse(scheduleSchema, schedule);
    let state = startPlateau(spec);
    losses.forEach((loss, epoch) => {
      state = advancePlateau(spec, state, loss);
      const moment = { step: epoch, stepsPerEpoch: 1, epochs: losses.length };
      expect(learningRateAt(spec, moment, state)).toBeCloseTo(learningRates[epoch] ?? NaN, 7);
    });
  });

  test('counts a loss that is not finite as no improvement', () => {
    const spec: ScheduleSpec = {
      kind: 'reduceOnPlateau',
      initialLearningRate: 0.1,
      warmupSteps: 0,
      factor: 0.5,
      patience: 2,
      minDelta: 0,
      minLearningRate: 0,
    };
    const state = [1, NaN, Infinity].reduce((kept, loss) => advancePlateau(spec, kept, loss), startPlateau(spec));
    expect(state).toEqual({ best: 1, wait: 0, learningRate: 0.05 });
  });

  test('never raises a rate that begins below the floor', () => {
    const spec: ScheduleSpec = { ...defaultSchedule('reduceOnPlateau', 1e-6) };
    let state = startPlateau(spec);
    for (let epoch = 0; epoch < 50; epoch++) state = advancePlateau(spec, state, 1);
    expect(state.learningRate).toBe(1e-6);
  });

  test('leaves other schedules without a memory', () => {
    const spec = defaultSchedule('cosine');
    const state = startPlateau(spec);
    expect(advancePlateau(spec, state, 3)).toBe(state);
  });
});
