import type { DataContract } from '../protocol/dataContract.ts';
import type { EngineContract } from '../protocol/engineContract.ts';
import type { Hello } from '../protocol/lifeLock.ts';
import { WorkerClient, type WorkerHandle } from '../protocol/workerClient.ts';
import dataWorkerUrl from '../workers/data.worker.ts?worker&url';
import engineWorkerUrl from '../workers/engine.worker.ts?worker&url';

/** The two workers beside the page. Each starts with its first call. */
export const dataWorker = new WorkerClient<DataContract>('data', () => start(dataWorkerUrl, 'lathe-data'));

/** Stopping a run keeps what was reached, which can take a while on a slow machine. */
const STOP_GRACE_MS = 60_000;
export const engineWorker = new WorkerClient<EngineContract>(
  'engine',
  () => start(engineWorkerUrl, 'lathe-engine'),
  STOP_GRACE_MS,
);

/**
 * Starts a worker that is bound by the page's Content-Security-Policy. A worker that loads from its file takes its policy from that
 * file's headers, which a static host does not send; one that begins in a blob takes the page's.
 */
function start(fileUrl: string, name: string): WorkerHandle {
  const source = `import ${JSON.stringify(new URL(fileUrl, document.baseURI).href)};`;
  const blobUrl = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  return watch(new Worker(blobUrl, { type: 'module', name }));
}

function watch(worker: Worker): WorkerHandle {
  let tellDeath: ((reason: string) => void) | null = null;
  const death = new Promise<string>((resolve) => {
    tellDeath = resolve;
  });
  worker.addEventListener('error', (event) => tellDeath?.(event.message || 'the worker failed to start'));
  worker.addEventListener('messageerror', () => tellDeath?.('a message could not be read'));
  worker.addEventListener('message', ({ data }: MessageEvent<Partial<Hello>>) => {
    if (data.kind !== 'hello' || !data.lockName) return;
    void navigator.locks.request(data.lockName, () => tellDeath?.('the worker was closed or killed'));
  });
  return {
    endpoint: {
      postMessage: (message, transfer) => worker.postMessage(message, transfer),
      addEventListener: (type, listener) => worker.addEventListener(type, listener),
    },
    terminate: () => worker.terminate(),
    onDeath: (listener) => void death.then(listener),
  };
}
