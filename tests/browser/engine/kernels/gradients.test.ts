import { beforeAll, describe, expect, it } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { drawInputs, finiteDifferences, forward, gradients, type Values } from './finiteDifferences.ts';
import { GRADIENT_CASES } from './gradientCases.ts';

/** A GPU's own sine is good to 2e-4. */
const OUTPUT_TOLERANCE = 4e-4;
/** 32-bit outputs over a step of 1/512. */
const TOLERANCE = 4e-3;

const expected = new Map<string, { readonly outputs: Float32Array; readonly gradients: Values }>();

describe('gradients by finite differences', () => {
  beforeAll(async () => {
    await activateBackend('cpu');
    for (const testCase of GRADIENT_CASES) {
      const inputs = drawInputs(testCase);
      expected.set(testCase.name, {
        outputs: await forward(testCase, inputs),
        gradients: finiteDifferences(testCase, inputs),
      });
    }
  });

  describe.each(['cpu', 'wasm', 'webgpu'] as const)('%s', (backend) => {
    beforeAll(async () => {
      await activateBackend(backend, { allowSoftware: true });
    });

    it.each(GRADIENT_CASES.map((testCase) => [testCase.name, testCase] as const))('%s', async (name, testCase) => {
      const inputs = drawInputs(testCase);
      expectClose('output', await forward(testCase, inputs), expected.get(name)?.outputs, OUTPUT_TOLERANCE);
      const actual = await gradients(testCase, inputs);
      expect(actual).toHaveLength(testCase.shapes.length);
      for (const [input, values] of actual.entries()) {
        expectClose(`gradient of input ${input}`, values, expected.get(name)?.gradients[input], TOLERANCE);
      }
    });
  });
});

function expectClose(what: string, actual: Float32Array, expected: Float32Array | undefined, tolerance: number): void {
  expect(actual).toHaveLength(expected?.length ?? NaN);
  for (const [i, value] of expected?.entries() ?? []) {
    const difference = Math.abs((actual[i] ?? NaN) - value);
    expect(difference, `${what} [${i}] is ${actual[i]}, expected ${value}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(value)),
    );
  }
}
