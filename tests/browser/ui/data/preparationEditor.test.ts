import { beforeEach, expect, test } from 'vitest';
import type { ColumnSchema } from '../../../../src/core/dataset/table.ts';
import { ImportSession } from '../../../../src/services/importSession.svelte.ts';
import { PreparationEditor, splitOf } from '../../../../src/services/preparationEditor.svelte.ts';
import { getProject } from '../../../../src/storage/projects.ts';
import { MACHINES_CSV, openProject } from './project.ts';

let editor: PreparationEditor;

beforeEach(async () => {
  const session = await openProject();
  session.incoming = new ImportSession({ kind: 'text', text: MACHINES_CSV }, 'machines');
  await session.incoming.refresh();
  await session.importIncoming();
  editor = new PreparationEditor(session);
});

function column(name: string): ColumnSchema {
  const found = editor.columns.find((each) => each.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

test('a change shows at once, and is kept and counted when it is flushed', async () => {
  expect(editor.roleOf('failed')).toBe('target');
  const before = editor.session.summary?.features.length ?? 0;
  editor.setColumn(column('grade'), { encoding: 'ordinal' });
  editor.setColumn(column('load'), { scaling: 'robust' });
  expect(editor.columnOf(column('grade')).encoding).toBe('ordinal');
  expect(editor.isSettling).toBe(true);
  await editor.flush();
  expect(editor.isSettling).toBe(false);
  expect((await getProject(editor.session.project.id)).preparation?.columns).toMatchObject({
    grade: { encoding: 'ordinal' },
    load: { scaling: 'robust' },
  });
  expect(editor.session.summary?.features.length).toBe(before - 2);
});

test('another target keeps what was set for the rest, and brings its own task', async () => {
  editor.setColumn(column('load'), { logTransform: true });
  await editor.setRole(column('temp'), 'target');
  expect(editor.targets.map(({ name }) => name)).toEqual(['temp']);
  expect(editor.spec?.task).toBe('regression');
  expect(editor.roleOf('failed')).toBe('feature');
  expect(editor.columnOf(column('load')).logTransform).toBe(true);
});

test('the column that steers the split gets its role, and its earlier one back', () => {
  const split = editor.spec?.split;
  if (!split) throw new Error('no split');
  editor.setSplit(splitOf('random', split, ''));
  const role = editor.roleOf('grade');
  expect(role).toBe('feature');
  editor.setSplit(splitOf('group', split, 'grade'));
  expect(editor.roleOf('grade')).toBe('group');
  editor.setSplit(splitOf('time', split, 'load'));
  expect([editor.roleOf('grade'), editor.roleOf('load')]).toEqual(['feature', 'time']);
  editor.setSplit(splitOf('random', split, ''));
  expect([editor.roleOf('grade'), editor.roleOf('load')]).toEqual(['feature', 'feature']);
});

test('a column that steers the split takes the split along when it becomes something else', async () => {
  await editor.setRole(column('grade'), 'group');
  expect(editor.spec?.split).toMatchObject({ kind: 'group', column: 'grade' });
  await editor.setRole(column('grade'), 'ignore');
  expect(editor.spec?.split.kind).toBe('stratified');
  expect(editor.roleOf('grade')).toBe('ignore');
});

test('without a feature there is a problem to mend, and none after suggesting anew', async () => {
  editor.setColumns(
    editor.columns.filter(({ name }) => editor.roleOf(name) === 'feature'),
    () => ({ role: 'ignore' }),
  );
  expect(editor.problems.map(({ error }) => error.code)).toEqual(['data.noFeatures']);
  await editor.suggestAnew();
  expect(editor.problems).toEqual([]);
});
