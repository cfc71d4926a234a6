import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { ImportSession } from '../../../../src/services/importSession.svelte.ts';
import DataPlace from '../../../../src/ui/data/DataPlace.svelte';
import { expectAccessible } from '../axe.ts';
import { render } from '../render.ts';
import { MACHINES_CSV, openProject } from './project.ts';

const PATIENCE = { timeout: 20_000 };

/** The first element of a kind that reads so; undefined where there is none yet. */
function find(root: ParentNode, selector: string, text: string | RegExp): HTMLElement | undefined {
  return [...root.querySelectorAll<HTMLElement>(selector)].find((element) => {
    const read = element.textContent.trim();
    return typeof text === 'string' ? read === text : text.test(read);
  });
}

async function seen(root: ParentNode, selector: string, text: string | RegExp): Promise<HTMLElement> {
  return vi.waitFor(() => {
    const found = find(root, selector, text);
    if (!found) throw new Error(`there is no ${selector} that reads ${String(text)}`);
    return found;
  }, PATIENCE);
}

test('from a dropped file over its preview to table, profile, preparation and split', { timeout: 90_000 }, async () => {
  const session = await openProject();
  const file = new File([MACHINES_CSV], 'machines.csv');
  const place = await render(DataPlace, { session, takeIncomingFiles: () => [{ path: file.name, file }] });

  const start = await seen(place, 'button', 'Import');
  expect(find(place, 'td.misfit', /^hot/)).toBeDefined();
  expect(find(place, 'tr', /Row 6\s*4 cells instead of 5/)).toBeDefined();
  await expectAccessible(place);
  await vi.waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull(), PATIENCE);
  await userEvent.click(start);

  await seen(place, '[role=tab]', 'Table');
  await seen(place, '.notice', /59 rows/);
  await seen(place, '[role=gridcell]', 'm5');
  await expectAccessible(place);

  await userEvent.click(await seen(place, '[role=tab]', 'Profile'));
  await userEvent.click(await seen(place, 'tbody button', 'load'));
  await seen(place, 'dt', '95% quantile');
  await expectAccessible(place);

  await userEvent.click(await seen(place, '[role=tab]', 'Preparation'));
  await seen(place, 'tr.target th', /^failed/);
  await expectAccessible(place);

  await userEvent.click(await seen(place, '[role=tab]', 'Split'));
  await seen(place, 'tbody th', 'yes');
  await expectAccessible(place);
  expect((await seen(place, 'a', 'Next: Model')).getAttribute('href')).toBe(`#/p/${session.project.id}/model`);
});

test('pictures take the place of a table only after a yes', { timeout: 60_000 }, async () => {
  const session = await openProject();
  session.incoming = new ImportSession({ kind: 'text', text: MACHINES_CSV }, 'machines');
  await session.incoming.refresh();
  await session.importIncoming();
  const before = session.dataset?.id;
  expect(before).toBeDefined();
  const canvas = new OffscreenCanvas(8, 8);
  canvas.getContext('2d')?.fillRect(0, 0, 4, 8);
  const file = new File([await canvas.convertToBlob()], 'a.png');
  const drop = () => render(DataPlace, { session, takeIncomingFiles: () => [{ path: 'good/a.png', file }] });

  await drop();
  const refusal = await seen(document.body, '[role=dialog] button', 'Cancel');
  await userEvent.click(refusal);
  expect(session.dataset?.id).toBe(before);
  expect(session.incomingImages).toBeNull();

  await drop();
  await userEvent.click(await seen(document.body, '[role=dialog] button', 'Replace'));
  await vi.waitFor(() => expect(session.dataset?.imagesId).toBeDefined(), PATIENCE);
  expect(session.dataset?.id).not.toBe(before);
});
