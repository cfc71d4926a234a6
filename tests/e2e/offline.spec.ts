import { expect, openStudio, test } from './support/journey.ts';

test('after the first visit the studio opens without a network, from a sub-folder', async ({ page, context }) => {
  await openStudio(page);
  const scope = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return registration.scope;
  });
  expect(scope).toMatch(/\/some\/folder\/$/);
  await context.setOffline(true);
  await page.reload();
  await expect(page.locator('#app')).not.toBeEmpty();
  await expect(page.getByRole('heading').first()).toBeVisible();
});

test('the pieces that load later are there without a network too', async ({ page, context, baseURL }) => {
  await openStudio(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await context.setOffline(true);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return lists.flat().map((request) => new URL(request.url).pathname);
  });
  const folder = new URL(baseURL ?? '').pathname;
  for (const piece of [/engine\.worker-.*\.js$/, /data\.worker-.*\.js$/, /\.wasm$/, /KaTeX_Main-Regular-.*\.woff2$/]) {
    const file = kept.find((path) => piece.test(path));
    expect(file, String(piece)).toMatch(new RegExp(`^${folder}`));
    expect(await page.evaluate(async (path) => (await fetch(path)).status, file ?? '')).toBe(200);
  }
});
