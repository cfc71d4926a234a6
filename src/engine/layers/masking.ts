import { add, clipByValue, expandDims, mul, softmax, sub, type Tensor } from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connectLayer } from './builtLayer.ts';

/*
 * Padding in the studio's own pass and in the model that is saved. Stock tfjs hands masks from layer to layer, but loses
 * or garbles them at joins, hands on stale ones behind layers that drop them, and pools over padding all the same. So the
 * saved model says it in plain layers: a column of ones and zeros from the tokens, and for recurrent layers a `Masking` on
 * values that are set to a mark. Any tfjs and Keras load them.
 */

/** Below every value that a network has; as a score, a share of zero. Exact in half precision too. */
const MARK = 16_384;

/** Padding in the model that is saved. */
export interface SymbolicMask {
  /** [batch, time, 1]: 1, or 0 for padding. */
  readonly column: SymbolicTensor;
  /** [batch, time, 1]: 0, or -MARK for padding. */
  readonly shift: SymbolicTensor;
}

/** The mask of tokens, [batch, time]: 1, or 0 for padding. */
export function maskOfTokens(tokens: Tensor): Tensor {
  return clipByValue(tokens, 0, 1);
}

/** The same in stock layers. @param id - the embedding's */
export function connectMask(id: string, tokens: SymbolicTensor): SymbolicMask {
  const [, time = null] = tokens.shape;
  const ones = connectLayer(layers.reLU({ name: `${id}_counts`, maxValue: 1 }), [tokens]);
  const column = connectLayer(layers.reshape({ name: `${id}_column`, targetShape: [time, 1] }), [ones]);
  const shift = layers.rescaling({ name: `${id}_shift`, scale: MARK, offset: -MARK });
  return { column, shift: connectLayer(shift, [column]) };
}

/** Values [batch, time, features] with zeros for padding. */
export function silence(values: Tensor, mask: Tensor): Tensor {
  return mul(values, expandDims(mask, -1));
}

export function connectSilence(id: string, values: SymbolicTensor, { column }: SymbolicMask): SymbolicTensor {
  return connectLayer(layers.multiply({ name: `${id}_silenced` }), [values, column]);
}

/** Values [batch, time, features] with -MARK for padding. */
export function mark(values: Tensor, mask: Tensor): Tensor {
  return add(silence(values, mask), expandDims(shiftOf(mask), -1));
}

export function connectMark(id: string, values: SymbolicTensor, mask: SymbolicMask): SymbolicTensor {
  const silenced = connectSilence(id, values, mask);
  return connectLayer(layers.add({ name: `${id}_marked` }), [silenced, mask.shift]);
}

/** Equal shares of the steps that are no padding, [batch, time, 1]. */
export function equalShares(mask: Tensor): Tensor {
  return expandDims(softmax(shiftOf(mask)), -1);
}

/** What a stock recurrent layer takes so that it passes over padding, and over nothing else. */
export function connectRecurrentMask(id: string, values: SymbolicTensor, mask: SymbolicMask): SymbolicTensor {
  return connectLayer(maskingLayer(id), [connectMark(id, values, mask)]);
}

/** A mask of ones, for a recurrent layer where stock tfjs would hand it a stale one. */
export function connectNoMask(id: string, values: SymbolicTensor): SymbolicTensor {
  return connectLayer(maskingLayer(id), [values]);
}

/** Ends a mask, which stock joins would garble. */
export function endMask(id: string, values: SymbolicTensor): SymbolicTensor {
  return connectLayer(layers.reshape({ name: `${id}_unmasked`, targetShape: values.shape.slice(1) }), [values]);
}

function maskingLayer(id: string): layers.Layer {
  return layers.masking({ name: `${id}_masking`, maskValue: -MARK });
}

function shiftOf(mask: Tensor): Tensor {
  return mul(sub(mask, 1), MARK);
}
