import { expect, it } from 'vitest';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { beginDataset, readTable } from '../../../../src/storage/datasets.ts';
import { createProject } from '../../../../src/storage/projects.ts';
import { createRun, getRun } from '../../../../src/storage/runs.ts';
import { summarizePreparation } from '../../../../src/workers/data/preparation.ts';
import { evaluatedRows, evaluateRun } from '../../../../src/workers/engine/evaluateRun.ts';
import { predictFile } from '../../../../src/workers/engine/predictFile.ts';
import { predictRows } from '../../../../src/workers/engine/predictRows.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { storeRun } from './storedRun.ts';

const ROWS = 300;
const context = { signal: new AbortController().signal, progress: () => undefined };

/** Two numbers, and two faults that each follow from one of them. */
async function storeFaults(): Promise<string> {
  const random = createRandom(5);
  const heat = Float64Array.from({ length: ROWS }, () => random.normal());
  const load = Float64Array.from({ length: ROWS }, () => random.normal());
  const writer = await beginDataset({ name: 'faults', origin: 'synthetic', fileName: '' });
  await writer.append(
    [
      { kind: 'numeric', values: heat },
      { kind: 'numeric', values: load },
      { kind: 'coded', values: Int32Array.from(heat, (value) => Number(value > 0)) },
      { kind: 'coded', values: Int32Array.from(load, (value) => Number(value > 0.5)) },
    ],
    ROWS,
  );
  const { id } = await writer.commit({
    columns: [
      { name: 'heat', type: 'number' },
      { name: 'load', type: 'number' },
      { name: 'burnt', type: 'boolean', categories: ['no', 'yes'] },
      { name: 'bent', type: 'boolean', categories: ['no', 'yes'] },
    ],
    problems: { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] },
  });
  return id;
}

it('several labels go from the preparation to a file of predictions', async () => {
  const datasetId = await storeFaults();
  const suggested = suggestPreparation(await readTable(datasetId), 'burnt');
  expect(suggested.task).toBe('binary');
  const { bent } = suggested.columns;
  if (!bent) throw new Error('no column');
  const preparation = {
    ...suggested,
    task: 'multilabel' as const,
    columns: { ...suggested.columns, bent: { ...bent, role: 'target' as const } },
  };
  const summary = await summarizePreparation({ datasetId, preparation }, context);
  expect(summary).toMatchObject({ classes: ['burnt', 'bent'], bindings: { target: [2] } });

  const template = await storeRun('wasm', { epochs: 40 });
  const { id: projectId } = await createProject('faults');
  const run = {
    ...template,
    id: crypto.randomUUID(),
    projectId,
    datasetId,
    preparation,
    recipe: adaptRecipe(template.recipe, 'multilabel'),
  };
  await createRun(run);
  expect(run.recipe.training.loss.name).toBe('binaryCrossentropy');
  await trainRun({ runId: run.id }, context);
  expect((await getRun(run.id)).status).toBe('finished');

  const report = await evaluateRun({ runId: run.id, part: 'test' }, context);
  if (report.task !== 'multilabel') throw new Error(report.task);
  expect(report.classes).toEqual(['burnt', 'bent']);
  expect(report.metrics.labelConfusions).toHaveLength(2);
  for (const { rocAuc } of report.metrics.perClass) expect(rocAuc).toBeGreaterThan(0.9);
  expect((await evaluatedRows({ runId: run.id, part: 'test' }, context)).outputWidth).toBe(2);

  const { names, outputs } = await predictRows({ runId: run.id, rows: [{ heat: 2, load: -2 }] });
  expect(names).toEqual(['burnt', 'bent']);
  expect(outputs[0]?.[0]).toBeGreaterThan(0.5);
  expect(outputs[0]?.[1]).toBeLessThan(0.5);

  const source = { kind: 'text' as const, text: 'heat,load\n2,-2\n-2,2\n' };
  const { predicted, csv } = await predictFile({ runId: run.id, source, plan: null }, context);
  expect(predicted).toBe(2);
  const [head, first] = (await csv.text()).split(/\r?\n/);
  expect(head).toContain('burnt');
  expect(head).toContain('bent');
  expect(first?.split(',')).toHaveLength(head?.split(',').length ?? 0);
});
