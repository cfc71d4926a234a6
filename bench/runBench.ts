import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { assemblyScript } from '../scripts/assemblyScript.mjs';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';
import { serveFolder } from '../scripts/serveFolder.mjs';
import { replaceSection } from './resultsSection.ts';

export interface Machine {
  /** Processes that wanted a core in the minute before: above the number of cores, others slowed the run. */
  readonly loadBefore: number;
  readonly cores: number;
  readonly cpu: string;
  readonly browser: string;
}

export interface Bench<M> {
  /** Its folder with the page to build, and the name of its JSON. */
  readonly name: string;
  /** Its part of bench/RESULTS.md. */
  readonly section: string;
  /** The global that the page sets once it can be measured. */
  readonly ready: string;
  readonly measure: (page: Page) => Promise<M>;
  /** What the JSON holds beside the machine. */
  readonly record: (measured: M) => Readonly<Record<string, unknown>>;
  readonly table: (machine: Machine, measured: M) => string;
}

/** Builds a bench's page, serves it below a folder as a static host does, measures in Chromium and writes what came out. */
export async function runBench<M>({ name, section, ready, measure, record, table }: Bench<M>): Promise<void> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const loadBefore = loadavg()[0] ?? NaN;
  const outDir = await mkdtemp(join(tmpdir(), 'lathe-bench-'));
  await build({
    configFile: false,
    root: join(here, name),
    base: './',
    logLevel: 'warn',
    plugins: [assemblyScript()],
    worker: { format: 'es', plugins: () => [assemblyScript()] },
    build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 4000 },
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
    await page.waitForFunction((global) => global in window, ready);
    const measured = await measure(page);
    const machine = {
      loadBefore,
      cores: cpus().length,
      cpu: cpus()[0]?.model ?? '',
      browser: `Chromium ${browser.version()}`,
    };
    const text = table(machine, measured);
    await writeFile(join(here, `${name}.json`), `${JSON.stringify({ machine, ...record(measured) }, null, 1)}\n`);
    const results = join(here, 'RESULTS.md');
    await writeFile(results, replaceSection(await readFile(results, 'utf8').catch(() => ''), section, text));
    console.log(text);
  } finally {
    await browser.close();
    server.close();
    await rm(outDir, { recursive: true });
  }
}
