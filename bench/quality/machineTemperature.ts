import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from 'playwright';
import * as v from 'valibot';
import { countAlarms } from '../../src/core/evaluation/alarms.ts';
import { chooseThreshold, judgeDetection } from '../../src/core/evaluation/detection.ts';
import { autoencoder } from '../../src/messages/en/autoencoder.ts';
import { data } from '../../src/messages/en/data.ts';
import { model } from '../../src/messages/en/model.ts';
import { sequences } from '../../src/messages/en/sequences.ts';
import { train } from '../../src/messages/en/train.ts';
import type { ReconstructedPart } from '../../src/core/evaluation/reconstruction.ts';
import type { RunRecord } from '../../src/storage/records.ts';
import { fill, goTo } from './driveStudio.ts';

const FOLDER = resolve(import.meta.dirname, '../../../shared/data/nab');
const WEEK_MS = 7 * 86_400_000;
const RUN_TIMEOUT_MS = 8 * 60_000;
/** The share of normal windows of the validation part that may lie above the threshold. */
const WANTED_RATE = 0.1;
const LENGTH = 288;
const STRIDE = 36;

/** What one run's alarms came to on the test part. */
export interface AlarmResult {
  readonly anomalies: number;
  readonly found: number;
  readonly falseAlarms: number;
  readonly normalWeeks: number;
  readonly falseAlarmsPerWeek: number;
  readonly rocAuc: number;
  readonly windows: number;
  readonly trainSeconds: number;
  readonly backend: string;
}

/** The series with a column that says which rows are in one of the labelled windows. */
function labelledCsv(): string {
  const written: unknown = JSON.parse(readFileSync(join(FOLDER, 'machine_temperature_windows.json'), 'utf8'));
  const windows = v.parse(v.array(v.tuple([v.string(), v.string()])), written);
  const [, ...lines] = readFileSync(join(FOLDER, 'machine_temperature_system_failure.csv'), 'utf8').trim().split('\n');
  // ISO times compare as texts.
  const isInside = (time: string): boolean => windows.some(([from, to]) => time >= from.slice(0, 19) && time <= to);
  const labelled = lines.map((line) => `${line.trim()},${isInside(line.split(',')[0] ?? '') ? 'anomaly' : 'normal'}`);
  return ['timestamp,value,state', ...labelled].join('\n');
}

/** Imports the series and prepares windows of it, by hand as a user would. */
export async function importSeries(page: Page): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'machine.csv', mimeType: 'text/csv', buffer: Buffer.from(labelledCsv(), 'utf8') });
  await page.getByRole('button', { name: data.import.action, exact: true }).click({ timeout: 60_000 });
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page
    .getByRole('combobox', { name: data.preparation.targetColumn, exact: true })
    .selectOption('state', { timeout: 60_000 });
  await page.getByRole('radio', { name: data.preparation.tasks.reconstruction }).check({ force: true });
  await page.getByRole('combobox', { name: data.preparation.normalClass }).selectOption('normal');
  await page.getByRole('radio', { name: sequences.sample.kinds.window }).check({ force: true });
  await fill(page, sequences.sample.length, String(LENGTH));
  await fill(page, sequences.sample.stride, String(STRIDE));
  await page.getByRole('tab', { name: data.dataset.sections.split }).click();
  await fill(page, data.split.parts.train, '50');
  await fill(page, data.split.parts.validation, '20');
  await goTo(page, 'model');
  await page.getByRole('button', { name: /^Window autoencoder/ }).click();
}

/** Trains with a seed, and counts the alarms of the test part as the studio does. */
export async function trainAlarms(page: Page, seed: number): Promise<AlarmResult> {
  await goTo(page, 'model');
  await fill(page, model.options['seed'] ?? '', String(seed));
  await goTo(page, 'train');
  await page.getByLabel(train.runName).fill(`seed ${seed}`);
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('button', { name: train.stop }).waitFor();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: RUN_TIMEOUT_MS });
  await expect(page.getByText(autoencoder.series.note)).toBeVisible({ timeout: 60_000 });
  const { run, part } = await page.evaluate(readLatest);
  if (run.recipe.training.seed !== seed) throw new Error('the recipe has another seed');
  const threshold = chooseThreshold(part.validationErrors, WANTED_RATE);
  const normal = part.classes.indexOf('normal');
  const isAnomaly = part.labels.map((label) => Number(label !== normal));
  if (!threshold || !part.windows) throw new Error('no windows, or none to read a threshold off');
  const rate = countAlarms(part.windows, part.errors, isAnomaly, threshold.value);
  const normalWeeks = rate.normalTime / WEEK_MS;
  return {
    anomalies: rate.anomalies,
    found: rate.found,
    falseAlarms: rate.falseAlarms,
    normalWeeks,
    falseAlarmsPerWeek: rate.falseAlarms / normalWeeks,
    rocAuc: judgeDetection(part.errors, isAnomaly, threshold.value)?.rocAuc ?? NaN,
    windows: part.errors.length,
    trainSeconds: run.trainedMs / 1000,
    backend: run.engine?.backend ?? 'none',
  };
}

type PlainPart = Pick<ReconstructedPart, 'classes' | 'windows'> & {
  readonly validationErrors: readonly number[];
  readonly errors: readonly number[];
  readonly labels: readonly number[];
};

/** In the page: the newest run and what its autoencoder made of the test part, from the studio's own storage. */
async function readLatest(): Promise<{ run: RunRecord; part: PlainPart }> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('lathe');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error('no storage'));
  });
  const all = <T>(store: string): Promise<T[]> =>
    new Promise((resolve, reject) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(`${store} cannot be read`));
    });
  const runs = await all<RunRecord>('runs');
  const parts = await all<ReconstructedPart>('reconstructions');
  database.close();
  const run = runs.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const part = parts.find((each) => each.runId === run?.id && each.part === 'test');
  if (!run || !part) throw new Error('no judged run');
  const { classes, windows, validationErrors, errors, labels } = part;
  return {
    run,
    part: {
      classes,
      windows,
      validationErrors: [...validationErrors],
      errors: [...errors],
      labels: [...labels],
    },
  };
}
