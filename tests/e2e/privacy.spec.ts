import { expect, openStudio, test } from './support/journey.ts';
import { words } from './support/words.ts';

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

test('both workers are forbidden to send anything elsewhere', async ({ page, incidents }) => {
  await openStudio(page);
  const { name } = words.shell.samples.processYield;
  await page.getByRole('button', { name: words.shell.landing.sampleStartLabel(name) }).click();
  await expect.poll(() => page.workers().length).toBe(2);
  for (const worker of page.workers()) {
    const blocked = await worker.evaluate(async (url) => {
      const directives: string[] = [];
      self.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective));
      await fetch(url, { method: 'POST', body: 'rows' }).catch(() => undefined);
      await new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onloadend = resolve;
        request.open('GET', `${url}?rows`);
        request.send();
      });
      try {
        new WebSocket(url.replace('http', 'ws'));
      } catch {
        // Some browsers throw, some close it.
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
      return directives;
    }, ELSEWHERE);
    expect(blocked).toEqual(['connect-src', 'connect-src', 'connect-src']);
  }
  // They were asked for on purpose; none got further than the policy.
  expect(incidents.filter((what) => what.startsWith('failed') && !what.endsWith(': csp'))).toEqual([]);
  incidents.length = 0;
});
