/*
 * How good the studio's networks are on real data, reached through its own pages: `node bench/run.mjs quality [--seeds N] [--only NAME]`.
 * Wants `npm run build` first and the data sets in ../shared/data; writes the rows it measured in bench/quality.json, and its part of bench/RESULTS.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type BrowserContext } from 'playwright';
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
/** Of a task that has no wish of its own. */
const SEEDS = 5;
const wantedSeeds = argumentOf('--seeds');
const only = argumentOf('--only')?.toLowerCase();
const tasks = QUALITY_TASKS.filter(({ dataset }) => !only || dataset.toLowerCase().includes(only));

const server = await serveFolder({ folder: join(here, '../dist'), base: '/studio/', port: 0 });
const executablePath = findChromium();
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });

const ROW = v.object({
  dataset: v.string(),
  task: v.string(),
  recipe: v.string(),
  metric: v.string(),
  /** One per seed, or per fold. */
  values: v.array(v.number()),
  aim: v.number(),
  published: v.string(),
  source: v.string(),
  trainSeconds: v.array(v.number()),
  backend: v.string(),
  testRows: v.number(),
  shortfall: v.nullable(v.string()),
});
type Row = v.InferOutput<typeof ROW>;

/** A studio of its own with the task's data in it; of a task in folds, with those of one. */
async function openStudio(task: QualityTask, fold: number): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(server.url);
  await importTask(page, task, fold);
  return context;
}

async function measure(task: QualityTask): Promise<Row> {
  const results: RunResult[] = [];
  let context = await openStudio(task, 1);
  for (let seed = 1; seed <= Number(wantedSeeds ?? task.runs ?? SEEDS); seed++) {
    if (task.inFolds && seed > 1) {
      await context.close();
      context = await openStudio(task, seed);
    }
    const [page] = context.pages();
    if (!page) throw new Error('the studio was closed');
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
  // What was not measured now stays, rows of other benches too.
  const stays = known.filter(({ dataset }) => !rows.some((row) => row.dataset === dataset));
  const all = [...rows, ...stays];
  await writeFile(path, `${JSON.stringify(all, null, 1)}\n`);
  const own = QUALITY_TASKS.flatMap(({ dataset }) =>
    v.parse(
      v.array(ROW),
      all.filter((row) => row.dataset === dataset),
    ),
  );
  const results = join(here, 'RESULTS.md');
  const document = await readFile(results, 'utf8').catch(() => '');
  await writeFile(results, replaceSection(document, 'Quality on real data', table(own)));
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
      values.length,
      testRows,
      `${mean(trainSeconds).toFixed(1)} s, ${backend}`,
    ].join(' | ')} |`;
  });
  const shortfalls = rows.flatMap(({ dataset, shortfall }) =>
    shortfall ? [`${dataset} falls short: ${shortfall}.`] : [],
  );
  return [
    'Test metrics of shipped recipes with their own settings, reached through the built studio in Chromium: import, target, a recipe, train, evaluate. Mean ± standard deviation over the runs, each with a seed of its own that starts the network anew and, where the data do not say what tests, deals the rows anew (70/15/15); validation rows choose the epoch, test rows are scored once. “Elsewhere”: scikit-learn with its defaults, 5-fold, on the same tables; of the others, published. `node bench/run.mjs quality`',
    '',
    '| data | recipe | metric | Lathe | aim | elsewhere | runs | test rows | training |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...(shortfalls.length > 0 ? ['', ...shortfalls] : []),
  ].join('\n');
}

try {
  const rows: Row[] = [];
  for (const task of tasks) {
    rows.push(await measure(task));
    await keep(rows);
  }
  console.log(table(rows));
} finally {
  await browser.close();
  server.close();
}
