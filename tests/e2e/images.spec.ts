import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import { greyToRgba } from '../../src/core/samples/imageSets.ts';
import { makeGlyphs } from '../../src/core/samples/glyphs.ts';
import { createRandom } from '../../src/shared/random.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { greyPng } from './support/png.ts';
import { goTo, setTraining } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { images, model, train, use } = words;
const CLASSES = ['0', '1', '4', '7'];
const PER_CLASS = 60;

interface PipelineModule {
  encodeImage: (pipeline: unknown, picture: { width: number; height: number; data: Uint8ClampedArray }) => Float32Array;
  mergeTiles: (pipeline: unknown, outputs: ArrayLike<number>) => Float32Array;
  decodeOutputs: (pipeline: unknown, outputs: ArrayLike<number>) => { names: string[]; values: number[] };
}

test('a folder of pictures becomes a trained network that plain tfjs runs alike', async ({ page }, testInfo) => {
  const set = makeGlyphs(11);
  const folder = testInfo.outputPath('digits');
  const pictures = CLASSES.flatMap((label) =>
    set.pictures
      .filter((picture) => picture.label === label)
      .slice(0, PER_CLASS)
      .map(({ pixels }, i) => ({ path: `${label}/${i}.png`, pixels })),
  );
  for (const { path, pixels } of pictures) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), greyPng(pixels, set.side));
  }
  writeFileSync(
    join(folder, '0', 'cut off.png'),
    greyPng(pictures[0]?.pixels ?? new Uint8Array(0), set.side).subarray(0, 90),
  );

  await openStudio(page);
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  const count = String(pictures.length);
  await expect(page.getByText(images.leftOut('1'))).toBeVisible();
  await expect(page.getByText(images.gallery.shown(count, count))).toBeVisible();
  await expect(page.getByRole('listbox').getByRole('option').first().locator('img')).toBeVisible();

  await goTo(page, 'model');
  await page.getByRole('button', { name: /Small image network/ }).click();
  await setTraining(page, { [model.options['epochs'] ?? '']: '12' });
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  await page.getByRole('button', { name: train.start }).click();
  await expect(page.getByRole('link', { name: train.toEvaluate })).toBeVisible({ timeout: 170_000 });

  await page.getByRole('link', { name: train.toEvaluate }).click();
  await expect(page.getByText(/naive baseline/)).toBeVisible();
  const figures = await page.locator('main').innerText();
  const accuracy = Number(/Accuracy\s+([\d.]+)%/.exec(figures)?.[1]);
  expect(accuracy, 'the largest class has 25 %').toBeGreaterThan(70);
  const cell = page.getByRole('button', { name: /^\d+ rows: actually 1, predicted 1$/ });
  await cell.click();
  await expect(page.getByRole('listbox').getByRole('option').first().locator('img')).toBeVisible();

  // Use: one picture, and a folder of them.
  await goTo(page, 'use');
  await page
    .getByLabel(images.use.drop)
    .locator('input')
    .setInputFiles(join(folder, '1', '3.png'));
  await expect(page.getByLabel(images.use.seen)).toBeVisible();
  await page.getByLabel(images.batch.drop).locator('input[webkitdirectory]').setInputFiles(folder);
  await expect(page.getByText(images.batch.done(count))).toBeVisible();
  const csvDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: images.batch.download }).click();
  const csvPath = testInfo.outputPath('predictions.csv');
  await (await csvDownload).saveAs(csvPath);
  const [, ...lines] = readFileSync(csvPath, 'utf8').trim().split(/\r?\n/);
  const predicted = new Map(lines.map((line) => [line.split(',')[0] ?? '', line.split(',').slice(3).map(Number)]));

  // Download: plain tfjs gives the studio's numbers.
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = testInfo.outputPath('model.zip');
  await (await zipDownload).saveAs(zipPath);
  const files = unzipSync(new Uint8Array(readFileSync(zipPath)));
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const pipelinePath = testInfo.outputPath('pipeline.mjs');
  await writeFile(pipelinePath, text('pipeline.js'));
  const { encodeImage, decodeOutputs }: PipelineModule = await import(pathToFileURL(pipelinePath).href);
  const pipeline: unknown = JSON.parse(text('pipeline.json'));
  const { modelTopology, weightsManifest } = JSON.parse(text('model.json'));
  const network = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: (files['weights.bin'] ?? new Uint8Array()).slice().buffer,
    }),
  );
  for (const { path, pixels } of pictures.filter((_, i) => i % 12 === 0)) {
    const input = encodeImage(pipeline, { width: set.side, height: set.side, data: greyToRgba(pixels) });
    const output = tf.tidy(() => network.predict(tf.tensor4d(input, [1, set.side, set.side, 1])));
    if (Array.isArray(output)) throw new Error('one output is expected');
    const { values } = decodeOutputs(pipeline, await output.data());
    output.dispose();
    const studio = predicted.get(`digits/${path}`) ?? [];
    values.forEach((value, i) => expect(Math.abs(value - (studio[i] ?? NaN)), path).toBeLessThan(1e-4));
  }
});

