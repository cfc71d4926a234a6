import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import Papa from 'papaparse';
import { cellAt, type Table } from '../../src/core/dataset/table.ts';
import { makeFleetLife } from '../../src/core/samples/fleetLife.ts';
import { makePressCycles } from '../../src/core/samples/pressCycles.ts';
import { makeMaintenanceNotes } from '../../src/core/samples/maintenanceNotes.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { goTo, setTraining, trainSample } from './support/steps.ts';
import { words } from './support/words.ts';

const { data, evaluate, model, sequences, train, use } = words;

type Row = Readonly<Record<string, string | number | null>>;

/** The functions of the downloaded pipeline.js that these journeys call. */
interface PipelineModule {
  encodeSample(pipeline: unknown, rows: Row | readonly Row[]): { ok: true; value: Float32Array } | { ok: false };
  decodeSteps(pipeline: unknown, outputs: ArrayLike<number>): { names: string[]; values: number[] }[];
  sampleShape(pipeline: unknown): number[];
}

/** The schedule and its first rate have the same name. */
async function setRate(page: Page, rate: string): Promise<void> {
  const field = page.getByRole('textbox', { name: model.options['initialLearningRate'] ?? '', exact: true });
  await field.fill(rate);
  await field.press('Enter');
}

function csvOf(table: Table, rows: number): string {
  const lines = Array.from({ length: Math.min(rows, table.rowCount) }, (_, row) =>
    table.columns.map((column) => cellAt(column, row)),
  );
  return Papa.unparse([table.columns.map(({ name }) => name), ...lines]);
}

/** The downloaded model, as plain tfjs and the carried code have it. */
async function openModel(
  zipPath: string,
  folder: string,
): Promise<(rows: Row | readonly Row[]) => Promise<number[][]>> {
  const files = unzipSync(new Uint8Array(readFileSync(zipPath)));
  const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
  const pipelinePath = `${folder}/pipeline-${Math.random()}.mjs`;
  await writeFile(pipelinePath, text('pipeline.js'));
  const carried: PipelineModule = await import(pathToFileURL(pipelinePath).href);
  const pipeline: unknown = JSON.parse(text('pipeline.json'));
  const { modelTopology, weightsManifest } = JSON.parse(text('model.json'));
  const network = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: (files['weights.bin'] ?? new Uint8Array()).slice().buffer,
    }),
  );
  return async (rows) => {
    const encoded = carried.encodeSample(pipeline, rows);
    if (!encoded.ok) throw new Error('the carried code refuses a sample that the studio predicted');
    const output = tf.tidy(() => network.predict(tf.tensor(encoded.value, [1, ...carried.sampleShape(pipeline)])));
    if (Array.isArray(output)) throw new Error('one output is expected');
    return carried.decodeSteps(pipeline, await output.data()).map(({ values }) => values);
  };
}

