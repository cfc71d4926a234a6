import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';

/**
 * A journey's `test`: it fails on any error in a console, on any uncaught error, and on any request to another origin: the promise that
 * nothing leaves the page, held in every journey.
 */
export const test = base.extend<{ incidents: string[] }>({
  incidents: [
    async ({ context, baseURL }, use) => {
      const incidents: string[] = [];
      watch(context, new URL(baseURL ?? '').origin, incidents);
      await use(incidents);
      expect(incidents, 'errors in the page, or requests to elsewhere').toEqual([]);
    },
    { auto: true },
  ],
});
export { expect };

/** Schemes that stay within the browser. */
const LOCAL_SCHEMES = ['blob:', 'data:'];

function watch(context: BrowserContext, origin: string, incidents: string[]): void {
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !LOCAL_SCHEMES.includes(url.protocol)) incidents.push(`request to ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') incidents.push(`failed request to ${request.url()}: ${reason}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') incidents.push(`console: ${message.text()}`);
  });
  context.on('weberror', (webError) =>
    incidents.push(`uncaught: ${webError.error().stack ?? webError.error().message}`),
  );
}

/** The page with nothing of an earlier journey in it: each test has a context, and so a storage, of its own. */
export async function openStudio(page: Page): Promise<void> {
  await page.goto('./');
  await expect(page.locator('#app')).not.toBeEmpty();
}
