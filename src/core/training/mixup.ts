import { createRandom, deriveSeed, shuffledIndices, type Random } from '../../shared/random.ts';

/** How the samples of a batch are mixed with each other. */
export interface Mixture {
  /** For each sample another one of the batch, or itself. */
  readonly partners: Int32Array;
  /** For each sample its own share of what it becomes; the rest is its partner's. */
  readonly shares: Float32Array;
}

/**
 * Mixup (H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018): each sample, and its target, becomes
 * λ of itself and 1 - λ of another one of its batch, λ ~ Beta(α, α) drawn for each. The same seed and step give the same mixture.
 * @param alpha - α in (0, 1]: near 0 almost nothing is mixed, at 1 every share is as likely
 */
export function drawMixture(rows: number, alpha: number, seed: number, step: number): Mixture {
  const random = createRandom(deriveSeed(seed, `mixup/${step}`));
  const partners = Int32Array.from(shuffledIndices(rows, random));
  return { partners, shares: Float32Array.from({ length: rows }, () => drawShare(alpha, random)) };
}

/** Beta(α, α) for α ≤ 1 (M. D. Jöhnk, 1964), by logarithms: u^(1/α) is 0 in floating point where α is small. */
function drawShare(alpha: number, random: Random): number {
  for (;;) {
    const logX = Math.log(1 - random.uniform()) / alpha;
    const logY = Math.log(1 - random.uniform()) / alpha;
    const largest = Math.max(logX, logY);
    const [x, y] = [Math.exp(logX - largest), Math.exp(logY - largest)];
    if (largest + Math.log(x + y) <= 0) return x / (x + y);
  }
}
