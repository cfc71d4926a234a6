import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { rangeOf, samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { resolveSizes } from '../../core/recipe/sizes.ts';
import { drawMixture } from '../../core/training/mixup.ts';
import type { EngineMemory } from '../../protocol/engineContract.ts';
import { yieldToMessages } from '../backend/yield.ts';
import { startOfDraws } from '../layers/counterNoise.ts';
import { exportWeights } from '../tfjs/exportNetwork.ts';
import { onlyFloats } from '../tfjs/player.ts';
import { prefixed, unprefixed } from '../tfjs/stateNames.ts';
import type { DataPart, Evaluated, Trainer, TrainerConfig, TrainerState } from '../trainer.ts';
import type { Value } from './graph.ts';
import { uncoveredLayers } from './layers.ts';
import { Parameters } from './parameters.ts';
import { inferenceGraph, listWeights, trainingGraph, type NetworkToCompile } from './stepGraphs.ts';
import { WasmHeap } from './wasm/heap.ts';
import { supportsKernels } from './wasm/kernels.ts';
import { bindProgram, SharedRoom, type Program } from './wasm/program.ts';

/** Steps run this long without a look at the worker's messages. */
const SLICE_MS = 8;

/** What keeps a configuration from being compiled, in the words of recipes, and the browser's SIMD; empty where nothing does. */
export function uncovered({ network, sizes, autoencoder, adversarial }: TrainerConfig): readonly string[] {
  return [
    ...(supportsKernels() ? [] : ['simd']),
    ...uncoveredLayers(network),
    ...(sizes.target.length > 1 ? ['steps'] : []),
    ...(autoencoder ? ['autoencoder'] : []),
    ...(adversarial ? ['adversarial'] : []),
  ];
}

/** A trainer on Lathe's own engine: the step of this very network, recorded once over one stretch of WASM memory, and replayed. */
export async function createCompiledTrainer(config: TrainerConfig): Promise<Trainer> {
  return new CompiledTrainer(config, await WasmHeap.create());
}

/** A program for batches of one size, and where it takes and leaves things. */
interface Recorded {
  readonly program: Program;
  readonly features: number;
  readonly targets: number;
  readonly loss: number;
  /** Of inference. */
  readonly outputs: number;
}

class CompiledTrainer implements Trainer {
  readonly parameterCount: number;
  readonly #config: TrainerConfig;
  readonly #compiled: NetworkToCompile;
  readonly #heap: WasmHeap;
  readonly #values: SharedRoom;
  readonly #scratch: SharedRoom;
  readonly #ends: SharedRoom;
  readonly #parameters: Parameters;
  readonly #classWeightsAt: number;
  readonly #sampleSize: number;
  readonly #targetSize: number;
  readonly #training = new Map<number, Recorded>();
  readonly #inference = new Map<number, Recorded>();
  readonly #parts = new Map<DataPart, PreparedRows>();
  #step = 0;
  #losses: number[] = [];
  #gradientNorms: Float32Array | null = null;

  constructor(config: TrainerConfig, heap: WasmHeap) {
    const { sizes, loss, classWeights, scores = 'identity' } = config;
    this.#config = config;
    const network = resolveSizes(config.network, sizes);
    this.#compiled = { network, target: sizes.target, loss, classWeights, scores };
    this.#heap = heap;
    this.#values = new SharedRoom(heap);
    this.#scratch = new SharedRoom(heap);
    this.#ends = new SharedRoom(heap);
    this.#parameters = new Parameters(heap, listWeights(this.#compiled), config);
    this.#classWeightsAt = heap.allocate(4 * (classWeights?.length ?? 0));
    heap.view(this.#classWeightsAt, classWeights?.length ?? 0).set(classWeights ?? []);
    this.#sampleSize = sizeOf(network.inputShape);
    this.#targetSize = sizeOf(sizes.target);
    this.parameterCount = this.#parameters.count;
  }

  loadData(part: DataPart, rows: PreparedRows): void {
    this.#parts.set(part, rows);
  }

  async runSteps(batches: readonly Uint32Array[], learningRates: readonly number[]): Promise<void> {
    const rows = this.#loaded('train');
    let sliceEnd = performance.now() + SLICE_MS;
    for (const [i, positions] of batches.entries()) {
      const recorded = this.#trainingFor(positions.length);
      const made = rows.features.values ? null : await rows.features.read(positions, this.#step);
      this.#give(recorded, rows, positions, made);
      this.#mix(recorded, positions.length);
      recorded.program.run();
      const loss = this.#heap.floats()[recorded.loss / 4] ?? NaN;
      this.#losses.push(loss + this.#parameters.penalize());
      if (i === batches.length - 1) this.#gradientNorms = this.#parameters.gradientNorms();
      this.#parameters.move(learningRates[i] ?? 0);
      this.#step += 1;
      if (performance.now() < sliceEnd) continue;
      await yieldToMessages();
      sliceEnd = performance.now() + SLICE_MS;
    }
  }

  async readLosses(): Promise<Float32Array> {
    const losses = Float32Array.from(this.#losses);
    this.#losses = [];
    return losses;
  }

  async readGradientNorms(): Promise<Readonly<Record<string, number>>> {
    const norms = this.#gradientNorms;
    if (!norms) return {};
    return Object.fromEntries(this.#parameters.layerIds.map((id, i) => [id, norms[i] ?? NaN]));
  }

  async evaluate(part: DataPart): Promise<Evaluated> {
    const rows = this.#loaded(part);
    const outputs = new Float32Array(rows.rowCount * this.#targetSize);
    let lossSum = 0;
    await this.#inRanges(rows.rowCount, async (start, end) => {
      const positions = rangeOf(start, end);
      const made = rows.features.values ? null : await rows.features.read(positions, null);
      const recorded = this.#inferenceFor(end - start);
      this.#give(recorded, rows, positions, made);
      recorded.program.run();
      lossSum += (this.#heap.floats()[recorded.loss / 4] ?? NaN) * (end - start);
      outputs.set(this.#heap.view(recorded.outputs, (end - start) * this.#targetSize), start * this.#targetSize);
    });
    return { loss: lossSum / rows.rowCount, outputs, error: null };
  }

  async predict(features: Float32Array, rowCount: number): Promise<Float32Array> {
    const width = features.length / rowCount;
    const outputs = new Float32Array(rowCount * this.#targetSize);
    await this.#inRanges(rowCount, async (start, end) => {
      const recorded = this.#inferenceFor(end - start);
      this.#heap.view(recorded.features, (end - start) * width).set(features.subarray(start * width, end * width));
      // No targets: the loss of whatever lies there is computed, and not looked at.
      recorded.program.run();
      outputs.set(this.#heap.view(recorded.outputs, (end - start) * this.#targetSize), start * this.#targetSize);
    });
    return outputs;
  }

  async saveState(): Promise<TrainerState> {
    const tensors = {
      ...prefixed('weights', this.#parameters.readWeights()),
      ...prefixed('optimizer', this.#parameters.readOptimizer()),
    };
    return { step: this.#step, tensors };
  }

  async restoreState({ step, tensors }: TrainerState): Promise<void> {
    const floats = onlyFloats(tensors);
    this.#parameters.writeWeights(unprefixed('weights', floats));
    this.#parameters.writeOptimizer(unprefixed('optimizer', floats));
    this.#step = step;
    this.#losses = [];
    this.#gradientNorms = null;
  }

  async readWeights(): Promise<Readonly<Record<string, Float32Array>>> {
    return this.#parameters.readWeights();
  }

  writeWeights(weights: Readonly<Record<string, Float32Array>>): void {
    this.#parameters.writeWeights(weights);
  }

  exportModel(): ReturnType<Trainer['exportModel']> {
    const { network, scores = 'identity' } = this.#compiled;
    return exportWeights(network, scores, this.#parameters.readWeights());
  }

  memory(): EngineMemory {
    return { tensors: this.#training.size + this.#inference.size, bytes: this.#heap.usedBytes };
  }

  dispose(): void {
    this.#parts.clear();
    this.#training.clear();
    this.#inference.clear();
  }

  async #inRanges(count: number, work: (start: number, end: number) => Promise<void>): Promise<void> {
    const atOnce = samplesAtOnce(this.#compiled.network.inputShape);
    for (let start = 0; start < count; start += atOnce) {
      await work(start, Math.min(start + atOnce, count));
      await yieldToMessages();
    }
  }

  /** Puts rows where a program takes them. */
  #give({ features, targets }: Recorded, rows: PreparedRows, positions: Uint32Array, made: Float32Array | null): void {
    const heap = this.#heap.floats();
    const [sample, target] = [this.#sampleSize, this.#targetSize];
    if (made) heap.set(made, features / 4);
    const { values } = rows.features;
    positions.forEach((position, i) => {
      if (values) heap.set(values.subarray(position * sample, (position + 1) * sample), features / 4 + i * sample);
      heap.set(rows.targets.subarray(position * target, (position + 1) * target), targets / 4 + i * target);
    });
  }

  #mix({ features, targets }: Recorded, rows: number): void {
    const { mixupAlpha = 0, seed } = this.#config;
    if (mixupAlpha === 0) return;
    const { partners, shares } = drawMixture(rows, mixupAlpha, seed, this.#step);
    for (const [place, width] of [
      [features, this.#sampleSize],
      [targets, this.#targetSize],
    ] as const) {
      const values = this.#heap.view(place, rows * width);
      const before = values.slice();
      for (let i = 0; i < values.length; i++) {
        const row = Math.floor(i / width);
        const share = shares[row] ?? 1;
        const partner = before[(partners[row] ?? row) * width + (i % width)] ?? 0;
        values[i] = (before[i] ?? 0) * share + partner * (1 - share);
      }
    }
  }

  #trainingFor(batch: number): Recorded {
    const known = this.#training.get(batch);
    if (known) return known;
    const { gradients, ...ends } = trainingGraph(this.#compiled, batch);
    const gradientPlaces = Array.from(
      gradients,
      ([name, value]) => [value, this.#parameters.gradientPlaceOf(name)] as const,
    );
    const recorded = this.#record(ends, batch, gradientPlaces, ends.loss);
    this.#training.set(batch, recorded);
    return recorded;
  }

  #inferenceFor(batch: number): Recorded {
    const known = this.#inference.get(batch);
    if (known) return known;
    const { outputs, ...ends } = inferenceGraph(this.#compiled, batch);
    const recorded = this.#record(ends, batch, [], outputs);
    this.#inference.set(batch, recorded);
    return recorded;
  }

  #record(
    { graph, features, targets, weights, classWeights, loss }: Omit<ReturnType<typeof trainingGraph>, 'gradients'>,
    batch: number,
    others: readonly (readonly [Value, number])[],
    outputs: Value,
  ): Recorded {
    const sizes = [batch * this.#sampleSize, batch * this.#targetSize, 1, batch * this.#targetSize].map(
      (count) => 64 * Math.ceil(count / 16),
    );
    const start = this.#ends.atLeast(sizes.reduce((sum, size) => sum + size, 0));
    const [featuresAt = 0, targetsAt = 0, lossAt = 0, outputsAt = 0] = sizes.map((_, i) =>
      sizes.slice(0, i).reduce((sum, size) => sum + size, start),
    );
    const places = new Map<Value, number>([
      [features, featuresAt],
      [targets, targetsAt],
      [loss, lossAt],
      ...Array.from(weights, ([name, value]) => [value, this.#parameters.placeOf(name)] as const),
      ...(classWeights ? ([[classWeights, this.#classWeightsAt]] as const) : []),
      ...others,
      ...(outputs === loss ? [] : ([[outputs, outputsAt]] as const)),
    ]);
    const drawSeed = (purpose: string): number => startOfDraws(this.#config.seed, purpose, this.#step);
    const program = bindProgram({ graph, places, drawSeed }, this.#values, this.#scratch);
    return { program, features: featuresAt, targets: targetsAt, loss: lossAt, outputs: outputsAt };
  }

  #loaded(part: DataPart): PreparedRows {
    const rows = this.#parts.get(part);
    if (!rows) throw new Error(`no ${part} rows are loaded`);
    return rows;
  }
}
