import { describe, expect, test } from 'vitest';
import { evaluateClassification } from '../../../../src/core/evaluation/classification.ts';
import { evaluateRegression } from '../../../../src/core/evaluation/regression.ts';
import { messages as en } from '../../../../src/messages/en/messages.ts';
import { Formatters } from '../../../../src/messages/formatters.ts';
import { messages as zh } from '../../../../src/messages/zh/messages.ts';
import { formatMetricValue, regressionRows, undefinedReason } from '../../../../src/ui/evaluate/metricRows.ts';

describe.each([
  ['en', en],
  ['zh', zh],
] as const)('a metric without a value is a dash with its reason, in %s', (locale, words) => {
  const t = words.evaluate;
  const format = new Formatters(locale);

  test('R² of one row', () => {
    const [target] = evaluateRegression({
      columns: ['y'],
      rowCount: 1,
      targets: Float32Array.of(2),
      outputs: Float32Array.of(3),
    });
    if (!target) throw new Error('no target');
    expect(target.r2).toBeNaN();
    const r2 = regressionRows(target, target, t, format).find(({ id }) => id === 'r2');
    expect(r2?.text(r2.model)).toBe('–');
    expect(r2?.text(r2.baseline)).toBe('–');
    expect(r2?.undefinedBecause).toBe(t.undefined.r2);
    const mae = regressionRows(target, undefined, t, format).find(({ id }) => id === 'mae');
    expect(mae?.undefinedBecause).toBeNull();
  });

  test('the area of three classes of which one does not occur', () => {
    const { rocAuc } = evaluateClassification({
      task: 'multiclass',
      classes: ['a', 'b', 'c'],
      rowCount: 2,
      targets: Float32Array.of(0, 1),
      outputs: Float32Array.of(0.8, 0.1, 0.1, 0.2, 0.7, 0.1),
    });
    expect(formatMetricValue('rocAuc', rocAuc, format)).toBe('–');
    expect(undefinedReason('rocAuc', rocAuc, 'multiclass', t)).toBe(t.undefined.curve.multiclass);
    expect(undefinedReason('rocAuc', rocAuc, 'binary', t)).toBe(t.undefined.curve.binary);
  });
});
