import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetProfile } from '../../../../src/core/dataset/profile.ts';
import type { FittedColumn, FittedPipeline } from '../../../../src/core/preprocessing/preparation.ts';
import { encodeRow } from '../../../../src/core/preprocessing/applyPipeline.ts';
import {
  fieldText,
  readField,
  readRow,
  rowFields,
  typicalTexts,
  type RowField,
} from '../../../../src/ui/use/rowForm.ts';

const BASE: FittedColumn = {
  name: '',
  type: 'number',
  unseen: 'zeros',
  encoding: 'oneHot',
  categories: [],
  fill: null,
  missingIndicator: false,
  clip: null,
  logTransform: false,
  affine: null,
  quantiles: null,
  dateParts: [],
  dateScalings: [],
  dateOrigin: 0,
};

const PIPELINE: FittedPipeline = {
  version: 1,
  task: 'regression',
  columns: [
    { ...BASE, name: 'load', fill: 7 },
    { ...BASE, name: 'speed' },
    { ...BASE, name: 'grade', type: 'category', categories: ['A', 'B'], unseen: 'error', fill: 'A' },
    { ...BASE, name: 'mill', type: 'category', categories: ['x', 'y'] },
    { ...BASE, name: 'hot', type: 'boolean', categories: ['no', 'yes'], fill: 1 },
    { ...BASE, name: 'when', type: 'datetime', dateParts: ['year'], dateOrigin: Date.UTC(2024, 1, 29, 6, 30) },
  ],
  features: ['load', 'speed', 'A', 'B', 'x', 'y', 'hot', 'year'].map((name) => ({ name, column: name })),
  target: { kind: 'numbers', columns: ['out'], center: [0], scale: [1] },
};

const PROFILE: DatasetProfile = {
  version: 1,
  rowCount: 100,
  target: null,
  correlations: { columns: [], matrix: [] },
  warnings: [],
  columns: [
    {
      name: 'speed',
      type: 'number',
      missing: 0,
      distinct: 9,
      isDistinctExact: true,
      summary: {
        kind: 'numeric',
        min: -2,
        max: 50,
        mean: 10,
        standardDeviation: 3,
        quantiles: [-1, 0, 5, 12.5, 20, 30, 40],
        histogram: { edges: [-2, 50], counts: [100] },
      },
    },
    {
      name: 'mill',
      type: 'category',
      missing: 0,
      distinct: 3,
      isDistinctExact: true,
      // The most frequent word was not among the training rows.
      summary: {
        kind: 'categorical',
        top: [
          { value: 'z', count: 60 },
          { value: 'y', count: 40 },
        ],
      },
    },
  ],
};

function field(name: string, profile: DatasetProfile | null = PROFILE): RowField {
  const found = rowFields(PIPELINE, profile).find(({ column }) => column.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

describe('the form of a row', () => {
  it('starts from medians, frequent known words, and what stands in for the missing', () => {
    expect(typicalTexts(rowFields(PIPELINE, PROFILE))).toEqual({
      load: '7',
      speed: '12.5',
      grade: 'A',
      mill: 'y',
      hot: 'yes',
      when: '2024-02-29T06:30:00',
    });
  });

  it('gives a row that the pipeline encodes', () => {
    const fields = rowFields(PIPELINE, PROFILE);
    const row = readRow(fields, typicalTexts(fields));
    expect(row && encodeRow(PIPELINE, row)).toEqual({ ok: true, value: Float32Array.of(7, 12.5, 1, 0, 0, 1, 1, 2024) });
  });

  it('refuses exactly what the pipeline refuses', () => {
    const fields = rowFields(PIPELINE, PROFILE);
    const anyText = fc.constantFrom('', ' ', '3', '-2.5e1', 'A', 'B', 'x', 'z', 'yes', 'no', '2026-03-01T00:00:00');
    fc.assert(
      fc.property(fc.constantFrom(...fields), anyText, (each, text) => {
        const reading = readField(each, text);
        if (!reading.ok) {
          expect(readRow(fields, { ...typicalTexts(fields), [each.column.name]: text })).toBeNull();
          return;
        }
        const row = readRow(fields, { ...typicalTexts(fields), [each.column.name]: text });
        expect(row && encodeRow(PIPELINE, row)).toMatchObject({ ok: true });
      }),
    );
  });

  it.each([
    ['load', '', { ok: true, value: null, isOutside: false }],
    ['speed', '', { ok: false, problem: 'needed' }],
    ['speed', 'fast', { ok: false, problem: 'notNumber' }],
    ['speed', '50', { ok: true, value: 50, isOutside: false }],
    ['speed', '50.1', { ok: true, value: 50.1, isOutside: true }],
    ['grade', 'C', { ok: false, problem: 'unseenCategory' }],
    ['mill', 'z', { ok: true, value: 'z', isOutside: false }],
    ['hot', 'maybe', { ok: false, problem: 'unseenCategory' }],
    ['when', '2026-13-01', { ok: false, problem: 'notDate' }],
    ['when', '2026-03-01T12:00', { ok: true, value: Date.UTC(2026, 2, 1, 12), isOutside: false }],
  ])('reads %s “%s”', (name, text, expected) => {
    expect(readField(field(name), text)).toEqual(expected);
  });

  it('holds every number and every whole second as it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const speed = field('speed', null);
        expect(readField(speed, fieldText(speed, value))).toMatchObject({ ok: true, value: value === 0 ? 0 : value });
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }), (seconds) => {
        const when = field('when', null);
        expect(readField(when, fieldText(when, seconds * 1000))).toMatchObject({ ok: true, value: seconds * 1000 });
      }),
    );
  });
});
