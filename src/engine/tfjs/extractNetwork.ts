import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { ResolvedNetwork } from '../../core/recipe/sizes.ts';
import type { ModelRecord } from '../../storage/records.ts';
import { buildNetwork } from '../layers/buildNetwork.ts';
import { exportNetwork } from './exportNetwork.ts';

type StoredNetwork = Omit<ModelRecord, 'runId' | 'epoch'>;

/**
 * One of the networks that a stored one was put together from, as a LayersModel of its own: its layers, and their
 * weights by name. On the active backend; leaves nothing behind.
 */
export async function extractNetwork(
  { weightSpecs, weights }: Pick<StoredNetwork, 'weightSpecs' | 'weights'>,
  network: ResolvedNetwork,
): Promise<StoredNetwork> {
  const stored = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, shape } of weightSpecs) {
    const size = shape.reduce((product, length) => product * length, 1);
    stored.set(name, new Float32Array(weights.slice(offset, offset + 4 * size)));
    offset += 4 * size;
  }
  const built = buildNetwork(network, { seed: 0, clock: { step: 0 } });
  try {
    for (const { name, variable } of built.weights) {
      const values = stored.get(name);
      if (!values) throw new Error(`the stored network has no weight ${name}`);
      tidy(() => {
        variable.write(tensor(values, variable.read().shape));
      });
    }
    return await exportNetwork(built);
  } finally {
    built.model.dispose();
  }
}
