import { expect, openStudio, test } from './support/journey.ts';
import { goTo, setTraining, trainSample } from './support/steps.ts';
import { words } from './support/words.ts';

const { model, shell, train } = words;

test('a run whose tab was closed goes on where it was', async ({ page, context }) => {
  await openStudio(page);
  await trainSample(page, 'processYield');
  await goTo(page, 'model');
  await setTraining(page, { [model.options['epochs'] ?? '']: '400', [model.options['checkpointSeconds'] ?? '']: '1' });
  await page.getByRole('switch', { name: model.options['enabled'] ?? '' }).click();
  await goTo(page, 'train');
  await page.getByLabel(train.runName).fill('Cut off');
  await page.getByRole('button', { name: train.start }).click();
  await expect(page.getByText(/Epoch\s+\d+ of 400/).first()).toBeVisible();
  await expect(page.getByText(train.live.noCheckpoint)).toBeHidden();
  const url = page.url();
  await page.close();

  const again = await context.newPage();
  await again.goto(url);
  await expect(again.getByRole('button', { name: train.stop })).toBeVisible();
  const epoch = async (): Promise<number> =>
    Number(/(\d+) of 400/.exec(await again.locator('main').innerText())?.[1] ?? 0);
  await expect
    .poll(epoch, { message: 'the epochs before the tab was closed are not trained again' })
    .toBeGreaterThan(1);
  await again.getByRole('button', { name: train.stop }).click();
  await expect(again.getByRole('button', { name: train.start })).toBeVisible();
  await expect(again.getByRole('row', { name: /Cut off/ })).toBeVisible();
  await expect(again.getByText(train.statuses.stopped).first()).toBeVisible();
});

test('a second tab is told that the project is open, and can take it', async ({ page, context }) => {
  await openStudio(page);
  await page.getByRole('button', { name: shell.landing.empty }).click();
  await expect(page).toHaveURL(/\/data$/);
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.getByText(shell.otherTab.title)).toBeVisible();
  await second.getByRole('button', { name: shell.otherTab.takeOver }).click();
  await expect(second.getByText(words.data.start.dropTitle).first()).toBeVisible();
  await expect(page.getByText(shell.otherTab.title)).toBeVisible();
});

test('after the first visit the studio works without a network', async ({ page, context }) => {
  await openStudio(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await page.reload();
  await trainSample(page, 'steelGrades');
});
