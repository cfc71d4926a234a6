import type { ColumnValues } from '../../../../src/core/dataset/table.ts';
import { suggestPreparation } from '../../../../src/core/preprocessing/suggestPreparation.ts';
import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import type { LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import type { Recipe } from '../../../../src/core/recipe/recipe.ts';
import { defaultEarlyStopping, defaultTraining } from '../../../../src/core/training/defaults.ts';
import type { BackendChoice, TrainingSettings } from '../../../../src/core/training/settings.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { beginDataset, readTable } from '../../../../src/storage/datasets.ts';
import { createProject } from '../../../../src/storage/projects.ts';
import type { RunRecord } from '../../../../src/storage/records.ts';
import { createRun } from '../../../../src/storage/runs.ts';

const ROWS = 240;
const GRADES = ['coarse', 'fine', 'medium'];
const LINES = ['north', 'south'];

/** A stored table: two numbers and a word that tell the grade, some values missing. */
async function storeDataset(): Promise<string> {
  const random = createRandom(17);
  const heat = new Float64Array(ROWS);
  const speed = new Float64Array(ROWS);
  const line = new Int32Array(ROWS);
  const grade = new Int32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const label = random.below(GRADES.length);
    grade[row] = label;
    heat[row] = row % 20 === 3 ? NaN : 500 + 60 * label + 15 * random.normal();
    speed[row] = 2 - label + 0.5 * random.normal();
    line[row] = random.below(LINES.length);
  }
  const writer = await beginDataset({ name: 'grades', origin: 'synthetic', fileName: '' });
  const values: ColumnValues[] = [
    { kind: 'numeric', values: heat },
    { kind: 'numeric', values: speed },
    { kind: 'coded', values: line },
    { kind: 'coded', values: grade },
  ];
  await writer.append(values, ROWS);
  const record = await writer.commit({
    columns: [
      { name: 'heat', type: 'number' },
      { name: 'speed', type: 'number' },
      { name: 'line', type: 'category', categories: LINES },
      { name: 'grade', type: 'category', categories: GRADES },
    ],
    problems: { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] },
  });
  return record.id;
}

function recipe(training: Partial<TrainingSettings>): Recipe {
  const layers: LayerSpec[] = [
    { ...createLayer('dense', 'hidden_1'), units: 12 },
    createLayer('batchNormalization', 'norm_1'),
    createLayer('dropout', 'drop_1'),
    createHead('head', 'softmax'),
  ];
  return {
    version: 1,
    id: 'test',
    name: { en: 'Test', zh: '测试' },
    description: { en: '', zh: '' },
    tasks: [],
    procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers } },
    training: {
      ...defaultTraining('multiclass'),
      epochs: 8,
      batchSize: 16,
      schedule: { kind: 'constant', initialLearningRate: 0.02, warmupSteps: 0 },
      earlyStopping: { ...defaultEarlyStopping(), enabled: false },
      ...training,
    },
  };
}

/** A stored, untrained run on a data set of its own. Every call makes the same data and the same run under new ids. */
export async function storeRun(backend: BackendChoice, training: Partial<TrainingSettings> = {}): Promise<RunRecord> {
  const datasetId = await storeDataset();
  const project = await createProject('runs');
  const run: RunRecord = {
    id: crypto.randomUUID(),
    projectId: project.id,
    datasetId,
    name: 'run',
    createdAt: 1,
    updatedAt: 1,
    status: 'queued',
    stopReason: null,
    error: null,
    recipe: recipe(training),
    preparation: suggestPreparation(await readTable(datasetId), 'grade'),
    pipeline: null,
    backend,
    engine: null,
    history: [],
    bestEpoch: null,
    kept: null,
    parameterCount: null,
    trainedMs: 0,
  };
  await createRun(run);
  return run;
}
