import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { evaluateClassification } from '../../../../src/core/evaluation/classification.ts';
import ClassTable from '../../../../src/ui/evaluate/ClassTable.svelte';
import ConfusionMatrix from '../../../../src/ui/evaluate/ConfusionMatrix.svelte';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

/** Five rows of two classes, two of them wrong, and a third class that does not occur. */
const METRICS = evaluateClassification({
  task: 'multiclass',
  classes: ['good', 'scratch', 'dent'],
  rowCount: 5,
  targets: Float32Array.of(0, 0, 0, 1, 1),
  outputs: Float32Array.of(0.8, 0.1, 0.1, 0.7, 0.2, 0.1, 0.2, 0.7, 0.1, 0.1, 0.8, 0.1, 0.6, 0.3, 0.1),
});

test('the cells of the matrix count rows, show them as shares of their class, and open them', async () => {
  const onchoose = vi.fn();
  const target = await render(ConfusionMatrix, {
    title: 'Confusion matrix',
    confusion: METRICS.confusion,
    names: ['good', 'scratch', 'dent'],
    chosen: { actual: 0, predicted: 1 },
    onchoose,
  });
  const cell = page.getByRole('button', { name: '1 rows: actually good, predicted scratch' });
  await expect.element(cell).toHaveAttribute('aria-pressed', 'true');
  await cell.click();
  expect(onchoose).toHaveBeenCalledExactlyOnceWith(0, 1);
  await page.getByText('Rates by row').click();
  await expect.element(cell).toHaveTextContent('33.3%');
  await expectAccessible(target);
});

test('classes are sorted by any figure, and one that could not be measured stands below all others', async () => {
  const target = await render(ClassTable, { title: 'By class', classes: METRICS.perClass });
  const names = (): string[] =>
    [...target.querySelectorAll('tbody tr')].map((row) => row.querySelector('td')?.textContent.trim() ?? '');
  await page.getByRole('button', { name: 'ROC AUC' }).click();
  expect(names()[0]).toBe('dent');
  expect(target.querySelector('tbody tr')?.textContent).toContain('–');
  await page.getByRole('button', { name: 'Recall' }).click();
  expect(names().at(-1)).toBe('good');
  await expectAccessible(target);
});
