import { onTestFinished } from 'vitest';
import { ProjectSession } from '../../../../src/services/projectSession.svelte.ts';
import { createProject, deleteProject } from '../../../../src/storage/projects.ts';

/** An open project without data, which goes when the test is over. */
export async function openProject(): Promise<ProjectSession> {
  const { id } = await createProject('test');
  const session = await ProjectSession.open(id);
  onTestFinished(async () => {
    session.close();
    await deleteProject(id);
  });
  return session;
}

/** Sixty rows of two numbers, a category, a machine and a yes/no; row 4 has a word for a number and row 6 a cell too few. */
export const MACHINES_CSV = [
  'temp;load;grade;machine_id;failed',
  ...Array.from({ length: 60 }, (_, row) => {
    const temp = row === 2 ? 'hot' : `${20 + (row % 7)},5`;
    const cells = [temp, String(row % 11), 'abc'[row % 3], `m${row % 6}`, row % 4 === 0 ? 'yes' : 'no'];
    return cells.slice(0, row === 4 ? 4 : 5).join(';');
  }),
].join('\n');
