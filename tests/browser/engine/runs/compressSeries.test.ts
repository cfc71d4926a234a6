import { io, randomNormal, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { strFromU8, unzipSync } from 'fflate';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import windowAutoencoder from '../../../../static-models/recipes/autoencoder-window.json';
import { cellAt, requireColumn } from '../../../../src/core/dataset/table.ts';
import { suggestWindows } from '../../../../src/core/preprocessing/suggestSample.ts';
import { makePressCycles } from '../../../../src/core/samples/pressCycles.ts';
import { deleteDataset, listDatasets } from '../../../../src/storage/datasets.ts';
import { getRun } from '../../../../src/storage/runs.ts';
import { compressSeries } from '../../../../src/workers/engine/compressSeries.ts';
import { exportModel } from '../../../../src/workers/engine/exportModel.ts';
import { restoreFile } from '../../../../src/workers/engine/restore.ts';
import { trainRun } from '../../../../src/workers/engine/trainRun.ts';
import { context, storeAutoencoderRun } from './autoencoderRun.ts';

async function clear(): Promise<void> {
  for (const { id } of await listDatasets()) await deleteDataset(id);
}
beforeEach(clear);
afterEach(clear);

const LENGTH = 32;
const ROWS_PER_PRESS = 300;
const CHANNELS = ['position (mm)', 'force (kN)', 'motor current (A)'];
const cycles = makePressCycles(3);

async function trainedOnPresses(): Promise<string> {
  const { id: runId } = await storeAutoencoderRun({
    sample: 'pressCycles',
    recipe: windowAutoencoder,
    epochs: 15,
    prepare: (suggested) => {
      const spec = suggestWindows(suggested, cycles, null);
      const { state } = spec.columns;
      if (spec.sample?.kind !== 'window' || !state) throw new Error('no windows');
      const columns = { ...spec.columns, state: { ...state, role: 'ignore' as const } };
      return { ...spec, columns, sample: { ...spec.sample, length: LENGTH, stride: LENGTH } };
    },
  });
  await trainRun({ runId }, context());
  return runId;
}

const columnNames = cycles.columns.map(({ name }) => name);

function cellsOf(row: number): string[] {
  return columnNames.map((name) => String(cellAt(requireColumn(cycles, name), row)).replace('.', ','));
}

/** Rows of two presses, every other one of each until one ends, in a file with its own delimiter and decimal mark. */
function seriesFile(firsts: number, seconds: number, broken: number): { file: File; lines: string[][] } {
  const rows = Array.from({ length: Math.max(firsts, seconds) }, (_, i) => [
    ...(i < seconds ? [ROWS_PER_PRESS + i] : []),
    ...(i < firsts ? [i] : []),
  ]).flat();
  const lines = rows.map((row) =>
    cellsOf(row).map((cell, i) => (row === broken && columnNames[i] === 'force (kN)' ? 'hard' : cell)),
  );
  const text = [columnNames, ...lines].map((line) => line.join(';')).join('\n');
  return { file: new File([text], 'presses.csv'), lines };
}

function parse(csv: string): string[][] {
  return csv
    .trim()
    .split('\r\n')
    .map((line) => line.split(';'));
}

test('a recording becomes codes of windows side by side, and its rows again, in their order and with the error that is stated', async () => {
  const runId = await trainedOnPresses();
  // Of the second press 39 rows, one that cannot be read, and 30, which fill no window.
  const { file, lines } = seriesFile(100, 70, ROWS_PER_PRESS + 39);
  const made = await compressSeries({ runId, file, type: 'float32' }, context());
  expect(made).toMatchObject({ count: 6, failed: 1, originalBytes: file.size, series: { unusedRows: 30 } });
  const [second, first] = made.series?.units ?? [];
  expect(second).toMatchObject({ rows: 39, windows: 2 });
  expect(first).toMatchObject({ rows: 100, windows: 4 });
  const perRow = (100 * (first?.error ?? NaN) + 39 * (second?.error ?? NaN)) / 139;
  expect(perRow / made.error).toBeCloseTo(1, 4);
  expect(first?.ratio).toBeCloseTo((100 * CHANNELS.length) / (4 * made.codeSize), 6);

  const restored = await restoreFile({ runId, file: new File([made.blob], 'presses.codes') }, context());
  expect(restored).toMatchObject({ ending: 'csv', kind: 'windows', count: 6, lostColumns: ['state'] });
  const [head = [], ...rows] = parse(await restored.blob.text());
  expect(head).toEqual(columnNames.filter((name) => name !== 'state'));
  const isKept = (line: string[]): boolean =>
    line[0] === lines[1]?.[0] || (Number(line[1]?.replace(',', '.')) < 3.85 && !line.includes('hard'));
  const wanted = lines.filter(isKept);
  expect(rows.map((row) => row.slice(0, 2))).toEqual(wanted.map((line) => line.slice(0, 2)));
  const { pipeline } = await getRun(runId);
  let squares = 0;
  for (const name of CHANNELS) {
    const scale = pipeline?.columns.find((column) => column.name === name)?.affine?.scale ?? NaN;
    const [from, to] = [columnNames.indexOf(name), head.indexOf(name)];
    const number = (text: string | undefined): number => Number(text?.replace(',', '.'));
    rows.forEach((row, i) => (squares += ((number(row[to]) - number(wanted[i]?.[from])) / scale) ** 2));
  }
  expect(squares / (139 * CHANNELS.length) / made.error).toBeCloseTo(1, 2);
  // Better than a flat line at the mean, which is off by the variance.
  expect(made.error).toBeLessThan(0.7);

  const again = await compressSeries(
    { runId, file: new File([restored.blob], 'again.csv'), type: 'float16' },
    context(),
  );
  expect(again).toMatchObject({ count: 6, failed: 0, series: { unusedRows: 0 } });
  expect(again.blob.size).toBeLessThan(made.blob.size);

  const short = seriesFile(12, 10, -1).file;
  await expect(compressSeries({ runId, file: short, type: 'uint8' }, context())).rejects.toMatchObject({
    code: 'codes.noWindow',
    details: { fileName: 'presses.csv', rows: LENGTH, longest: 12 },
  });
  const cut = new File([made.blob.slice(0, made.blob.size - 2)], 'cut.codes');
  await expect(restoreFile({ runId, file: cut }, context())).rejects.toMatchObject({ code: 'codes.invalid' });

  // The encoder and the decoder that leave with the model make what the whole network makes.
  const files = unzipSync(new Uint8Array(await (await exportModel({ runId })).zip.arrayBuffer()));
  const [whole, encoder, decoder] = await Promise.all(['', 'encoder/', 'decoder/'].map((at) => load(files, at)));
  const windows = randomNormal([3, LENGTH, CHANNELS.length], 0, 1, 'float32', 7);
  const codes = single(encoder?.predict(windows));
  expect(codes.shape).toEqual([3, made.codeSize]);
  const outputs = await single(decoder?.predict(codes)).data();
  const expected = await single(whole?.predict(windows)).data();
  expect(outputs).toHaveLength(3 * LENGTH * CHANNELS.length);
  outputs.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-4));
}, 120_000);

const modelFile = v.object({
  modelTopology: v.record(v.string(), v.unknown()),
  weightsManifest: v.array(
    v.object({
      weights: v.array(v.object({ name: v.string(), shape: v.array(v.number()), dtype: v.literal('float32') })),
    }),
  ),
});

async function load(files: Readonly<Record<string, Uint8Array>>, at: string) {
  const text = strFromU8(files[`${at}model.json`] ?? new Uint8Array());
  const { modelTopology, weightsManifest } = v.parse(modelFile, JSON.parse(text));
  return loadLayersModel(
    io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData: Uint8Array.from(files[`${at}weights.bin`] ?? []).buffer,
    }),
  );
}

function single(output: Tensor | Tensor[] | undefined): Tensor {
  if (!output || Array.isArray(output)) throw new Error('not one output');
  return output;
}
