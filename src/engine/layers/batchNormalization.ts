import { add, mul, reshape, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers, type LayerVariable, type Shape } from '@tensorflow/tfjs-layers';
import { isCompilingAhead } from '../backend/precompile.ts';
import { singleTensor, type CallOptions } from './singleTensor.ts';
import { standardize } from './standardize.ts';

/**
 * Batch normalisation over all axes but the last: γ · x̂ + β, with the batch's moments while training and their running
 * averages (new = momentum · old + (1 - momentum) · batch, biased variance, as Keras) at inference.
 * One gradient formula instead of tfjs's chain. It serialises as the stock `BatchNormalization`.
 */
export class FastBatchNormalization extends layers.Layer {
  static readonly className = 'BatchNormalization';
  readonly #momentum: number;
  readonly #epsilon: number;
  #weights: {
    gamma: LayerVariable;
    beta: LayerVariable;
    movingMean: LayerVariable;
    movingVariance: LayerVariable;
  } | null = null;

  constructor(options: { readonly name: string; readonly momentum: number; readonly epsilon: number }) {
    super({ name: options.name });
    this.supportsMasking = true;
    this.#momentum = options.momentum;
    this.#epsilon = options.epsilon;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = lastAxis(inputShape);
    const weight = (name: string, isOne: boolean, trainable: boolean): LayerVariable =>
      this.addWeight(name, shape, 'float32', isOne ? initializers.ones() : initializers.zeros(), undefined, trainable);
    this.#weights = {
      gamma: weight('gamma', true, true),
      beta: weight('beta', false, true),
      movingMean: weight('moving_mean', false, false),
      movingVariance: weight('moving_variance', true, false),
    };
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions): Tensor {
    if (!this.#weights) throw new Error(`${this.name} is not built`);
    const { gamma, beta, movingMean, movingVariance } = this.#weights;
    const input = singleTensor(inputs);
    if (!training) {
      const factor = mul(gamma.read(), rsqrt(add(movingVariance.read(), this.#epsilon)));
      return add(mul(input, factor), sub(beta.read(), mul(movingMean.read(), factor)));
    }
    const axes = input.shape.map((_, axis) => axis).slice(0, -1);
    const { normalized, mean, variance } = standardize(input, axes, this.#epsilon);
    this.#average(movingMean, mean);
    this.#average(movingVariance, variance);
    return add(mul(normalized, gamma.read()), beta.read());
  }

  #average(running: LayerVariable, batch: Tensor): void {
    const kept = mul(running.read(), this.#momentum);
    const moved = add(kept, mul(reshape(batch, running.read().shape), 1 - this.#momentum));
    if (!isCompilingAhead()) running.write(moved);
  }

  override getConfig() {
    return {
      ...super.getConfig(),
      axis: -1,
      momentum: this.#momentum,
      epsilon: this.#epsilon,
      center: true,
      scale: true,
    };
  }
}

/** The size of a layer's last input axis, as a weight's shape. Throws where it is not known. */
export function lastAxis(inputShape: Shape | Shape[]): number[] {
  const size = inputShape.at(-1);
  if (typeof size !== 'number') throw new TypeError(`no size for the last axis of ${JSON.stringify(inputShape)}`);
  return [size];
}
