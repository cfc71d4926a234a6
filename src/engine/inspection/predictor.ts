import { io, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { ModelRecord } from '../../storage/records.ts';
import { activeBackend } from '../backend/backends.ts';
import { withDeviceErrors } from '../tfjs/deviceErrors.ts';

/** A stored network, loaded as any tfjs would load it, on the backend that was active. Whoever loads it disposes it. */
export interface Predictor {
  /** Scores for prepared features: [rows, features] → [rows, outputs], in one batch. */
  predict(features: Float32Array, rowCount: number): Promise<Float32Array>;
  dispose(): void;
}

export async function loadPredictor(record: Omit<ModelRecord, 'runId' | 'epoch'>): Promise<Predictor> {
  if (typeof record.topology !== 'object' || record.topology === null) throw new TypeError('a model without topology');
  const backend = activeBackend();
  const model = await loadLayersModel(
    io.fromMemory({
      modelTopology: record.topology,
      weightSpecs: record.weightSpecs.map((spec) => ({ ...spec, shape: [...spec.shape] })),
      weightData: record.weights,
    }),
  );
  const sampleShape = (model.inputs[0]?.shape ?? []).slice(1).map((size) => size ?? 1);
  return {
    predict: (features, rowCount) =>
      withDeviceErrors(backend, async () => {
        const scores = tidy(() =>
          singleOutput(model.predict(tensor(features, [rowCount, ...sampleShape]), { batchSize: rowCount })),
        );
        try {
          return (await scores.data<'float32'>()).slice();
        } finally {
          scores.dispose();
        }
      }),
    dispose: () => model.dispose(),
  };
}

function singleOutput(output: Tensor | Tensor[]): Tensor {
  if (Array.isArray(output)) throw new TypeError('a model with several outputs');
  return output;
}
