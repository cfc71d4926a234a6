import type { DataContract } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { Cancelled } from '../../shared/appError.ts';
import { createRandom } from '../../shared/random.ts';

const NEIGHBOURS = 15;
/** Epochs between two looks at whether it is cancelled. */
const EPOCHS_AT_ONCE = 10;

/**
 * Lays points of any dimension out in two, such that neighbours stay neighbours: UMAP, the same for the same seed.
 * Source: L. McInnes, J. Healy, J. Melville, "UMAP: Uniform Manifold Approximation and Projection", 2018.
 * @throws Cancelled
 */
export async function embedCodes(
  { codes, codeSize, seed }: DataContract['embedCodes']['input'],
  { signal, progress }: CallContext<DataContract['embedCodes']['progress']>,
): Promise<Float32Array> {
  const { UMAP } = await import('umap-js');
  const count = codes.length / codeSize;
  const points = Array.from({ length: count }, (_, i) => Array.from(codes.subarray(i * codeSize, (i + 1) * codeSize)));
  const random = createRandom(seed);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.max(2, Math.min(NEIGHBOURS, count - 1)),
    random: () => random.uniform(),
  });
  const epochs = umap.initializeFit(points);
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (epoch % EPOCHS_AT_ONCE > 0) continue;
    progress({ done: epoch, total: epochs, unit: 'rows', remainingMs: null });
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new Cancelled();
  }
  return Float32Array.from(umap.getEmbedding().flat());
}
