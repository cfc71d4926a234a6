import type { Corruption } from '../../core/recipe/recipe.ts';
import { CounterNoise, type NoiseClock } from './counterNoise.ts';

/** Above this share nothing would be left of a sample. */
const MAX_SHARE = 0.99;

/** What spoils so many values: added to them, or in the place of those that are not kept. */
export type Spoiling =
  | { readonly kind: 'added'; readonly noise: Float32Array }
  /** kept: 1 or 0 each. */
  | { readonly kind: 'masked'; readonly kept: Float32Array }
  /** isSalt: 1 where the largest value, 0 where the smallest stands in for one that is not kept. */
  | { readonly kind: 'extremes'; readonly kept: Float32Array; readonly isSalt: Float32Array };

/** Draws what spoils samples: anew in every step of the clock, and in a resumed one as it would have been. */
export class CorruptionNoise {
  readonly #noise: CounterNoise;
  readonly #sides: CounterNoise;

  constructor(
    private readonly corruption: Corruption,
    seed: number,
    clock: NoiseClock,
  ) {
    this.#noise = new CounterNoise(seed, 'corruption', clock);
    this.#sides = new CounterNoise(seed, 'salt or pepper', clock);
  }

  draw(size: number): Spoiling {
    const { kind, level } = this.corruption;
    if (kind === 'gaussian') return { kind: 'added', noise: this.#noise.normal(size, level) };
    const kept = this.#noise.dropoutMask(size, Math.min(level, MAX_SHARE)).map((factor) => Number(factor > 0));
    if (kind === 'masking') return { kind: 'masked', kept };
    return { kind: 'extremes', kept, isSalt: this.#sides.dropoutMask(size, 0.5).map((factor) => Number(factor > 0)) };
  }
}

/**
 * Samples spoilt as training spoils them, each by its own draw, which its key decides: the same sample is spoilt in the same way
 * wherever it stands.
 * @param values - [keys, ...sample]
 */
export function spoilSamples(
  values: Float32Array,
  keys: Uint32Array,
  corruption: Corruption,
  seed: number,
): Float32Array {
  const size = values.length / keys.length;
  const clock = { step: 0 };
  const noise = new CorruptionNoise(corruption, seed, clock);
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const spoilt = new Float32Array(values.length);
  keys.forEach((key, sample) => {
    // Steps of training are far below.
    clock.step = 2 ** 30 + key;
    const drawn = noise.draw(size);
    for (let i = 0; i < size; i++) {
      const at = sample * size + i;
      const value = values[at] ?? 0;
      if (drawn.kind === 'added') spoilt[at] = value + (drawn.noise[i] ?? 0);
      else if (drawn.kept[i] === 1) spoilt[at] = value;
      else if (drawn.kind === 'extremes') spoilt[at] = drawn.isSalt[i] === 1 ? high : low;
    }
  });
  return spoilt;
}
