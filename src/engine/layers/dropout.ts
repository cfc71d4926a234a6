import { mul, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { CounterNoise } from './counterNoise.ts';
import { singleTensor, type CallOptions } from './singleTensor.ts';

/**
 * Inverted dropout, as Keras has it, with a mask that differs in every step and that a resumed run repeats exactly
 * (stock tfjs repeats one mask under a fixed seed). It serialises as the stock `Dropout`.
 * Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.
 */
export class SeededDropout extends layers.Layer {
  static readonly className = 'Dropout';
  readonly #rate: number;
  readonly #noise: CounterNoise;
  readonly #isSpatial: boolean;

  /**
   * @param options.rate - share of the inputs set to zero, in [0, 1)
   * @param options.isSpatial - whole channels at once: the last axis is theirs
   */
  constructor(options: {
    readonly name: string;
    readonly rate: number;
    readonly isSpatial: boolean;
    readonly noise: CounterNoise;
  }) {
    super({ name: options.name });
    this.supportsMasking = true;
    this.#rate = options.rate;
    this.#noise = options.noise;
    this.#isSpatial = options.isSpatial;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions): Tensor {
    const input = singleTensor(inputs);
    if (!training || this.#rate === 0) return input;
    const last = input.rank - 1;
    const shape = input.shape.map((size, axis) => (this.#isSpatial && axis > 0 && axis < last ? 1 : size));
    const size = shape.reduce((product, length) => product * length, 1);
    return mul(input, tensor(this.#noise.dropoutMask(size, this.#rate), shape));
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.#rate };
  }
}
