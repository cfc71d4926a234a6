/*
 * How good the studio's networks are on real data, reached through its own pages: `node bench/run.mjs quality [--seeds 5] [--only NAME]`.
 * Wants `npm run build` first and the data sets in ../shared/data; writes bench/quality.json and its part of bench/RESULTS.md where all were measured.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import * as v from 'valibot';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { importTask, trainSeed, type RunResult } from './quality/driveStudio.ts';
import { hasData, QUALITY_TASKS, type QualityTask } from './quality/tasks.ts';
import { replaceSection } from './resultsSection.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const argumentOf = (flag: string): string | undefined => {
  const index = process.argv.indexOf(flag);
  return index < 0 ? undefined : process.argv[index + 1];
};
if (!hasData) throw new Error('the data sets are not here: ../shared/data is missing');
const seeds = Array.from({ length: Number(argumentOf('--seeds') ?? 5) }, (_, i) => i + 1);
const only = argumentOf('--only')?.toLowerCase();
const tasks = QUALITY_TASKS.filter(({ dataset }) => !only || dataset.toLowerCase().includes(only));

const server = await serveFolder({ folder: join(here, '../dist'), base: '/studio/', port: 0 });
const executablePath = findChromium();
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });

interface Row {
  readonly dataset: string;
  readonly task: string;
  readonly recipe: string;
  readonly metric: string;
  readonly values: readonly number[];
  readonly aim: number;
  readonly published: string;
  readonly source: string;
  readonly trainSeconds: readonly number[];
  readonly backend: string;
  readonly testRows: number;
  readonly shortfall: string | null;
}

async function measure(task: QualityTask): Promise<Row> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(server.url);
  await importTask(page, task);
  const results: RunResult[] = [];
  for (const seed of seeds) {
    const result = await trainSeed(page, task, seed);
    console.log(
      `${task.dataset}, seed ${seed}: ${task.metric} ${result.value.toFixed(4)} in ${result.trainSeconds.toFixed(1)} s`,
    );
    results.push(result);
  }
  await context.close();
  const { dataset, recipe, metric, aim, published, source } = task;
  return {
    dataset,
    task: task.task,
    recipe,
    metric,
    values: results.map(({ value }) => value),
    aim,
    published,
    source,
    trainSeconds: results.map(({ trainSeconds }) => trainSeconds),
    backend: results[0]?.backend ?? 'none',
    testRows: results[0]?.testRows ?? 0,
    shortfall: task.shortfall ?? null,
  };
}

async function keep(rows: readonly Row[]): Promise<void> {
  const path = join(here, 'quality.json');
  const written: unknown = JSON.parse(await readFile(path, 'utf8').catch(() => '[]'));
  const known = v.parse(v.array(v.looseObject({ dataset: v.string() })), written);
  // Rows that other benches measure stay.
  const others = known.filter(({ dataset }) => !QUALITY_TASKS.some((task) => task.dataset === dataset));
  await writeFile(path, `${JSON.stringify([...rows, ...others], null, 1)}\n`);
  const results = join(here, 'RESULTS.md');
  const document = await readFile(results, 'utf8').catch(() => '');
  await writeFile(results, replaceSection(document, 'Quality on real data', table(rows)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const spread = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(1, values.length - 1));

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ dataset, recipe, metric, values, aim, published, trainSeconds, backend, testRows }) => {
    const isError = metric === 'rmse' || metric === 'mse';
    const reached = isError ? mean(values) <= aim : mean(values) >= aim;
    return `| ${[
      dataset,
      recipe,
      metric,
      `${mean(values).toFixed(metric === 'mse' ? 4 : 3)} ± ${spread(values).toFixed(metric === 'mse' ? 4 : 3)}`,
      `${isError ? '≤' : '≥'} ${aim} ${reached ? '✓' : '✗'}`,
      published,
      testRows,
      `${mean(trainSeconds).toFixed(1)} s, ${backend}`,
    ].join(' | ')} |`;
  });
  const shortfalls = rows.flatMap(({ dataset, shortfall }) =>
    shortfall ? [`${dataset} falls short: ${shortfall}.`] : [],
  );
  return [
    'Test metrics of shipped recipes with their own settings, reached through the built studio in Chromium: import, target, a recipe, train, evaluate. Mean ± standard deviation over 5 seeds, each of which deals the rows anew (70/15/15) and starts the network anew; validation rows choose the epoch, test rows are scored once. “Elsewhere”: scikit-learn with its defaults, 5-fold, on the same tables. `node bench/run.mjs quality`',
    '',
    '| data | recipe | metric | Lathe | aim | elsewhere | test rows | training |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...(shortfalls.length > 0 ? ['', ...shortfalls] : []),
  ].join('\n');
}

try {
  const rows: Row[] = [];
  for (const task of tasks) {
    rows.push(await measure(task));
    // A part of the tasks would take the place of all.
    if (!only) await keep(rows);
  }
  console.log(table(rows));
} finally {
  await browser.close();
  server.close();
}
