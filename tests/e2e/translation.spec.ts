import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { unzipSync } from 'fflate';
import { makeNoisyParts } from '../../src/core/samples/noisyParts.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { greyPng } from './support/png.ts';
import { goTo } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { generation, shell, translation, use } = words;

test('learns to take noise away, is judged beside doing nothing, and translates pictures here and elsewhere alike', async ({
  page,
}, testInfo) => {
  await openStudio(page);
  const { name } = shell.samples.noisyParts;
  await page.getByRole('button', { name: shell.landing.sampleStartLabel(name) }).click();
  await expect(page).toHaveURL(/\/evaluate$/, { timeout: 150_000 });

  const figures = page.getByRole('table', { name: translation.figures });
  await expect(figures).toBeVisible();
  const cells = figures.getByRole('row', { name: translation.metrics.mae }).getByRole('cell');
  const [made, left] = (await cells.allInnerTexts()).slice(-2).map((text) => parseFloat(text));
  expect(made).toBeLessThan(0.5 * (left ?? NaN));
  const pairs = page.getByRole('list', { name: translation.pictures });
  await expect(pairs.getByRole('listitem')).toHaveCount(12);
  await page.screenshot({ path: testInfo.outputPath('evaluate.png'), fullPage: true });

  await goTo(page, 'train');
  await expect(page.getByRole('list', { name: translation.watch }).getByRole('listitem').first()).toBeVisible();
  await page.getByRole('slider', { name: generation.snapshots.step }).press('Home');
  await expect(page.getByText(generation.snapshots.at('0', '0'))).toBeVisible();
  await page.screenshot({ path: testInfo.outputPath('train.png'), fullPage: true });

  // Pictures that no run has seen.
  await goTo(page, 'use');
  const { side, pictures } = makeNoisyParts(77);
  const chosen = pictures.filter((_, i) => i % 150 === 0).map(({ pixels }) => pixels);
  const files = chosen.map((pixels, i) => ({
    name: `part-${i}.jpg.png`,
    mimeType: 'image/png',
    buffer: greyPng(pixels, side),
  }));
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(files);
  await expect(page.getByText(translation.use.done(String(chosen.length)))).toBeVisible();
  const zipFile = page.waitForEvent('download');
  await page.getByRole('button', { name: translation.use.zip }).click();
  const translatedPath = testInfo.outputPath('translated.zip');
  await (await zipFile).saveAs(translatedPath);
  const translated = unzipSync(readFileSync(translatedPath));
  expect(Object.keys(translated).sort()).toEqual(chosen.map((_, i) => `part-${i}.jpg.png`));
  await page.screenshot({ path: testInfo.outputPath('use.png'), fullPage: true });

  // The generator, opened by plain tfjs, gives the pictures of the ZIP.
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const modelPath = testInfo.outputPath('model.zip');
  await (await download).saveAs(modelPath);
  const zip = new ModelZip(modelPath);
  const [generator, discriminator] = [await zip.load(), await zip.load('discriminator/')];
  expect(discriminator.outputs[0]?.shape.length).toBe(4);
  expect(zip.text('example.mjs')).toContain('export async function translate');
  for (const [i, pixels] of chosen.entries()) {
    const input = tf.tensor4d(
      Float32Array.from(pixels, (value) => value / 255),
      [1, side, side, 1],
    );
    const expected = Array.from(await tensorOf(generator.predict(input)).data(), (value) => 255 * value);
    const given = await page.evaluate(
      async (bytes) => {
        const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
        context?.drawImage(bitmap, 0, 0);
        const rgba = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
        return Array.from(rgba).filter((_, at) => at % 4 === 0);
      },
      Array.from(translated[`part-${i}.jpg.png`] ?? []),
    );
    expect(given).toHaveLength(expected.length);
    expect(Math.max(...given.map((value, at) => Math.abs(value - (expected[at] ?? NaN))))).toBeLessThan(0.51);
  }
});
