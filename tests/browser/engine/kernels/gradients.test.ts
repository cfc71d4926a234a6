import { beforeAll, describe, expect, it } from 'vitest';
import { activateBackend } from '../../../../src/engine/backend/backends.ts';
import { drawInputs, finiteDifferences, gradients, type Values } from './finiteDifferences.ts';
import { GRADIENT_CASES } from './gradientCases.ts';

/** 32-bit outputs over a step of 1/512. */
const TOLERANCE = 4e-3;

const expected = new Map<string, Values>();

describe('gradients by finite differences', () => {
  beforeAll(async () => {
    await activateBackend('cpu');
    for (const testCase of GRADIENT_CASES) {
      expected.set(testCase.name, finiteDifferences(testCase, drawInputs(testCase)));
    }
  });

  describe.each(['cpu', 'wasm', 'webgpu'] as const)('%s', (backend) => {
    beforeAll(async () => {
      await activateBackend(backend, { allowSoftware: true });
    });

    it.each(GRADIENT_CASES.map((testCase) => [testCase.name, testCase] as const))('%s', async (name, testCase) => {
      const actual = await gradients(testCase, drawInputs(testCase));
      for (const [input, values] of (expected.get(name) ?? []).entries()) {
        expect(actual[input]).toHaveLength(values.length);
        for (const [i, value] of values.entries()) {
          const difference = Math.abs((actual[input]?.[i] ?? NaN) - value);
          expect(difference, `input ${input}, element ${i}: ${actual[input]?.[i]} for ${value}`).toBeLessThanOrEqual(
            TOLERANCE * Math.max(1, Math.abs(value)),
          );
        }
      }
    });
  });
});
