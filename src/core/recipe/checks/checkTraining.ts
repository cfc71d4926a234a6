import { countBatches } from '../../training/batchOrder.ts';
import { clampToField, outOfRange, type FieldValue, type FormField } from '../../training/field.ts';
import {
  classWeightingForm,
  earlyStoppingForm,
  gradientClipForm,
  lossForm,
  optimizerForm,
  scheduleForm,
  trainingForm,
} from '../../training/fields.ts';
import {
  classWeightingSchema,
  earlyStoppingSchema,
  gradientClipSchema,
  lossSchema,
  optimizerSchema,
  scheduleSchema,
  trainingSchema,
} from '../../training/schema.ts';
import { setOption } from '../../training/setOption.ts';
import type { TrainingSettings } from '../../training/settings.ts';
import { atTraining, type LayerProblem } from '../problems.ts';
import type { Recipe } from '../recipe.ts';
import { outputCount } from '../sizes.ts';
import type { CheckContext } from './context.ts';

/** Settings out of their range, and settings that do not go with the data. */
export function checkTraining({ training }: Recipe, context: CheckContext): LayerProblem[] {
  return [
    ...checkRanges(training, context),
    ...checkBatch(training, context),
    ...checkWarmup(training, context),
    ...checkClassWeights(training, context),
    ...checkMonitor(training, context),
    ...checkPoisson(training, context),
  ];
}

type Patch = Partial<TrainingSettings>;

function checkRanges(training: TrainingSettings, context: CheckContext): LayerProblem[] {
  const { optimizer, schedule, loss, gradientClip, classWeighting, earlyStopping } = training;
  const classes = countClasses(context);
  return [
    ...rangeProblems('', trainingForm(training), (key, value) => {
      const set = setOption(trainingSchema, { ...training }, key, value);
      return set.ok ? set.value : null;
    }),
    ...rangeProblems('optimizer.', optimizerForm(optimizer), (key, value) => {
      const set = setOption(optimizerSchema, optimizer, key, value);
      return set.ok ? { optimizer: set.value } : null;
    }),
    ...rangeProblems('schedule.', scheduleForm(schedule), (key, value) => {
      const set = setOption(scheduleSchema, schedule, key, value);
      return set.ok ? { schedule: set.value } : null;
    }),
    ...rangeProblems('loss.', lossForm(loss), (key, value) => {
      const set = setOption(lossSchema, { ...loss }, key, value);
      return set.ok ? { loss: set.value } : null;
    }),
    ...rangeProblems('gradientClip.', gradientClipForm(gradientClip), (key, value) => {
      const set = setOption(gradientClipSchema, gradientClip, key, value);
      return set.ok ? { gradientClip: set.value } : null;
    }),
    ...rangeProblems('classWeighting.', classWeightingForm(classWeighting, classes), (key, value) => {
      const set = setOption(classWeightingSchema, classWeighting, key, value);
      return set.ok ? { classWeighting: set.value } : null;
    }),
    ...rangeProblems('earlyStopping.', earlyStoppingForm(earlyStopping), (key, value) => {
      const set = setOption(earlyStoppingSchema, { ...earlyStopping }, key, value);
      return set.ok ? { earlyStopping: set.value } : null;
    }),
  ];
}

function rangeProblems(
  prefix: string,
  form: readonly FormField[],
  mend: (key: string, value: FieldValue) => Patch | null,
): LayerProblem[] {
  return form.flatMap((line): LayerProblem[] => {
    const [value] = outOfRange(line.field, line.value);
    if (value === undefined || !('min' in line.field)) return [];
    const patch = mend(line.key, clampToField(line.field, line.value, line.default));
    const path = prefix + line.key;
    return [
      {
        code: 'field.range',
        details: { field: path, value, min: line.field.min, max: line.field.max },
        severity: 'error',
        place: atTraining(path),
        fix: patch ? [{ kind: 'setTraining', patch }] : [],
      },
    ];
  });
}

function checkBatch({ batchSize }: TrainingSettings, { trainRows }: CheckContext): LayerProblem[] {
  if (trainRows === null || trainRows < 1 || batchSize <= trainRows) return [];
  return [
    {
      code: 'batch.largerThanRows',
      details: { batchSize, rows: trainRows },
      severity: 'warning',
      place: atTraining('batchSize'),
      fix: [{ kind: 'setTraining', patch: { batchSize: powerOfTwoUpTo(trainRows / 8) } }],
    },
  ];
}

function checkWarmup({ schedule, epochs, batchSize }: TrainingSettings, { trainRows }: CheckContext): LayerProblem[] {
  if (trainRows === null) return [];
  const totalSteps = epochs * countBatches(trainRows, batchSize);
  if (schedule.warmupSteps === 0 || schedule.warmupSteps < totalSteps) return [];
  const warmupSteps = Math.floor(totalSteps / 20);
  return [
    {
      code: 'schedule.warmupTooLong',
      details: { warmupSteps: schedule.warmupSteps, totalSteps },
      severity: 'error',
      place: atTraining('schedule.warmupSteps'),
      fix: [{ kind: 'setTraining', patch: { schedule: { ...schedule, warmupSteps } } }],
    },
  ];
}

function checkClassWeights({ classWeighting }: TrainingSettings, context: CheckContext): LayerProblem[] {
  const { task } = context;
  if (classWeighting.kind === 'none') return [];
  const place = atTraining('classWeighting');
  if (task !== 'binary' && task !== 'multiclass') {
    const fix = [{ kind: 'setTraining', patch: { classWeighting: { kind: 'none' } } }] as const;
    return [{ code: 'classWeights.task', details: { task }, severity: 'warning', place, fix }];
  }
  const classes = countClasses(context);
  if (classWeighting.kind !== 'custom' || classWeighting.weights.length === classes) return [];
  const weights = Array.from({ length: classes }, (_, i) => classWeighting.weights[i] ?? 1);
  return [
    {
      code: 'classWeights.count',
      details: { weights: classWeighting.weights.length, classes },
      severity: 'error',
      place,
      fix: [{ kind: 'setTraining', patch: { classWeighting: { kind: 'custom', weights } } }],
    },
  ];
}

function checkMonitor({ earlyStopping, schedule }: TrainingSettings, context: CheckContext): LayerProblem[] {
  if (context.task === 'generation' || context.validationRows !== 0 || earlyStopping.monitor !== 'validationLoss')
    return [];
  const isPlateau = schedule.kind === 'reduceOnPlateau';
  if (!earlyStopping.enabled && !isPlateau) return [];
  return [
    {
      code: 'monitor.noValidation',
      details: { used: earlyStopping.enabled ? 'earlyStopping' : schedule.kind },
      severity: 'warning',
      place: atTraining('earlyStopping.monitor'),
      fix: [{ kind: 'setTraining', patch: { earlyStopping: { ...earlyStopping, monitor: 'trainLoss' } } }],
    },
  ];
}

function checkPoisson({ loss }: TrainingSettings, { task, standardizeTarget }: CheckContext): LayerProblem[] {
  if (loss.name !== 'poisson' || task !== 'regression' || !standardizeTarget) return [];
  return [
    {
      code: 'loss.poissonStandardized',
      details: {},
      severity: 'error',
      place: atTraining('loss'),
      fix: [],
    },
  ];
}

/** A binary target has one output and two classes. */
function countClasses({ task, bindings }: CheckContext): number {
  return task === 'binary' ? 2 : outputCount(bindings);
}

function powerOfTwoUpTo(value: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(value)));
}
