import type { ClassWeighting } from './settings.ts';

/**
 * Weights that make every class count alike: n / (classes · count), as scikit-learn's
 * `compute_class_weight('balanced')`. A class without rows gets 0 and is not among the classes counted.
 * @param counts - training rows per class
 */
export function balancedClassWeights(counts: readonly number[]): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? rows / (present * count) : 0));
}

/** One weight per class, or null where all count alike. */
export function classWeightsFor(weighting: ClassWeighting, counts: readonly number[]): readonly number[] | null {
  switch (weighting.kind) {
    case 'none':
      return null;
    case 'balanced':
      return balancedClassWeights(counts);
    case 'custom':
      return weighting.weights;
  }
}
