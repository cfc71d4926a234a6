import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import pipelineSource from '../../../../src/core/preprocessing/applyPipeline.ts?module-source';
import { targetShape } from '../../../../src/core/preprocessing/bindings.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import type { PreparationSpec, WindowLabel } from '../../../../src/core/preprocessing/preparation.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { suggestWindows } from '../../../../src/core/preprocessing/suggestSample.ts';
import { makePressCycles } from '../../../../src/core/samples/pressCycles.ts';
import { buildModelZip } from '../../../../src/formats/model/modelZip.ts';
import { EXAMPLE_CODES, modelTakes } from '../../../../src/ui/use/exampleCode.ts';
import { recordOf, unpackModel } from '../../formats/model/unpackModel.ts';

/** Windows of 5 rows of the press cycles' sample, and what its snippet prints, a line for each answer. */
async function runSnippet(
  task: PreparationSpec['task'],
  label: WindowLabel,
): Promise<{ takes: string; printed: string[] }> {
  const table = makePressCycles(3);
  const suggested = suggestWindows(suggestPreparation(table, 'state'), table, label);
  if (suggested.sample?.kind !== 'window') throw new Error('no windows');
  const spec = { ...suggested, task, sample: { ...suggested.sample, length: 5, stride: 50 } };
  const fitted = fitSamples(spec, table, dealSamples(spec, table));
  if (!fitted.ok) throw new Error(JSON.stringify(fitted.problems));
  const pipeline = fitted.value;
  const shape = targetShape(pipeline);
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ name: 'flat', inputShape: [5, pipeline.features.length] }),
      tf.layers.dense({ name: 'all', units: shape.reduce((size, length) => size * length, 1) }),
      tf.layers.reshape({ name: 'steps', targetShape: [...shape] }),
    ],
  });
  const zip = buildModelZip({
    model: await recordOf(network),
    pipeline,
    run: { name: 'run', updatedAt: Date.UTC(2026, 0, 1) },
    dataset: { name: 'press', origin: 'synthetic' },
    report: null,
    pipelineSource,
    ranges: new Map(),
  });
  const { folder } = await unpackModel(zip);
  const takes = modelTakes({ kind: task === 'reconstruction' ? 'autoencoder' : 'supervised' }, pipeline);
  await writeFile(join(folder, 'snippet.mjs'), EXAMPLE_CODES[takes]);
  const { stdout } = await promisify(execFile)(process.execPath, ['snippet.mjs'], { cwd: folder });
  await rm(folder, { recursive: true });
  // Each object that is printed begins with a brace, and its decision follows it.
  return { takes, printed: [...stdout.matchAll(/\{[^}]*\} \[[^\]]*\]/g)].map(([answer]) => answer) };
}

test('the snippet for windows runs against the downloaded files as it is copied', async () => {
  const { takes, printed } = await runSnippet('multiclass', 'last');
  expect(takes).toBe('windows');
  expect(printed).toHaveLength(1);
  expect(printed[0]).toMatch(/\[ '.+' \]$/);
}, 60_000);

test.each([
  ['multiclass', 'each'],
  ['reconstruction', 'last'],
] as const)(
  'and where each row gets an answer: %s, %s',
  async (task, label) => {
    const { takes, printed } = await runSnippet(task, label);
    expect(takes).toBe('steps');
    expect(printed).toHaveLength(5);
    printed.forEach((answer) => expect(answer).not.toContain('undefined'));
  },
  60_000,
);
