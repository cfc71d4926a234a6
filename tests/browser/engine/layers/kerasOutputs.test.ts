import { tensor, tidy } from '@tensorflow/tfjs-core';
import { parse } from 'valibot';
import { expect, test } from 'vitest';
import forward from '../../../conformance/training/forward.json' with { type: 'json' };
import { layerSchema } from '../../../../src/core/recipe/layerSchema.ts';
import { resolveSizes } from '../../../../src/core/recipe/sizes.ts';
import { buildNetwork, runNetwork } from '../../../../src/engine/layers/buildNetwork.ts';
import { onBackends } from '../onBackends.ts';

interface Weights {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

onBackends(() => {
  test.each(forward.map((network) => [network.label, network] as const))(
    "%s gives Keras's outputs",
    async (_, network) => {
      const { sample, vocabulary } = network;
      const layers = network.layers.map((layer) => parse(layerSchema, layer));
      const spec = resolveSizes({ inputShape: sample, layers }, { sample, target: [1], vocabulary });
      const built = buildNetwork(spec, { seed: 1, clock: { step: 0 } });
      const given: Readonly<Record<string, readonly Weights[] | undefined>> = network.weights;
      for (const { id } of layers) {
        const own = built.weights.filter(({ layerId }) => layerId === id);
        expect(own.map(({ variable }) => variable.shape)).toEqual((given[id] ?? []).map(({ shape }) => shape));
        own.forEach(({ variable }, index) => {
          const { shape = [], values = [] } = given[id]?.[index] ?? {};
          tidy(() => {
            variable.write(tensor([...values], [...shape]));
          });
        });
      }
      const inputs = tensor(network.inputs, [3, ...sample], 'float32');
      const outputs = tidy(() => runNetwork(built, inputs, false));
      const values = [...(await outputs.data())];
      expect(values).toHaveLength(network.outputs.length);
      values.forEach((value, index) => expect(value).toBeCloseTo(network.outputs[index] ?? NaN, 4));
      built.model.dispose();
      [inputs, outputs].forEach((each) => each.dispose());
    },
  );
});
