/*
 * An autoencoder on the machine temperature of the Numenta Anomaly Benchmark, through the studio's own pages: how many of its four
 * labelled anomalies raise an alarm, at how many false alarms a week. `node bench/run.mjs machineAlarms [--seeds 3]`
 * Wants `npm run build` first and ../shared/data; writes its rows of bench/quality.json and its part of bench/RESULTS.md.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import * as v from 'valibot';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { importSeries, trainAlarms, type AlarmResult } from './quality/machineTemperature.ts';
import { replaceSection } from './resultsSection.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const at = process.argv.indexOf('--seeds');
const seeds = Array.from({ length: at < 0 ? 3 : Number(process.argv[at + 1]) }, (_, i) => i + 1);
const DATASET = 'NAB machine temperature';

const server = await serveFolder({ folder: join(here, '../dist'), base: '/studio/', port: 0 });
const executablePath = findChromium();
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });
const results: AlarmResult[] = [];
try {
  const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(server.url);
  await importSeries(page);
  for (const seed of seeds) {
    const result = await trainAlarms(page, seed);
    console.log(`seed ${seed}: ${JSON.stringify(result)}`);
    results.push(result);
  }
} finally {
  await browser.close();
  server.close();
}

const row = {
  dataset: DATASET,
  task: 'reconstruction',
  recipe: 'Window autoencoder',
  metric: 'falseAlarmsPerWeek',
  values: results.map(({ falseAlarmsPerWeek }) => falseAlarmsPerWeek),
  aim: 1,
  found: results.map(({ found }) => found),
  anomalies: 4,
  published: 'labels of the Numenta Anomaly Benchmark',
  source: 'https://github.com/numenta/NAB',
  trainSeconds: results.map(({ trainSeconds }) => trainSeconds),
  backend: results[0]?.backend ?? 'none',
  testRows: results[0]?.windows ?? 0,
  shortfall: null,
};
const qualityPath = join(here, 'quality.json');
const known = v.parse(v.array(v.looseObject({ dataset: v.string() })), JSON.parse(await readFile(qualityPath, 'utf8')));
const rows = [...known.filter(({ dataset }) => dataset !== DATASET), row];
await writeFile(qualityPath, `${JSON.stringify(rows, null, 1)}\n`);

const table = [
  'Windows of a day (288 rows of 5 minutes, one every 3 hours), labelled by the benchmark’s four windows; the shipped window autoencoder with its own settings, trained on the normal rows of the first half, the threshold such that 10 % of the windows of the next fifth lie above it. All of the labelled stretches and the last 30 % judge. Windows above the threshold that overlap are one alarm; normal time is what the normal windows of the test part cover. `node bench/run.mjs machineAlarms`',
  '',
  '| seed | anomalies with an alarm | false alarms | normal time | false alarms a week | AUROC by window | training |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...results.map((each, i) =>
    [
      '',
      seeds[i],
      `${each.found} of ${each.anomalies}`,
      each.falseAlarms,
      `${each.normalWeeks.toFixed(2)} weeks`,
      `${each.falseAlarmsPerWeek.toFixed(2)} ${each.falseAlarmsPerWeek <= 1 ? '✓' : '✗'}`,
      each.rocAuc.toFixed(3),
      `${each.trainSeconds.toFixed(1)} s, ${each.backend}`,
      '',
    ]
      .join(' | ')
      .trim(),
  ),
].join('\n');
const documentPath = join(here, 'RESULTS.md');
await writeFile(documentPath, replaceSection(await readFile(documentPath, 'utf8'), 'Alarms on a machine', table));
console.log(table);
