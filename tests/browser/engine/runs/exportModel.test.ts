import { io, tensor2d, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { strFromU8, unzipSync } from 'fflate';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import type { RawRow } from '../../../../src/core/dataset/table.ts';
import { evaluateRun } from '../../../../src/workers/engine/evaluateRun.ts';
import { exportModel } from '../../../../src/workers/engine/exportModel.ts';
import { predictRows } from '../../../../src/workers/engine/predictRows.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { storeRun } from './storedRun.ts';

const ROW: RawRow = { heat: 560, speed: null, line: 'south' };

const carriedModule = v.object({ encodeRow: v.function(), decodeOutputs: v.function() });
const modelFile = v.object({
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(
    v.object({
      paths: v.tuple([v.literal('weights.bin')]),
      weights: v.array(v.object({ name: v.string(), shape: v.array(v.number()), dtype: v.literal('float32') })),
    }),
  ),
});

it('a trained run leaves as a ZIP that predicts what the studio predicts', async () => {
  const run = await storeRun('wasm');
  await expect(exportModel({ runId: run.id })).rejects.toMatchObject({ code: 'run.noModel' });
  const context = { signal: new AbortController().signal, progress: () => undefined };
  await trainRun({ runId: run.id }, context);
  await evaluateRun({ runId: run.id, part: 'test' }, context);

  const { zip, fileName } = await exportModel({ runId: run.id });
  expect(fileName).toBe('run.zip');
  const files = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  const text = (path: string): string => strFromU8(files[path] ?? new Uint8Array());
  expect(text('README.md')).toMatch(/Measured on \d+ rows of the test part/);
  expect(JSON.parse(text('schema.json'))).toMatchObject({ target: { names: ['coarse', 'fine', 'medium'] } });

  const url = URL.createObjectURL(new Blob([text('pipeline.js')], { type: 'text/javascript' }));
  const module: unknown = await import(/* @vite-ignore */ url);
  const { encodeRow, decodeOutputs } = v.parse(carriedModule, module);
  const pipeline: unknown = JSON.parse(text('pipeline.json'));
  const { modelTopology, weightsManifest } = v.parse(modelFile, JSON.parse(text('model.json')));
  const network = await loadLayersModel(
    io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(files['weights.bin'] ?? []).buffer,
    }),
  );
  const { value } = v.parse(v.object({ value: v.instance(Float32Array) }), encodeRow(pipeline, ROW));
  const scores = tidy(() => single(network.predict(tensor2d(value, [1, value.length]))));
  const outside = v.parse(v.object({ values: v.array(v.number()) }), decodeOutputs(pipeline, await scores.data()));
  scores.dispose();
  network.dispose();

  const studio = await predictRows({ runId: run.id, rows: [ROW] });
  expect(outside.values).toHaveLength(3);
  outside.values.forEach((probability, i) =>
    expect(Math.abs(probability - (studio.outputs[0]?.[i] ?? NaN))).toBeLessThan(1e-5),
  );
});

function single(output: Tensor | Tensor[]): Tensor {
  if (Array.isArray(output)) throw new Error('several outputs');
  return output;
}
