/*
 * Step time of Lathe's training loop beside stock tfjs `model.fit`, on WASM and WebGPU, in one page of a built site:
 * `node bench/run.mjs training`. Parity first; blocks of the contenders take turns; medians.
 * Writes bench/training.json and the training part of bench/RESULTS.md.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { replaceSection } from './resultsSection.ts';
import { trainingTable } from './training/table.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

const loadBefore = loadavg()[0] ?? 0;
const outDir = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
await build({
  configFile: false,
  root: join(here, 'training'),
  base: './',
  logLevel: 'warn',
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
});
// Below a folder, as on a static host.
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
  await page.waitForFunction(() => 'latheBench' in window);
  const reports = await page.evaluate(() =>
    window.latheBench((line) => {
      console.log(line);
    }),
  );
  const machine = {
    loadBefore,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? '',
    browser: `Chromium ${browser.version()}`,
  };
  const table = trainingTable(machine, reports);
  await writeFile(join(here, 'training.json'), `${JSON.stringify({ machine, reports }, null, 1)}\n`);
  const results = join(here, 'RESULTS.md');
  await writeFile(results, replaceSection(await readFile(results, 'utf8').catch(() => ''), 'Training step', table));
  console.log(table);
} finally {
  await browser.close();
  server.close();
  await rm(outDir, { recursive: true });
}
