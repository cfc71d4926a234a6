import * as tf from '@tensorflow/tfjs';
import { expect, openStudio, test } from './support/journey.ts';
import { pumpsCsv } from './support/pumps.ts';
import { goTo, setTraining } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { autoencoder: judged, data, evaluate, model, train, use } = words;

test('trains on normal rows, finds the unusual ones, and leaves as encoder and decoder', async ({ page }, testInfo) => {
  await openStudio(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'pumps.csv', mimeType: 'text/csv', buffer: Buffer.from(pumpsCsv(900, 4), 'utf8') });
  await page.getByRole('button', { name: data.import.action, exact: true }).click();
  await expect(page.getByText(data.import.doneTitle('900'))).toBeVisible();
  await goTo(page, 'data');
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByText(data.preparation.tasks.reconstruction, { exact: true }).click();
  await page.getByRole('combobox', { name: data.preparation.normalClass }).selectOption('good');

  await goTo(page, 'model');
  await page.getByRole('button', { name: /^Autoencoder/ }).click();
  await expect(page.getByRole('radio', { name: model.roles.decoder })).toBeAttached();
  await setTraining(page, { [model.options['epochs'] ?? '']: '40' });

  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  await page.getByRole('button', { name: train.start }).click();
  await expect(page.getByRole('link', { name: train.toEvaluate })).toBeVisible({ timeout: 150_000 });

  // Far better than the mean of the training rows, and than chance against the labels.
  await page.getByRole('link', { name: train.toEvaluate }).click();
  await expect(page.getByText(judged.detection)).toBeVisible();
  const shown = await page.locator('main').innerText();
  const numberAfter = (label: string): number =>
    Number(new RegExp(`${label.replace(/[()]/g, '\\$&')}\\s+([\\d.]+)`, 'i').exec(shown)?.[1]);
  expect(numberAfter(evaluate.metrics.rocAuc)).toBeGreaterThan(0.9);
  expect(numberAfter(evaluate.metrics.averagePrecision)).toBeGreaterThan(0.7);
  await expect(page.getByText(judged.heatNote('row'))).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('evaluate.png'), fullPage: true });

  // New rows: those above the threshold are listed.
  await goTo(page, 'use');
  await expect(page.getByText(/validation rows lie above/)).toBeVisible();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(pumpsCsv(200, 5), 'utf8') });
  await expect(page.getByText(/of 200 rows lie above the threshold/)).toBeVisible();
  await expect(page.getByRole('table', { name: judged.use.listed('row') })).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('use.png'), fullPage: true });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = testInfo.outputPath('model.zip');
  await (await download).saveAs(zipPath);
  const zip = new ModelZip(zipPath);
  const [whole, encoder, decoder] = [await zip.load(), await zip.load('encoder/'), await zip.load('decoder/')];
  const input = tf.tensor2d([[0.3, -1, 0.5, 2, -0.2, 1]]);
  const atOnce = tensorOf(whole.predict(input)).dataSync();
  const code = tensorOf(encoder.predict(input));
  const inParts = tensorOf(decoder.predict(code)).dataSync();
  expect(code.shape).toEqual([1, 2]);
  expect(atOnce.length).toBe(6);
  atOnce.forEach((value, i) => expect(inParts[i]).toBeCloseTo(value, 5));
});
