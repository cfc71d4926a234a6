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

  /** @param options.rate - share of the inputs set to zero, in [0, 1) */
  constructor(options: { readonly name: string; readonly rate: number; readonly noise: CounterNoise }) {
    super({ name: options.name });
    this.supportsMasking = true;
    this.#rate = options.rate;
    this.#noise = options.noise;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions): Tensor {
    const input = singleTensor(inputs);
    if (!training || this.#rate === 0) return input;
    return mul(input, tensor(this.#noise.dropoutMask(input.size, this.#rate), input.shape));
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.#rate };
  }
}
