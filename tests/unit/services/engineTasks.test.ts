import { beforeEach, expect, test, vi } from 'vitest';
import { Cancelled } from '../../../src/shared/appError.ts';

const engine = vi.hoisted(() => ({
  call: vi.fn<
    (
      name: string,
      input: { runId?: string },
      options: { signal?: AbortSignal; onProgress?: (progress: unknown) => void },
    ) => Promise<unknown>
  >(),
}));
vi.mock('../../../src/services/workers.ts', () => ({ engineWorker: engine }));
vi.mock('../../../src/storage/evaluations.ts', () => ({
  getEvaluation: async (runId: string) => (runId === 'stored' ? { runId } : null),
  listEvaluations: async () => [],
}));

const { RunsJudgement } = await import('../../../src/services/evaluation.svelte.ts');

beforeEach(() => {
  engine.call.mockReset();
});

test('runs are judged one after the other; a stored report is taken as it is', async () => {
  engine.call.mockImplementation(async (_name, { runId }) => ({ runId }));
  const judgement = new RunsJudgement();
  const judged: string[] = [];
  await judgement.run(['a', 'stored', 'b'], ({ runId }) => judged.push(runId));
  expect(judged).toEqual(['a', 'stored', 'b']);
  expect(engine.call).toHaveBeenCalledTimes(2);
  expect(judgement.runId).toBeNull();
});

test('a cancel ends the run being judged and begins no other; it is no error', async () => {
  engine.call.mockImplementation(
    (_name, _input, { signal, onProgress }) =>
      new Promise((_resolve, reject) => {
        onProgress?.({ done: 1, total: 2, unit: 'rows', remainingMs: 5 });
        signal?.addEventListener('abort', () => reject(new Cancelled()));
      }),
  );
  const judgement = new RunsJudgement();
  const judged: string[] = [];
  const judging = judgement.run(['stored', 'a', 'b'], ({ runId }) => judged.push(runId));
  await vi.waitFor(() => expect(judgement.progress?.done).toBe(1));
  expect(judgement.runId).toBe('a');
  judgement.cancel();
  await judging;
  expect(judged).toEqual(['stored']);
  expect(engine.call).toHaveBeenCalledTimes(1);
  expect([judgement.runId, judgement.progress, judgement.error]).toEqual([null, null, null]);
});

test('what goes wrong is kept to be shown', async () => {
  engine.call.mockRejectedValue(new Error('broken'));
  const judgement = new RunsJudgement();
  await judgement.run(['a', 'b'], () => undefined);
  expect(judgement.error).toMatchObject({ message: 'broken' });
});
