import { createRandom } from '../../src/shared/random.ts';
import type { BenchBackend, BenchCase, BenchInputs } from './cases.ts';

/** Rows around one centre per class, and Glorot-uniform weights: the same for both sides and every run. */
export function drawInputs(benchCase: BenchCase, backend: BenchBackend): BenchInputs {
  const { widths, batchSize } = benchCase;
  const steps = benchCase.steps[backend];
  const random = createRandom(20);
  const inputs = widths[0] ?? 0;
  const classes = widths.at(-1) ?? 0;
  const rows = steps * batchSize;
  const centres = Float32Array.from({ length: classes * inputs }, () => random.normal());
  const features = new Float32Array(rows * inputs);
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    const label = random.below(classes);
    targets[row * classes + label] = 1;
    for (let i = 0; i < inputs; i++) {
      features[row * inputs + i] = 0.5 * (centres[label * inputs + i] ?? 0) + random.normal();
    }
  }
  const layers = widths.slice(1).map((units, index) => {
    const fanIn = widths[index] ?? 0;
    const limit = Math.sqrt(6 / (fanIn + units));
    const kernel = Float32Array.from({ length: fanIn * units }, () => (2 * random.uniform() - 1) * limit);
    return { kernel, bias: new Float32Array(units) };
  });
  return { case: benchCase, steps, features, targets, layers };
}
