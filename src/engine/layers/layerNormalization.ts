import { add, mul, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, type LayerVariable, type Shape } from '@tensorflow/tfjs-layers';
import { lastAxis } from './batchNormalization.ts';
import { singleTensor } from './singleTensor.ts';
import { standardize } from './standardize.ts';

/**
 * Layer normalisation over the last axis: γ · x̂ + β. One gradient formula, so that the work does not grow with the batch
 * as it does in stock tfjs. It serialises as the stock `LayerNormalization`.
 * Source: J. L. Ba et al., "Layer Normalization", 2016.
 */
export class FastLayerNormalization extends layers.Layer {
  static readonly className = 'LayerNormalization';
  readonly #epsilon: number;
  #weights: { gamma: LayerVariable; beta: LayerVariable } | null = null;

  constructor(options: { readonly name: string; readonly epsilon: number }) {
    super({ name: options.name });
    this.supportsMasking = true;
    this.#epsilon = options.epsilon;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = lastAxis(inputShape);
    this.#weights = {
      gamma: this.addWeight('gamma', shape, 'float32', initializers.ones()),
      beta: this.addWeight('beta', shape, 'float32', initializers.zeros()),
    };
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    if (!this.#weights) throw new Error(`${this.name} is not built`);
    const { normalized } = standardize(singleTensor(inputs), [-1], this.#epsilon);
    return add(mul(normalized, this.#weights.gamma.read()), this.#weights.beta.read());
  }

  override getConfig() {
    return { ...super.getConfig(), axis: -1, epsilon: this.#epsilon, center: true, scale: true };
  }
}
