import type { BenchInputs, BenchReply, BenchRequest, BlockResult, FitMode, BenchBackend } from './cases.ts';

/** One side of the comparison. */
export interface BenchSide {
  prepare(backend: BenchBackend, inputs: BenchInputs): Promise<void>;
  block(mode: FitMode): Promise<BlockResult>;
}

/** Answers the page's requests, one after another. */
export function answerRequests(side: BenchSide): void {
  const answer = async (request: BenchRequest): Promise<BenchReply> => {
    try {
      if (request.kind === 'block') return { kind: 'block', result: await side.block(request.mode) };
      await side.prepare(request.backend, request.inputs);
      return { kind: 'prepared' };
    } catch (error) {
      return { kind: 'error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  self.onmessage = (event: MessageEvent<BenchRequest>) => {
    void answer(event.data).then((reply) => {
      self.postMessage(reply);
    });
  };
}