test('large pictures are cut into tiles, judged whole, and the downloaded model judges them alike', async ({
  page,
}, testInfo) => {
  const [width, height, side] = [96, 40, 20];
  const random = createRandom(8);
  const folder = testInfo.outputPath('sheets');
  const pictures = Array.from({ length: 30 }, (_, i) => {
    const isBad = i % 2 === 1;
    const pixels = Uint8Array.from({ length: width * height }, () => 150 + 10 * random.normal());
    const [left, top] = [Math.floor(random.uniform() * (width - 10)), Math.floor(random.uniform() * (height - 10))];
    for (let y = top; isBad && y < top + 10; y++) pixels.fill(20, y * width + left, y * width + left + 10);
    return { path: join(folder, isBad ? 'bad' : 'good', `${i}.png`), pixels };
  });
  for (const { path, pixels } of pictures) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, greyPng(pixels, width, height));
  }
  const { input, tiling } = images;

  await openStudio(page);
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await page.getByRole('tab', { name: words.data.dataset.sections.preparation }).click();
  for (const label of [input.width, input.height]) {
    await page.getByLabel(label, { exact: true }).fill(String(side));
    await page.getByLabel(label, { exact: true }).press('Enter');
  }
  await page.getByLabel(input.fit).selectOption({ label: input.fits.tile });
  await page.getByLabel(tiling.merge).selectOption({ label: tiling.largest('bad') });
  // 5 × 2 tiles each.
  await expect(page.getByText(tiling.total('300'))).toBeVisible();
  await expect(page.getByText(tiling.count('10', `${width} × ${height}`, `${side} × ${side}`))).toBeVisible();
  await expect(page.getByLabel(tiling.grid)).toBeVisible();

  // What cannot be made of tiles is said, and mended at one click.
  await page.getByText(words.data.preparation.tasks.reconstruction, { exact: true }).click();
  await expect(page.getByRole('button', { name: tiling.fixWhole })).toBeVisible();
  await page.getByText(words.data.preparation.tasks.binary, { exact: true }).click();
  await expect(page.getByRole('button', { name: tiling.fixWhole })).toBeHidden();

  await goTo(page, 'model');
  await page.getByRole('button', { name: /Small image network/ }).click();
  await setTraining(page, { [model.options['epochs'] ?? '']: '4' });
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: 120_000 });
  await expect(page.getByText(/naive baseline/)).toBeVisible();

  await goTo(page, 'use');
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = testInfo.outputPath('tiles.zip');
  await (await zipDownload).saveAs(zipPath);
  const zip = new ModelZip(zipPath);
  const pipelinePath = testInfo.outputPath('tiles.mjs');
  await writeFile(pipelinePath, zip.text('pipeline.js'));
  const { encodeImage, mergeTiles, decodeOutputs }: PipelineModule = await import(pathToFileURL(pipelinePath).href);
  const pipeline: unknown = JSON.parse(zip.text('pipeline.json'));
  const network = await zip.load();
  for (const { path, pixels } of pictures.slice(0, 2)) {
    await page.getByLabel(images.use.drop).locator('input').setInputFiles(path);
    await expect(page.getByText(tiling.byLargest('bad', '10'))).toBeVisible();
    await expect(page.getByLabel(tiling.map('bad'))).toBeVisible();
    const tiles = encodeImage(pipeline, { width, height, data: greyToRgba(pixels) });
    const output = tf.tidy(() => tensorOf(network.predict(tf.tensor4d(tiles, [10, side, side, 1]))));
    const { names, values } = decodeOutputs(pipeline, mergeTiles(pipeline, await output.data()));
    output.dispose();
    const share = (100 * (values[names.indexOf('bad')] ?? NaN)).toFixed(1);
    await expect(page.getByRole('row', { name: `bad ${share}%` })).toBeVisible();
  }
});

