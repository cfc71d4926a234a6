import { mul, sum, type Tensor } from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connectLayer, runLayer, single, type BuiltLayer } from './builtLayer.ts';
import { drawInitialWeights } from './initialWeights.ts';
import { connectMark, equalShares, mark } from './masking.ts';

/**
 * A weighted mean over time, [time, features] → [features], with weights that the layer learns to give: of stock layers
 * (dense, flatten, softmax, dot), so that any tfjs loads it. Padding has no weight.
 * Source: D. Bahdanau et al., "Neural Machine Translation by Jointly Learning to Align and Translate", 2015.
 */
export function attentionPooling(id: string): BuiltLayer {
  const score = layers.dense({ name: `${id}_score`, units: 1 });
  score.setFastWeightInitDuringBuild(true);
  const weighing = shareLayers(id);
  const total = layers.dot({ name: id, axes: [1, 1] });
  return {
    parts: [score, ...weighing, total],
    connect: (inputs, mask) => {
      const scores = connectLayer(score, inputs);
      const shares = connectShares(weighing, mask ? connectMark(`${id}_score`, scores, mask) : scores);
      return connectLayer(total, [shares, ...inputs]);
    },
    run: (inputs, training, mask) => {
      const scores = runLayer(score, inputs, training);
      const shares = weighing.reduce(
        (from, layer) => runLayer(layer, [from], training),
        mask ? mark(scores, mask) : scores,
      );
      return runLayer(total, [shares, ...inputs], training);
    },
    initial: (name, shape, seed) => (name === 'kernel' ? drawInitialWeights('glorotUniform', shape, seed) : null),
  };
}

/** The mean over the steps that are no padding: stock pooling, or equal shares where there is a mask. */
export function averagePooling(id: string): BuiltLayer {
  const stock = single(layers.globalAveragePooling1d({ name: id }));
  return {
    ...stock,
    connect: (inputs, mask) => {
      if (!mask) return stock.connect(inputs, null);
      const shares = connectShares(shareLayers(id), mask.shift);
      return connectLayer(layers.dot({ name: id, axes: [1, 1] }), [shares, ...inputs]);
    },
    run: (inputs, training, mask) => {
      const [values] = inputs;
      return values && mask ? sum(mul(values, equalShares(mask)), 1) : stock.run(inputs, training, null);
    },
  };
}

/** The largest value of each feature over the steps that are no padding. */
export function maxPooling(id: string): BuiltLayer {
  const stock = single(layers.globalMaxPooling1d({ name: id }));
  return {
    ...stock,
    connect: (inputs, mask) =>
      stock.connect(mask ? inputs.map((values) => connectMark(id, values, mask)) : inputs, null),
    run: (inputs, training, mask) =>
      stock.run(mask ? inputs.map((values: Tensor) => mark(values, mask)) : inputs, training, null),
  };
}

/** Shares [time] of scores [time, 1]. */
function shareLayers(id: string): layers.Layer[] {
  return [layers.flatten({ name: `${id}_flat` }), layers.activation({ name: `${id}_weights`, activation: 'softmax' })];
}

function connectShares(weighing: readonly layers.Layer[], scores: SymbolicTensor): SymbolicTensor {
  return weighing.reduce((from, layer) => connectLayer(layer, [from]), scores);
}
