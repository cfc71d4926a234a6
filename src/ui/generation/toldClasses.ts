import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import type { RunRecord } from '../../storage/records.ts';

/** The classes that a run's generator is told; none where it is not. */
export function toldClasses({ recipe }: Pick<RunRecord, 'recipe'>, { target }: FittedPipeline): readonly string[] {
  const { procedure } = recipe;
  if (procedure.kind !== 'gan' || !procedure.conditional || target.kind !== 'features') return [];
  return target.label?.classes ?? [];
}
