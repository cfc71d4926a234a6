/*
 * Step time of Lathe's training loop beside stock tfjs `model.fit`, on WASM and WebGPU, in one page of a built site:
 * `node bench/run.mjs training`. Parity first; blocks of the contenders take turns; medians.
 * Writes bench/training.json and the training part of bench/RESULTS.md.
 */
import { runBench } from './runBench.ts';
import { trainingTable } from './training/table.ts';

await runBench({
  name: 'training',
  section: 'Training step',
  ready: 'latheBench',
  measure: (page) =>
    page.evaluate(() =>
      window.latheBench((line) => {
        console.log(line);
      }),
    ),
  record: (reports) => ({ reports }),
  table: trainingTable,
});
