import { layers } from '@tensorflow/tfjs-layers';
import { connectLayer, runLayer, type BuiltLayer } from './builtLayer.ts';
import { drawInitialWeights } from './initialWeights.ts';

/**
 * A weighted mean over time, [time, features] → [features], with weights that the layer learns to give: of stock layers
 * (dense, flatten, softmax, dot), so that any tfjs loads it.
 * Source: D. Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate", 2015.
 */
export function attentionPooling(id: string): BuiltLayer {
  const score = layers.dense({ name: `${id}_score`, units: 1 });
  score.setFastWeightInitDuringBuild(true);
  const flat = layers.flatten({ name: `${id}_flat` });
  const weights = layers.activation({ name: `${id}_weights`, activation: 'softmax' });
  const sum = layers.dot({ name: id, axes: [1, 1] });
  return {
    parts: [score, flat, weights, sum],
    connect: (inputs) => {
      const attention = [score, flat, weights].reduce((from, layer) => [connectLayer(layer, from)], inputs);
      return connectLayer(sum, [...attention, ...inputs]);
    },
    run: (inputs, training) => {
      const attention = [score, flat, weights].reduce((from, layer) => [runLayer(layer, from, training)], inputs);
      return runLayer(sum, [...attention, ...inputs], training);
    },
    initial: (name, shape, seed) => (name === 'kernel' ? drawInitialWeights('glorotUniform', shape, seed) : null),
  };
}
