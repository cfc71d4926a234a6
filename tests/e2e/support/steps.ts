import { expect, type Page } from '@playwright/test';
import type { Place } from '../../../src/services/projectStatus.ts';
import { words } from './words.ts';

/** Goes to a place by the navigation, as a person does. */
export async function goTo(page: Page, place: Place): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${words.shell.places[place]}`) })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/${place}$`));
}

/** Takes the first training through: sample chosen on the landing page, until its report is on screen. */
export async function trainSample(page: Page, sample: keyof typeof words.shell.samples): Promise<void> {
  const { name } = words.shell.samples[sample];
  await page.getByRole('button', { name: words.shell.landing.sampleStartLabel(name) }).click();
  await expect(page).toHaveURL(/\/evaluate$/, { timeout: 150_000 });
  await expect(page.getByRole('table', { name: words.evaluate.runs.title })).toBeVisible();
  await expect(page.getByText(/naive baseline/).first()).toBeVisible();
}

/** Fields of the training settings, under Model. */
export async function setTraining(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(value);
    await field.press('Enter');
  }
}
