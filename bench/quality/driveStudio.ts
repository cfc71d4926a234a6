import { expect } from '@playwright/test';
import type { Page } from 'playwright';
import type { EvaluationReport } from '../../src/core/evaluation/report.ts';
import { data } from '../../src/messages/en/data.ts';
import { model } from '../../src/messages/en/model.ts';
import { sequences } from '../../src/messages/en/sequences.ts';
import { shell } from '../../src/messages/en/shell.ts';
import { train } from '../../src/messages/en/train.ts';
import type { RunRecord } from '../../src/storage/records.ts';
import type { QualityTask, WindowChoice } from './tasks.ts';

/** Tens of thousands of pictures are decoded one by one. */
const IMPORT_TIMEOUT_MS = 3_600_000;
/** A convolution on tens of thousands of pictures takes hours on a busy machine. */
const RUN_TIMEOUT_MS = 3 * 3_600_000;

/** What one run reached on its test rows. */
export interface RunResult {
  readonly value: number;
  readonly trainSeconds: number;
  readonly backend: string;
  readonly testRows: number;
}

export async function goTo(page: Page, place: keyof typeof shell.places): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${shell.places[place]}`) })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/${place}$`));
}

export async function fill(page: Page, label: string, value: string): Promise<void> {
  const field = page.getByRole('textbox', { name: label, exact: true });
  await field.fill(value);
  await field.press('Enter');
}

/** Imports the task's file and sets target, task, and what is ignored, all by hand as a user would. */
export async function importTask(page: Page, task: QualityTask, fold: number): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(
      task.files(fold).map(({ name, buffer }) => ({ name, mimeType: 'application/octet-stream', buffer })),
    );
  if (task.arePictures) {
    await page.getByText(/^([\d,]+) of \1 pictures$/).waitFor({ timeout: IMPORT_TIMEOUT_MS });
  } else {
    await page.getByRole('button', { name: data.import.action, exact: true }).click({ timeout: 60_000 });
  }
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click({ timeout: 240_000 });
  if (task.windows) await chooseWindows(page, task.windows);
  if (task.target !== null) {
    await page.getByRole('combobox', { name: data.preparation.targetColumn, exact: true }).selectOption(task.target);
    await page.getByRole('radio', { name: data.preparation.tasks[task.task] }).check({ force: true });
  }
  for (const column of task.ignored)
    await page.getByLabel(data.preparation.roleOf(column), { exact: true }).selectOption('ignore');
  if (task.shares) {
    await page.getByRole('tab', { name: data.dataset.sections.split }).click();
    await fill(page, data.split.parts.test, String(task.shares.test));
    await fill(page, data.split.parts.validation, String(task.shares.validation));
  }
  await goTo(page, 'model');
  await page.getByRole('button', { name: new RegExp(`^${task.recipe}`) }).click();
}

/** Windows, with what the page suggests where nothing else is chosen. */
async function chooseWindows(page: Page, { label, length, stride, horizon, unit, time }: WindowChoice): Promise<void> {
  await page.getByText(sequences.sample.kinds.window, { exact: true }).click();
  const choose = (name: string, value: string): Promise<unknown> =>
    page.getByRole('combobox', { name, exact: true }).selectOption(value);
  if (unit) await choose(sequences.sample.unit, unit);
  if (time) await choose(sequences.sample.time, time);
  await choose(sequences.sample.label, label);
  if (horizon) await fill(page, sequences.sample.horizon, String(horizon));
  await fill(page, sequences.sample.length, String(length));
  await fill(page, sequences.sample.stride, String(stride));
}

/** Trains with a seed for the split and for the network, and reads what the studio says of the test rows. */
export async function trainSeed(page: Page, task: QualityTask, seed: number): Promise<RunResult> {
  await goTo(page, 'data');
  await page.getByRole('tab', { name: data.dataset.sections.split }).click();
  // A split in order of time has no seed.
  const splitSeed = page.getByRole('textbox', { name: data.split.seed, exact: true });
  if ((await splitSeed.count()) > 0) await fill(page, data.split.seed, String(seed));
  await goTo(page, 'model');
  await fill(page, model.options['seed'] ?? '', String(seed));
  for (const [name, value] of Object.entries(task.training ?? {})) await fill(page, name, value);
  await goTo(page, 'train');
  await page.getByLabel(train.runName).fill(`seed ${seed}`);
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('button', { name: train.stop }).waitFor();
  await page.getByRole('link', { name: train.toEvaluate }).click({ timeout: RUN_TIMEOUT_MS });
  // Of forecasts the naive ones stand in a table of their own.
  await expect(page.getByText(/naive/).first()).toBeVisible({ timeout: 600_000 });
  const { run, report } = await page.evaluate(readLatest);
  if ('seed' in run.preparation.split && run.preparation.split.seed !== seed)
    throw new Error('the split has another seed');
  if (run.recipe.training.seed !== seed) throw new Error('the recipe has another seed');
  return {
    value: metricOf(task, report),
    trainSeconds: run.trainedMs / 1000,
    backend: run.engine?.backend ?? 'none',
    testRows: report.rowCount,
  };
}

function metricOf({ metric, variance }: QualityTask, report: EvaluationReport): number {
  if (metric === 'mse' && report.task === 'regression' && variance) {
    const squares = report.targets.reduce((sum, { rmse }) => sum + rmse * rmse, 0);
    return squares / report.targets.length / variance();
  }
  const isError = metric === 'rmse' || metric === 'mse';
  const value = report.task === 'regression' ? report.targets[0]?.rmse : isError ? undefined : report.metrics[metric];
  if (typeof value !== 'number') throw new Error(`the report has no ${metric}`);
  return value;
}

/** In the page: the newest run and its report on the test rows, from the studio's own storage. */
async function readLatest(): Promise<{ run: RunRecord; report: EvaluationReport }> {
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
  const reports = await all<EvaluationReport | { report: EvaluationReport }>('evaluations');
  database.close();
  const run = runs.toSorted((a, b) => b.createdAt - a.createdAt)[0];
  const report = reports
    .map((each) => ('report' in each ? each.report : each))
    .find((each) => each.runId === run?.id && each.part === 'test');
  if (!run || !report) throw new Error('no judged run');
  return { run, report };
}
