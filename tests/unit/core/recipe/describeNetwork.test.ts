import fc from 'fast-check';
import { parse } from 'valibot';
import { describe, expect, test } from 'vitest';
import networks from '../../../conformance/training/networks.json' with { type: 'json' };
import { createHead, createLayer, LAYER_TYPES } from '../../../../src/core/recipe/createLayer.ts';
import { describeNetwork } from '../../../../src/core/recipe/describeNetwork.ts';
import type { LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import type { NetworkSpec } from '../../../../src/core/recipe/recipe.ts';
import { layerSchema } from '../../../../src/core/recipe/layerSchema.ts';
import { resolveSizes } from '../../../../src/core/recipe/sizes.ts';
import { defaultOptimizer } from '../../../../src/core/training/defaults.ts';

const settings = { optimizer: defaultOptimizer('adam'), batchSize: 32 };

function chain(...layers: LayerSpec[]): NetworkSpec {
  return { inputShape: ['$features'], layers };
}

describe('describeNetwork', () => {
  test.each(networks)("has Keras's shapes and parameters, case %#", (network) => {
    const layers = network.layers.map((layer) => parse(layerSchema, layer));
    const description = describeNetwork(
      { inputShape: network.sample, layers },
      { sample: network.sample, target: [network.outputs], vocabulary: network.vocabulary },
      settings,
    );
    expect(description.layers.map(({ outputShape }) => outputShape)).toEqual(network.shapes);
    expect(description.layers.map(({ trainable }) => trainable)).toEqual(network.trainable);
    expect(description.layers.map(({ nonTrainable }) => nonTrainable)).toEqual(network.nonTrainable);
  });

  test('counts operations and memory as the formulas say', () => {
    const hidden = { ...createLayer('dense', 'a'), units: 3 };
    const bindings = { sample: [2], target: [1], vocabulary: null };
    const description = describeNetwork(chain(hidden, createHead('head', 'sigmoid')), bindings, settings);
    const [first, head] = description.layers;
    // 2·2·3 + 3 bias + 3 relu; backward 2·2·3 for the kernel, 3 for the bias, 6 for the activation
    expect(first).toMatchObject({ trainable: 9, forwardFlops: 18, trainingFlops: 18 + 21 });
    // 2·3·1 + 1 + 1; backward 6 for the kernel, 6 for the input, 1, 2
    expect(head).toMatchObject({ trainable: 4, forwardFlops: 8, trainingFlops: 8 + 15 });
    expect(description).toMatchObject({ parameters: 13, weightBytes: 52, forwardFlops: 26, trainingFlops: 62 });
    // per sample: input 2, outputs 3 + 1, kept beside them 3 + 1, gradients 2·3
    expect(description.trainingMemory).toEqual({
      weights: 52,
      gradients: 52,
      optimizer: 104,
      activations: 32 * 4 * 16,
      total: 208 + 2048,
    });
  });

  test('sees what a dense layer behind a large flattened image costs', () => {
    const wide = { ...createLayer('dense', 'a'), units: 1024 };
    const { parameters, weightBytes, trainingMemory } = describeNetwork(
      chain(wide),
      { sample: [1_048_576], target: [1], vocabulary: null },
      settings,
    );
    expect(parameters).toBe(1_073_742_848);
    expect(weightBytes / 1e9).toBeCloseTo(4.29, 2);
    expect(trainingMemory.total / 1e9).toBeGreaterThan(17);
  });

  test('works along the last axis of longer shapes', () => {
    const network: NetworkSpec = { inputShape: [5, '$features'], layers: [{ ...createLayer('dense', 'a'), units: 3 }] };
    const description = describeNetwork(network, { sample: [2], target: [1], vocabulary: null }, settings);
    expect(description.outputShape).toEqual([5, 3]);
    expect(description.parameters).toBe(9);
    expect(description.forwardFlops).toBe(5 * 18);
  });

  test('an empty network is its input', () => {
    const description = describeNetwork(chain(), { sample: [4], target: [1], vocabulary: null }, settings);
    expect(description).toMatchObject({ outputShape: [4], parameters: 0, forwardFlops: 0 });
  });

  const layers = fc
    .array(fc.constantFrom(...LAYER_TYPES), { maxLength: 8 })
    .map((types) => types.map((type, i) => createLayer(type, `l${i}`)));

  test('totals are the sums of the layers, and only activations grow with the batch', () => {
    fc.assert(
      fc.property(
        layers,
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 512 }),
        (specs, features, batch) => {
          const at = (batchSize: number) =>
            describeNetwork(
              chain(...specs),
              { sample: [features], target: [2], vocabulary: 50 },
              { ...settings, batchSize },
            );
          const small = at(batch);
          const large = at(2 * batch);
          expect(small.weightBytes).toBe(4 * small.layers.reduce((sum, l) => sum + l.trainable + l.nonTrainable, 0));
          expect(small.trainingFlops).toBe(small.layers.reduce((sum, l) => sum + l.trainingFlops, 0));
          expect(small.trainingFlops).toBeGreaterThanOrEqual(small.forwardFlops);
          expect(large.trainingMemory.activations).toBe(2 * small.trainingMemory.activations);
          expect(large.trainingMemory.weights).toBe(small.trainingMemory.weights);
        },
      ),
    );
  });
});

test('resolveSizes fills symbols in and leaves numbers', () => {
  const network: NetworkSpec = {
    inputShape: ['$features', 3],
    layers: [createHead('head', 'linear'), createLayer('dense', 'a'), createLayer('dropout', 'b')],
  };
  const resolved = resolveSizes(network, { sample: [7], target: [2], vocabulary: null });
  expect(resolved.inputShape).toEqual([7, 3]);
  expect(resolved.layers.map((layer) => ('units' in layer ? layer.units : null))).toEqual([2, 64, null]);
});
