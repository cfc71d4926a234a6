/*
 * What the page itself feels of long work, in the built studio: frames per second, longest gap between two frames and heap of the page
 * while a million rows are imported and while a network trains. `node bench/run.mjs smoothness [--rows 1000000]`; wants `npm run build` first.
 * Writes bench/smoothness.json and its part of bench/RESULTS.md.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { createRandom } from '../src/shared/random.ts';
import { data } from '../src/messages/en/data.ts';
import { train } from '../src/messages/en/train.ts';
import { replaceSection } from './resultsSection.ts';
import { goTo } from './quality/driveStudio.ts';

const COLUMNS = 20;
const here = fileURLToPath(new URL('.', import.meta.url));
const rowsFlag = process.argv.indexOf('--rows');
const rows = rowsFlag < 0 ? 1_000_000 : Number(process.argv[rowsFlag + 1]);
if (!Number.isSafeInteger(rows) || rows < 1) throw new Error('--rows wants a whole number');

declare global {
  interface Window {
    latheWatched: { frames: number[]; heap: number[]; stopped: boolean };
  }
  interface Performance {
    readonly memory?: { readonly usedJSHeapSize: number };
  }
}

interface Phase {
  readonly what: string;
  readonly seconds: number;
  readonly framesPerSecond: number;
  readonly slowestSecond: number;
  readonly longestGapMs: number;
  readonly peakHeapMb: number;
}

/** Writes the table: 19 numbers and a target that depends on some of them. */
async function writeTable(path: string): Promise<number> {
  const random = createRandom(7);
  const file = createWriteStream(path);
  file.write(`${Array.from({ length: COLUMNS - 1 }, (_, i) => `x${i + 1}`).join(',')},y\n`);
  for (let start = 0; start < rows; start += 5000) {
    const lines: string[] = [];
    for (let row = start; row < Math.min(rows, start + 5000); row++) {
      const values = Array.from({ length: COLUMNS - 1 }, () => random.uniform());
      const y = (values[0] ?? 0) * 3 - (values[1] ?? 0) * (values[2] ?? 0) + 0.1 * random.uniform();
      lines.push([...values, y].map((value) => value.toFixed(5)).join(','));
    }
    if (!file.write(`${lines.join('\n')}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return (await stat(path)).size;
}

/** Starts to watch the page: every frame's time, and its heap four times a second. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched: Window['latheWatched'] = { frames: [], heap: [], stopped: false };
    window.latheWatched = watched;
    const frame = (time: number): void => {
      watched.frames.push(time);
      if (!watched.stopped) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const timer = setInterval(() => {
      if (watched.stopped) clearInterval(timer);
      watched.heap.push(performance.memory?.usedJSHeapSize ?? NaN);
    }, 250);
  });
}

async function stopWatching(page: Page, what: string): Promise<Phase> {
  const { frames, heap } = await page.evaluate(() => {
    window.latheWatched.stopped = true;
    return window.latheWatched;
  });
  const first = frames[0] ?? 0;
  const last = frames.at(-1) ?? 0;
  const perSecond: number[] = [];
  for (let from = first; from + 1000 <= last; from += 1000)
    perSecond.push(frames.filter((time) => time >= from && time < from + 1000).length);
  return {
    what,
    seconds: (last - first) / 1000,
    framesPerSecond: (1000 * (frames.length - 1)) / (last - first),
    slowestSecond: Math.min(...perSecond),
    longestGapMs: Math.max(...frames.slice(1).map((time, i) => time - (frames[i] ?? 0))),
    peakHeapMb: Math.max(...heap) / 1e6,
  };
}

const loadBefore = loadavg()[0] ?? NaN;
const folder = await mkdtemp(join(tmpdir(), 'lathe-smoothness-'));
const path = join(folder, 'machines.csv');
const sizeBytes = await writeTable(path);
const server = await serveFolder({ folder: join(here, '../dist'), base: '/studio/', port: 0 });
const executablePath = findChromium();
const browser = await chromium.launch({
  args: [...CHROMIUM_FLAGS, '--enable-precise-memory-info'],
  ...(executablePath ? { executablePath } : {}),
});
try {
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  const idle = await (async () => {
    await watch(page);
    await page.waitForTimeout(5000);
    return stopWatching(page, 'page at rest (what this machine can show)');
  })();
  await page.locator('input[type=file]').first().setInputFiles(path);
  const importButton = page.getByRole('button', { name: data.import.action, exact: true });
  await importButton.waitFor({ timeout: 60_000 });
  await watch(page);
  await importButton.click();
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).waitFor({ timeout: 10 * 60_000 });
  const imported = await stopWatching(
    page,
    `import of ${rows.toLocaleString('en')} × ${COLUMNS}, ${(sizeBytes / 1e6).toFixed(0)} MB`,
  );
  await watch(page);
  await page.waitForTimeout(15_000);
  const profiled = await stopWatching(page, 'the 15 s after it: table and profile');
  await page.getByRole('tab', { name: data.dataset.sections.preparation }).click();
  await page.getByRole('combobox', { name: data.preparation.targetColumn, exact: true }).selectOption('y');
  await page.getByRole('radio', { name: data.preparation.tasks.regression }).check({ force: true });
  await goTo(page, 'model');
  await page.getByRole('button', { name: /^Medium network/ }).click();
  await goTo(page, 'train');
  await watch(page);
  await page.getByRole('button', { name: train.start }).click();
  await page.getByRole('button', { name: train.stop }).waitFor({ timeout: 5 * 60_000 });
  const started = await stopWatching(page, 'from Start until the run is shown');
  await page.waitForTimeout(20_000);
  await watch(page);
  await page.waitForTimeout(30_000);
  const training = await stopWatching(page, 'training on it, 30 s');
  const phases = [idle, imported, profiled, started, training];
  const machine = {
    loadBefore,
    cores: cpus().length,
    browser: `Chromium ${browser.version()}`,
    cpu: cpus()[0]?.model ?? '',
  };
  await writeFile(join(here, 'smoothness.json'), `${JSON.stringify({ machine, phases }, null, 1)}\n`);
  const results = join(here, 'RESULTS.md');
  const lines = phases.map(
    (each) =>
      `| ${each.what} | ${each.seconds.toFixed(1)} s | ${each.framesPerSecond.toFixed(0)} | ${each.slowestSecond} | ${each.longestGapMs.toFixed(0)} ms | ${each.peakHeapMb.toFixed(0)} MB |`,
  );
  const table = `
\`node bench/run.mjs smoothness --rows ${rows}\`

The page of the built studio while its workers work: frames per second over the whole phase and in its slowest second, the longest time between
two frames, and the highest JavaScript heap of the page. ${machine.browser} without a GPU, ${machine.cores} cores (${machine.cpu}), load ${loadBefore.toFixed(1)} before the run.

| phase | lasted | frames/s | slowest second | longest gap | page heap |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
  await writeFile(results, replaceSection(await readFile(results, 'utf8'), 'Smoothness of the page', table));
  console.log(table);
} finally {
  await browser.close();
  server.close();
  await rm(folder, { recursive: true });
}
