import { io, tensor, tensor2d, tidy, variableGrads, engine, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, INITIALIZERS, type LayerSpec } from '../../../../src/core/recipe/recipe.ts';
import { defaultLoss } from '../../../../src/core/training/defaults.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { createLayer, LAYER_TYPES } from '../../../../src/core/recipe/createLayer.ts';
import type { ResolvedLayer, ResolvedNetwork } from '../../../../src/core/recipe/sizes.ts';
import { buildNetwork, runLayers, type BuiltNetwork } from '../../../../src/engine/layers/buildNetwork.ts';
import { createLoss } from '../../../../src/engine/losses/loss.ts';
import { exportNetwork } from '../../../../src/engine/tfjs/exportNetwork.ts';
import { onBackends } from '../onBackends.ts';

const ROWS = 8;
const FEATURES = 5;

function dense(
  id: string,
  units: number,
  options: Partial<Extract<ResolvedLayer, { type: 'dense' }>> = {},
): ResolvedLayer {
  return { ...createLayer('dense', id), units, activation: 'tanh', ...options };
}

function resolved(layer: LayerSpec): ResolvedLayer {
  return layer.type === 'dense' ? dense(layer.id, 4) : layer;
}

function network(...layers: readonly ResolvedLayer[]): ResolvedNetwork {
  return { inputShape: [FEATURES], layers };
}

function normalMatrix(rows: number, columns: number, seed: number): Tensor {
  const random = createRandom(seed);
  return tensor2d(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns],
  );
}

function lossOf(built: BuiltNetwork, inputs: Tensor, targets: Tensor): Scalar {
  return createLoss(defaultLoss('meanSquaredError'), false).mean(targets, runLayers(built.layers, inputs, true), null);
}

/** Slopes along a random direction in weight space: from back-propagation, and from the loss to both sides. */
async function slopes(spec: ResolvedNetwork): Promise<{ backward: number; measured: number; size: number }> {
  const built = buildNetwork(spec, { seed: 5, clock: { step: 2 } });
  const inputs = normalMatrix(ROWS, FEATURES, 1);
  const targets = normalMatrix(ROWS, 2, 2);
  const trainable = built.weights.filter(({ variable }) => variable.trainable);
  const variables = trainable.flatMap(({ variable }) => engine().registeredVariables[variable.name] ?? []);
  const gradients = tidy(() => variableGrads(() => lossOf(built, inputs, targets), variables).grads);
  const start = await Promise.all(
    trainable.map(async ({ variable }) => (await variable.read().data<'float32'>()).slice()),
  );
  const random = createRandom(3);
  const direction = start.map((values) => values.map(() => random.normal()));
  let [backward, squared] = [0, 0];
  for (const [k, { variable }] of trainable.entries()) {
    const gradient = await gradients[variable.name]?.data<'float32'>();
    gradient?.forEach((slope, i) => {
      backward += slope * (direction[k]?.[i] ?? 0);
      squared += slope * slope;
    });
  }
  const lossAt = async (distance: number): Promise<number> => {
    trainable.forEach(({ variable }, k) =>
      tidy(() => {
        const moved = start[k]?.map((value, i) => value + distance * (direction[k]?.[i] ?? 0));
        variable.write(tensor(moved ?? [], variable.read().shape));
      }),
    );
    const loss = tidy(() => lossOf(built, inputs, targets));
    const [value = NaN] = await loss.data();
    loss.dispose();
    return value;
  };
  const h = 2e-3;
  const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
  built.model.dispose();
  [inputs, targets, ...Object.values(gradients)].forEach((each) => each.dispose());
  return { backward, measured, size: Math.sqrt(squared) };
}

