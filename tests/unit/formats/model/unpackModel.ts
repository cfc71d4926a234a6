import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import type { ModelRecord } from '../../../../src/storage/records.ts';

/** A downloaded model unzipped into a folder where `@tensorflow/tfjs` is installed. */
export async function unpackModel(
  zip: Uint8Array,
): Promise<{ readonly files: Readonly<Record<string, Uint8Array>>; readonly folder: string }> {
  const files = unzipSync(zip);
  const folder = await mkdtemp(join(tmpdir(), 'lathe-model-'));
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
  await mkdir(join(folder, 'node_modules'));
  await symlink(resolve('node_modules/@tensorflow'), join(folder, 'node_modules/@tensorflow'));
  return { files, folder };
}

/** A network as the studio keeps it. */
export async function recordOf(network: tf.LayersModel): Promise<Omit<ModelRecord, 'runId'>> {
  const named = network.weights.map((weight) => ({ name: weight.originalName, tensor: weight.read() }));
  const { data, specs } = await tf.io.encodeWeights(named);
  return {
    topology: network.toJSON(null, false),
    weightSpecs: specs.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
    weights: data,
    epoch: 1,
  };
}
