import type { ModelRecord } from '../../storage/records.ts';

/** The two files of a tfjs LayersModel, as `tf.loadLayersModel` reads them. */
export interface LayersModelFiles {
  /** `model.json` */
  readonly json: string;
  /** The binary that `json` names. */
  readonly weights: Uint8Array;
}

/**
 * Writes a network in the tfjs LayersModel format: topology and weight manifest in one JSON file, all weights in one binary
 * (float32, little-endian, in manifest order).
 * @param weightsPath - where the binary will lie, relative to the JSON file
 * @param metadata - plain JSON that tfjs hands on as `userDefinedMetadata`
 */
export function writeLayersModel(
  { topology, weightSpecs, weights }: Pick<ModelRecord, 'topology' | 'weightSpecs' | 'weights'>,
  weightsPath: string,
  metadata: Readonly<Record<string, unknown>>,
): LayersModelFiles {
  const json = {
    format: 'layers-model',
    generatedBy: 'Lathe',
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: [weightsPath], weights: weightSpecs }],
    userDefinedMetadata: metadata,
  };
  return { json: JSON.stringify(json), weights: new Uint8Array(weights) };
}
