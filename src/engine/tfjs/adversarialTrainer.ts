import { reshape, stack, tensor, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core';
import type { PreparedRows } from '../../core/preprocessing/preparation.ts';
import { samplesAtOnce } from '../../core/preprocessing/samples.ts';
import { sizeOf } from '../../core/recipe/shapes.ts';
import type { EngineMemory } from '../../protocol/engineContract.ts';
import { activeBackend } from '../backend/backends.ts';
import { engineMemory } from '../backend/machine.ts';
import { precompile } from '../backend/precompile.ts';
import { yieldToMessages } from '../backend/yield.ts';
import { CounterNoise, type NoiseClock } from '../layers/counterNoise.ts';
import type { AdversarialConfig, DataPart, GameFigures, GameTrainer, TrainerConfig, TrainerState } from '../trainer.ts';
import { withDeviceErrors } from './deviceErrors.ts';
import { exportNetwork } from './exportNetwork.ts';
import { Game, type RealBatch } from './game.ts';
import { loadRows, type LoadedRows } from './loadedRows.ts';
import { onlyFloats } from './player.ts';
import { prefixed, unprefixed } from './stateNames.ts';

type Weights = Readonly<Record<string, Float32Array>>;

/**
 * A generator and a discriminator on the active tfjs backend, trained in turn, each with an optimizer of its own. All noise
 * is drawn from seed and step. It stays with that backend; make it only after `activateBackend`.
 */
export async function createGameTrainer(config: TrainerConfig, game: AdversarialConfig): Promise<GameTrainer> {
  const trainer = new AdversarialTrainer(config, game);
  await trainer.compileAhead();
  return trainer;
}

class AdversarialTrainer implements GameTrainer {
  readonly parameterCount: number;
  readonly #config: TrainerConfig;
  readonly #options: AdversarialConfig;
  readonly #game: Game;
  /** Of what the generator takes, and of what it makes. */
  readonly #input: readonly number[];
  readonly #sample: readonly number[];
  readonly #clock: NoiseClock = { step: 0 };
  readonly #backend = activeBackend();
  readonly #extraRows: CounterNoise;
  #rows: LoadedRows | null = null;
  /** [4] for each step since the last read, on the device. */
  #pending: Tensor[] = [];
  #norms: Tensor | null = null;
  /** The last three of those [4] for each step whose losses were read. */
  #read: number[][] = [];

  constructor(config: TrainerConfig, options: AdversarialConfig) {
    this.#config = config;
    this.#options = options;
    const { sample, target } = config.sizes;
    this.#input = options.translation ? sample : [options.latent];
    this.#sample = options.translation ? target : sample;
    this.#game = new Game(config, options, this.#clock);
    this.parameterCount = this.#game.players.reduce((sum, [, { network }]) => sum + network.model.countParams(), 0);
    this.#extraRows = new CounterNoise(config.seed, 'rows of further discriminator steps', this.#clock);
  }

  /** Asks WebGPU for every pipeline of a step at once; elsewhere there is nothing to compile. */
  async compileAhead(): Promise<void> {
    const rows = this.#config.batchSize;
    const { classes, translation } = this.#options;
    await precompile(() => {
      const features = zeros([rows, ...this.#sample]);
      const source = translation ? zeros([rows, ...this.#input]) : null;
      this.#game.play([{ features, source, classes: classes > 0 ? zeros([rows, classes]) : null }], 0, true);
    });
  }

  /** The training rows; a game is not judged on others. */
  loadData(part: DataPart, rows: PreparedRows): void {
    if (part !== 'train') return;
    this.#rows?.dispose();
    this.#rows = loadRows(rows, [1]);
  }

  runSteps(batches: readonly Uint32Array[], learningRates: readonly number[]): Promise<void> {
    return withDeviceErrors(this.#backend, async () => {
      for (const [i, positions] of batches.entries()) {
        const real = await this.#pickReal(positions);
        const isLast = i === batches.length - 1;
        const { figures, norms } = tidy(() => this.#game.play(real, learningRates[i] ?? 0, isLast));
        for (const { features, source, classes } of real) {
          features.dispose();
          source?.dispose();
          classes?.dispose();
        }
        this.#pending.push(figures);
        if (norms) {
          this.#norms?.dispose();
          this.#norms = norms;
        }
        this.#clock.step += 1;
        await yieldToMessages();
      }
    });
  }

  readLosses(): Promise<Float32Array> {
    return withDeviceErrors(this.#backend, async () => {
      const pending = this.#pending;
      if (pending.length === 0) return new Float32Array();
      this.#pending = [];
      const all = stack(pending);
      pending.forEach((each) => each.dispose());
      const values = await all.data<'float32'>();
      all.dispose();
      const steps = pending.map((_, i) => Array.from(values.subarray(4 * i, 4 * i + 4)));
      this.#read.push(...steps.map((step) => step.slice(1)));
      // A discriminator that is no number any more makes its generator's loss none.
      return Float32Array.from(steps, ([made = NaN, judged = NaN]) => (Number.isFinite(judged) ? made : NaN));
    });
  }

  readGame(): GameFigures | null {
    const read = this.#read;
    this.#read = [];
    if (read.length === 0) return null;
    const meanOf = (index: number): number => read.reduce((sum, step) => sum + (step[index] ?? NaN), 0) / read.length;
    return { discriminatorLoss: meanOf(0), realAccuracy: meanOf(1), madeAccuracy: meanOf(2) };
  }

  async readGradientNorms(): Promise<Readonly<Record<string, number>>> {
    const norms = this.#norms;
    if (!norms) return {};
    const values = await withDeviceErrors(this.#backend, () => norms.data<'float32'>());
    const ids = this.#game.layerIds;
    return Object.fromEntries(ids.map((id, i) => [id, values[i] ?? NaN]));
  }

  generate(inputs: Float32Array, count: number, classes: readonly number[]): Promise<Float32Array> {
    return withDeviceErrors(this.#backend, async () => {
      const width = sizeOf(this.#input);
      const size = sizeOf(this.#sample);
      const made = new Float32Array(count * size);
      const atOnce = samplesAtOnce(this.#sample);
      for (let start = 0; start < count; start += atOnce) {
        const end = Math.min(start + atOnce, count);
        const batch = tidy(() => {
          const taken = tensor(inputs.slice(start * width, end * width), [end - start, ...this.#input]);
          const told = this.#options.classes > 0 ? tensor(classes.slice(start, end), [end - start]) : null;
          return this.#game.make(taken, told && this.#told(told));
        });
        made.set(await batch.data<'float32'>(), start * size);
        batch.dispose();
      }
      return made;
    });
  }

  /** State to checkpoint: both networks, both optimizers. */
  saveState(): Promise<TrainerState> {
    return withDeviceErrors(this.#backend, async () => {
      const parts: Record<string, Float32Array> = {};
      for (const [role, player] of this.#game.players) Object.assign(parts, prefixed(role, await player.saveState()));
      return { step: this.#clock.step, tensors: parts };
    });
  }

  restoreState({ step, tensors }: TrainerState): Promise<void> {
    const floats = onlyFloats(tensors);
    for (const [role, player] of this.#game.players) player.restoreState(unprefixed(role, floats));
    this.#clock.step = step;
    this.#dropPending();
    return Promise.resolve();
  }

  readWeights(): Promise<Weights> {
    return withDeviceErrors(this.#backend, async () => {
      const parts: Record<string, Float32Array> = {};
      for (const [role, player] of this.#game.players) Object.assign(parts, prefixed(role, await player.readWeights()));
      return parts;
    });
  }

  writeWeights(weights: Weights): void {
    for (const [role, player] of this.#game.players) player.writeWeights(unprefixed(role, weights));
  }

  exportModel(): ReturnType<GameTrainer['exportModel']> {
    const [[, generator], [, discriminator]] = this.#game.players;
    return withDeviceErrors(this.#backend, async () => ({
      ...(await exportNetwork(generator.network)),
      discriminator: await exportNetwork(discriminator.network),
    }));
  }

  memory(): EngineMemory {
    return engineMemory();
  }

  dispose(): void {
    this.#dropPending();
    this.#rows?.dispose();
    this.#game.dispose();
  }

  /** One batch for each of the discriminator's steps: the last are the rows of this step, those before it drawn at random. */
  async #pickReal(positions: Uint32Array): Promise<readonly RealBatch[]> {
    const rows = this.#rows;
    if (!rows) throw new Error('no rows are loaded');
    const further = this.#options.discriminatorSteps - 1;
    const draws = this.#extraRows.uniform(further * positions.length);
    const picked: RealBatch[] = [];
    for (let i = 0; i <= further; i++) {
      const drawn = draws.subarray(i * positions.length, (i + 1) * positions.length);
      const wanted = i === further ? positions : Uint32Array.from(drawn, (share) => Math.floor(share * rows.rowCount));
      const { features, targets } = await rows.pick(wanted, this.#clock.step);
      if (this.#options.translation) {
        picked.push({ features: targets, source: features, classes: null });
        continue;
      }
      picked.push({ features, source: null, classes: this.#told(targets) });
      targets.dispose();
    }
    return picked;
  }

  /** What both networks are told of labels; null where that is nothing. */
  #told(labels: Tensor): Tensor | null {
    return this.#options.classes > 0 ? tidy(() => this.#game.oneHot(reshape(labels, [-1]))) : null;
  }

  #dropPending(): void {
    this.#pending.forEach((each) => each.dispose());
    this.#pending = [];
    this.#norms?.dispose();
    this.#norms = null;
    this.#read = [];
  }
}
