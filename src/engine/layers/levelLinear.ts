import { add, slice, sub, tensor, tidy } from '@tensorflow/tfjs-core';
import { layers, type regularizers } from '@tensorflow/tfjs-layers';
import type { ResolvedLayerOf } from '../../core/recipe/sizes.ts';
import { connectLayer, runLayer, type BuiltLayer } from './builtLayer.ts';

/**
 * A linear layer on what differs from the last step, with the last value of one feature added, [time, features] → [units]. A series that is
 * shifted as a whole gives outputs that are shifted as much. In the saved model all of it is stock layers: the last step is a
 * convolution over the whole window whose weights are fixed.
 * Source: A. Zeng et al., "Are Transformers Effective for Time Series Forecasting?" (NLinear), AAAI 2023.
 */
export function levelLinear(
  { id, units, feature }: ResolvedLayerOf<'levelLinear'>,
  penalty: { kernelRegularizer?: ReturnType<typeof regularizers.l1l2> },
): BuiltLayer {
  const linear = layers.dense({ name: `${id}_linear`, units, ...penalty });
  linear.setFastWeightInitDuringBuild(true);
  const sum = layers.add({ name: id });
  // The fixed convolutions join them when the window is known.
  const parts: layers.Layer[] = [linear, sum];
  return {
    parts,
    connect: (inputs) => {
      const [series] = inputs;
      const [, time, features] = series?.shape ?? [];
      if (!series || !time || !features) throw new TypeError(`${id} takes windows of a fixed length`);
      // Which feature of the last step each output of a fixed convolution gives.
      const pick = (name: string, picked: readonly number[]) => {
        const fixed = layers.conv1d({
          name: `${id}_${name}`,
          filters: picked.length,
          kernelSize: time,
          padding: 'valid',
          useBias: false,
        });
        const output = connectLayer(fixed, [series]);
        tidy(() => {
          const kernel = new Float32Array(time * features * picked.length);
          picked.forEach((from, to) => (kernel[((time - 1) * features + from) * picked.length + to] = 1));
          fixed.weights[0]?.write(tensor(kernel, [time, features, picked.length]));
        });
        // Its weights follow only once they are there.
        fixed.trainable = false;
        parts.push(fixed);
        return output;
      };
      const last = pick(
        'last',
        Array.from({ length: features }, (_, i) => i),
      );
      const minus = connectLayer(layers.rescaling({ name: `${id}_minus`, scale: -1 }), [last]);
      const changes = connectLayer(layers.add({ name: `${id}_changes` }), [series, minus]);
      const flat = connectLayer(layers.flatten({ name: `${id}_flat` }), [changes]);
      const level = pick('level', Array<number>(units).fill(feature - 1));
      const levels = connectLayer(layers.flatten({ name: `${id}_levels` }), [level]);
      return connectLayer(sum, [connectLayer(linear, [flat]), levels]);
    },
    run: (inputs, training) => {
      const [series] = inputs;
      const [rows = 1, time = 1, features = 1] = series?.shape ?? [];
      if (!series) throw new TypeError(`${id} lacks its input`);
      const last = slice(series, [0, time - 1, 0], [rows, 1, features]);
      const changes = sub(series, last).reshape([rows, time * features]);
      const level = slice(last, [0, 0, feature - 1], [rows, 1, 1]).reshape([rows, 1]);
      return add(runLayer(linear, [changes], training), level);
    },
    // The network begins as the forecast that repeats the last value.
    initial: () => null,
  };
}
