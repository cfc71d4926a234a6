import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';

/** A downloaded ZIP, opened by plain tfjs. */
export class ModelZip {
  readonly #files: Readonly<Record<string, Uint8Array>>;

  constructor(path: string) {
    this.#files = unzipSync(new Uint8Array(readFileSync(path)));
  }

  text(name: string): string {
    return strFromU8(this.#files[name] ?? new Uint8Array());
  }

  /** @param folder - with its slash; empty: the ZIP's own */
  load(folder = ''): Promise<tf.LayersModel> {
    const json: { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] } = JSON.parse(
      this.text(`${folder}model.json`),
    );
    const weightData = Uint8Array.from(this.#files[`${folder}weights.bin`] ?? []).buffer;
    const weightSpecs = json.weightsManifest.flatMap(({ weights }) => weights);
    return tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }));
  }
}

export function tensorOf(output: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (Array.isArray(output)) throw new Error('several outputs');
  return output;
}
