import { expect, openStudio, test } from './support/journey.ts';

/** Another port is another origin. */
const ELSEWHERE = 'http://localhost:9/';

test.describe('what a journey watches for', () => {
  test.fail('a request to elsewhere', async ({ page }) => {
    await openStudio(page);
    await page.evaluate((url) => void fetch(url).catch(() => undefined), ELSEWHERE);
    await page.waitForTimeout(200);
  });

  test.fail('an uncaught error', async ({ page }) => {
    await openStudio(page);
    await page.evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('uncaught on purpose');
        }),
    );
    await page.waitForTimeout(200);
  });
});

test('the page is forbidden to send anything elsewhere', async ({ page, incidents }) => {
  await openStudio(page);
  const blocked = await page.evaluate(async (url) => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective));
    await fetch(url, { method: 'POST', body: 'rows' }).catch(() => undefined);
    await new Promise((resolve) => {
      const image = new Image();
      image.onerror = resolve;
      image.src = `${url}?rows`;
    });
    const script = document.createElement('script');
    script.src = url;
    document.head.append(script);
    await new Promise((resolve) => (script.onerror = resolve));
    return directives;
  }, ELSEWHERE);
  expect(blocked).toEqual(['connect-src', 'img-src', 'script-src-elem']);
  // They were asked for on purpose.
  incidents.length = 0;
});
