import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { strFromU8 } from 'fflate';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildReport, describeRows, trainingMeans } from '../../../../src/core/evaluation/buildReport.ts';
import { decodeOutputs, encodeRow } from '../../../../src/core/preprocessing/applyPipeline.ts';
import pipelineSource from '../../../../src/core/preprocessing/applyPipeline.ts?module-source';
import { fitPipeline } from '../../../../src/core/preprocessing/fitPipeline.ts';
import type { FittedPipeline } from '../../../../src/core/preprocessing/preparation.ts';
import { rowsOfPart } from '../../../../src/core/preprocessing/splitParts.ts';
import { splitRows } from '../../../../src/core/preprocessing/splitRows.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { transformRows } from '../../../../src/core/preprocessing/transformRows.ts';
import { generateSample, type SampleName } from '../../../../src/core/samples/samples.ts';
import { cellAt, type RawRow, type Table } from '../../../../src/core/dataset/table.ts';
import { buildModelZip, modelFileName } from '../../../../src/formats/model/modelZip.ts';
import { widenRanges, type ValueRange } from '../../../../src/formats/model/modelSchema.ts';
import { recordOf, unpackModel } from './unpackModel.ts';

const modelJson = v.object({
  format: v.literal('layers-model'),
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(
    v.object({
      paths: v.array(v.string()),
      weights: v.array(v.object({ name: v.string(), shape: v.array(v.number()), dtype: v.literal('float32') })),
    }),
  ),
  userDefinedMetadata: v.record(v.string(), v.unknown()),
});

interface Downloaded {
  readonly table: Table;
  readonly pipeline: FittedPipeline;
  /** The network before it was exported. */
  readonly network: tf.LayersModel;
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly folder: string;
}

const NAMES: readonly SampleName[] = ['machineFailure', 'processYield', 'steelGrades'];

describe.each(NAMES)('the downloaded model of %s', (name) => {
  let downloaded: Downloaded;
  beforeAll(async () => {
    downloaded = await download(name);
  }, 60_000);
  afterAll(() => rm(downloaded.folder, { recursive: true }));

  test('plain tfjs and the carried pipeline give the predictions of the network that was exported, within 1e-5', async () => {
    const { table, pipeline, network, files, folder } = downloaded;
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'pipeline.js')).href);
    const carried = v.parse(v.object({ encodeRow: v.function(), decodeOutputs: v.function() }), module);
    const carriedPipeline: unknown = JSON.parse(text(files, 'pipeline.json'));
    const loaded = await loadPlainly(files);

    for (const row of [0, 1, 17, 333, table.rowCount - 1].map((index) => rawRow(table, index))) {
      const expected = encodeRow(pipeline, row);
      if (!expected.ok) throw new Error('the studio refuses the row');
      const encoded = v.parse(
        v.object({ ok: v.literal(true), value: v.instance(Float32Array) }),
        carried.encodeRow(carriedPipeline, row),
      );
      expect(encoded.value).toEqual(expected.value);
      const studio = decodeOutputs(pipeline, predict(network, expected.value));
      const outside = v.parse(
        v.object({ names: v.array(v.string()), values: v.array(v.number()), decision: v.array(v.string()) }),
        carried.decodeOutputs(carriedPipeline, predict(loaded, encoded.value)),
      );
      expect(outside.names).toEqual(studio.names);
      expect(outside.decision).toEqual(studio.decision);
      outside.values.forEach((value, i) => expect(Math.abs(value - (studio.values[i] ?? NaN))).toBeLessThan(1e-5));
    }
    loaded.dispose();
  });

  test('the example for Node runs as it is and predicts the example row', async () => {
    const { pipeline, network, files, folder } = downloaded;
    const { example } = v.parse(
      v.object({ example: v.record(v.string(), v.nullable(v.union([v.number(), v.string(), v.boolean()]))) }),
      JSON.parse(text(files, 'schema.json')),
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['example.mjs'], { cwd: folder });
    const printed = v.parse(
      v.object({ outputs: v.record(v.string(), v.number()), decision: v.array(v.string()) }),
      JSON.parse(stdout.slice(stdout.indexOf('{\n'))),
    );
    const encoded = encodeRow(pipeline, example);
    if (!encoded.ok) throw new Error('the example row cannot be encoded');
    const studio = decodeOutputs(pipeline, predict(network, encoded.value));
    expect(Object.keys(printed.outputs).sort()).toEqual([...studio.names].sort());
    studio.names.forEach((output, i) =>
      expect(Math.abs((printed.outputs[output] ?? NaN) - (studio.values[i] ?? NaN))).toBeLessThan(1e-5),
    );
  }, 60_000);

  test('schema and README say what the model wants and how good it is', () => {
    const { files, pipeline } = downloaded;
    const schema = v.parse(
      v.object({
        isSyntheticData: v.literal(true),
        inputs: v.array(v.looseObject({ name: v.string(), type: v.string() })),
      }),
      JSON.parse(text(files, 'schema.json')),
    );
    expect(schema.inputs.map((input) => input.name)).toEqual(pipeline.columns.map((column) => column.name));
    for (const input of schema.inputs) {
      if (input.type === 'category') expect(input['categories']).not.toHaveLength(0);
      else expect(input['range']).toBeDefined();
    }
    const readme = text(files, 'README.md');
    expect(readme).toMatch(/Measured on \d+ rows of the test part/);
    expect(readme).toMatch(/在 test 部分的 \d+ 行上测得/);
    expect(readme).toMatch(/95 % interval -?[\d.e+]+–/);
    expect(readme).toContain('synthetic data');
  });
});

