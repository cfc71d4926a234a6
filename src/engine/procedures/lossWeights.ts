import type { JudgedRows, PreparedRows, Task } from '../../core/preprocessing/preparation.ts';
import { judgeSteps } from '../../core/preprocessing/stepLabels.ts';
import { classWeightsFor } from '../../core/training/classWeights.ts';
import type { ClassWeighting } from '../../core/training/settings.ts';

/**
 * The weights of the loss, in the form of `TrainerConfig.classWeights`: those of no and yes for binary rows, one per class
 * for multiclass ones. Other tasks have no classes to weigh: null.
 */
export function lossWeightsFor(weighting: ClassWeighting, task: Task, train: PreparedRows): readonly number[] | null {
  if (task !== 'binary' && task !== 'multiclass') return null;
  const { rows } = judgeSteps(train, train.targets);
  return classWeightsFor(weighting, task === 'binary' ? countNoAndYes(rows) : countClasses(rows));
}

function countNoAndYes({ rowCount, targets }: JudgedRows): number[] {
  const yes = targets.reduce((count, target) => count + target, 0);
  return [rowCount - yes, yes];
}

function countClasses({ targets, targetWidth }: JudgedRows): number[] {
  const counts = new Array<number>(targetWidth).fill(0);
  targets.forEach((target, i) => {
    counts[i % targetWidth] = (counts[i % targetWidth] ?? 0) + target;
  });
  return counts;
}
