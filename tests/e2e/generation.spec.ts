import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { FittedPipeline } from '../../src/core/preprocessing/preparation.ts';
import { SYNTHETIC_COLUMN } from '../../src/core/dataset/synthetic.ts';
import { BOLT_CIRCLE_RADIUS_MM, BOLT_HOLES } from '../../src/core/samples/boltCircle.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { goTo } from './support/steps.ts';
import { ModelZip, tensorOf } from './support/tfjsModel.ts';
import { words } from './support/words.ts';

const { generation, shell, use } = words;

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
