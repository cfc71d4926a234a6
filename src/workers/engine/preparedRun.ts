import { lossWeightsFor } from '../../engine/procedures/lossWeights.ts';
import type { TrainingJob } from '../../engine/procedures/trainingLoop.ts';
import type { TrainerConfig } from '../../engine/trainer.ts';
import { NO_AUGMENTATION, type Augmentation } from '../../core/images/imageSample.ts';
import { bindingsOf } from '../../core/preprocessing/bindings.ts';
import { toError } from '../../core/preprocessing/checkPreparation.ts';
import { dealSamples, fitSamples, type DealtSamples } from '../../core/preprocessing/dealSamples.ts';
import { usedColumns } from '../../core/preprocessing/fitPipeline.ts';
import {
  SPLIT_EXCLUDED,
  type FittedPipeline,
  type PreparationSpec,
  type PreparedRows,
  type SplitPart,
} from '../../core/preprocessing/preparation.ts';
import { resampleTable } from '../../core/preprocessing/resampleTable.ts';
import { transformSamples } from '../../core/preprocessing/transformSamples.ts';
import { modelOf } from '../../core/recipe/editing.ts';
import { findHead } from '../../core/recipe/head.ts';
import { codeShape, describeNetworks, translationOf } from '../../core/recipe/networks.ts';
import type { Recipe, SizeBindings } from '../../core/recipe/recipe.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { scoreFunction } from '../../core/training/lossFacts.ts';
import { AppError } from '../../shared/appError.ts';
import type { Table } from '../../core/dataset/table.ts';
import { getDataset, readTable } from '../../storage/datasets.ts';
import type { DatasetRecord, RunRecord } from '../../storage/records.ts';
import { requireCompanions } from '../../storage/images.ts';
import { companionSamples, imageSamples } from './imageSamples.ts';

/** A run's pipeline and the rows of its split, ready for the network. */
export interface PreparedRun {
  readonly pipeline: FittedPipeline;
  /** The columns that the preparation uses; resampled where it says so. */
  readonly table: Table;
  readonly dealt: DealtSamples;
  /** @throws AppError `data.noRows` where the part is empty */
  rows(part: SplitPart): PreparedRows;
  /** The same, but null where the part is empty. */
  rowsIfAny(part: SplitPart): PreparedRows | null;
}

/**
 * Reads a run's data set, deals its rows and fits its pipeline on the training rows; a pipeline that the run has already
 * is taken as it is. The first problem in the way is thrown as its `AppError`.
 */
export async function prepareRun(run: RunRecord): Promise<PreparedRun> {
  const dataset = await getDataset(run.datasetId);
  const used = await readTable(run.datasetId, { columns: usedColumns(run.preparation, dataset) });
  const table = resampleTable(run.preparation, used);
  const dealt = dealSamples(run.preparation, table);
  const fitted = run.pipeline ? { ok: true as const, value: run.pipeline } : fitSamples(run.preparation, table, dealt);
  if (!fitted.ok) throw toError(fitted.problems);
  const pipeline = fitted.value;
  const { imagesId = dataset.id } = dataset;
  const { target } = pipeline;
  if (target.kind === 'features' && target.companion === 'target') await requireCompanions(imagesId, usedRows(dealt));
  const rowsIfAny = transformSamples(pipeline, table, dealt, picturesOf(run, dataset, pipeline));
  const rows = (part: SplitPart): PreparedRows => {
    const any = rowsIfAny(part);
    if (!any) throw new AppError('data.noRows', { split: part });
    return any;
  };
  return { pipeline, table, dealt, rows, rowsIfAny };
}

/** How the pictures of rows are read; null where samples are none. Augmentation changes what is read with a draw: training. */
function picturesOf(
  { preparation, recipe }: RunRecord,
  { id, imagesId = id }: DatasetRecord,
  { sample: shape, target }: FittedPipeline,
): ((rows: Uint32Array, tiles: Uint32Array | null) => Pick<PreparedRows, 'features' | 'wanted'>) | null {
  if (shape?.kind !== 'image') return null;
  const companion = target.kind === 'features' ? target.companion : undefined;
  const { seed } = recipe.training;
  const augmentation = augmentationOf(preparation);
  return (rows, tiles) => {
    const source = { imagesId, rows, tiles, shape, augmentation, seed };
    return {
      features: imageSamples(source),
      ...(companion ? { wanted: companionSamples(source, companion) } : {}),
    };
  };
}

/** Rows that are in a part of the split. */
function usedRows({ parts, rows }: DealtSamples): readonly number[] {
  return Array.from(parts).flatMap((part, position) => (part === SPLIT_EXCLUDED ? [] : [rows?.[position] ?? position]));
}

/** What a project was kept without is not done. */
function augmentationOf({ sample }: PreparationSpec): Augmentation {
  return sample?.kind === 'image' ? { ...NO_AUGMENTATION, ...sample.augmentation } : NO_AUGMENTATION;
}

/** What is to be learnt, from a prepared run. */
export function jobOf({ recipe }: RunRecord, { rows, rowsIfAny }: PreparedRun): TrainingJob {
  return { settings: recipe.training, train: rows('train'), validation: rowsIfAny('validation') };
}

/** The trainer that a run wants for its job. */
export function trainerConfigOf(
  { recipe, preparation }: RunRecord,
  pipeline: FittedPipeline,
  { train }: TrainingJob,
): TrainerConfig {
  const { training } = recipe;
  const network = modelOf(recipe);
  const { task } = pipeline;
  return {
    network,
    sizes: bindingsOf(pipeline),
    loss: training.loss,
    optimizer: training.optimizer,
    gradientClip: training.gradientClip,
    classWeights: lossWeightsFor(training.classWeighting, task, train),
    seed: training.seed,
    batchSize: training.batchSize,
    ...autoencoderOf(recipe, bindingsOf(pipeline)),
    ...adversarialOf(recipe, bindingsOf(pipeline)),
    // Pictures that are to be made again are what they are.
    mixupAlpha: pipeline.target.kind === 'features' ? 0 : augmentationOf(preparation).mixup,
    scores: scoreFunction(task, training.loss, findHead(network)?.activation ?? 'linear'),
  };
}

/** What a trainer wants to know of an autoencoder; nothing of other networks. */
export function autoencoderOf(recipe: Recipe, data: SizeBindings): Pick<TrainerConfig, 'autoencoder'> {
  const { procedure } = recipe;
  if (procedure.kind !== 'autoencoder') return {};
  const { encoder, variational, corruption } = procedure;
  const [described] = describeNetworks(recipe, data);
  return {
    autoencoder: {
      encoderLayers: encoder.layers.length,
      encoderId: encoder.layers.at(-1)?.id ?? '',
      codeSize: sizeOf(codeShape(described?.description.outputShape ?? [], procedure)),
      variational,
      corruption,
    },
  };
}

/** What a trainer wants to know of a GAN; nothing of other networks. */
export function adversarialOf({ procedure }: Recipe, data: SizeBindings): Pick<TrainerConfig, 'adversarial'> {
  if (procedure.kind !== 'gan') return {};
  const { discriminator, latent, loss, discriminatorSteps, labelSmoothing, conditional } = procedure;
  const classes = conditional ? (data.classes ?? 0) : 0;
  const translation = translationOf(procedure);
  return { adversarial: { discriminator, latent, loss, discriminatorSteps, labelSmoothing, classes, translation } };
}
