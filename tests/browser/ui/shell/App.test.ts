import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import App from '../../../../src/app/App.svelte';
import { pageStatus } from '../../../../src/app/pageStatus.svelte.ts';
import { AppError } from '../../../../src/shared/appError.ts';
import { i18n } from '../../../../src/messages/current.svelte.ts';
import { theme } from '../../../../src/ui/kit/theme.svelte.ts';
import { createProject, listProjects } from '../../../../src/storage/projects.ts';
import { emptyDatabase } from '../../storage/sampleRecords.ts';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';

beforeEach(async () => {
  await emptyDatabase();
  location.hash = '#/';
  theme.choose('system');
  pageStatus.bug = null;
});

test('the landing page says what this is, offers thirteen samples, and is accessible in both languages', async () => {
  await render(App, {});
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('Train a neural network');
  expect(page.getByRole('button', { name: /^Load and train the sample/ }).elements()).toHaveLength(13);
  await expect.element(page.getByText('No projects yet', { exact: false })).toBeVisible();
  await expectAccessible();
  await i18n.use('zh');
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('训练神经网络');
  expect(document.documentElement.lang).toBe('zh-Hans');
  await expectAccessible();
});

test('projects are listed, renamed, duplicated and, after a question, deleted', async () => {
  await createProject('Spindle');
  await render(App, {});
  await expect.element(page.getByRole('link', { name: 'Spindle' })).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Spindle' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Project name' }).fill('Spindle 7');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('link', { name: 'Spindle 7' })).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Spindle 7' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect.element(page.getByRole('link', { name: 'Spindle 7 (copy)' })).toBeVisible();

  await page.getByRole('button', { name: 'Actions for Spindle 7', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect.poll(async () => (await listProjects()).map(({ name }) => name)).toEqual(['Spindle 7 (copy)']);
  await expect.poll(() => page.getByRole('link', { name: 'Spindle 7', exact: true }).query()).toBeNull();
});

test('an open project shows its five places and what each needs, and is reached by its address', async () => {
  const { id } = await createProject('Spindle');
  location.hash = `#/p/${id}`;
  await render(App, {});
  const places = page.getByRole('navigation', { name: 'Places of this project' }).first();
  await expect.poll(() => location.hash).toBe(`#/p/${id}/data`);
  await expect.element(places.getByRole('link', { name: /^Data/ })).toHaveAttribute('aria-current', 'page');
  await expect.element(places.getByRole('link', { name: /^Evaluate/ })).toHaveTextContent('needs Data');
  await expect.poll(() => document.title).toBe('Data · Spindle · Lathe');
  await expectAccessible();
});

test('an unknown project and an unknown address say so and lead back', async () => {
  location.hash = '#/p/00000000/data';
  await render(App, {});
  await expect.element(page.getByText('There is no such project in this browser')).toBeVisible();
  location.hash = '#/nowhere';
  await expect.element(page.getByText('There is nothing at this address')).toBeVisible();
  await page.getByRole('link', { name: 'To all projects' }).click();
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('language and appearance are chosen from their menus and remembered', async () => {
  await render(App, {});
  await page.getByRole('button', { name: /^Appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  expect(document.documentElement.dataset['theme']).toBe('dark');
  expect(localStorage.getItem('lathe.theme')).toBe('dark');
  await expectAccessible();
  await page.getByRole('button', { name: /^Language/ }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('训练神经网络');
  expect(localStorage.getItem('lathe.locale')).toBe('zh');
});

test('a project that another tab works on is not shown until it is taken over', async () => {
  const { id } = await createProject('Spindle');
  let giveUp = (): void => {};
  let wasTaken = false;
  const held = new Promise<void>((resolve) => (giveUp = resolve));
  const other = navigator.locks.request(`lathe-project-${id}`, () => held).catch(() => (wasTaken = true));
  location.hash = `#/p/${id}/data`;
  await render(App, {});
  await expect.element(page.getByText('This project is open in another tab')).toBeVisible();
  await page.getByRole('button', { name: 'Work on it here' }).click();
  await expect.poll(() => page.getByText('This project is open in another tab').query()).toBeNull();
  await other;
  expect(wasTaken).toBe(true);
  giveUp();
});

test('an error that nobody foresaw is told, with a report that names no project', async () => {
  location.hash = '#/';
  await render(App, {});
  pageStatus.report(new TypeError('x is not a function'));
  const dialog = page.getByRole('dialog', { name: 'Something went wrong in Lathe itself' });
  await expect.element(dialog).toHaveTextContent('TypeError: x is not a function');
  await expectAccessible();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => dialog.query()).toBeNull();
});

test('where the data goes is one click away', async () => {
  await render(App, {});
  await page.getByRole('button', { name: 'Everything stays in this browser' }).click();
  await expect
    .element(page.getByRole('dialog', { name: 'Where your data goes: nowhere' }))
    .toHaveTextContent('Network');
  await expectAccessible();
});

test('a lost network and a newer version are told', async () => {
  await render(App, {});
  dispatchEvent(new Event('offline'));
  await expect.element(page.getByText('No network.', { exact: false })).toBeVisible();
  let isReloaded = false;
  pageStatus.applyUpdate = () => (isReloaded = true);
  await page.getByRole('button', { name: 'Reload now' }).click();
  expect(isReloaded).toBe(true);
  await expectAccessible();
  dispatchEvent(new Event('online'));
  await expect.poll(() => page.getByText('No network.', { exact: false }).query()).toBeNull();
  pageStatus.applyUpdate = null;
});

test('a failure of the table is told in its own words, not as a bug', async () => {
  await render(App, {});
  pageStatus.report(new AppError('storage.quota', { neededBytes: 2_000_000, availableBytes: 1000 }));
  await expect.element(page.getByText('This needs 2 MB', { exact: false })).toBeVisible();
  expect(page.getByRole('dialog').query()).toBeNull();
});
