import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import type { FittedPipeline } from '../../src/core/preprocessing/preparation.ts';
import { SYNTHETIC_COLUMN, SYNTHETIC_PREFIX } from '../../src/core/dataset/synthetic.ts';
import { BOLT_CIRCLE_RADIUS_MM, BOLT_HOLES } from '../../src/core/samples/boltCircle.ts';
import { makeGlyphs } from '../../src/core/samples/glyphs.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { greyPng } from './support/png.ts';
import { goTo, setTraining } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { data, generation, images, model, shell, train, use } = words;

/** How many holes have at least 1 % of the rows within 9 mm, as the engine's test of the ring has it. */
function holesCovered(rows: readonly (readonly number[])[]): number {
  return BOLT_HOLES.filter((_, hole) => {
    const angle = (2 * Math.PI * hole) / BOLT_HOLES.length;
    const [x, y] = [BOLT_CIRCLE_RADIUS_MM * Math.cos(angle), BOLT_CIRCLE_RADIUS_MM * Math.sin(angle)];
    return rows.filter((row) => Math.hypot((row[0] ?? NaN) - x, (row[1] ?? NaN) - y) < 9).length >= rows.length / 100;
  }).length;
}

test('learns to make the holes of a flange, is watched and judged, and hands over rows that are marked', async ({
  page,
}, testInfo) => {
  await openStudio(page);
  const { name } = shell.samples.boltCircle;
  await page.getByRole('button', { name: shell.landing.sampleStartLabel(name) }).click();
  await expect(page).toHaveURL(/\/evaluate$/, { timeout: 150_000 });
  await expect(page.getByText(generation.report.frechet)).toBeVisible();
  await expect(page.getByRole('table', { name: generation.report.neighbours })).toBeVisible();
  await expect(page.getByText(generation.collapse.title)).toBeHidden();
  await page.screenshot({ path: testInfo.outputPath('evaluate.png'), fullPage: true });

  await goTo(page, 'train');
  await expect(page.getByText(generation.charts.accuracy, { exact: true })).toBeVisible();
  const slider = page.getByRole('slider', { name: generation.snapshots.step });
  await slider.press('Home');
  await expect(page.getByText(generation.snapshots.at('0', '0'))).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('train.png'), fullPage: true });

  await goTo(page, 'use');
  const rowsFile = page.waitForEvent('download');
  await page.getByRole('button', { name: generation.use.make }).click();
  const csvPath = testInfo.outputPath('made.csv');
  await (await rowsFile).saveAs(csvPath);
  const [head = '', ...lines] = readFileSync(csvPath, 'utf8').trim().split('\r\n');
  expect(head).toBe(`x (mm),y (mm),${SYNTHETIC_COLUMN}`);
  expect(lines).toHaveLength(1000);
  expect(lines.every((line) => line.endsWith(',yes'))).toBe(true);
  expect(holesCovered(lines.map((line) => line.split(',').map(Number)))).toBeGreaterThanOrEqual(7);
  await page.screenshot({ path: testInfo.outputPath('use.png'), fullPage: true });

  // Both networks, opened by plain tfjs; the generator's rows lie on the holes as well.
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = testInfo.outputPath('model.zip');
  await (await download).saveAs(zipPath);
  const zip = new ModelZip(zipPath);
  const [generator, discriminator] = [await zip.load(), await zip.load('discriminator/')];
  const scaled = await tensorOf(generator.predict(tf.randomNormal([1000, 8], 0, 1, 'float32', 7))).data();
  const { columns }: FittedPipeline = JSON.parse(zip.text('pipeline.json'));
  const rows = Array.from({ length: 1000 }, (_, row) =>
    [0, 1].map((i) => {
      const { center = NaN, scale = NaN } = columns[i]?.affine ?? {};
      return (scaled[2 * row + i] ?? NaN) * scale + center;
    }),
  );
  expect(holesCovered(rows)).toBeGreaterThanOrEqual(7);
  expect(discriminator.outputs[0]?.shape).toEqual([null, 1]);
});

const [ZERO, ONE] = ['0', '1'];
const PER_CLASS = 48;
/** Pixels that the pictures are scaled to: fewer steps are needed, and each is quicker. */
const SIDE = 16;

