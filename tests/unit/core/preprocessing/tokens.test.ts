import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindingsOf } from '../../../../src/core/preprocessing/bindings.ts';
import { dealSamples, fitSamples } from '../../../../src/core/preprocessing/dealSamples.ts';
import type { FittedTextSample, TextUnit } from '../../../../src/core/preprocessing/preparation.ts';
import { encodeText, tokenize } from '../../../../src/core/preprocessing/tokens.ts';
import { transformSamples } from '../../../../src/core/preprocessing/transformSamples.ts';
import { column, specFor, table } from './tables.ts';

test('finds words, characters and segments', () => {
  expect(tokenize("Pump P-101: doesn't START, 3.5 bar!", 'words')).toEqual([
    'pump',
    'p-101',
    "doesn't",
    'start',
    '3.5',
    'bar',
  ]);
  expect(tokenize('轴承异响，更换 SKF 轴承', 'words')).toEqual(['轴', '承', '异', '响', '更', '换', 'skf', '轴', '承']);
  expect(tokenize('轴承 A１', 'characters')).toEqual(['轴', '承', 'a', '1']);
  expect(tokenize('更换了新的轴承。', 'segmenter').join('')).toBe('更换了新的轴承');
});

test('pads in front, keeps the end, and knows what it does not know', () => {
  const fitted: FittedTextSample = {
    kind: 'text',
    column: 'note',
    length: 4,
    vocabularySize: 10,
    unit: 'words',
    words: ['pump', 'leaks'],
  };
  expect(encodeText(fitted, 'Pump leaks oil')).toEqual({ tokens: Float32Array.of(0, 2, 3, 1), known: 2, unknown: 1 });
  expect(Array.from(encodeText(fitted, 'a b c leaks pump').tokens)).toEqual([1, 1, 3, 2]);
  expect(encodeText(fitted, ' …')).toEqual({ tokens: Float32Array.of(0, 0, 0, 1), known: 0, unknown: 0 });
});

test('every text gives tokens in range', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom<TextUnit>('words', 'characters', 'segmenter'),
      (text, unit) => {
        const fitted: FittedTextSample = {
          kind: 'text',
          column: 'n',
          length: 5,
          vocabularySize: 4,
          unit,
          words: ['a', '0'],
        };
        const { tokens } = encodeText(fitted, text);
        expect(tokens).toHaveLength(5);
        expect(tokens.every((token) => token >= 0 && token < 4)).toBe(true);
      },
    ),
  );
});

test('learns the vocabulary from training rows alone', async () => {
  const notes = ['oil leak', 'oil low', null, 'belt torn', 'belt loose', 'sensor fault'];
  const rows = table(column('note', 'text', notes), column('kind', 'category', ['a', 'a', 'a', 'b', 'b', 'a']));
  const split = { kind: 'group', seed: 1, column: 'part', train: 0.6, validation: 0.2, test: 0.2 } as const;
  const withPart = table(...rows.columns, column('part', 'category', ['1', '1', '1', '1', '1', '2']));
  const spec = {
    ...specFor(rows, 'multiclass', split),
    sample: { kind: 'text', column: 'note', length: 3, vocabularySize: 5, unit: 'words' },
  } as const;
  const dealt = dealSamples(spec, withPart);
  const fitted = fitSamples(spec, withPart, dealt);
  if (!fitted.ok) throw new Error(fitted.problems[0]?.message);
  expect(fitted.value.sample).toMatchObject({ words: ['belt', 'oil', 'leak'] });
  expect(fitted.value.features).toEqual([]);
  expect(bindingsOf(fitted.value)).toEqual({ sample: [3], target: [2], vocabulary: 5 });
  const train = transformSamples(fitted.value, withPart, dealt)('train');
  expect(Array.from(train?.rowIndices ?? [])).toEqual([0, 1, 3, 4]);
  expect(Array.from((await train?.features.read(Uint32Array.of(0, 3), null)) ?? [])).toEqual([0, 3, 4, 0, 2, 1]);
});
