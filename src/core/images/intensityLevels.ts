import type { IntensityWindow } from './imageSample.ts';

/** Of all values so many are below the suggested window, and as many above: dead and lit pixels. */
const OUTSIDE = 0.001;
/** A window that is nearly the whole scale is the whole scale. */
const MOST_OF_SCALE = 0.9;
const LEVELS = 65_536;

/** The whole scale of 16 bits. */
export const WHOLE_SCALE: IntensityWindow = { low: 0, high: LEVELS - 1 };

/** Counts how often each value of 16 bits occurs in a set of pictures. */
export class IntensityLevels {
  readonly #counts = new Float64Array(LEVELS);
  #total = 0;

  /** @param data - red, green, blue and alpha, [pixels, 4]; alpha does not count */
  add(data: Uint16Array): void {
    for (let at = 0; at < data.length; at++) {
      if ((at & 3) === 3) continue;
      const level = data[at] ?? 0;
      this.#counts[level] = (this.#counts[level] ?? 0) + 1;
    }
    this.#total += (data.length / 4) * 3;
  }

  /** The values between which nearly all pixels are; the whole scale where they use most of it. Null where nothing was counted. */
  window(): IntensityWindow | null {
    if (this.#total === 0) return null;
    const low = this.#quantile(OUTSIDE);
    const high = this.#quantile(1 - OUTSIDE);
    return high <= low || high - low > MOST_OF_SCALE * LEVELS ? WHOLE_SCALE : { low, high };
  }

  #quantile(share: number): number {
    let seen = 0;
    for (let level = 0; level < LEVELS; level++) {
      seen += this.#counts[level] ?? 0;
      if (seen > share * this.#total) return level;
    }
    return LEVELS - 1;
  }
}
