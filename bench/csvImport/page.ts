import type { BenchReport } from './report.ts';

/** Runs the bench in a worker, as the studio imports in one. */
function runBench(rows: number): Promise<BenchReport> {
  const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<BenchReport>) => {
      resolve(event.data);
    };
    worker.onerror = (event) => {
      reject(new Error(event.message));
    };
    worker.postMessage(rows);
  });
}

declare global {
  interface Window {
    latheCsvBench: typeof runBench;
  }
}
window.latheCsvBench = runBench;
