import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from './scripts/chromium.mjs';

const PORT = 4790;
const executablePath = findChromium();
const jsonReport = process.env['JOURNEYS_REPORT'];

/** Journeys through the built site, as a static host serves it from a sub-folder. `npm run build` comes first. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/journeys',
  // One at a time: each trains on software WebGPU or WASM, and some watch how fluent the page stays.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  reporter: [['list'], ...(jsonReport ? [['json', { outputFile: jsonReport }] as const] : [])],
  use: {
    baseURL: `http://localhost:${PORT}/some/folder/`,
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    launchOptions: { args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node scripts/serveDist.mjs ${PORT} /some/folder/`,
    url: `http://localhost:${PORT}/some/folder/`,
    reuseExistingServer: false,
  },
});
