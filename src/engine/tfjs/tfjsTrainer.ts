import { stack, tensor, tidy, variableGrads, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { outputCount, resolveSizes, type ResolvedNetwork } from '../../core/recipe/sizes.ts';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { drawMixture } from '../../core/training/mixup.ts';
import type { EngineMemory } from '../../protocol/engineContract.ts';
import { activeBackend } from '../backend/backends.ts';
import { engineMemory } from '../backend/machine.ts';
import { precompile } from '../backend/precompile.ts';
import { yieldToMessages } from '../backend/yield.ts';
import { buildNetwork } from '../layers/buildNetwork.ts';
import type { NoiseClock } from '../layers/counterNoise.ts';
import { createWeigher, type Weigher } from '../losses/loss.ts';
import type { DataPart, Evaluated, Trainer, TrainerConfig, TrainerState } from '../trainer.ts';
import { withDeviceErrors } from './deviceErrors.ts';
import { exportNetwork } from './exportNetwork.ts';
import { autoencoderObjective, meanOf } from './autoencoderObjective.ts';
import { createForwardPass } from './forwardPass.ts';
import { loadRows, type Batch, type LoadedRows } from './loadedRows.ts';
import { mixBatch } from './mixBatch.ts';
import { stepObjective, supervisedObjective, type Objective } from './objective.ts';
import { onlyFloats, Player } from './player.ts';

/**
 * A trainer on the active tfjs backend: the layers' own graph, one gradient pass per step, an optimizer that moves each
 * variable in one go. It stays with that backend; make it only after `activateBackend`, and dispose it before another is
 * activated. On WebGPU the pipelines of a step are compiled in parallel first.
 */
export async function createTfjsTrainer(config: TrainerConfig): Promise<Trainer> {
  const trainer = new TfjsTrainer(config);
  await trainer.compileAhead();
  return trainer;
}

/** What outlives a step on the device. A type, not an interface: only so does `tidy` take it. */
type StepTensors = { loss: Tensor; norms: Tensor | undefined };

class TfjsTrainer implements Trainer {
  readonly parameterCount: number;
  readonly #config: TrainerConfig;
  readonly #spec: ResolvedNetwork;
  readonly #player: Player;
  readonly #objective: Objective;
  readonly #weigher: Weigher | null;
  /** Values that the network gives for one sample. */
  readonly #outputSize: number;
  readonly #backend = activeBackend();
  readonly #clock: NoiseClock = { step: 0 };
  readonly #parts = new Map<DataPart, LoadedRows>();
  /** Scalars of the steps since the last read, on the device. */
  #losses: Tensor[] = [];
  /** [layers with weights], of the last step of the last call. */
  #gradientNorms: Tensor | null = null;

  constructor(config: TrainerConfig) {
    this.#config = config;
    // `$code` stands in the decoder alone, so that one set of sizes does for both.
    const { autoencoder } = config;
    const code = autoencoder ? { code: autoencoder.codeSize } : {};
    this.#spec = resolveSizes(config.network, { ...config.sizes, ...code });
    this.#outputSize = sizeOf(config.sizes.target);
    const scores = config.scores ?? 'identity';
    const context = { seed: config.seed, clock: this.#clock };
    const network = buildNetwork(this.#spec, context, scores, autoencoder ? meanOf(autoencoder) : null);
    this.#player = new Player(network, config);
    this.#weigher = config.classWeights && createWeigher(config.classWeights, outputCount(config.sizes));
    this.#objective = autoencoder
      ? autoencoderObjective(network, { ...autoencoder, ...context, loss: config.loss, scores })
      : (config.sizes.target.length === 2 ? stepObjective : supervisedObjective)(
          createForwardPass(network, config.loss, scores),
          this.#weigher,
        );
    this.parameterCount = network.model.countParams();
  }

  /** Asks WebGPU for every pipeline of a step and of inference at once; elsewhere there is nothing to compile. */
  async compileAhead(): Promise<void> {
    const rows = this.#config.batchSize;
    const batch = () => ({
      features: zeros([rows, ...this.#spec.inputShape]),
      targets: zeros([rows, ...this.#config.sizes.target]),
    });
    await precompile(() => {
      this.#gradientStep(batch(), 0, true);
      this.#objective.infer(batch());
    });
  }

  loadData(part: DataPart, rows: PreparedRows): void {
    this.#parts.get(part)?.dispose();
    this.#parts.set(part, loadRows(rows, this.#config.autoencoder ? null : this.#config.sizes.target));
  }

  runSteps(batches: readonly Uint32Array[], learningRates: readonly number[]): Promise<void> {
    return withDeviceErrors(this.#backend, async () => {
      const rows = this.#loaded('train');
      for (const [i, positions] of batches.entries()) {
        const isLast = i === batches.length - 1;
        const batch = await rows.pick(positions, this.#clock.step);
        const { loss, norms } = tidy(() =>
          this.#gradientStep(this.#mixed(batch, positions.length), learningRates[i] ?? 0, isLast),
        );
        disposeBatch(batch);
        this.#losses.push(loss);
        if (norms) this.#replaceGradientNorms(norms);
        this.#clock.step += 1;
        await yieldToMessages();
      }
    });
  }

  readLosses(): Promise<Float32Array> {
    return withDeviceErrors(this.#backend, async () => {
      const pending = this.#losses;
      if (pending.length === 0) return new Float32Array();
      this.#losses = [];
      const all = stack(pending);
      pending.forEach((loss) => loss.dispose());
      return readAndDispose(all);
    });
  }

  async readGradientNorms(): Promise<Readonly<Record<string, number>>> {
    const norms = this.#gradientNorms;
    if (!norms) return {};
    const values = await withDeviceErrors(this.#backend, () => norms.data<'float32'>());
    return Object.fromEntries(this.#player.layerIds.map((id, i) => [id, values[i] ?? NaN]));
  }

  evaluate(part: DataPart): Promise<Evaluated> {
    return withDeviceErrors(this.#backend, async () => {
      const rows = this.#loaded(part);
      const isAutoencoder = this.#config.autoencoder !== undefined;
      const outputs = new Float32Array(isAutoencoder ? 0 : rows.rowCount * this.#outputSize);
      let lossSum = 0;
      let judgedSum = 0;
      let errorSum = 0;
      const atOnce = samplesAtOnce(this.#spec.inputShape);
      for (let start = 0; start < rows.rowCount; start += atOnce) {
        const end = Math.min(start + atOnce, rows.rowCount);
        const batch = await rows.range(start, end);
        const inferred = tidy(() => this.#objective.infer(batch));
        disposeBatch(batch);
        const [loss = NaN] = await readAndDispose(inferred.loss);
        const judged = inferred.judged ? ((await readAndDispose(inferred.judged))[0] ?? NaN) : end - start;
        lossSum += loss * judged;
        judgedSum += judged;
        if (inferred.error) {
          inferred.outputs.dispose();
          const [error = NaN] = await readAndDispose(inferred.error);
          errorSum += error * (end - start);
        } else {
          outputs.set(await readAndDispose(inferred.outputs), start * this.#outputSize);
        }
        await yieldToMessages();
      }
      return {
        loss: lossSum / judgedSum,
        outputs,
        error: isAutoencoder ? errorSum / rows.rowCount : null,
      };
    });
  }

  predict(features: Float32Array, rowCount: number): Promise<Float32Array> {
    return withDeviceErrors(this.#backend, async () => {
      const { inputShape } = this.#spec;
      const width = features.length / rowCount;
      const outputs = new Float32Array(rowCount * this.#outputSize);
      const atOnce = samplesAtOnce(inputShape);
      for (let start = 0; start < rowCount; start += atOnce) {
        const end = Math.min(start + atOnce, rowCount);
        const batch = tidy(() => {
          const rows = tensor(features.slice(start * width, end * width), [end - start, ...inputShape]);
          return this.#objective.outputs(rows);
        });
        outputs.set(await readAndDispose(batch), start * this.#outputSize);
        await yieldToMessages();
      }
      return outputs;
    });
  }

  async saveState(): Promise<TrainerState> {
    const tensors = await withDeviceErrors(this.#backend, () => this.#player.saveState());
    return { step: this.#clock.step, tensors };
  }

  restoreState(state: TrainerState): Promise<void> {
    this.#player.restoreState(onlyFloats(state.tensors));
    this.#clock.step = state.step;
    this.#dropPending();
    return Promise.resolve();
  }

  readWeights(): Promise<Readonly<Record<string, Float32Array>>> {
    return withDeviceErrors(this.#backend, () => this.#player.readWeights());
  }

  writeWeights(weights: Readonly<Record<string, Float32Array>>): void {
    this.#player.writeWeights(weights);
  }

  exportModel(): ReturnType<Trainer['exportModel']> {
    return withDeviceErrors(this.#backend, () => exportNetwork(this.#player.network));
  }

  memory(): EngineMemory {
    return engineMemory();
  }

  dispose(): void {
    this.#dropPending();
    for (const rows of this.#parts.values()) rows.dispose();
    this.#parts.clear();
    this.#weigher?.dispose();
    this.#player.dispose();
  }

  /** What is drawn follows from the step, so that a run that is taken up again draws the same. */
  #mixed(batch: Batch, rows: number): Batch {
    const { mixupAlpha = 0, seed } = this.#config;
    return mixupAlpha > 0 ? mixBatch(batch, drawMixture(rows, mixupAlpha, seed, this.#clock.step)) : batch;
  }

  /** Forward, backward and update. Call inside `tidy`, which must keep what is returned. */
  #gradientStep(batch: Batch, learningRate: number, wantsNorms: boolean): StepTensors {
    const { value, grads } = variableGrads(
      () => this.#player.withPenalties(this.#objective.trainingLoss(batch)),
      this.#player.variables,
    );
    this.#player.move(grads, learningRate);
    return { loss: value, norms: wantsNorms ? this.#player.normsByLayer(grads) : undefined };
  }

  #replaceGradientNorms(norms: Tensor): void {
    this.#gradientNorms?.dispose();
    this.#gradientNorms = norms;
  }

  #loaded(part: DataPart): LoadedRows {
    const rows = this.#parts.get(part);
    if (!rows) throw new Error(`no ${part} rows are loaded`);
    return rows;
  }

  #dropPending(): void {
    this.#losses.forEach((loss) => loss.dispose());
    this.#losses = [];
    this.#gradientNorms?.dispose();
    this.#gradientNorms = null;
  }
}

function disposeBatch({ features, targets }: Batch): void {
  features.dispose();
  targets.dispose();
}

async function readAndDispose(values: Tensor): Promise<Float32Array> {
  try {
    return await values.data<'float32'>();
  } finally {
    values.dispose();
  }
}
