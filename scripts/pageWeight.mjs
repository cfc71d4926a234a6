// Holds the page to its weight: the gzipped JavaScript that the built page loads before the first interaction, seen in a real browser,
// and what is kept for working offline.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';
import { ROOT } from './process.mjs';
import { serveFolder } from './serveFolder.mjs';

const BUDGET_KB = 150;
const DIST = join(ROOT, 'dist');

const weights = (await scriptsOfFirstVisit()).map((file) => ({ file, kb: gzippedKb(file) }));
const totalKb = weights.reduce((sum, { kb }) => sum + kb, 0);
console.log('gzipped JavaScript before the first interaction (kB)');
for (const { file, kb } of weights.sort((a, b) => b.kb - a.kb)) console.log(`${kb.toFixed(1).padStart(8)}  ${file}`);
console.log(`${totalKb.toFixed(1).padStart(8)}  in all, of ${BUDGET_KB}`);

const kept = filesKeptOffline();
const site = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) =>
  statSync(join(DIST, file)).isFile(),
);
console.log(
  `${megabytes(kept)} MB in ${kept.length} files kept for working offline, of ${megabytes(site)} MB in ${site.length}`,
);

if (weights.length === 0) fail('the page loaded no script');
if (kept.length === 0) fail('the service worker keeps no file');
if (totalKb > BUDGET_KB) fail(`${(totalKb - BUDGET_KB).toFixed(1)} kB over the budget`);

/** @returns {Promise<string[]>} every script, the workers' included, that an untouched page fetches; paths in dist */
async function scriptsOfFirstVisit() {
  const served = await serveFolder({ folder: DIST, port: 0 });
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) });
  try {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    const page = await context.newPage();
    /** @type {Set<string>} */
    const scripts = new Set();
    page.on('response', (response) => {
      const file = response.url().slice(served.url.length);
      if (response.url().startsWith(served.url) && /\.m?js$/.test(file)) scripts.add(file);
    });
    await page.goto(served.url, { waitUntil: 'networkidle' });
    return [...scripts];
  } finally {
    await browser.close();
    served.close();
  }
}

/** @returns {string[]} the files that the service worker fetches ahead; paths in dist */
function filesKeptOffline() {
  const worker = readFileSync(join(DIST, 'sw.js'), 'utf8');
  return [...new Set([...worker.matchAll(/\burl:\s*"([^"]+)"/g)].map((match) => match[1] ?? ''))];
}

/** @param {string} file */
function gzippedKb(file) {
  return gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length / 1000;
}

/** @param {readonly string[]} files */
function megabytes(files) {
  return (files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0) / 1e6).toFixed(2);
}

/** @param {string} sentence */
function fail(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
