import { expect, test, vi } from 'vitest';
import { ImportSession } from '../../../../src/services/importSession.svelte.ts';
import { listDatasets } from '../../../../src/storage/datasets.ts';
import { MACHINES_CSV, openProject } from './project.ts';

async function previewed(text = MACHINES_CSV): Promise<ImportSession> {
  const incoming = new ImportSession({ kind: 'text', text }, 'machines');
  await incoming.refresh();
  return incoming;
}

test('a changed policy keeps the columns that were set; a changed dialect detects them anew', async () => {
  const incoming = await previewed();
  expect(incoming.preview?.plan.dialect).toMatchObject({ delimiter: ';', decimal: ',' });
  await incoming.setColumn(0, { name: 'heat', include: false });
  await incoming.override({ malformed: 'repair' });
  expect(incoming.preview?.plan).toMatchObject({
    malformed: 'repair',
    columns: [{ name: 'heat', include: false }, {}, {}, {}, {}],
  });
  expect(incoming.includedColumns).toBe(4);
  await incoming.setDialect({ delimiter: ',' });
  expect(incoming.preview?.plan.columns[0]?.name).not.toBe('heat');
});

test('of several changes in a row all hold, and the cells are read again once', async () => {
  const incoming = await previewed();
  const first = incoming.setColumn(1, { type: 'category' });
  expect(incoming.isPreviewing).toBe(true);
  expect(incoming.preview?.plan.columns[1]?.type).toBe('category');
  await Promise.all([first, incoming.setColumn(2, { type: 'text' })]);
  await vi.waitFor(() => expect(incoming.isPreviewing).toBe(false));
  expect(incoming.preview?.plan.columns.map(({ type }) => type).slice(1, 3)).toEqual(['category', 'text']);
});

test('what does not fit is found in the preview, and left out by the import as its policy says', async () => {
  const incoming = await previewed();
  expect(incoming.preview?.fits[2]?.[0]).toBe(false);
  expect(incoming.neededBytes).toBeGreaterThan(60 * 8);
  await incoming.override({ invalidCells: 'skipRow' });
  expect(await incoming.run()).toMatchObject({ rowCount: 58, skippedRows: 2 });
});

test('an import that is cancelled leaves nothing behind, and the data that were there stay', async () => {
  const session = await openProject();
  session.incoming = await previewed();
  await session.importIncoming();
  const kept = session.dataset?.id;
  expect(kept).toBeDefined();
  const before = (await listDatasets()).length;

  const rows = Array.from({ length: 400_000 }, (_, row) => `${row},${row % 17},${row % 5}`).join('\n');
  session.incoming = await previewed(`a,b,c\n${rows}`);
  const importing = session.importIncoming();
  expect(session.status.data.state).toBe('busy');
  session.incoming.cancel();
  await importing;
  expect(session.incoming).toMatchObject({ outcome: null, error: null, isImporting: false });
  expect(session.dataset?.id).toBe(kept);
  expect((await listDatasets()).length).toBe(before);
});

test('a file that is no table says so and keeps the preview empty', async () => {
  const incoming = await previewed('');
  expect(incoming.preview).toBeNull();
  expect(incoming.error).toMatchObject({ code: 'file.empty' });
});
