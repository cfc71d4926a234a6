import { afterEach, describe, expect, test } from 'vitest';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { AppError, Cancelled } from '../../../src/shared/appError.ts';
import type { Endpoint } from '../../../src/protocol/messages.ts';
import { serve, Transferred, type Handlers } from '../../../src/protocol/serve.ts';
import { WorkerClient, type WorkerHandle } from '../../../src/protocol/workerClient.ts';

type TestContract = {
  double: { input: { value: number }; progress: never; output: number };
  count: { input: { to: number }; progress: number; output: number };
  untilCancelled: { input: Record<string, never>; progress: never; output: string };
  throwOnCancel: { input: Record<string, never>; progress: never; output: never };
  deaf: { input: Record<string, never>; progress: never; output: never };
  failApp: { input: Record<string, never>; progress: never; output: never };
  failBug: { input: Record<string, never>; progress: never; output: never };
  bytes: { input: { buffer: ArrayBuffer }; progress: never; output: Float32Array };
};

const handlers: Handlers<TestContract> = {
  double: async ({ value }) => value * 2,
  count: async ({ to }, { progress }) => {
    for (let i = 1; i <= to; i++) progress(i);
    return to;
  },
  untilCancelled: (_, { signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve('reached 7'))),
  throwOnCancel: (_, { signal }) =>
    new Promise((__, reject) => signal.addEventListener('abort', () => reject(new Cancelled()))),
  deaf: () => new Promise(() => undefined),
  failApp: async () => {
    throw new AppError('data.columnMissing', { column: 'Temp °C' });
  },
  failBug: async () => {
    throw new RangeError('out by one');
  },
  bytes: async ({ buffer }) => {
    const values = new Float32Array(buffer.byteLength / 4).fill(3);
    return new Transferred(values, [values.buffer]);
  },
};

const open: MessagePort[] = [];
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

/** A worker that lives in this process, at the other end of a MessageChannel. */
function startInProcess(): WorkerHandle & { die(reason: string): void } {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  serve<TestContract>(asEndpoint(port2), handlers);
  const listeners: ((reason: string) => void)[] = [];
  return {
    endpoint: asEndpoint(port1),
    terminate: () => port1.close(),
    onDeath: (listener) => void listeners.push(listener),
    die: (reason) => listeners.forEach((listener) => listener(reason)),
  };
}

function asEndpoint<Incoming>(port: MessagePort): Endpoint<Incoming> {
  return {
    postMessage: (message, transfer) =>
      port.postMessage(
        message,
        transfer.filter((item) => item instanceof ArrayBuffer),
      ),
    addEventListener: (_, listener) => void port.on('message', (data: Incoming) => listener({ data })),
  };
}

function createClient(cancelGraceMs?: number) {
  const started: ReturnType<typeof startInProcess>[] = [];
  const client = new WorkerClient<TestContract>(
    'test',
    () => {
      const handle = startInProcess();
      started.push(handle);
      return handle;
    },
    cancelGraceMs,
  );
  return { client, started };
}

describe('a call', () => {
  test('answers, each with its own result', async () => {
    const { client } = createClient();
    const answers = await Promise.all([1, 2, 3].map((value) => client.call('double', { value })));
    expect(answers).toEqual([2, 4, 6]);
  });

  test('reports every progress value in order, before its answer, in few messages', async () => {
    const { client, started } = createClient();
    const seen: number[] = [];
    const answer = client.call('count', { to: 1000 }, { onProgress: (value) => seen.push(value) });
    let messages = 0;
    started[0]?.endpoint.addEventListener('message', () => messages++);
    expect(await answer).toBe(1000);
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(messages).toBeLessThan(20);
  });

  test('moves the buffers that it names', async () => {
    const { client } = createClient();
    const buffer = new ArrayBuffer(16);
    const values = await client.call('bytes', { buffer }, { transfer: [buffer] });
    expect(buffer.byteLength).toBe(0);
    expect([...values]).toEqual([3, 3, 3, 3]);
  });

  test('keeps code and details of an AppError', async () => {
    const { client } = createClient();
    const error = await client.call('failApp', {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'data.columnMissing', details: { column: 'Temp °C' } });
  });

  test('keeps name, message and stack of a bug', async () => {
    const { client } = createClient();
    const error = await client.call('failBug', {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RangeError', message: 'out by one' });
    expect(error).toHaveProperty('stack', expect.stringContaining('transport.test.ts'));
  });

  test('with a name that no handler has is refused by name', async () => {
    const { client } = createClient();
    const loose: { call(name: string, input: unknown): Promise<unknown> } = client;
    await expect(loose.call('toString', {})).rejects.toMatchObject({
      code: 'worker.unknownRequest',
      details: { kind: 'toString' },
    });
  });

  test('with an input that cannot be cloned rejects and leaves nothing pending', async () => {
    const { client } = createClient();
    await expect(client.call('double', { value: JSON.parse('1', () => () => 1) })).rejects.toThrow(/clone/);
    expect(await client.call('double', { value: 4 })).toBe(8);
  });
});

describe('cancel', () => {
  test('is a request: the answer says what was reached', async () => {
    const { client } = createClient();
    const controller = new AbortController();
    const answer = client.call('untilCancelled', {}, { signal: controller.signal });
    controller.abort();
    expect(await answer).toBe('reached 7');
  });

  test('before the call works alike', async () => {
    const { client } = createClient();
    expect(await client.call('untilCancelled', {}, { signal: AbortSignal.abort() })).toBe('reached 7');
  });

  test('arrives as Cancelled where nothing was reached', async () => {
    const { client } = createClient();
    const controller = new AbortController();
    const answer = client.call('throwOnCancel', {}, { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toBeInstanceOf(Cancelled);
  });

  test('that is ignored ends the worker, and the next call has a new one', async () => {
    const { client, started } = createClient(20);
    const controller = new AbortController();
    const answer = client.call('deaf', {}, { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'worker.dead' });
    expect(await client.call('double', { value: 5 })).toBe(10);
    expect(started).toHaveLength(2);
  });
});

test('a dead worker rejects every pending call and is started again by the next', async () => {
  const { client, started } = createClient();
  const pending = [client.call('deaf', {}), client.call('deaf', {})];
  started[0]?.die('out of memory');
  for (const call of pending) {
    await expect(call).rejects.toMatchObject({
      code: 'worker.dead',
      details: { worker: 'test', reason: 'out of memory' },
    });
  }
  expect(await client.call('double', { value: 21 })).toBe(42);
  expect(started).toHaveLength(2);
});
