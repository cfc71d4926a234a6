import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import '@tensorflow/tfjs-backend-webgpu';
import { answerRequests } from './answer.ts';
import { LEARNING_RATE, type BenchInputs } from './cases.ts';
import { countGpuCalls } from './gpuCounters.ts';

const counters = countGpuCalls();
setWasmPaths({
  'tfjs-backend-wasm.wasm': simdUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': simdUrl,
});
// One thread on both sides.
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);

interface Prepared {
  readonly model: tf.Sequential;
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly inputs: BenchInputs;
}
let current: Prepared | null = null;

answerRequests({
  async prepare(backend, inputs) {
    if (current) tf.dispose([current.x, current.y]);
    current?.model.dispose();
    await tf.setBackend(backend);
    const { widths, batchSize } = inputs.case;
    const rows = inputs.steps * batchSize;
    const model = tf.sequential();
    for (const [i, units] of widths.slice(1).entries()) {
      const isLast = i === widths.length - 2;
      model.add(
        tf.layers.dense({
          units,
          activation: isLast ? 'softmax' : 'relu',
          ...(i === 0 ? { inputShape: [widths[0] ?? 0] } : {}),
        }),
      );
    }
    model.setWeights(
      inputs.layers.flatMap(({ kernel, bias }) => [
        tf.tensor(kernel, [kernel.length / bias.length, bias.length]),
        tf.tensor(bias),
      ]),
    );
    model.compile({ optimizer: tf.train.adam(LEARNING_RATE), loss: 'categoricalCrossentropy' });
    const x = tf.tensor(inputs.features, [rows, widths[0] ?? 0]);
    const y = tf.tensor(inputs.targets, [rows, widths.at(-1) ?? 0]);
    current = { model, x, y, inputs };
  },

  async block(mode) {
    if (!current) throw new Error('nothing is prepared');
    const { model, x, y, inputs } = current;
    counters.take();
    const startMs = performance.now();
    const history = await model.fit(x, y, {
      batchSize: inputs.case.batchSize,
      epochs: 1,
      shuffle: false,
      ...(mode === 'neverYield' ? { yieldEvery: 'never' as const } : {}),
    });
    const ms = performance.now() - startMs;
    const { dispatches, submits } = counters.take();
    const loss = Number(history.history['loss']?.[0]);
    return { ms, loss, dispatches: dispatches / inputs.steps, submits: submits / inputs.steps };
  },
});
