import type { EvaluationReport } from '../../core/evaluation/report.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import type { NetworkRole } from '../../core/recipe/recipe.ts';
import type { DatasetRecord, ModelRecord, RunRecord } from '../../storage/records.ts';
import { writeLayersModel } from '../tfjs/layersModel.ts';
import { zipFiles } from '../zip/zipFiles.ts';
import exampleHtml from './files/example.html?raw';
import exampleImageHtml from './files/exampleImage.html?raw';
import exampleImageNode from './files/exampleImage.mjs.txt?raw';
import exampleGenerator from './files/exampleGenerator.mjs.txt?raw';
import exampleTranslationHtml from './files/exampleTranslation.html?raw';
import exampleTranslationNode from './files/exampleTranslation.mjs.txt?raw';
import exampleNode from './files/example.mjs.txt?raw';
import {
  describeModel,
  type GeneratorSchema,
  type HeldOutErrors,
  type ModelSchema,
  type ValueRange,
} from './modelSchema.ts';
import { TFJS_VERSION, writeReadme } from './readme.ts';

const WEIGHTS_FILE = 'weights.bin';

/** Everything that a downloaded model is made from. */
export interface ModelPackage {
  /** Networks that the model is put together from, each in a folder of its own. */
  readonly parts?: readonly { readonly role: NetworkRole; readonly model: Omit<ModelRecord, 'runId' | 'epoch'> }[];
  readonly model: Omit<ModelRecord, 'runId'>;
  readonly pipeline: FittedPipeline;
  /** Of a GAN, whose model is the generator. */
  readonly generator?: GeneratorSchema | undefined;
  /** Of a translation, on validation pairs when its weights were kept; null where there were none. */
  readonly heldOut?: HeldOutErrors | null;
  readonly run: Pick<RunRecord, 'name' | 'updatedAt'>;
  readonly dataset: Pick<DatasetRecord, 'name' | 'origin'>;
  /** What is known of it on the test part; null where it was never judged. */
  readonly report: EvaluationReport | null;
  /** applyPipeline.ts, or imagePipeline.ts where the model takes pictures, as one standalone ES module (`…?module-source`). */
  readonly pipelineSource: string;
  /** Ranges of the numeric input columns, as far as known. */
  readonly ranges: ReadonlyMap<string, ValueRange>;
}

/**
 * The model as one ZIP that needs nothing of Lathe: the network as a tfjs LayersModel, the fitted pipeline with the code that applies it,
 * the schema, a README and examples for the browser and Node.
 */
export function buildModelZip(source: ModelPackage): Uint8Array<ArrayBuffer> {
  const { model, pipeline, run, dataset, report, pipelineSource, ranges, generator, parts = [] } = source;
  const schema = describeModel({
    name: run.name,
    isSyntheticData: dataset.origin === 'synthetic',
    pipeline,
    generator,
    ranges,
  });
  const network = writeLayersModel(model, WEIGHTS_FILE, { run: run.name, dataset: dataset.name, epoch: model.epoch });
  const examples = schema.generator
    ? [
        { path: 'example.mjs', content: exampleGenerator },
        { path: 'package.json', content: prettyJson(NODE_PACKAGE) },
      ]
    : [
        { path: 'pipeline.js', content: pipelineSource },
        ...exampleFiles(schema),
        { path: 'package.json', content: prettyJson(schema.image ? IMAGE_NODE_PACKAGE : NODE_PACKAGE) },
      ];
  return zipFiles(
    [
      {
        path: 'README.md',
        content: writeReadme(
          schema,
          report,
          parts.map(({ role }) => role),
          source.heldOut,
        ),
      },
      { path: 'model.json', content: network.json },
      { path: WEIGHTS_FILE, content: network.weights },
      ...parts.flatMap(({ role, model: part }) => {
        const written = writeLayersModel(part, WEIGHTS_FILE, { run: run.name, role });
        return [
          { path: `${role}/model.json`, content: written.json },
          { path: `${role}/${WEIGHTS_FILE}`, content: written.weights },
        ];
      }),
      { path: 'pipeline.json', content: prettyJson(pipeline) },
      { path: 'schema.json', content: prettyJson(schema) },
      ...examples,
    ],
    run.updatedAt,
  );
}

function exampleFiles({ image, translation }: ModelSchema): readonly { path: string; content: string }[] {
  const [html, node] = translation
    ? [exampleTranslationHtml, exampleTranslationNode]
    : image
      ? [exampleImageHtml, exampleImageNode]
      : [exampleHtml, exampleNode];
  return [
    { path: 'example.html', content: html },
    { path: 'example.mjs', content: node },
  ];
}

/** A file name that every system takes: letters and digits of any script, joined by hyphens. */
export function modelFileName(runName: string): string {
  const name = runName
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${name || 'model'}.zip`;
}

const NODE_PACKAGE = {
  name: 'lathe-model',
  private: true,
  type: 'module',
  dependencies: { '@tensorflow/tfjs': TFJS_VERSION },
};

/** sharp decodes pictures in Node. */
const IMAGE_NODE_PACKAGE = {
  ...NODE_PACKAGE,
  dependencies: { ...NODE_PACKAGE.dependencies, sharp: '^0.35.0' },
};

function prettyJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
