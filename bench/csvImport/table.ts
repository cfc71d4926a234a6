import type { Machine } from '../runBench.ts';
import { median } from '../training/table.ts';
import { CONTENDERS, type BenchReport } from './report.ts';

/** The Markdown that `bench/RESULTS.md` holds: megabytes per second, medians with the range, and the ratio to Lathe's. */
export function csvImportTable(machine: Machine, { rows, columns, sizeBytes, milliseconds }: BenchReport): string {
  const perSecond = (ms: number): number => sizeBytes / 1e3 / ms;
  const ours = median(milliseconds.lathe);
  const lines = CONTENDERS.map(({ name, does }) => {
    const times = milliseconds[name];
    const range = `${perSecond(Math.max(...times)).toFixed(0)}–${perSecond(Math.min(...times)).toFixed(0)}`;
    return `| ${does} | ${perSecond(median(times)).toFixed(1)} (${range}) | ${(median(times) / ours).toFixed(2)}× |`;
  });
  return `
\`node bench/run.mjs csvImport --rows ${rows}\`

${rows.toLocaleString('en')} rows × ${columns} columns of decimal numbers, ${(sizeBytes / 1e6).toFixed(0)} MB, read from a File in a worker: MB/s, median
(slowest–fastest) of ${milliseconds.lathe.length} interleaved rounds. ${machine.browser}, ${machine.cores} cores (${machine.cpu}), load ${machine.loadBefore.toFixed(1)} before the run.

| | MB/s | time, to Lathe's |
| --- | --- | --- |
${lines.join('\n')}
`;
}
