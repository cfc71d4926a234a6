/*
 * What pictures take in the built studio, a fifth of them and all: the memory of the page's process (page and workers together) while a
 * folder of them is imported, searched for duplicates and trained on. `node bench/run.mjs manyPictures [--pictures 10000]`; wants `npm run build` first,
 * and Linux, which tells what a process holds. Writes bench/manyPictures.json and its part of bench/RESULTS.md.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { makeSurfaceDefects } from '../src/core/samples/surfaceDefects.ts';
import { images } from '../src/messages/en/images.ts';
import { model } from '../src/messages/en/model.ts';
import { train } from '../src/messages/en/train.ts';
import { greyPng } from '../tests/e2e/support/png.ts';
import { goTo } from './quality/driveStudio.ts';
import { replaceSection } from './resultsSection.ts';

const EPOCHS = 3;
const TIMEOUT_MS = 30 * 60_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const flag = process.argv.indexOf('--pictures');
const count = flag < 0 ? 10_000 : Number(process.argv[flag + 1]);
if (!Number.isSafeInteger(count) || count < 100) throw new Error('--pictures wants a whole number from 100 on');

interface Phase {
  readonly what: string;
  readonly seconds: number;
  /** Of the page's process, in MB: when the phase began, at most, and when it ended. */
  readonly before: number;
  readonly most: number;
  readonly after: number;
}

/** Writes pictures of ground steel into folders by class, each another one. */
async function writePictures(folder: string, count: number): Promise<void> {
  let written = 0;
  for (let seed = 1; written < count; seed++) {
    const { side, pictures } = makeSurfaceDefects(seed);
    for (const { label, pixels } of pictures.slice(0, count - written)) {
      const path = join(folder, label, `${seed}-${written++}.png`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, greyPng(pixels, side));
    }
  }
}

/** Resident memory of all processes that show pages, in MB. */
async function residentMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let kilobytes = 0;
  for (const { id } of processInfo.filter(({ type }) => type === 'renderer')) {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    kilobytes += Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

async function measure(browser: Browser, what: string, work: () => Promise<void>): Promise<Phase> {
  const before = await residentMb(browser);
  let most = before;
  const timer = setInterval(() => {
    void residentMb(browser).then((now) => (most = Math.max(most, now)));
  }, 1000);
  const startedMs = performance.now();
  await work().finally(() => clearInterval(timer));
  const seconds = (performance.now() - startedMs) / 1000;
  const after = await residentMb(browser);
  const phase = { what, seconds, before, most: Math.max(most, after), after };
  console.log(phase);
  return phase;
}

async function useStudio(browser: Browser, page: Page, folder: string, count: number): Promise<readonly Phase[]> {
  const shown = count.toLocaleString('en');
  const imported = await measure(browser, `import of ${shown} pictures`, async () => {
    await page.locator('input[webkitdirectory]').setInputFiles(folder);
    await page.getByText(images.gallery.shown(shown, shown)).waitFor({ timeout: TIMEOUT_MS });
  });
  const searched = await measure(browser, `search for duplicates among ${shown}`, async () => {
    await page.getByText(images.gallery.views.duplicates).click();
    await page.getByRole('button', { name: images.duplicates.look }).click();
    await page.getByRole('button', { name: images.duplicates.lookAgain }).waitFor({ timeout: TIMEOUT_MS });
    await page.getByText(/^Pairs found/).waitFor({ timeout: TIMEOUT_MS });
  });
  await goTo(page, 'model');
  await page.getByRole('button', { name: /^Small image network/ }).click();
  const epochs = page.getByLabel(model.options['epochs'] ?? '', { exact: true });
  await epochs.fill(String(EPOCHS));
  await epochs.press('Enter');
  await goTo(page, 'train');
  await page.getByLabel(train.engine.pin).selectOption('wasm');
  const trained = await measure(browser, `training on ${shown}, ${EPOCHS} epochs`, async () => {
    await page.getByRole('button', { name: train.start }).click();
    await page.getByRole('link', { name: train.toEvaluate }).waitFor({ timeout: TIMEOUT_MS });
  });
  return [imported, searched, trained];
}

/** In a browser of its own, so that nothing of another measurement is in its memory. */
async function measureSet(url: string, count: number): Promise<{ version: string; phases: readonly Phase[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-pictures-'));
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });
  try {
    await writePictures(folder, count);
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    return { version: browser.version(), phases: await useStudio(browser, page, folder, count) };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

const loadBefore = loadavg()[0] ?? NaN;
const server = await serveFolder({ folder: join(here, '../dist'), base: '/studio/', port: 0 });
try {
  const few = await measureSet(server.url, Math.round(count / 5));
  const many = await measureSet(server.url, count);
  const phases = few.phases.flatMap((phase, i) => [phase, many.phases[i] ?? phase]);
  const machine = {
    loadBefore,
    cores: cpus().length,
    browser: `Chromium ${many.version}`,
    cpu: cpus()[0]?.model ?? '',
  };
  await writeFile(join(here, 'manyPictures.json'), `${JSON.stringify({ machine, phases }, null, 1)}\n`);
  const results = join(here, 'RESULTS.md');
  const mb = (value: number): string => `${value.toFixed(0)} MB`;
  const lines = phases.map(
    ({ what, seconds, before, most, after }) =>
      `| ${what} | ${seconds.toFixed(0)} s | ${mb(before)} | ${mb(most)} | ${mb(after)} |`,
  );
  const table = `
\`node bench/run.mjs manyPictures --pictures ${count}\`

Resident memory of the page's process, page and both workers together, in the built studio; pictures are 40 × 40 PNG files in folders by class.
${machine.browser} without a GPU, ${machine.cores} cores (${machine.cpu}), load ${loadBefore.toFixed(1)} before the run. The network trains on WASM.

| phase | lasted | memory before | at most | after |
| --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
  await writeFile(results, replaceSection(await readFile(results, 'utf8'), 'Many pictures', table));
  console.log(table);
} finally {
  server.close();
}
