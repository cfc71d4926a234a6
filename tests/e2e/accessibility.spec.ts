import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from '@playwright/test';
import { PLACES } from '../../src/services/projectStatus.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { trainSample } from './support/steps.ts';

const AXE_SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** Violations of WCAG 2.2 A and AA on the page as it stands, in short. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE_SOURCE);
  return page.evaluate(async () => {
    const { violations: found } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}

test('every place passes axe and fits the width, in both themes, languages, wide and narrow', async ({ page }) => {
  await openStudio(page);
  await expect.poll(() => violations(page)).toEqual([]);
  await trainSample(page, 'steelGrades');
  const base = page.url().replace(/evaluate$/, '');
  for (const { scheme, locale, width } of [
    { scheme: 'light', locale: 'en', width: 1440 },
    { scheme: 'dark', locale: 'zh', width: 390 },
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((language) => localStorage.setItem('lathe.locale', language), locale);
    for (const place of PLACES) {
      await page.goto(`${base}${place}`);
      await page.reload();
      await expect(page.locator('main h1')).toBeAttached();
      await page.waitForTimeout(1500);
      expect(await violations(page), `${place}, ${scheme}, ${locale}, ${width} px`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${place} at ${width} px is wider than the window`).toBeLessThanOrEqual(0);
    }
  }
});
