import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { SYMBOLS, type Formula } from '../../../../src/core/training/formula.ts';
import {
  GRADIENT_CLIP_FORMULAS,
  LOSS_FORMULAS,
  OPTIMIZER_FORMULAS,
  SCHEDULE_FORMULAS,
  WARMUP_FORMULA,
} from '../../../../src/core/training/formulas.ts';
import {
  ACTIVATION_FORMULAS,
  INITIALIZER_FORMULAS,
  REGULARIZER_FORMULA,
} from '../../../../src/core/recipe/formulas.ts';
import { LAYER_FORMULAS } from '../../../../src/core/recipe/layerFormulas.ts';

const tables: Readonly<Record<string, Readonly<Record<string, Formula>>>> = {
  loss: LOSS_FORMULAS,
  optimizer: OPTIMIZER_FORMULAS,
  schedule: SCHEDULE_FORMULAS,
  gradientClip: GRADIENT_CLIP_FORMULAS,
  layer: LAYER_FORMULAS,
  activation: ACTIVATION_FORMULAS,
  initializer: INITIALIZER_FORMULAS,
  other: { warmup: WARMUP_FORMULA, regularizer: REGULARIZER_FORMULA },
};

const render = (latex: string) =>
  katex.renderToString(latex, { throwOnError: true, strict: 'error', displayMode: true });

describe.each(Object.entries(tables))('%s formulas', (_, table) => {
  test.each(Object.entries(table))('%s is valid LaTeX, holds its symbols and names its source', (__, formula) => {
    expect(render(formula.latex)).toContain('katex');
    if (formula.gradient !== null) expect(render(formula.gradient)).toContain('katex');
    for (const symbol of formula.symbols) {
      expect(`${formula.latex} ${formula.gradient ?? ''}`, symbol).toContain(SYMBOLS[symbol]);
    }
    expect(formula.symbols.length).toBe(new Set(formula.symbols).size);
    expect(formula.source).toMatch(/1[78]\d\d|19\d\d|20\d\d/);
  });
});

test('symbols are valid LaTeX, and each is used', () => {
  const used = new Set(
    Object.values(tables).flatMap((table) => Object.values(table).flatMap(({ symbols }) => symbols)),
  );
  for (const [name, latex] of Object.entries(SYMBOLS)) {
    expect(render(latex)).toContain('katex');
    expect([...used], name).toContain(name);
  }
});
