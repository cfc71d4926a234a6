import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import type { Trainer } from '../trainer.ts';
import type { EpochMetric } from './epochMetric.ts';
import { sampleRows } from './sampleRows.ts';
import type { Judge, TrainingJob } from './trainingLoop.ts';

/** The training metric of a larger part is measured on a fixed random sample of this size. */
const SAMPLE_ROWS = 10_000;

/** Judges a network by its loss and metric on training and validation rows. */
export function supervisedJudge(
  { settings, train, validation }: TrainingJob,
  trainer: Trainer,
  metric: EpochMetric,
): Judge {
  const metricRows: PreparedRows = sampleRows(train, SAMPLE_ROWS, settings.seed);
  const isSample = metricRows !== train;
  return {
    begin: () => {
      if (isSample) trainer.loadData('sample', metricRows);
      if (validation) trainer.loadData('validation', validation);
      return Promise.resolve();
    },
    stepsAhead: () => Infinity,
    look: () => Promise.resolve(null),
    judge: async () => {
      const measured = await trainer.evaluate(isSample ? 'sample' : 'train');
      const validated = validation && (await trainer.evaluate('validation'));
      return {
        validationLoss: validated ? validated.loss : null,
        trainMetric: measured.error ?? metric(metricRows, measured.outputs),
        ...(isSample ? { trainMetricRows: metricRows.rowCount } : {}),
        validationMetric: validation && validated ? (validated.error ?? metric(validation, validated.outputs)) : null,
        monitored: null,
        losses: validated ? [measured.loss, validated.loss] : [measured.loss],
      };
    },
  };
}
