import { add, tensor, type Tensor } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { CounterNoise } from './counterNoise.ts';
import { singleTensor, type CallOptions } from './singleTensor.ts';

/** Adds N(0, stddev²) while training, new in every step and repeated exactly by a resumed run. It serialises as the stock `GaussianNoise`. */
export class SeededGaussianNoise extends layers.Layer {
  static readonly className = 'GaussianNoise';
  readonly #stddev: number;
  readonly #noise: CounterNoise;

  /** @param options.stddev - at least 0, in units of the input */
  constructor(options: { readonly name: string; readonly stddev: number; readonly noise: CounterNoise }) {
    super({ name: options.name });
    this.supportsMasking = true;
    this.#stddev = options.stddev;
    this.#noise = options.noise;
  }

  override call(inputs: Tensor | Tensor[], { training = false }: CallOptions): Tensor {
    const input = singleTensor(inputs);
    if (!training || this.#stddev === 0) return input;
    return add(input, tensor(this.#noise.normal(input.size, this.#stddev), input.shape));
  }

  override getConfig() {
    return { ...super.getConfig(), stddev: this.#stddev };
  }
}