test('file names keep the letters of every script and nothing that a system minds', () => {
  expect(modelFileName('Run 3: 钢种/“a”?')).toBe('Run-3-钢种-a.zip');
  expect(modelFileName('…')).toBe('model.zip');
});

/** A small network on a sample, exported, unzipped into a folder where `@tensorflow/tfjs` is installed. */
async function download(name: SampleName): Promise<Downloaded> {
  const table = generateSample(name, 3);
  const preparation = suggestPreparation(table, null);
  const assignment = splitRows(preparation, table);
  const fitted = fitPipeline(preparation, table, assignment);
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.problems));
  const pipeline = fitted.value;
  const training = transformRows(pipeline, table, rowsOfPart(assignment, 'train'), true);
  const testing = transformRows(pipeline, table, rowsOfPart(assignment, 'test'), true);
  const network = buildNetwork(pipeline, training.targetWidth);
  const outputs = tf.tidy(() =>
    single(network.predict(tf.tensor2d(testing.features.values ?? [], [testing.rowCount, pipeline.features.length])))
      .dataSync()
      .slice(),
  );
  const rows = describeRows('run-1', 'test', pipeline, testing, Float32Array.from(outputs));
  const report = buildReport({ pipeline, rows, trainingMeans: trainingMeans(pipeline, training), evaluatedAt: 0 });
  const ranges = new Map<string, ValueRange>();
  widenRanges(ranges, table);
  const zip = buildModelZip({
    model: await recordOf(network),
    pipeline,
    run: { name: `${name} run`, updatedAt: Date.UTC(2026, 0, 1) },
    dataset: { name, origin: 'synthetic' },
    report,
    pipelineSource,
    ranges,
  });

  return { table, pipeline, network, ...(await unpackModel(zip)) };
}

/** Batch normalisation and several activations, so that more than dense layers travel. Never trained: only equality matters. */
function buildNetwork({ task, features }: FittedPipeline, outputs: number): tf.LayersModel {
  const activation = task === 'regression' ? 'linear' : task === 'binary' ? 'sigmoid' : 'softmax';
  return tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'first',
        units: 16,
        activation: 'relu',
        inputShape: [features.length],
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.batchNormalization({ name: 'normal' }),
      tf.layers.dense({
        name: 'second',
        units: 8,
        activation: 'tanh',
        kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }),
      }),
      tf.layers.dropout({ name: 'drop', rate: 0.2 }),
      tf.layers.dense({
        name: 'last',
        units: outputs,
        activation,
        kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
      }),
    ],
  });
}

/** As a stranger would: the documented format, the stock library. */
async function loadPlainly(files: Readonly<Record<string, Uint8Array>>): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = v.parse(modelJson, JSON.parse(text(files, 'model.json')));
  const bytes = weightsManifest.flatMap((group) => group.paths).map((path) => files[path] ?? new Uint8Array());
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(bytes.flatMap((part) => [...part])).buffer,
    }),
  );
}

function predict(network: tf.LayersModel, features: Float32Array): Float32Array {
  return tf.tidy(() => {
    const scores = single(network.predict(tf.tensor2d(features, [1, features.length])));
    return Float32Array.from(scores.dataSync());
  });
}

function single(output: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (Array.isArray(output)) throw new Error('several outputs');
  return output;
}

function text(files: Readonly<Record<string, Uint8Array>>, path: string): string {
  const content = files[path];
  if (!content) throw new Error(`${path} is not in the archive`);
  return strFromU8(content);
}

function rawRow(table: Table, row: number): RawRow {
  return Object.fromEntries(table.columns.map((column) => [column.name, cellAt(column, row)]));
}
