import {
  CASES,
  type BenchBackend,
  type BenchReply,
  type BenchRequest,
  type BlockResult,
  type FitMode,
} from './cases.ts';
import { drawInputs } from './inputs.ts';

const ROUNDS: Readonly<Record<BenchBackend, number>> = { wasm: 7, webgpu: 5 };
/** Blocks compared before anything is timed; they warm both sides up as well. */
const PARITY_BLOCKS = 2;

interface Contender {
  readonly name: 'lathe' | 'stockDefault' | 'stockNeverYield';
  readonly worker: Worker;
  readonly mode: FitMode;
}

/** Milliseconds per step, in the order they were taken. */
type Times = Readonly<Record<Contender['name'], number[]>>;

export interface CaseReport {
  readonly case: string;
  readonly backend: BenchBackend;
  readonly adapter: string;
  readonly steps: number;
  /** Mean loss of each parity block: Lathe's and stock's. */
  readonly parity: readonly { readonly lathe: number; readonly stock: number }[];
  readonly msPerStep: Times;
  readonly callsPerStep: Readonly<Record<'lathe' | 'stock', { readonly dispatches: number; readonly submits: number }>>;
}

function ask(worker: Worker, request: BenchRequest): Promise<BenchReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<BenchReply>) => {
      if (event.data.kind === 'error') reject(new Error(event.data.message));
      else resolve(event.data);
    };
    worker.onerror = (event) => {
      reject(new Error(event.message));
    };
    worker.postMessage(request);
  });
}

async function block({ worker, mode }: Contender): Promise<BlockResult> {
  const reply = await ask(worker, { kind: 'block', mode });
  if (reply.kind !== 'block') throw new Error(`expected a block, got ${reply.kind}`);
  return reply.result;
}

async function describe(backend: BenchBackend): Promise<string> {
  if (backend === 'wasm') return 'SIMD, one thread';
  const adapter = await navigator.gpu.requestAdapter();
  return adapter ? [adapter.info.vendor, adapter.info.architecture, adapter.info.description].join(' ').trim() : 'none';
}

async function runBench(report: (line: string) => void): Promise<readonly CaseReport[]> {
  const lathe = new Worker(new URL('./lathe.worker.ts', import.meta.url), { type: 'module' });
  const stock = new Worker(new URL('./stock.worker.ts', import.meta.url), { type: 'module' });
  const contenders: readonly Contender[] = [
    { name: 'lathe', worker: lathe, mode: 'default' },
    { name: 'stockDefault', worker: stock, mode: 'default' },
    { name: 'stockNeverYield', worker: stock, mode: 'neverYield' },
  ];
  const [ours, theirs] = contenders;
  if (!ours || !theirs) throw new Error('two contenders');
  const reports: CaseReport[] = [];
  for (const benchCase of CASES) {
    for (const backend of ['wasm', 'webgpu'] as const) {
      const inputs = drawInputs(benchCase, backend);
      for (const worker of [lathe, stock]) await ask(worker, { kind: 'prepare', backend, inputs });
      const parity: { lathe: number; stock: number }[] = [];
      let calls = { lathe: { dispatches: 0, submits: 0 }, stock: { dispatches: 0, submits: 0 } };
      for (let i = 0; i < PARITY_BLOCKS; i++) {
        const [a, b] = [await block(ours), await block(theirs)];
        parity.push({ lathe: a.loss, stock: b.loss });
        calls = {
          lathe: { dispatches: a.dispatches, submits: a.submits },
          stock: { dispatches: b.dispatches, submits: b.submits },
        };
      }
      const msPerStep: Times = { lathe: [], stockDefault: [], stockNeverYield: [] };
      for (let round = 0; round < ROUNDS[backend]; round++) {
        for (const contender of contenders) {
          msPerStep[contender.name].push((await block(contender)).ms / inputs.steps);
        }
      }
      reports.push({
        case: benchCase.name,
        backend,
        adapter: await describe(backend),
        steps: inputs.steps,
        parity,
        msPerStep,
        callsPerStep: calls,
      });
      report(`${benchCase.name} on ${backend} done`);
    }
  }
  return reports;
}

declare global {
  interface Window {
    latheBench: typeof runBench;
  }
}
window.latheBench = runBench;