onBackends(() => {
  const first = dense('first', 6);
  const last = dense('last', 2, { activation: 'linear' });
  const withLayers = LAYER_TYPES.map((type): [string, ResolvedNetwork] => [
    type,
    network(first, resolved(createLayer(type, 'middle')), last),
  ]);
  const withActivations = ACTIVATIONS.map((activation): [string, ResolvedNetwork] => [
    `dense ${activation}`,
    network(first, dense('middle', 5, { activation }), last),
  ]);

  it.each([...withLayers, ...withActivations])(
    '%s: back-propagation agrees with finite differences',
    async (_, spec) => {
      const { backward, measured, size } = await slopes(spec);
      expect(size).toBeGreaterThan(1e-4);
      expect(Math.abs(backward - measured)).toBeLessThan(0.01 * Math.max(size, Math.abs(measured)));
    },
  );

  it('computes the hard sigmoid whose formula is shown: 0.2 x + 0.5, clipped, not that of Keras 3', async () => {
    const xs = [-10, -2.9, -2.5, -1, 0, 0.7, 2.4, 2.9, 10];
    const built = buildNetwork(
      { inputShape: [1], layers: [{ type: 'activation', id: 'hard', activation: 'hardSigmoid' }] },
      { seed: 1, clock: { step: 0 } },
    );
    const inputs = tensor2d(xs, [xs.length, 1]);
    const outputs = tidy(() => runLayers(built.layers, inputs, false));
    const values = [...(await outputs.data())];
    values.forEach((value, i) => expect(value).toBeCloseTo(Math.min(1, Math.max(0, 0.2 * (xs[i] ?? 0) + 0.5)), 6));
    built.model.dispose();
    [inputs, outputs].forEach((each) => each.dispose());
  });

  it('is loaded by stock tfjs, which gives the same outputs', async () => {
    const everything = network(
      first,
      ...LAYER_TYPES.map((type) => resolved(createLayer(type, `the_${type}`))),
      ...ACTIVATIONS.map((activation) => dense(`dense_${activation}`, 3, { activation })),
      ...INITIALIZERS.map((kernelInitializer) =>
        dense(`from_${kernelInitializer}`, 3, { kernelInitializer, kernelRegularizer: { l1: 0.1, l2: 0.2 } }),
      ),
    );
    const built = buildNetwork(everything, { seed: 1, clock: { step: 0 } });
    const exported = await exportNetwork(built);
    const stock = await loadLayersModel(
      io.fromMemory({
        modelTopology: JSON.parse(JSON.stringify(exported.topology)),
        weightSpecs: exported.weightSpecs.map((spec) => ({ ...spec, shape: [...spec.shape] })),
        weightData: exported.weights,
      }),
    );
    expect(stock.layers.map((layer) => layer.name)).toEqual(['input', ...everything.layers.map(({ id }) => id)]);
    // The classes are tfjs's own, not ours under their names.
    expect(
      stock.layers.some((layer) =>
        built.layers.some((ours) => layer.constructor === ours.constructor && layer.weights.length === 4),
      ),
    ).toBe(false);
    const inputs = normalMatrix(ROWS, FEATURES, 4);
    const ours = tidy(() => runLayers(built.layers, inputs, false));
    const theirs = tidy(() => [stock.predict(inputs)].flat()[0] ?? ours);
    const [a, b] = await Promise.all([ours.data(), theirs.data()]);
    expect(theirs).not.toBe(ours);
    expect(a).toHaveLength(ROWS * 3);
    a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 5));
    [ours, theirs, inputs].forEach((each) => each.dispose());
    built.model.dispose();
    stock.dispose();
  });
});

describe('weights', () => {
  it('of one layer do not change when another is added', async () => {
    const weightsOf = async (spec: ResolvedNetwork): Promise<Map<string, Float32Array>> => {
      const built = buildNetwork(spec, { seed: 11, clock: { step: 0 } });
      const read = await Promise.all(
        built.weights.map(
          async ({ name, variable }) => [name, (await variable.read().data<'float32'>()).slice()] as const,
        ),
      );
      built.model.dispose();
      return new Map(read);
    };
    const short = await weightsOf(network(dense('a', 4), dense('b', 2)));
    const long = await weightsOf(network(dense('a', 4), createNormalization(), dense('b', 2)));
    expect([...short.keys()]).toEqual(['a/kernel', 'a/bias', 'b/kernel', 'b/bias']);
    for (const [name, values] of short) expect(long.get(name)).toEqual(values);
    expect(short.get('a/kernel')?.some((value) => value !== 0)).toBe(true);
  });
});

function createNormalization(): ResolvedLayer {
  return resolved(createLayer('batchNormalization', 'norm'));
}
