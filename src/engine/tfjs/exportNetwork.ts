import { io, tensor, tidy } from '@tensorflow/tfjs-core';
import type { ModelRecord, WeightSpec } from '../../storage/records.ts';
import type { ResolvedNetwork } from '../../core/recipe/sizes.ts';
import { buildNetwork, type BuiltNetwork, type Scores } from '../layers/buildNetwork.ts';

/** The topology and weights that tfjs itself would save for this network: any tfjs loads them. */
export async function exportNetwork(network: BuiltNetwork): Promise<Omit<ModelRecord, 'runId' | 'epoch'>> {
  const named = network.weights.map(({ name, variable }) => ({ name, tensor: variable.read() }));
  const { data, specs } = await io.encodeWeights(named);
  return { topology: network.model.toJSON(null, false), weightSpecs: specs.map(float32Spec), weights: data };
}

/** The same for weights that another engine has trained, by name. tfjs's backend has to be set. */
export async function exportWeights(
  network: ResolvedNetwork,
  scores: Scores,
  weights: Readonly<Record<string, Float32Array>>,
): ReturnType<typeof exportNetwork> {
  const built = buildNetwork(network, { seed: 0, clock: { step: 0 } }, scores);
  try {
    for (const { name, variable } of built.weights) {
      const values = weights[name];
      if (!values) throw new Error(`no values for the weight ${name}`);
      tidy(() => {
        variable.write(tensor(values.slice(), variable.read().shape));
      });
    }
    return await exportNetwork(built);
  } finally {
    built.model.dispose();
  }
}

function float32Spec({ name, shape, dtype }: io.WeightsManifestEntry): WeightSpec {
  if (dtype !== 'float32') throw new TypeError(`weight ${name} is ${dtype}, not float32`);
  return { name, shape, dtype };
}
