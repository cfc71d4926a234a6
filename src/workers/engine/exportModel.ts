import pipelineSource from '../../core/preprocessing/applyPipeline.ts?module-source';
import imagePipelineSource from '../../core/images/imagePipeline.ts?module-source';
import { modelFileName, buildModelZip } from '../../formats/model/modelZip.ts';
import { widenRanges, type HeldOutErrors, type ValueRange } from '../../formats/model/modelSchema.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import { toldClasses } from '../../core/recipe/toldClasses.ts';
import { AppError } from '../../shared/appError.ts';
import { modelParts } from './modelParts.ts';
import { getDataset, readChunks } from '../../storage/datasets.ts';
import { getEvaluation } from '../../storage/evaluations.ts';
import { getModel } from '../../storage/models.ts';
import type { RunRecord } from '../../storage/records.ts';
import { getRun } from '../../storage/runs.ts';

/**
 * A run's model as one ZIP, made from what is stored.
 * @throws AppError `storage.notFound`, `run.noModel`
 */
export async function exportModel({ runId }: { runId: string }): Promise<{ zip: Blob; fileName: string }> {
  const run = await getRun(runId);
  const { pipeline } = run;
  const model = await getModel(runId);
  if (!pipeline || !model) throw new AppError('run.noModel', { runId });
  const dataset = await getDataset(run.datasetId);
  const report = await getEvaluation(runId, 'test');
  const ranges = await inputRanges(run.datasetId, pipeline);
  const parts = await modelParts(run, pipeline, model);
  const source = pipeline.sample?.kind === 'image' ? imagePipelineSource : pipelineSource;
  const { procedure } = run.recipe;
  const generator =
    procedure.kind === 'gan' && procedure.latent > 0
      ? { latent: procedure.latent, classes: toldClasses(run.recipe, pipeline) }
      : undefined;
  const zip = buildModelZip({
    heldOut: heldOutOf(run, model.epoch),
    parts,
    model,
    generator,
    pipeline,
    run,
    dataset,
    report,
    pipelineSource: source,
    ranges,
  });
  return { zip: new Blob([zip], { type: 'application/zip' }), fileName: modelFileName(run.name) };
}

/** Of a translation: its error on validation pairs at the epoch whose weights are kept. */
function heldOutOf({ pipeline, history }: RunRecord, epoch: number): HeldOutErrors | null {
  if (pipeline?.task !== 'translation') return null;
  const record = history.find((each) => each.epoch === epoch);
  return typeof record?.validationLoss === 'number' && record.validationMetric !== null
    ? { mae: record.validationLoss, psnr: record.validationMetric }
    : null;
}

async function inputRanges(datasetId: string, { columns }: FittedPipeline): Promise<Map<string, ValueRange>> {
  const ranges = new Map<string, ValueRange>();
  const names = columns.map(({ name }) => name);
  for await (const { table } of readChunks(datasetId, names)) widenRanges(ranges, table);
  return ranges;
}
