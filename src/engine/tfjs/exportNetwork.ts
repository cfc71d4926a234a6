import { io } from '@tensorflow/tfjs-core';
import type { ModelRecord, WeightSpec } from '../../storage/records.ts';
import type { BuiltNetwork } from '../layers/buildNetwork.ts';

/** The topology and weights that tfjs itself would save for this network: any tfjs loads them. */
export async function exportNetwork(network: BuiltNetwork): Promise<Omit<ModelRecord, 'runId' | 'epoch'>> {
  const named = network.weights.map(({ name, variable }) => ({ name, tensor: variable.read() }));
  const { data, specs } = await io.encodeWeights(named);
  return { topology: network.model.toJSON(null, false), weightSpecs: specs.map(float32Spec), weights: data };
}

function float32Spec({ name, shape, dtype }: io.WeightsManifestEntry): WeightSpec {
  if (dtype !== 'float32') throw new TypeError(`weight ${name} is ${dtype}, not float32`);
  return { name, shape, dtype };
}
