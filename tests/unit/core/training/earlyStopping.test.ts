import { describe, expect, test } from 'vitest';
import { parse } from 'valibot';
import cases from '../../../conformance/training/earlyStopping.json' with { type: 'json' };
import { defaultEarlyStopping } from '../../../../src/core/training/defaults.ts';
import {
  advanceEarlyStopping,
  monitoredLoss,
  startEarlyStopping,
} from '../../../../src/core/training/earlyStopping.ts';
import { earlyStoppingSchema } from '../../../../src/core/training/schema.ts';
import type { EarlyStopping } from '../../../../src/core/training/settings.ts';

/** Runs the epochs of a loss curve until it stops. */
function follow(settings: EarlyStopping, losses: readonly number[]) {
  let state = startEarlyStopping();
  for (const [epoch, loss] of losses.entries()) {
    const step = advanceEarlyStopping(settings, state, epoch, loss);
    state = step.state;
    if (step.shouldStop) return { state, stoppedEpoch: epoch };
  }
  return { state, stoppedEpoch: null };
}

describe('early stopping', () => {
  test.each(cases)("stops where Keras's callback does, case %#", ({ settings, losses, stoppedEpoch, bestEpoch }) => {
    const result = follow(parse(earlyStoppingSchema, settings), losses);
    expect(result.stoppedEpoch).toBe(stoppedEpoch);
    expect(result.state.bestEpoch).toBe(bestEpoch);
  });

  test('tracks the best epoch without stopping where it is off', () => {
    const settings = { ...defaultEarlyStopping(), enabled: false, patience: 1 };
    expect(follow(settings, [3, 1, 2, 2, 2])).toEqual({
      state: { bestEpoch: 1, bestLoss: 1, wait: 3 },
      stoppedEpoch: null,
    });
  });

  test('takes no loss that is not finite for the best', () => {
    const settings = { ...defaultEarlyStopping(), patience: 2 };
    expect(follow(settings, [NaN, Infinity, 1])).toEqual({
      state: { bestEpoch: null, bestLoss: null, wait: 2 },
      stoppedEpoch: 1,
    });
    expect(follow(settings, [NaN, 2]).state.bestEpoch).toBe(1);
  });

  test('goes on alike from a state that went through JSON', () => {
    const settings = { ...defaultEarlyStopping(), patience: 3 };
    const half = follow(settings, [5, 4, 4.5, 4.2]).state;
    const restored: typeof half = JSON.parse(JSON.stringify(half));
    expect(advanceEarlyStopping(settings, restored, 4, 4.1)).toEqual(advanceEarlyStopping(settings, half, 4, 4.1));
  });

  test('watches the training loss where asked, or where no rows validate', () => {
    const settings = defaultEarlyStopping();
    expect(monitoredLoss(settings, { trainLoss: 1, validationLoss: 2 })).toBe(2);
    expect(monitoredLoss(settings, { trainLoss: 1, validationLoss: null })).toBe(1);
    expect(monitoredLoss({ ...settings, monitor: 'trainLoss' }, { trainLoss: 1, validationLoss: 2 })).toBe(1);
  });
});