test('learns to make pictures of the class that is asked for, which train later but judge nothing', async ({
  page,
}, testInfo) => {
  const set = makeGlyphs(5);
  const folder = testInfo.outputPath('digits');
  const mean = (label: string): number[] => {
    const pictures = set.pictures.filter((picture) => picture.label === label).slice(0, PER_CLASS);
    mkdirSync(join(folder, label), { recursive: true });
    pictures.forEach(({ pixels }, i) => writeFileSync(join(folder, label, `${i}.png`), greyPng(pixels, set.side)));
    return Array.from({ length: set.side ** 2 }, (_, at) =>
      pictures.reduce((sum, { pixels }) => sum + (pixels[at] ?? 0) / PER_CLASS, 0),
    );
  };
  const [zero, one] = [mean(ZERO), mean(ONE)];

  await openStudio(page);
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  const count = String(2 * PER_CLASS);
  await expect(page.getByText(images.gallery.shown(count, count))).toBeVisible();
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByText(data.preparation.tasks.generation, { exact: true }).click();
  for (const side of [images.input.width, images.input.height]) {
    await page.getByLabel(side, { exact: true }).fill(String(SIDE));
    await page.getByLabel(side, { exact: true }).press('Enter');
  }

  await goTo(page, 'model');
  await page.getByRole('button', { name: /^GAN for pictures/ }).click();
  await page.getByRole('switch', { name: model.procedure.conditional }).click();
  await setTraining(page, { [model.options['epochs'] ?? '']: '40' });
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  await page.getByRole('button', { name: train.start }).click();
  await expect(page.getByRole('link', { name: train.toEvaluate })).toBeVisible({ timeout: 100_000 });
  await page.getByRole('slider', { name: generation.snapshots.step }).press('Home');
  await expect(page.getByText(generation.snapshots.at('0', '0'))).toBeVisible();
  await expect(
    page.getByRole('list', { name: generation.snapshots.title }).getByRole('listitem').first(),
  ).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('train.png'), fullPage: true });

  await page.getByRole('link', { name: train.toEvaluate }).click();
  await expect(page.getByRole('img', { name: generation.report.nearestColumn('').trim() }).first()).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('evaluate.png'), fullPage: true });

  await goTo(page, 'use');
  await page.getByLabel(generation.use.count).fill('40');
  await page.getByLabel(generation.use.count).press('Enter');
  await page.getByLabel(generation.way.class, { exact: true }).selectOption({ label: ONE });
  const zipFile = page.waitForEvent('download');
  await page.getByRole('button', { name: generation.use.make }).click();
  const zip = await zipFile;
  expect(zip.suggestedFilename()).toMatch(new RegExp(`^${SYNTHETIC_PREFIX}.+\\.zip$`));
  const zipPath = join(folder, zip.suggestedFilename());
  await zip.saveAs(zipPath);
  await page.screenshot({ path: testInfo.outputPath('use.png'), fullPage: true });
  const made = Object.entries(unzipSync(readFileSync(zipPath)));
  expect(made).toHaveLength(40);
  let ones = 0;
  for (const [path, bytes] of made) {
    expect(path).toMatch(new RegExp(`^${ONE}/${SYNTHETIC_PREFIX}\\d{5}\\.png$`));
    const png = Buffer.from(bytes);
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([SIDE, SIDE]);
    const pixels = await greyOf(page, png, set.side);
    const distance = (other: readonly number[]): number =>
      pixels.reduce((sum, value, at) => sum + (value - (other[at] ?? NaN)) ** 2, 0);
    if (distance(one) < distance(zero)) ones += 1;
  }
  expect(ones, 'by the nearer of the two mean pictures').toBeGreaterThan(30);

  // The real pictures and the made ones together: these train, and that is all.
  await goTo(page, 'data');
  await page.getByRole('button', { name: data.dataset.replace }).click();
  await page.locator('input[webkitdirectory]').setInputFiles(folder);
  await page.getByRole('button', { name: data.import.replaceAction, exact: true }).click();
  const all = String(2 * PER_CLASS + 40);
  await expect(page.getByText(images.gallery.shown(all, all))).toBeVisible();
  const pictures = page.getByRole('listbox', { name: images.gallery.label }).getByRole('option');
  const madeOnes = pictures.and(page.getByRole('option', { name: new RegExp(SYNTHETIC_PREFIX) }));
  await page.getByLabel(images.gallery.classFilter).selectOption(ONE);
  for (const part of ['train', 'validation', 'test'] as const) {
    await page.getByLabel(images.gallery.partFilter).selectOption(part);
    // The few of a part are all in view, but for training's.
    await expect(pictures.and(page.getByRole('option', { name: /^\d+\.png/ })).first()).toBeVisible();
    if (part === 'train') await expect(madeOnes.first()).toBeVisible();
    else await expect(madeOnes).toHaveCount(0);
  }
  await page.screenshot({ path: testInfo.outputPath('data.png'), fullPage: true });
});

/** The first channel of a picture's pixels, row by row, as the browser decodes and scales it. */
function greyOf(page: Page, png: Buffer, side: number): Promise<number[]> {
  return page.evaluate(
    async ({ bytes, size }) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const context = new OffscreenCanvas(size, size).getContext('2d');
      context?.drawImage(bitmap, 0, 0, size, size);
      const rgba = context?.getImageData(0, 0, size, size).data ?? [];
      return Array.from(rgba).filter((_, at) => at % 4 === 0);
    },
    { bytes: Array.from(png), size: side },
  );
}
