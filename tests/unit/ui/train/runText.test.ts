import { describe, expect, test } from 'vitest';
import { defaultTraining } from '../../../../src/core/training/defaults.ts';
import type { StopReason } from '../../../../src/core/training/settings.ts';
import { Formatters } from '../../../../src/messages/formatters.ts';
import { messages as en } from '../../../../src/messages/en/messages.ts';
import type { RunRecord } from '../../../../src/storage/records.ts';
import { explainEnd, formatMetric, metricOf } from '../../../../src/ui/train/runText.ts';

const epoch = {
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

function ended(stopReason: StopReason, earlyStopping: { enabled: boolean; restoreBest: boolean }): RunRecord {
  const training = defaultTraining('regression');
  return {
    id: 'run',
    projectId: 'project',
    datasetId: 'data',
    name: 'Run',
    createdAt: 0,
    updatedAt: 0,
    status: stopReason === 'user' ? 'stopped' : 'finished',
    stopReason,
    error: null,
    recipe: {
      version: 1,
      id: 'r',
      name: { en: 'r', zh: 'r' },
      description: { en: '', zh: '' },
      tasks: [],
      procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers: [] } },
      training: { ...training, earlyStopping: { ...training.earlyStopping, ...earlyStopping } },
    },
    preparation: {
      version: 1,
      task: 'regression',
      columns: {},
      split: { kind: 'random', seed: 1, train: 0.7, validation: 0.15, test: 0.15 },
      standardizeTarget: true,
    },
    pipeline: null,
    backend: 'auto',
    engine: null,
    history: [
      { ...epoch, epoch: 1 },
      { ...epoch, epoch: 2 },
    ],
    bestEpoch: 1,
    kept: { epoch: 1, version: 1 },
    parameterCount: 1,
    trainedMs: 1,
  };
}

describe('the sentence on how a run ended names the weights that are kept', () => {
  const end = (...args: Parameters<typeof ended>): string | undefined =>
    explainEnd(ended(...args), en.train, new Formatters('en'))?.text;

  test.each(['epochs', 'earlyStopping', 'user'] as const)(
    '%s: those of the best epoch where they are restored',
    (reason) => {
      expect(end(reason, { enabled: true, restoreBest: true })).toContain('weights of epoch 1');
    },
  );

  test.each([
    ['epochs', { enabled: false, restoreBest: true }],
    ['epochs', { enabled: true, restoreBest: false }],
    ['earlyStopping', { enabled: true, restoreBest: false }],
    ['user', { enabled: false, restoreBest: true }],
    ['user', { enabled: true, restoreBest: false }],
  ] as const)('%s: not those of the best epoch under %j', (reason, earlyStopping) => {
    expect(end(reason, earlyStopping)).not.toContain('weights of epoch');
  });
});

describe('a run says what model it still has', () => {
  const stopped = ended('user', { enabled: false, restoreBest: false });
  const kept = { epoch: 2, version: 1 };
  const say = (run: RunRecord): string | undefined => explainEnd(run, en.train, new Formatters('en'))?.text;

  test('stopped within its first epoch: the weights as they were', () => {
    const first = { ...stopped, history: [], bestEpoch: null };
    expect(say({ ...first, kept: { epoch: 0, version: 1 } })).toBe(en.train.ended.userFirstEpoch);
    expect(say({ ...first, kept: null })).toBe(en.train.ended.userNothing);
  });

  test.each(['failed', 'interrupted'] as const)('taken up again and %s: the earlier one', (status) => {
    expect(say({ ...stopped, status, kept })).toContain('is still there');
    expect(say({ ...stopped, status, kept: null })).not.toContain('is still there');
  });

  test('taken up again and diverged before any epoch: the earlier one', () => {
    const diverged: RunRecord = {
      ...stopped,
      status: 'diverged',
      stopReason: 'diverged',
      bestEpoch: null,
      history: [],
    };
    expect(say({ ...diverged, kept: { epoch: 0, version: 1 } })).toBe(en.train.ended.divergedEarlier);
    expect(say({ ...diverged, kept: null })).toBe(en.train.ended.divergedNothing);
  });
});

test('what is made again is measured by its error, not by a share of right answers', () => {
  expect(metricOf('reconstruction')).toBe('mae');
  expect(formatMetric('reconstruction', 0.25, new Formatters('en'))).toBe('0.25');
  expect(formatMetric('reconstruction', NaN, new Formatters('en'))).toBe('–');
  expect(formatMetric('multiclass', 0.25, new Formatters('en'))).toBe('25.0%');
});