test('pictures without labels are labelled by key, and one that is there twice is left out', async ({
  page,
}, testInfo) => {
  const set = makeGlyphs(12);
  const folder = testInfo.outputPath('unsorted');
  mkdirSync(folder, { recursive: true });
  const ones = set.pictures.filter(({ label }) => label === '1').slice(0, 4);
  const sevens = set.pictures.filter(({ label }) => label === '7').slice(0, 4);
  [...ones, ...sevens].forEach(({ pixels }, i) => writeFileSync(join(folder, `${i}.png`), greyPng(pixels, set.side)));
  writeFileSync(join(folder, 'again.png'), greyPng(sevens[3]?.pixels ?? new Uint8Array(0), set.side));
  const { gallery, labelling, duplicates } = images;

  await openStudio(page);
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await expect(page.getByText(gallery.shown('9', '9'))).toBeVisible();
  const pictures = page.getByRole('listbox', { name: gallery.label }).getByRole('option');
  await pictures.nth(0).click();
  await pictures.nth(3).click({ modifiers: ['Shift'] });
  await expect(page.getByText(labelling.chosen('4'))).toBeVisible();
  await page.keyboard.press('n');
  await page.getByLabel(labelling.className).fill('one');
  await page.keyboard.press('Enter');
  await pictures.nth(4).click();
  await page.keyboard.press('n');
  await page.getByLabel(labelling.className).fill('seven');
  await page.keyboard.press('Enter');
  // The dialog gives the keys back to the list, where the next picture is chosen.
  await expect(pictures.nth(5)).toHaveAttribute('aria-selected', 'true');
  for (let i = 5; i < 9; i++) await page.keyboard.press('2');
  await expect(pictures.nth(8)).toContainText('seven');
  await page.keyboard.press('1');
  await expect(pictures.nth(8)).toContainText('one');
  await page.keyboard.press('Control+z');
  await expect(pictures.nth(8)).toContainText('seven');
  await expect(page.getByText(labelling.saving)).toBeHidden();

  await page.getByText(gallery.views.duplicates).click();
  await page.getByRole('button', { name: duplicates.look }).click();
  await page.getByRole('button', { name: duplicates.leaveOut('again.png') }).click();
  await expect(page.getByText(duplicates.none)).toBeVisible();
  await page.getByText(gallery.views.pictures).click();
  await expect(page.getByText(labelling.saving)).toBeHidden();

  await page.reload();
  await page.getByLabel(gallery.classFilter).selectOption('seven');
  await expect(page.getByText(gallery.shown('5', '9'))).toBeVisible();
  await page.getByLabel(gallery.partFilter).selectOption({ label: gallery.noPart });
  await expect(page.getByText(gallery.shown('1', '9'))).toBeVisible();
  await expect(pictures.first()).toHaveAccessibleName(new RegExp(`again.png, seven, ${gallery.excluded}`));
});
