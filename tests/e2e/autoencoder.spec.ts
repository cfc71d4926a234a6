import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { makeSurfaceDefects } from '../../src/core/samples/surfaceDefects.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { greyPng } from './support/png.ts';
import { pumpsCsv } from './support/pumps.ts';
import { goTo, setTraining } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { autoencoder: judged, data, evaluate, images, model, train, use } = words;

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

test('pictures: trained on good parts, a fault is found and shown; a picture is compressed and restored', async ({
  page,
}, testInfo) => {
  const set = makeSurfaceDefects(11);
  const folder = testInfo.outputPath('parts');
  const wanted = { good: 90, stain: 25 } as const;
  const pictures = Object.entries(wanted).flatMap(([label, count]) =>
    set.pictures
      .filter((picture) => picture.label === label)
      .slice(0, count)
      .map(({ pixels }, i) => ({ path: `${label}/${i}.png`, pixels })),
  );
  for (const { path, pixels } of pictures) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), greyPng(pixels, set.side));
  }
  await openStudio(page);
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  const count = String(pictures.length);
  await expect(page.getByText(images.gallery.shown(count, count))).toBeVisible();
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByText(data.preparation.tasks.reconstruction, { exact: true }).click();
  await page.getByRole('combobox', { name: data.preparation.normalClass }).selectOption('good');

  await goTo(page, 'model');
  await page.getByRole('button', { name: /^Image autoencoder recommended/ }).click();
  await setTraining(page, { [model.options['epochs'] ?? '']: '8' });
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: 170_000 });
  await expect(page.getByText(judged.detection)).toBeVisible({ timeout: 60_000 });
  const shown = await page.locator('main').innerText();
  const area = Number(new RegExp(`${evaluate.metrics.rocAuc}\\s+([\\d.]+)`, 'i').exec(shown)?.[1]);
  expect(area, 'chance is 0.5').toBeGreaterThan(0.7);
  await page.getByRole('listbox').getByRole('option').first().click();
  await expect(page.getByText(judged.picture.map, { exact: true })).toBeVisible();

  await goTo(page, 'use');
  const one = page.getByRole('region', { name: judged.use.one.image });
  await one
    .locator('input[type=file]')
    .first()
    .setInputFiles(join(folder, 'stain', '0.png'));
  await expect(one.getByText(judged.picture.map, { exact: true })).toBeVisible();
  const files = page.getByRole('region', { name: judged.files.title });
  await files
    .locator('input[type=file]')
    .first()
    .setInputFiles(join(folder, 'good', '0.png'));
  await expect(files.getByText(judged.files.done('1', 'image'))).toBeVisible();
  const saved = page.waitForEvent('download');
  await files.getByRole('button', { name: new RegExp(judged.files.save) }).click();
  const codesPath = testInfo.outputPath('0.codes');
  await (await saved).saveAs(codesPath);
  await files.locator('input[accept=".codes"]').setInputFiles(codesPath);
  await expect(files.getByText(/^1 picture restored/)).toBeVisible();
});
