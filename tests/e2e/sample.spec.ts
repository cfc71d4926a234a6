import { expect, openStudio, test } from './support/journey.ts';
import { goTo, trainSample } from './support/steps.ts';
import { words } from './support/words.ts';

const { evaluate, shell, train } = words;

test('one click trains and judges a sample, and everything is there after a reload', async ({ page }) => {
  await openStudio(page);
  await trainSample(page, 'steelGrades');

  const figures = await page.locator('main').innerText();
  const accuracy = Number(/Accuracy\s+([\d.]+)%/.exec(figures)?.[1]);
  expect(accuracy, 'accuracy on the test rows').toBeGreaterThan(85);
  expect(figures).toContain(shell.kit.sampleSize('450'));

  // A cell of the confusion matrix opens as many rows as it counts.
  const cell = page.getByRole('button', { name: /^\d+ rows: actually structural, predicted structural$/ });
  const count = Number(/^(\d+)/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1]);
  await cell.click();
  await expect(page.getByRole('heading', { name: evaluate.rows.title('structural', 'structural') })).toBeVisible();
  await expect(page.getByText(evaluate.rows.of(String(count)), { exact: true })).toBeVisible();

  await page.reload();
  await expect(page.getByText(`Accuracy ${accuracy.toFixed(1)}%, against`)).toBeVisible();
  await goTo(page, 'train');
  await expect(page.getByText(shell.firstRun).first()).toBeVisible();
  await expect(page.getByText(train.engine.names.wasm).first()).toBeVisible();
});

test('projects are renamed, duplicated and deleted, and survive a reload', async ({ page }) => {
  await openStudio(page);
  await page.getByRole('button', { name: shell.landing.empty }).click();
  await expect(page).toHaveURL(/\/data$/);
  await page
    .getByRole('link', { name: /^Lathe/ })
    .first()
    .click();

  const row = (name: string) => page.getByRole('link', { name, exact: true });
  const act = async (project: string, action: string): Promise<void> => {
    await page.getByRole('button', { name: shell.projects.actions(project), exact: true }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await act(shell.projects.untitled, shell.projects.rename);
  await page.getByLabel(shell.projects.name).fill('Line 4 spindles');
  await page.getByRole('dialog').getByRole('button', { name: shell.projects.rename }).click();
  await expect(row('Line 4 spindles')).toBeVisible();

  await act('Line 4 spindles', shell.projects.duplicate);
  await expect(row(shell.projects.duplicateName('Line 4 spindles'))).toBeVisible();
  await act(shell.projects.duplicateName('Line 4 spindles'), shell.projects.remove);
  await page.getByRole('dialog').getByRole('button', { name: shell.projects.remove }).click();
  await expect(row(shell.projects.duplicateName('Line 4 spindles'))).toBeHidden();

  await page.reload();
  await expect(row('Line 4 spindles')).toHaveCount(1);
});
