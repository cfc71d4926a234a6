import { CHROMIUM_FLAGS, findChromium } from '../../scripts/chromium.mjs';
import { expect, openStudio, test } from './support/journey.ts';
import { words } from './support/words.ts';

const { images, shell } = words;
const { camera, gallery } = images;
const executablePath = findChromium();

test.use({
  launchOptions: {
    // A camera that shows a moving pattern.
    args: [...CHROMIUM_FLAGS, '--use-fake-device-for-media-stream'],
    ...(executablePath ? { executablePath } : {}),
  },
});

test('pictures of two classes are taken with the camera, once it is allowed', async ({ page, context }) => {
  await openStudio(page);
  await page.getByRole('button', { name: shell.landing.empty }).click();
  await page.getByRole('button', { name: camera.open }).click();
  await page.getByRole('button', { name: camera.start }).click();
  await expect(page.getByRole('alert')).toContainText('not allowed');

  await context.grantPermissions(['camera']);
  await page.getByRole('button', { name: camera.start }).click();
  await expect(page.getByRole('alert')).toBeHidden();
  const take = page.getByRole('button', { name: camera.take });
  await expect(page.getByLabel(camera.view)).toBeVisible();
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth))
    .toBeGreaterThan(0);
  for (const count of ['1', '2', '3']) {
    await take.click();
    await expect(page.getByText(camera.taken(count), { exact: true })).toBeVisible();
  }
  await page.getByRole('button', { name: camera.remove('2') }).click();
  await page.getByLabel(camera.classLabel).fill('empty');
  await page.getByRole('button', { name: camera.add('2') }).click();
  await expect(page.getByText(gallery.shown('2', '2'))).toBeVisible();

  await page.getByRole('button', { name: camera.open }).click();
  await page.getByRole('button', { name: camera.start }).click();
  await expect
    .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth))
    .toBeGreaterThan(0);
  await take.click();
  await expect(page.getByText(camera.taken('1'), { exact: true })).toBeVisible();
  await page.getByLabel(camera.classLabel).fill('part');
  await page.getByRole('button', { name: camera.add('1') }).click();
  await expect(page.getByText(gallery.shown('3', '3'))).toBeVisible();
  await page.getByLabel(gallery.classFilter).selectOption('part');
  await expect(page.getByText(gallery.shown('1', '3'))).toBeVisible();
  await expect(page.getByRole('listbox').getByRole('option').first().locator('img')).toBeVisible();
});
