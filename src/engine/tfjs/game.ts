import {
  abs,
  add,
  cast,
  concat,
  greater,
  lessEqual,
  mean,
  mul,
  oneHot,
  reshape,
  stack,
  sub,
  tensor,
  tile,
  variableGrads,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/recipe/shapes.ts';
import { judgedShape } from '../../core/recipe/networks.ts';
import { resolveSizes } from '../../core/recipe/sizes.ts';
import { buildNetwork, runBody, runNetwork } from '../layers/buildNetwork.ts';
import { CounterNoise, type NoiseClock } from '../layers/counterNoise.ts';
import { splitHead } from '../layers/head.ts';
import { ADVERSARIAL_RULES, gradientPenalty } from '../losses/adversarialLosses.ts';
import type { AdversarialConfig, TrainerConfig } from '../trainer.ts';
import { Player } from './player.ts';

/** What both networks know of samples: what they are made of, and their classes, where that is so. */
type Context = Pick<RealBatch, 'source' | 'classes'>;

/** Real samples of one of the discriminator's steps, with their classes, one-hot, where the networks are told them. */
export interface RealBatch {
  readonly features: Tensor;
  /** What the generator is to make them of, where it translates. */
  readonly source: Tensor | null;
  readonly classes: Tensor | null;
}

/** A type, not an interface: only so does `tidy` take it. */
type Judged = { loss: Tensor; real: Tensor; made: Tensor };
/** `figures` [4]: generator loss, discriminator loss, accuracy on real and on made samples. `norms`: of `Game.layerIds`. */
type GameStep = { figures: Tensor; norms: Tensor | undefined };
type Gradients = ReturnType<typeof variableGrads>['grads'];

/** A generator and a discriminator, and one step of their game. Noise is drawn from seed and the clock's step. */
export class Game {
  readonly players: readonly [readonly ['generator', Player], readonly ['discriminator', Player]];
  readonly #game: AdversarialConfig;
  readonly #generator: Player;
  readonly #discriminator: Player;
  readonly #sample: readonly number[];
  readonly #latents: readonly CounterNoise[];
  readonly #between: CounterNoise;

  constructor(config: TrainerConfig, game: AdversarialConfig, clock: NoiseClock) {
    const { sample, target } = config.sizes;
    const { translation, classes } = game;
    this.#game = game;
    this.#sample = translation ? target : sample;
    const context = { seed: config.seed, clock };
    const told = judgedShape(config.sizes, translation, classes);
    const code = translation ? {} : { code: game.latent + classes };
    const made = resolveSizes(config.network, { ...config.sizes, ...code });
    const judged = resolveSizes(game.discriminator, { ...config.sizes, sample: told, target: [1] });
    this.#generator = new Player(buildNetwork(made, context), config);
    this.#discriminator = new Player(buildNetwork(judged, context), config);
    this.players = [
      ['generator', this.#generator],
      ['discriminator', this.#discriminator],
    ];
    // One draw for each of the discriminator's steps and one for the generator's.
    this.#latents = Array.from(
      { length: game.discriminatorSteps + 1 },
      (_, i) => new CounterNoise(config.seed, `latent ${i}`, clock),
    );
    this.#between = new CounterNoise(config.seed, 'between real and made', clock);
  }

  get layerIds(): readonly string[] {
    return this.players.flatMap(([, { layerIds }]) => layerIds);
  }

  /** Classes [rows] as the networks are told them, [rows, classes]. */
  oneHot(classes: Tensor): Tensor {
    return cast(oneHot(cast(classes, 'int32'), this.#game.classes), 'float32');
  }

  /** Samples in inference mode: noise [rows, latent], or what is to be translated, → [rows, ...target]. */
  make(inputs: Tensor, classes: Tensor | null): Tensor {
    return runNetwork(this.#generator.network, classes ? concat([inputs, classes], -1) : inputs, false);
  }

  /** The discriminator's steps, one for each batch, then the generator's. Call inside `tidy`. */
  play(real: readonly RealBatch[], rate: number, wantsNorms: boolean): GameStep {
    let judged: Judged | null = null;
    let judgedGradients: Gradients = {};
    for (const [i, batch] of real.entries()) ({ judged, gradients: judgedGradients } = this.#judge(batch, i, rate));
    const last = real.at(-1);
    if (!judged || !last) throw new Error('the discriminator takes no step');
    const { loss, discriminatorSteps, translation } = this.#game;
    const inputs = this.#inputs(discriminatorSteps, last);
    const { value, grads } = variableGrads(() => {
      const made = runNetwork(this.#generator.network, inputs, true);
      const lost = ADVERSARIAL_RULES[loss].generator(this.#discriminate(made, last));
      const off = translation && mul<Scalar>(mean(abs(sub(made, last.features))), translation.l1Weight);
      return this.#generator.withPenalties(off ? add<Scalar>(lost, off) : lost);
    }, this.#generator.variables);
    this.#generator.move(grads, rate);
    // At 0 a logit is undecided; so is a least-squares score at a half, and a critic in the middle of both means.
    const middle = this.#middle(judged);
    const figures = stack([
      value,
      judged.loss,
      mean(cast(greater(judged.real, middle), 'float32')),
      mean(cast(lessEqual(judged.made, middle), 'float32')),
    ]);
    if (!wantsNorms) return { figures, norms: undefined };
    const norms = concat([this.#generator.normsByLayer(grads), this.#discriminator.normsByLayer(judgedGradients)]);
    return { figures, norms };
  }

  dispose(): void {
    for (const [, player] of this.players) player.dispose();
  }

  #middle({ real, made }: Judged): Tensor | number {
    switch (this.#game.loss) {
      case 'nonSaturating':
        return 0;
      case 'leastSquares':
        return 0.5;
      case 'wassersteinGradientPenalty':
        return mul(add(mean(real), mean(made)), 0.5);
    }
  }

  /** One step of the discriminator. */
  #judge(batch: RealBatch, draw: number, rate: number): { judged: Judged; gradients: Gradients } {
    const { features: real } = batch;
    const made = runNetwork(this.#generator.network, this.#inputs(draw, batch), true);
    const { loss, labelSmoothing } = this.#game;
    const points = loss === 'wassersteinGradientPenalty' ? this.#mix(real, made, draw) : null;
    const critic = (samples: Tensor): Tensor => this.#discriminate(samples, batch);
    const { value, grads } = variableGrads(() => {
      const lost = ADVERSARIAL_RULES[loss].discriminator(critic(real), critic(made), labelSmoothing);
      return this.#discriminator.withPenalties(points ? add(lost, gradientPenalty(critic, points)) : lost);
    }, this.#discriminator.variables);
    this.#discriminator.move(grads, rate);
    return { judged: { loss: value, real: critic(real), made: critic(made) }, gradients: grads };
  }

  /** Points on the lines between real and made samples. */
  #mix(real: Tensor, made: Tensor, draw: number): Tensor {
    const rows = real.shape[0];
    const shares = this.#between.uniform(rows * (draw + 1)).slice(rows * draw);
    const share = tensor(shares, [rows, ...this.#sample.map(() => 1)]);
    return add(mul(real, share), mul(made, sub(1, share)));
  }

  /** What the generator makes samples of: what it is to translate, or random numbers, of their own for each draw. */
  #inputs(index: number, { features, source, classes }: RealBatch): Tensor {
    if (source) return source;
    const { latent } = this.#game;
    const rows = features.shape[0];
    const values = this.#latents[index]?.normal(rows * latent, 1) ?? new Float32Array(rows * latent);
    const noise = tensor(values, [rows, latent]);
    return classes ? concat([noise, classes], -1) : noise;
  }

  /** Logits, one a sample or one a patch of it: under a sigmoid where the discriminator ends in one. */
  #discriminate(samples: Tensor, { source, classes }: Context): Tensor {
    const shown = source && this.#game.translation?.seesSource ? [source] : [];
    const parts = [...shown, samples, ...(classes ? [spread(classes, this.#sample)] : [])];
    const told = parts.length > 1 ? concat(parts, -1) : samples;
    const { network } = this.#discriminator;
    const last = network.nodes.at(-1);
    const head = last && splitHead(last);
    return head ? head.logits(runBody(network, told, true)) : runNetwork(network, told, true);
  }
}

/** Classes [rows, classes] for every place of a sample: [rows, 1 …, classes] repeated. */
function spread(classes: Tensor, sample: readonly number[]): Tensor {
  const [rows = 1, width = 1] = classes.shape;
  const places = sample.slice(0, -1);
  if (sizeOf(places) === 1) return reshape(classes, [rows, ...places, width]);
  return tile(reshape(classes, [rows, ...places.map(() => 1), width]), [1, ...places, 1]);
}
