import type { DatasetRecord, ProjectRecord, RunRecord } from '../storage/records.ts';

export const PLACES = ['data', 'model', 'train', 'evaluate', 'use'] as const;
export type Place = (typeof PLACES)[number];

/**
 * Where a place stands: `missing` needs what another place gives (named in `needs`), `ready` can be worked in,
 * `busy` has something going on, `done` holds a result.
 */
export type PlaceStatus =
  { readonly state: 'missing'; readonly needs: Place } | { readonly state: 'ready' | 'busy' | 'done' };

export type ProjectStatus = Readonly<Record<Place, PlaceStatus>>;

export interface ProjectFacts {
  readonly project: Pick<ProjectRecord, 'preparation' | 'recipe' | 'currentRunId'>;
  readonly dataset: Pick<DatasetRecord, 'rowCount'> | null;
  readonly runs: readonly Pick<RunRecord, 'id' | 'status' | 'kept'>[];
  readonly isImporting: boolean;
  readonly isTraining: boolean;
}

/**
 * A run has a model to judge and use while weights are kept for it and it does not go on: one that was stopped and then failed, or was
 * cut off, when it was taken up again keeps what it had.
 */
export function hasModel({ status, kept }: Pick<RunRecord, 'status' | 'kept'>): boolean {
  return kept !== null && status !== 'queued' && status !== 'running' && status !== 'paused';
}

export function projectStatus({ project, dataset, runs, isImporting, isTraining }: ProjectFacts): ProjectStatus {
  const isPrepared = dataset !== null && project.preparation !== null;
  const model = runs.some(hasModel);
  const judged: PlaceStatus = model ? { state: 'done' } : { state: 'missing', needs: isPrepared ? 'train' : 'data' };
  return {
    data: { state: isImporting ? 'busy' : isPrepared ? 'done' : 'ready' },
    model: !isPrepared ? { state: 'missing', needs: 'data' } : { state: project.recipe ? 'done' : 'ready' },
    train: isTraining
      ? { state: 'busy' }
      : !isPrepared
        ? { state: 'missing', needs: 'data' }
        : !project.recipe
          ? { state: 'missing', needs: 'model' }
          : { state: model ? 'done' : 'ready' },
    evaluate: judged,
    use: judged,
  };
}
