import type { Task } from '../../core/preprocessing/preparation.ts';
import type { EpochRecord } from '../../core/training/settings.ts';
import { explainFailure } from '../../messages/explainError.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { TrainMessages } from '../../messages/en/train.ts';
import type { RunRecord } from '../../storage/records.ts';

/** Which metric the epochs of a task carry (`epochMetricFor`). */
export function metricOf(task: Task): 'accuracy' | 'mae' | 'coverage' | 'psnr' {
  switch (task) {
    case 'binary':
    case 'multiclass':
    case 'multilabel':
      return 'accuracy';
    case 'regression':
    case 'reconstruction':
      return 'mae';
    case 'generation':
      return 'coverage';
    case 'translation':
      return 'psnr';
  }
}

/** A dash where it could not be measured: of pictures made again, which are not kept in memory. */
export function formatMetric(task: Task, value: number, format: Formatters): string {
  if (Number.isNaN(value)) return '–';
  const metric = metricOf(task);
  return metric === 'mae' || metric === 'psnr' ? format.number(value) : format.percent(value);
}

/** The epoch with the lowest loss, where there is one. */
export function bestRecord(run: Pick<RunRecord, 'history' | 'bestEpoch'>): EpochRecord | undefined {
  return run.history.find(({ epoch }) => epoch === run.bestEpoch);
}

export function statusTone(status: RunRecord['status']): 'neutral' | 'accent' | 'good' | 'warn' | 'bad' {
  switch (status) {
    case 'running':
    case 'queued':
      return 'accent';
    case 'finished':
    case 'stopped':
      return 'good';
    case 'paused':
    case 'interrupted':
      return 'warn';
    case 'diverged':
    case 'failed':
      return 'bad';
  }
}

/** What became of a run, in a sentence; null while it goes on. */
export function explainEnd(
  run: RunRecord,
  t: TrainMessages,
  format: Formatters,
): { readonly tone: 'good' | 'info' | 'warn' | 'bad'; readonly text: string } | null {
  const epochs = format.integer(run.history.length);
  const best = run.bestEpoch === null ? null : format.integer(run.bestEpoch);
  const withEarlier = (text: string): string => (run.kept ? t.ended.withEarlier(text) : text);
  if (run.status === 'interrupted') return { tone: 'warn', text: withEarlier(t.ended.interrupted) };
  if (run.status === 'failed') {
    const words = run.error ? explainFailure(run.error) : null;
    return { tone: 'bad', text: withEarlier(words ? `${words.what} ${words.next}` : t.ended.failed) };
  }
  const { enabled, restoreBest } = run.recipe.training.earlyStopping;
  const keepsBest = best !== null && enabled && restoreBest;
  switch (run.stopReason) {
    case 'epochs':
      return keepsBest
        ? { tone: 'good', text: t.ended.epochs(epochs, best) }
        : { tone: 'good', text: t.ended.epochsLast(epochs) };
    case 'earlyStopping':
      return {
        tone: 'good',
        text: keepsBest ? t.ended.earlyStopping(epochs, best) : t.ended.earlyStoppingLast(epochs),
      };
    case 'user':
      if (run.kept === null) return { tone: 'warn', text: t.ended.userNothing };
      if (run.kept.epoch === 0) return { tone: 'warn', text: t.ended.userFirstEpoch };
      return { tone: 'info', text: keepsBest ? t.ended.user(epochs, best) : t.ended.userLast(epochs) };
    case 'diverged':
      if (best !== null) return { tone: 'bad', text: t.ended.diverged(epochs) };
      return { tone: 'bad', text: run.kept ? t.ended.divergedEarlier : t.ended.divergedNothing };
    case 'failed':
      return { tone: 'bad', text: t.ended.failed };
    case null:
      return null;
  }
}
