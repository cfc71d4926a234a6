import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import Papa from 'papaparse';
import { expect, openStudio, test } from './support/journey.ts';
import { spindleCsv } from './support/spindles.ts';
import { goTo, setTraining } from './support/steps.ts';
import { words } from './support/words.ts';

const { data, evaluate, model, shell, train, use } = words;

/** The functions of the downloaded pipeline.js that this journey calls. */
interface PipelineModule {
  encodeRow(pipeline: unknown, row: Record<string, unknown>): { ok: true; value: Float32Array } | { ok: false };
  decodeOutputs(pipeline: unknown, outputs: ArrayLike<number>): { names: string[]; values: number[] };
}

test('from a CSV to a trained, judged, kept, used and downloaded model', async ({ page, context }, testInfo) => {
  // Data: the file is dropped on the landing page, what is detected is shown, and it is imported.
  await openStudio(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'Spindeln März.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(spindleCsv(600, 7), 'utf8'),
    });
  await expect(page.getByText(data.import.preview).first()).toBeVisible();
  await expect(page.getByLabel(data.import.delimiter)).toHaveValue(';');
  await expect(page.getByLabel(data.import.decimal)).toHaveValue(',');
  await page.getByRole('button', { name: data.import.action, exact: true }).click();
  await expect(page.getByText(data.import.doneTitle('600'))).toBeVisible();
  await expect(page.getByText('geprüft am').first()).toBeVisible();

  // Model: a recipe, fewer epochs.
  await goTo(page, 'model');
  await page.getByRole('button', { name: /Small network/ }).click();
  await setTraining(page, { [model.options['epochs'] ?? '']: '4' });

  // Train: on WebGPU, in the worker. Software is pinned, since test machines have no GPU.
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('webgpuSoftware');
  await page.getByLabel(train.runName).fill('März');
  await page.getByRole('button', { name: train.start }).click();
  await expect(page.getByRole('link', { name: train.toEvaluate })).toBeVisible({ timeout: 150_000 });
  await expect(page.getByText(train.engine.names.webgpu, { exact: true }).first()).toBeVisible();

  // Evaluate: on rows it never saw.
  await page.getByRole('link', { name: train.toEvaluate }).click();
  await expect(page.getByText(/naive baseline/)).toBeVisible();
  const accuracyOf = async (): Promise<string> =>
    /Accuracy ([\d.]+)%/.exec(await page.locator('main').innerText())?.[1] ?? '';
  const accuracy = await accuracyOf();
  expect(Number(accuracy)).toBeGreaterThan(70);

  // The tab is closed and opened again: all is as it was.
  const url = page.url();
  await page.close();
  page = await context.newPage();
  await page.goto(url);
  await expect(page.getByText(/naive baseline/)).toBeVisible();
  expect(await accuracyOf()).toBe(accuracy);
  await expect(page.getByRole('table', { name: evaluate.runs.title })).toBeVisible();

  // Use: a new file is predicted; rows that cannot be are reported.
  await goTo(page, 'use');
  const fresh = spindleCsv(60, 99) + '"M-1";viel;1500;A;01.03.2026;gut\r\n';
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'April.csv', mimeType: 'text/csv', buffer: Buffer.from(fresh, 'utf8') });
  await expect(page.getByText(use.batch.done('60'))).toBeVisible();
  await expect(page.getByText(use.batch.failed('1'))).toBeVisible();
  const csvDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.batch.download }).click();
  const csvPath = testInfo.outputPath('predictions.csv');
  await (await csvDownload).saveAs(csvPath);

  // Download: plain tfjs loads the ZIP in Node, applies the pipeline, and gives the studio's numbers.
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = testInfo.outputPath('model.zip');
  await (await zipDownload).saveAs(zipPath);
  const files = unzipSync(new Uint8Array(readFileSync(zipPath)));
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  for (const name of [
    'model.json',
    'weights.bin',
    'pipeline.json',
    'pipeline.js',
    'schema.json',
    'README.md',
    'example.html',
  ]) {
    expect(files[name]?.length ?? 0, name).toBeGreaterThan(0);
  }
  const pipelinePath = testInfo.outputPath('pipeline.mjs');
  await writeFile(pipelinePath, text('pipeline.js'));
  const { encodeRow, decodeOutputs }: PipelineModule = await import(pathToFileURL(pipelinePath).href);
  const pipeline: unknown = JSON.parse(text('pipeline.json'));
  const { modelTopology, weightsManifest } = JSON.parse(text('model.json'));
  const weights = files['weights.bin'] ?? new Uint8Array();
  const network = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: weights.slice().buffer,
    }),
  );

  const { data: rows } = Papa.parse<Record<string, string>>(readFileSync(csvPath, 'utf8').replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: true,
    delimiter: ';',
  });
  expect(rows).toHaveLength(61);
  const number = (cell: string | undefined): number | null => (cell ? Number(cell.replace(',', '.')) : null);
  let compared = 0;
  for (const row of rows.slice(0, 60)) {
    const [day, month, year] = (row['geprüft am'] ?? '').split('.').map(Number);
    const encoded = encodeRow(pipeline, {
      ...row,
      'Drehmoment [Nm]': number(row['Drehmoment [Nm]']),
      Drehzahl: number(row['Drehzahl']),
      'geprüft am': Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1),
    });
    if (!encoded.ok) throw new Error(`a row that the studio predicted was refused: ${JSON.stringify(row)}`);
    const output = tf.tidy(() => network.predict(tf.tensor2d(encoded.value, [1, encoded.value.length])));
    if (Array.isArray(output)) throw new Error('one output is expected');
    const { names, values } = decodeOutputs(pipeline, await output.data());
    output.dispose();
    names.forEach((name, i) => {
      const column = Object.keys(row).find(
        (key) => key.includes(name) && key !== 'Ergebnis' && number(row[key]) !== null,
      );
      if (!column) throw new Error(`no column of the predictions names ${name}: ${Object.keys(row).join(', ')}`);
      expect(Math.abs((values[i] ?? NaN) - (number(row[column]) ?? NaN))).toBeLessThan(1e-5);
      compared++;
    });
  }
  expect(compared).toBe(120);
  network.dispose();

  // The list of projects has it.
  await page
    .getByRole('link', { name: /^Lathe/ })
    .first()
    .click();
  await expect(page.getByText(shell.projects.title).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Spindeln März', exact: true })).toBeVisible();
});
