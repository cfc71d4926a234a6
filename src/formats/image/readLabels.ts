import { openTableFile } from '../openTableFile.ts';
import { TableBuilder } from '../columns/tableBuilder.ts';
import { isAppError } from '../../shared/appError.ts';

const CHUNK_ROWS = 65_536;
const LABEL_NAME = /label|class|category|defect|标签|类别|缺陷/i;

/**
 * The labels that a table gives to files: of its columns one holds files' names, and another is the label (one that is
 * called so, else the next one, else the first). Null where it is no such table. Backslashes in paths are taken for slashes.
 * @param names - the files' paths, from each of their folders on
 */
export async function readLabels(file: File, names: ReadonlySet<string>): Promise<ReadonlyMap<string, string> | null> {
  try {
    const table = await openTableFile(file, null);
    const { plan: detected } = await table.preview({});
    const columns = detected.columns.map((column) => ({ ...column, type: 'text' as const, include: true }));
    const plan = { ...detected, columns };
    const builder = new TableBuilder(plan, CHUNK_ROWS);
    const cells: (string | null)[][] = columns.map(() => []);
    const flush = (): Promise<void> => {
      builder.take().values.forEach((values, i) => {
        if (values.kind === 'text') for (const value of values.values) cells[i]?.push(value);
      });
      return Promise.resolve();
    };
    await table.read(plan, builder, { signal: new AbortController().signal, progress: () => undefined, flush });
    await flush();
    const fileColumn = cells.findIndex((column) => column.some((cell) => cell !== null && names.has(asPath(cell))));
    const titles = columns.map(({ name }) => name);
    const named = titles.findIndex((title, i) => i !== fileColumn && LABEL_NAME.test(title));
    const labelColumn = named >= 0 ? named : fileColumn + 1 < columns.length ? fileColumn + 1 : 0;
    if (fileColumn < 0 || labelColumn === fileColumn) return null;
    const labels = new Map<string, string>();
    cells[fileColumn]?.forEach((name, row) => {
      const label = cells[labelColumn]?.[row] ?? null;
      if (name !== null && label !== null) labels.set(asPath(name), label.trim());
    });
    return labels;
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}

function asPath(cell: string): string {
  return cell.trim().replaceAll('\\', '/').replace(/^\.\//, '');
}
