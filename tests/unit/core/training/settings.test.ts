import fc from 'fast-check';
import { parse, safeParse } from 'valibot';
import { describe, expect, test } from 'vitest';
import optimizerCases from '../../../conformance/training/optimizers.json' with { type: 'json' };
import { SUPERVISED_TASKS } from '../../../../src/core/preprocessing/preparation.ts';
import {
  defaultClassWeighting,
  defaultGradientClip,
  defaultLearningRate,
  defaultLoss,
  defaultLossFor,
  defaultOptimizer,
  defaultSchedule,
  defaultTraining,
} from '../../../../src/core/training/defaults.ts';
import { clampToField, outOfRange, type Field, type FormField } from '../../../../src/core/training/field.ts';
import {
  CLASS_WEIGHTING_FIELDS,
  classWeightingForm,
  earlyStoppingForm,
  GRADIENT_CLIP_FIELDS,
  gradientClipForm,
  lossForm,
  OPTIMIZER_FIELDS,
  optimizerForm,
  SCHEDULE_FIELDS,
  scheduleForm,
  trainingForm,
} from '../../../../src/core/training/fields.ts';
import { headActivations, LOSS_FACTS, lossesFor, scoreFunction } from '../../../../src/core/training/lossFacts.ts';
import { optimizerSlots } from '../../../../src/core/training/optimizerSlots.ts';
import { optimizerSchema, trainingSchema } from '../../../../src/core/training/schema.ts';
import { setOption } from '../../../../src/core/training/setOption.ts';
import { LOSSES } from '../../../../src/core/training/settings.ts';

function keysOf<T extends object>(table: T): (keyof T & string)[] {
  const keys: (keyof T & string)[] = [];
  for (const key in table) keys.push(key);
  return keys;
}

function expectInRange(form: readonly FormField[]) {
  for (const { key, field, value, default: fallback } of form) {
    expect(value, key).not.toBeNull();
    expect(outOfRange(field, value), key).toEqual([]);
    expect(outOfRange(field, fallback), key).toEqual([]);
  }
}

describe('defaults', () => {
  test.each(SUPERVISED_TASKS)('for %s pass the schema', (task) => {
    expect(safeParse(trainingSchema, defaultTraining(task)).success).toBe(true);
    expect(LOSS_FACTS[defaultLossFor(task).name].tasks).toContain(task);
  });

  test('of every optimizer, schedule, clip, weighting and loss pass the schema and their fields', () => {
    const base = defaultTraining('multiclass');
    const variants = [
      ...keysOf(OPTIMIZER_FIELDS).map((name) => ({ optimizer: defaultOptimizer(name) })),
      ...keysOf(OPTIMIZER_FIELDS).map((name) => ({ schedule: defaultSchedule('step', defaultLearningRate(name)) })),
      ...keysOf(SCHEDULE_FIELDS).map((kind) => ({ schedule: defaultSchedule(kind) })),
      ...keysOf(GRADIENT_CLIP_FIELDS).map((kind) => ({ gradientClip: defaultGradientClip(kind) })),
      ...keysOf(CLASS_WEIGHTING_FIELDS).map((kind) => ({ classWeighting: defaultClassWeighting(kind, 3) })),
      ...LOSSES.map((name) => ({ loss: defaultLoss(name) })),
    ];
    for (const variant of variants) {
      const settings = { ...base, ...variant };
      expect(safeParse(trainingSchema, settings).issues).toBeUndefined();
      expectInRange(optimizerForm(settings.optimizer));
      expectInRange(scheduleForm(settings.schedule));
      expectInRange(gradientClipForm(settings.gradientClip));
      expectInRange(classWeightingForm(settings.classWeighting, 3));
      expectInRange(lossForm(settings.loss));
      expectInRange(earlyStoppingForm(settings.earlyStopping));
      expectInRange(trainingForm(settings));
    }
  });
});

describe('forms', () => {
  test('show the options that a loss uses, and no others', () => {
    expect(lossForm(defaultLoss('huber')).map(({ key }) => key)).toEqual(['delta']);
    expect(lossForm(defaultLoss('meanSquaredError'))).toEqual([]);
    expect(lossForm(defaultLoss('binaryFocalCrossentropy')).map(({ key }) => key)).toEqual([
      'fromLogits',
      'gamma',
      'labelSmoothing',
    ]);
  });

  test('hold the present value beside the default', () => {
    const optimizer = { ...defaultOptimizer('adam'), beta1: 0.5 };
    expect(optimizerForm(optimizer)[0]).toMatchObject({ key: 'beta1', value: 0.5, default: 0.9 });
  });

  test('set one option through the schema, or say what is wrong with it', () => {
    const adam = defaultOptimizer('adam');
    expect(setOption(optimizerSchema, adam, 'beta1', 0.8)).toEqual({ ok: true, value: { ...adam, beta1: 0.8 } });
    expect(setOption(optimizerSchema, adam, 'beta1', 2)).toEqual({
      ok: false,
      problems: [{ path: 'beta1', message: 'must be at most 0.9999, is 2' }],
    });
    expect(setOption(optimizerSchema, adam, 'nesterov', true).ok).toBe(false);
  });

  test('clamp any number to what the field allows', () => {
    const whole: Field = { kind: 'integer', min: 1, max: 9, step: 1, scale: 'linear', unit: null };
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(outOfRange(whole, clampToField(whole, value, 5))).toEqual([]);
      }),
    );
    const penalty: Field = { kind: 'regularizer', min: 0, max: 1 };
    expect(clampToField(penalty, { l1: -1, l2: 0.5 }, null)).toEqual({ l1: 0, l2: 0.5 });
    expect(clampToField({ kind: 'numberList', min: 0, max: 2 }, [-1, 1, 3], null)).toEqual([0, 1, 2]);
    expect(outOfRange(penalty, null)).toEqual([]);
  });
});

describe('losses', () => {
  test('every task has losses, its default first or near', () => {
    for (const task of SUPERVISED_TASKS) expect(lossesFor(task)).toContain(defaultLossFor(task).name);
    expect(lossesFor('regression')).toContain('huber');
    expect(lossesFor('multiclass')).not.toContain('binaryCrossentropy');
  });

  test('the usual head is an accepted one, for every loss and task', () => {
    for (const name of LOSSES) {
      for (const task of LOSS_FACTS[name].tasks) {
        for (const fromLogits of [false, true]) {
          const { usual, accepted } = headActivations(task, { ...defaultLoss(name), fromLogits });
          expect(accepted).toContain(usual);
          expect(accepted).not.toContain('relu');
        }
      }
    }
  });

  test('logits and margins are squashed into scores, probabilities and numbers are not', () => {
    const logits = { ...defaultLoss('binaryCrossentropy'), fromLogits: true };
    expect(scoreFunction('binary', logits, 'linear')).toBe('sigmoid');
    expect(scoreFunction('binary', defaultLoss('binaryCrossentropy'), 'sigmoid')).toBe('identity');
    expect(scoreFunction('binary', defaultLoss('hinge'), 'tanh')).toBe('sigmoid');
    expect(scoreFunction('multiclass', defaultLoss('categoricalCrossentropy'), 'softmax')).toBe('identity');
    expect(scoreFunction('multiclass', defaultLoss('categoricalHinge'), 'linear')).toBe('softmax');
    expect(scoreFunction('regression', defaultLoss('huber'), 'linear')).toBe('identity');
  });
});

test.each(optimizerCases)("$label keeps as many slots as Keras's", ({ optimizer, slots }) => {
  expect(optimizerSlots(parse(optimizerSchema, optimizer))).toBe(slots);
});
