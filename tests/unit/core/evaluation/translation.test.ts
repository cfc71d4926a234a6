import { describe, expect, test } from 'vitest';
import fixtures from '../../../conformance/evaluation/similarity.json' with { type: 'json' };
import {
  MAX_PSNR,
  meanAndSpread,
  pictureErrors,
  structuralSimilarity,
  untranslated,
} from '../../../../src/core/evaluation/translation.ts';
import { asTranslation } from '../../../../src/core/preprocessing/asTranslation.ts';
import { bindingsOf } from '../../../../src/core/preprocessing/bindings.ts';
import { checkPreparation } from '../../../../src/core/preprocessing/checkPreparation.ts';
import type { FittedPipeline, PreparationSpec } from '../../../../src/core/preprocessing/preparation.ts';
import { NO_AUGMENTATION } from '../../../../src/core/images/imageSample.ts';

describe('pictureErrors', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('agrees with SciPy: %s', (_, fixture) => {
    const { shape, a, b } = fixture;
    // Both behind something else, as pictures of a batch are.
    const [made, wanted] = [Float32Array.of(7, ...a), Float32Array.of(7, 7, ...b)];
    const { mae, psnr, ssim } = pictureErrors(made, 1, wanted, 2, shape);
    expect(mae).toBeCloseTo(fixture.mae, 6);
    expect(psnr).toBeCloseTo(fixture.psnr, 4);
    expect(ssim).toBeCloseTo(fixture.ssim, 5);
  });

  test('a picture is like itself, and its negative is not', () => {
    const picture = Float32Array.from({ length: 144 }, (_, i) => (i % 5) / 4);
    expect(pictureErrors(picture, 0, picture, 0, [12, 12, 1])).toEqual({ mae: 0, psnr: MAX_PSNR, ssim: 1 });
    const negative = picture.map((value) => 1 - value);
    expect(structuralSimilarity(picture, 0, negative, 0, [12, 12, 1])).toBeLessThan(0);
  });
});

test('mean and spread over pictures', () => {
  expect(meanAndSpread(Float32Array.of(1, 2, 3, 6))).toEqual({ mean: 3, spread: Math.sqrt(14 / 3) });
  expect(meanAndSpread(Float32Array.of(4))).toEqual({ mean: 4, spread: 0 });
});

test('doing nothing leaves a picture, and marks nothing of a mask', () => {
  const source = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
  expect(untranslated(source, 'target', 1, [1, 2, 3])).toBe(source);
  expect(untranslated(source, 'mask', 1, [1, 2, 1])).toEqual(new Float32Array(2));
});

describe('a preparation of pairs', () => {
  const spec: PreparationSpec = {
    version: 1,
    task: 'multiclass',
    columns: {},
    split: { kind: 'random', seed: 1, train: 0.8, validation: 0.1, test: 0.1 },
    standardizeTarget: false,
    sample: {
      kind: 'image',
      column: 'image',
      width: 50,
      height: 31,
      channels: 3,
      fit: 'stretch',
      augmentation: NO_AUGMENTATION,
    },
  };
  const columns = [{ name: 'image', type: 'image' }] as const;
  const codes = (checked: PreparationSpec): string[] =>
    checkPreparation(checked, columns).map(({ error }) => error.code);

  test('has sides that can be halved twice', () => {
    expect(asTranslation(spec, 'target')).toMatchObject({ task: 'translation', sample: { width: 52, height: 32 } });
  });

  test('wants pictures, and what they are paired with', () => {
    expect(codes(asTranslation(spec, 'mask'))).not.toContain('data.noPairs');
    expect(codes({ ...spec, task: 'translation' })).toContain('data.noPairs');
    const { sample: _picture, ...rows } = asTranslation(spec, 'target');
    expect(codes(rows)).toContain('data.noPairs');
  });

  test('asks for one channel of masks, for as many of targets as pictures have', () => {
    const { sample } = spec;
    if (sample?.kind !== 'image') throw new Error('expected pictures');
    const label = { column: 'label', classes: ['a', 'b'], normalClass: null };
    const pipelineOf = (companion: 'target' | 'mask'): FittedPipeline => ({
      version: 1,
      task: 'translation',
      columns: [],
      features: [],
      target: { kind: 'features', label, companion },
      sample,
    });
    expect(bindingsOf(pipelineOf('target'))).toEqual({ sample: [31, 50, 3], target: [31, 50, 3], vocabulary: null });
    expect(bindingsOf(pipelineOf('mask')).target).toEqual([31, 50, 1]);
  });
});
