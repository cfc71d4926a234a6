import type { Machine } from '../runBench.ts';
import type { CaseReport } from './page.ts';

/** The Markdown that `bench/RESULTS.md` holds: medians with the range, ratios of medians, parity and WebGPU calls. */
export function trainingTable(machine: Machine, reports: readonly CaseReport[]): string {
  const rows = reports.map((report) => {
    const { lathe, stockDefault, stockNeverYield } = report.msPerStep;
    const ours = median(lathe);
    const calls = report.callsPerStep;
    return [
      report.case,
      `${report.backend} (${report.adapter})`,
      spread(lathe),
      spread(stockDefault),
      spread(stockNeverYield),
      `${(median(stockDefault) / ours).toFixed(1)}×`,
      `${(median(stockNeverYield) / ours).toFixed(1)}×`,
      report.backend === 'webgpu' ? `${perStep(calls.lathe)} / ${perStep(calls.stock)}` : '–',
      worstParity(report).toExponential(1),
    ].join(' | ');
  });
  return `
Milliseconds per training step (forward, backward, Adam, loss read once per block): median (fastest–slowest) of
at least ${Math.min(...reports.map(({ msPerStep }) => msPerStep.lathe.length))} interleaved blocks. “Stock” is tfjs 4.22 \`model.fit\`, as it comes and with \`yieldEvery: 'never'\`.
Same weights, same rows in the same order; “loss gap” is the largest relative difference of a block's mean loss over the first
blocks. ${machine.browser}, ${machine.cores} cores (${machine.cpu}), load ${machine.loadBefore.toFixed(1)} before the run. A software GPU says little about wall time on a real one; its calls per step carry over.

| network | engine | Lathe | stock | stock, never yields | ratio | ratio, never yields | dispatches + submits, Lathe / stock | loss gap |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}

function perStep({ dispatches, submits }: { readonly dispatches: number; readonly submits: number }): string {
  return `${dispatches.toFixed(0)} + ${submits.toFixed(1)}`;
}

function worstParity({ parity }: CaseReport): number {
  return Math.max(...parity.map(({ lathe, stock }) => Math.abs(lathe - stock) / Math.abs(stock)));
}