test('windows over a fleet: remaining life by a GRU, better than the mean, and the same elsewhere', async ({
  page,
}, info) => {
  const table = makeFleetLife(7);
  await openStudio(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'fleet.csv', mimeType: 'text/csv', buffer: Buffer.from(csvOf(table, 3000), 'utf8') });
  await page.getByRole('button', { name: data.import.action, exact: true }).click();
  await expect(page.getByText(data.import.doneTitle('3,000'))).toBeVisible();

  // Data: a sample is a window, judged by what is left of the machine's life.
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByText(sequences.sample.kinds.window, { exact: true }).click();
  await page.getByRole('combobox', { name: sequences.sample.label, exact: true }).selectOption('remainingLife');
  await expect(page.getByRole('combobox', { name: sequences.sample.unit, exact: true })).toHaveValue('machine');
  await expect(page.getByRole('combobox', { name: sequences.sample.time, exact: true })).toHaveValue('cycle');
  for (const [label, value] of [
    [sequences.sample.length, '16'],
    [sequences.sample.stride, '3'],
  ] as const) {
    const field = page.getByRole('textbox', { name: label, exact: true });
    await field.fill(value);
    await field.press('Enter');
  }
  await expect(page.getByText(sequences.sample.regular)).toBeVisible();
  await expect(page.getByRole('img', { name: /over time, with \d+ windows/ })).toBeVisible();

  // Model and Train.
  await goTo(page, 'model');
  await page.getByRole('button', { name: /GRU/ }).first().click();
  await setTraining(page, {
    [model.options['epochs'] ?? '']: '8',
  });
  await setRate(page, '0.005');
  await goTo(page, 'train');
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: 150_000 });

  // Evaluate: on machines that it never saw.
  await expect(page.getByText(/naive baseline/).first()).toBeVisible();
  const [, rmse, naive] = /RMSE ([\d.]+), against ([\d.]+) for/.exec(await page.locator('main').innerText()) ?? [];
  expect(Number(rmse)).toBeLessThan(0.75 * Number(naive));

  // Use: two machines pasted, the newest window of each looked at, all of them in the file.
  await goTo(page, 'use');
  const machines = csvOf(table, 3000).split('\r\n');
  const head = machines[0] ?? '';
  const rowsOf = (machine: number): string[] => machines.filter((line) => line.startsWith(`${machine},`)).slice(0, 40);
  const pasted = [...rowsOf(2), ...rowsOf(1)];
  await page.getByLabel(sequences.use.windowPaste).fill([head, ...pasted, '1,nonsense,1,1,1,1,1,1,1'].join('\n'));
  await page.getByRole('button', { name: sequences.use.predict, exact: true }).click();
  // From 16 rows on every third of 40, up to the newest: 9 of each machine.
  await expect(page.getByText(sequences.use.windowsDone('18'))).toBeVisible();
  await expect(page.getByRole('heading', { name: use.batch.failures })).toBeVisible();
  await page.getByLabel(`${sequences.use.unit}: machine`).selectOption('1');
  const csvDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: new RegExp(`^${use.batch.download}`) }).click();
  const csvPath = info.outputPath('windows.csv');
  await (await csvDownload).saveAs(csvPath);
  const { data: predictions } = Papa.parse<Record<string, string>>(readFileSync(csvPath, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  expect(predictions).toHaveLength(18);

  // Elsewhere: plain tfjs and the carried code say the same of every window.
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = info.outputPath('model.zip');
  await (await zipDownload).saveAs(zipPath);
  const predict = await openModel(zipPath, info.outputDir);
  const names = head.split(',');
  for (const line of predictions) {
    const last = pasted.findIndex((row) => row.startsWith(`${line['machine']},${line['cycle']},`));
    const rows = pasted
      .slice(last - 15, last + 1)
      .map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i] ?? '', Number(cell)])));
    const [[value] = []] = await predict(rows);
    const studio = Number(line['predicted remaining life (cycle)']);
    expect(Math.abs((value ?? NaN) - studio)).toBeLessThan(1e-5 * Math.max(1, Math.abs(studio)));
  }
});

test('a text column: fault causes from notes in two languages', async ({ page }, info) => {
  const table = makeMaintenanceNotes(7);
  await openStudio(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from(csvOf(table, 900), 'utf8') });
  await page.getByRole('button', { name: data.import.action, exact: true }).click();
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByText(sequences.sample.kinds.text, { exact: true }).click();
  await expect(page.getByRole('combobox', { name: sequences.sample.column, exact: true })).toHaveValue('note');
  await expect(page.getByText(/padding and unknown among them/)).toBeVisible();

  await goTo(page, 'model');
  await page
    .getByRole('button', { name: /Words, averaged/ })
    .first()
    .click();
  await setTraining(page, {
    [model.options['epochs'] ?? '']: '25',
  });
  await setRate(page, '0.01');
  await goTo(page, 'train');
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: 150_000 });
  await expect(page.getByText(/naive baseline/).first()).toBeVisible();
  const accuracy = Number(/Accuracy ([\d.]+)%/.exec(await page.locator('main').innerText())?.[1]);
  expect(accuracy).toBeGreaterThan(80);
  await expect(page.getByRole('heading', { name: evaluate.confusion.title })).toBeVisible();

  await goTo(page, 'use');
  await page.getByLabel(sequences.use.textLabel, { exact: true }).fill('泵 P-101，密封处渗漏，每分钟几滴。');
  await expect(page.locator('dd.value')).toHaveText('seal leak');
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = info.outputPath('model.zip');
  await (await zipDownload).saveAs(zipPath);
  const predict = await openModel(zipPath, info.outputDir);
  const [values = []] = await predict({ note: '泵 P-101，密封处渗漏，每分钟几滴。' });
  const shown = Number((await page.locator('tr.decided .share').innerText()).replace('%', ''));
  expect(100 * Math.max(...values)).toBeCloseTo(shown, 1);
});

