import { deriveSeed } from '../../shared/random.ts';

/**
 * The step that noise layers draw for. The trainer advances it, so that every step has its own noise and a resumed run
 * needs only the step's number to draw what the uninterrupted run would have drawn.
 */
export interface NoiseClock {
  step: number;
}

/**
 * Random numbers as a pure function of (seed, step, index): no state to save, and the same on every backend. Each is a
 * 32-bit integer from Murmur3's finaliser over a Weyl sequence (splitmix32), whose start is mixed from seed and step.
 */
export class CounterNoise {
  /** @param purpose - the layer's id: two layers under one seed draw differently */
  constructor(
    private readonly seed: number,
    private readonly purpose: string,
    private readonly clock: NoiseClock,
  ) {}

  /** `length` values, each 1/(1-rate) with probability 1-rate and else 0: the factors of inverted dropout. */
  dropoutMask(length: number, rate: number): Float32Array {
    const start = this.#startOfStep();
    const dropBelow = rate * 2 ** 32;
    const scale = 1 / (1 - rate);
    const mask = new Float32Array(length);
    for (let i = 0; i < length; i++) mask[i] = draw(start, i) < dropBelow ? 0 : scale;
    return mask;
  }

  /** `length` draws, uniform in [0, 1). */
  uniform(length: number): Float32Array {
    const start = this.#startOfStep();
    return Float32Array.from({ length }, (_, i) => draw(start, i) / 2 ** 32);
  }

  /** `length` draws from N(0, stddev²) (Box-Muller, both halves used). */
  normal(length: number, stddev: number): Float32Array {
    const start = this.#startOfStep();
    const values = new Float32Array(length);
    for (let i = 0; i < length; i += 2) {
      const radius = stddev * Math.sqrt(-2 * Math.log((draw(start, i) + 1) / 2 ** 32));
      const angle = (2 * Math.PI * draw(start, i + 1)) / 2 ** 32;
      values[i] = radius * Math.cos(angle);
      if (i + 1 < length) values[i + 1] = radius * Math.sin(angle);
    }
    return values;
  }

  #startOfStep(): number {
    return startOfDraws(this.seed, this.purpose, this.clock.step);
  }
}

/** Where the draws of a purpose begin in a step. */
export function startOfDraws(seed: number, purpose: string, step: number): number {
  return mix(mix(deriveSeed(seed, `noise of ${purpose}`)) ^ mix(step + 1));
}

/** Uniform in 0 … 2³²-1. */
function draw(start: number, index: number): number {
  return mix(start + Math.imul(index, 0x9e3779b9)) >>> 0;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
