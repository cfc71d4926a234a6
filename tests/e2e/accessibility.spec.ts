import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from '@playwright/test';
import { PLACES } from '../../src/services/projectStatus.ts';
import { expect, openStudio, test } from './support/journey.ts';
import { spindleCsv } from './support/spindles.ts';
import { goTo, trainSample } from './support/steps.ts';
import { words } from './support/words.ts';

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

/** What axe finds while something is open over the page; Escape closes it afterwards. */
async function expectOpenAccessible(page: Page, name: string, open: () => Promise<void>): Promise<void> {
  await open();
  await expect(page.locator('[role=dialog], [role=alertdialog], [role=menu]').first(), name).toBeVisible();
  expect(await violations(page), name).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('[role=dialog], [role=alertdialog], [role=menu]'), `${name}, closed`).toHaveCount(0);
}

test('what opens over a page passes axe: menus, dialogs, popovers, and the import with its refusals', async ({
  page,
}) => {
  const { data, model, shell } = words;
  // Low enough that the formula has to be scrolled.
  await page.setViewportSize({ width: 1440, height: 700 });
  await openStudio(page);
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles({
      name: 'spindles.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(spindleCsv(120, 3)),
    });
  const name = page.getByLabel(data.import.columnName('1'), { exact: true });
  await name.fill('');
  await name.press('Enter');
  await expect(page.getByText(data.import.nameMissing('Maschine'))).toBeVisible();
  await expect(name).toHaveValue('Maschine');
  expect(await violations(page), 'import').toEqual([]);
  const importButton = page.getByRole('button', { name: data.import.action, exact: true });
  await expect(importButton).not.toHaveAttribute('aria-disabled', 'true');
  await importButton.click();
  await expectOpenAccessible(page, 'column filter', () =>
    page.getByRole('button', { name: data.table.filter('Drehzahl'), exact: true }).click(),
  );
  await expectOpenAccessible(page, 'projects', () => page.locator('header button[aria-haspopup]').first().click());

  await goTo(page, 'model');
  await page
    .getByRole('button', { name: /parameters/ })
    .first()
    .click();
  await expectOpenAccessible(page, 'formula', () =>
    page.getByRole('button', { name: model.formula.show(model.optimizers.adam) }).click(),
  );
  await expectOpenAccessible(page, 'layers', () =>
    page.getByRole('button', { name: model.editor.add, exact: true }).click(),
  );

  await page.goto('./');
  const actions = page.getByRole('button', { name: shell.projects.actions('spindles'), exact: true });
  await expectOpenAccessible(page, 'project menu', () => actions.click());
  for (const action of [shell.projects.rename, shell.projects.remove]) {
    await expectOpenAccessible(page, action, async () => {
      await actions.click();
      await page.getByRole('menuitem', { name: action }).click();
    });
  }
});