test('a label for every step: the sample of press cycles, a file labelled row by row, and the same elsewhere', async ({
  page,
}, info) => {
  await openStudio(page);
  await trainSample(page, 'pressCycles');

  // Evaluate: every row of presses that it never saw, far better than always saying the commonest state.
  await expect(page.getByText(/naive baseline/).first()).toBeVisible();
  const [, right, naive] =
    /Accuracy ([\d.]+)%[^,]*, against ([\d.]+)%/.exec(await page.locator('main').innerText()) ?? [];
  expect(Number(right)).toBeGreaterThan(85);
  expect(Number(naive)).toBeLessThan(50);
  await expect(page.getByRole('heading', { name: sequences.steps.title })).toBeVisible();
  await expect(page.getByRole('img', { name: /rows wrong/ }).first()).toBeVisible();

  // Use: a line that cannot be read splits the press in two; the shorter piece has no label.
  await goTo(page, 'use');
  const lines = csvOf(makePressCycles(9), 64).split('\r\n');
  lines[61] = 'P01,6.0,nonsense,1,1,idle';
  await page.getByLabel(sequences.use.windowPaste).fill(lines.join('\n'));
  await page.getByRole('button', { name: sequences.use.predict, exact: true }).click();
  await expect(page.getByText(sequences.use.stepsDone('60'))).toBeVisible();
  await expect(page.getByText(sequences.use.stepsUnused('4'))).toBeVisible();
  const csvDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: new RegExp(`^${use.batch.download}`) }).click();
  const csvPath = info.outputPath('labelled.csv');
  await (await csvDownload).saveAs(csvPath);
  const labelled = Papa.parse<Record<string, string>>(readFileSync(csvPath, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  }).data;
  expect(labelled).toHaveLength(64);
  const agreeing = labelled.slice(0, 60).filter((line) => line['predicted state'] === line['state']).length;
  expect(agreeing).toBeGreaterThan(45);
  expect(labelled.slice(60).every((line) => line['predicted state'] === '')).toBe(true);

  // Elsewhere: the first rows are in the first window alone, so plain tfjs must say the same of them.
  const zipDownload = page.waitForEvent('download');
  await page.getByRole('button', { name: use.model.download }).click();
  const zipPath = info.outputPath('model.zip');
  await (await zipDownload).saveAs(zipPath);
  const files = unzipSync(new Uint8Array(readFileSync(zipPath)));
  const { sample } = JSON.parse(strFromU8(files['schema.json'] ?? new Uint8Array()));
  expect(sample.labelsEach).toBe(true);
  const predict = await openModel(zipPath, info.outputDir);
  const rows = labelled
    .slice(0, sample.rows)
    .map((line) => Object.fromEntries(Object.entries(line).map(([key, cell]) => [key, Number(cell)])));
  const steps = await predict(rows);
  expect(steps).toHaveLength(sample.rows);
  for (let step = 0; step < sample.rows >> 1; step++) {
    const studio = Object.entries(labelled[step] ?? {})
      .filter(([key]) => key.startsWith('P('))
      .map(([, cell]) => Number(cell));
    studio.forEach((value, i) => expect(Math.abs(value - (steps[step]?.[i] ?? NaN))).toBeLessThan(1e-5));
  }
});
