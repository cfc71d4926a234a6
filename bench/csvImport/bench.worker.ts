import Papa from 'papaparse';
import { inferSchema, initParser } from 'udsv';
import { createRandom } from '../../src/shared/random.ts';
import type { ImportPlan } from '../../src/core/dataset/importOptions.ts';
import { TableBuilder } from '../../src/formats/columns/tableBuilder.ts';
import { openTableFile } from '../../src/formats/openTableFile.ts';
import { CONTENDERS, type BenchReport, type ContenderName } from './report.ts';

const COLUMNS = 20;
const ROUNDS = 5;
const CHUNK_ROWS = 65_536;
const ROWS_PER_PIECE = 10_000;

/** Sensor readings with 0 … 4 decimals; the same for the same number of rows. */
function makeFile(rows: number): File {
  const random = createRandom(7);
  const pieces: Blob[] = [new Blob([`${Array.from({ length: COLUMNS }, (_, i) => `sensor ${i + 1}`).join(',')}\n`])];
  for (let start = 0; start < rows; start += ROWS_PER_PIECE) {
    let text = '';
    for (let row = start; row < Math.min(rows, start + ROWS_PER_PIECE); row++) {
      for (let column = 0; column < COLUMNS; column++) {
        text += (random.uniform() * 1000 - 500).toFixed(column % 5) + (column === COLUMNS - 1 ? '\n' : ',');
      }
    }
    pieces.push(new Blob([text]));
  }
  return new File(pieces, 'readings.csv');
}

/** How each reads the whole file; the answer is the number of rows that it saw. The plan is what the user agreed to before. */
const READ: Readonly<Record<ContenderName, (file: File, plan: ImportPlan) => Promise<number>>> = {
  async lathe(file, plan) {
    const table = await openTableFile(file, null);
    await table.preview(plan);
    const builder = new TableBuilder(plan, CHUNK_ROWS);
    let rows = 0;
    const flush = async (): Promise<void> => {
      rows += builder.take().rowCount;
    };
    await table.read(plan, builder, { signal: new AbortController().signal, flush, progress: () => undefined });
    await flush();
    return rows;
  },
  papaparse: (file) =>
    new Promise((resolve, reject) => {
      let rows = 0;
      Papa.parse<string[]>(file, {
        chunk: ({ data }) => {
          rows += data.length;
        },
        complete: () => {
          resolve(rows - 1);
        },
        error: reject,
        skipEmptyLines: true,
      });
    }),
  udsvStrings: (file) => readByUdsv(file, 'stringArrs'),
  udsvTyped: (file) => readByUdsv(file, 'typedArrs'),
};

async function readByUdsv(file: File, kind: 'stringArrs' | 'typedArrs'): Promise<number> {
  let rows = 0;
  let parser: ReturnType<typeof initParser> | null = null;
  const decoder = new TextDecoder();
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const text = decoder.decode(piece.value, { stream: true });
    parser ??= initParser(inferSchema(text));
    parser.chunk<[]>(text, parser[kind]<[]>, () => {
      rows += 1;
    });
  }
  parser?.end();
  return rows;
}

onmessage = async ({ data: rows }: MessageEvent<number>) => {
  const file = makeFile(rows);
  const { plan } = await (await openTableFile(file, null)).preview({});
  const milliseconds: Record<ContenderName, number[]> = { lathe: [], papaparse: [], udsvStrings: [], udsvTyped: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name } of CONTENDERS) {
      const startedMs = performance.now();
      const seen = await READ[name](file, plan);
      if (seen !== rows) throw new Error(`${name} saw ${seen} rows of ${rows}`);
      // The first round warms up.
      if (round > 0) milliseconds[name].push(performance.now() - startedMs);
    }
  }
  postMessage({ rows, columns: COLUMNS, sizeBytes: file.size, milliseconds } satisfies BenchReport);
};
