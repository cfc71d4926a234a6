/*
 * Speed of the CSV import beside two parsers alone, in one worker of one page of a built site: `node bench/run.mjs csvImport [--rows 1000000]`.
 * The contenders take turns; medians. Writes bench/csvImport.json and the CSV part of bench/RESULTS.md.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { csvImportTable } from './csvImport/table.ts';
import { replaceSection } from './resultsSection.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const rowsFlag = process.argv.indexOf('--rows');
const rows = rowsFlag < 0 ? 1_000_000 : Number(process.argv[rowsFlag + 1]);
if (!Number.isSafeInteger(rows) || rows < 1) throw new Error('--rows wants a whole number');

const loadBefore = loadavg()[0] ?? NaN;
const outDir = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
await build({
  configFile: false,
  root: join(here, 'csvImport'),
  base: './',
  logLevel: 'warn',
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
});
const server = await serveFolder({ folder: outDir, base: '/bench/', port: 0 });
const executablePath = findChromium();
const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });
try {
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (message.type() !== 'warning') console.log(message.text());
  });
  page.on('pageerror', (error) => {
    console.error(error);
  });
  await page.goto(server.url);
  await page.waitForFunction(() => 'latheCsvBench' in window);
  const report = await page.evaluate((rowCount) => window.latheCsvBench(rowCount), rows);
  const machine = {
    loadBefore,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? '',
    browser: `Chromium ${browser.version()}`,
  };
  const table = csvImportTable(machine, report);
  await writeFile(join(here, 'csvImport.json'), `${JSON.stringify({ machine, report }, null, 1)}\n`);
  const results = join(here, 'RESULTS.md');
  await writeFile(results, replaceSection(await readFile(results, 'utf8').catch(() => ''), 'CSV import', table));
  console.log(table);
} finally {
  await browser.close();
  server.close();
  await rm(outDir, { recursive: true });
}
