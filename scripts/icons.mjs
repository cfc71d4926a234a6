// Draws the PNG icons in public/ from icon.svg: `node scripts/icons.mjs`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findChromium } from './chromium.mjs';
import { ROOT } from './process.mjs';

const PUBLIC = join(ROOT, 'public');
const svg = readFileSync(join(PUBLIC, 'icon.svg'), 'utf8');
const background = /fill="(#\w+)"/.exec(svg)?.[1] ?? 'none';

const executablePath = findChromium();
const browser = await chromium.launch({ args: ['--no-sandbox'], ...(executablePath ? { executablePath } : {}) });
const page = await browser.newPage();
await draw('icon-192.png', 192, 1);
await draw('icon-512.png', 512, 1);
// A maskable icon fills its square, and keeps what matters within the middle 80 %.
await draw('icon-maskable-512.png', 512, 0.72, background);
await browser.close();

/**
 * @param {string} file
 * @param {number} size in pixels
 * @param {number} share of the square that the drawing takes
 * @param {string} [fill] behind it
 */
async function draw(file, size, share, fill = 'transparent') {
  await page.setViewportSize({ width: size, height: size });
  const side = size * share;
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${fill}">
      <div style="width:${side}px;height:${side}px">${svg}</div>
    </body>`,
  );
  await page.screenshot({ path: join(PUBLIC, file), omitBackground: true });
}
