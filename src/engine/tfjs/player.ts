import { add, engine, stack, tensor, tidy, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { NamedTensorMap } from '@tensorflow/tfjs-core';
import type { BuiltNetwork, NamedWeight } from '../layers/buildNetwork.ts';
import { clipGradients, norm } from '../optimizers/clipGradients.ts';
import { createOptimizer } from '../optimizers/createOptimizer.ts';
import type { FusedOptimizer } from '../optimizers/fusedOptimizer.ts';
import type { TrainerConfig } from '../trainer.ts';
import { prefixed, unprefixed } from './stateNames.ts';

type Arrays = Readonly<Record<string, Float32Array>>;

/** One of several networks that are trained in turn, with an optimizer of its own. Whoever makes it disposes it. */
export class Player {
  readonly variables: Variable[];
  readonly #trainable: readonly NamedWeight[];
  readonly #optimizer: FusedOptimizer;
  readonly #clip: TrainerConfig['gradientClip'];

  constructor(
    readonly network: BuiltNetwork,
    { optimizer, gradientClip }: Pick<TrainerConfig, 'optimizer' | 'gradientClip'>,
  ) {
    this.#clip = gradientClip;
    this.#optimizer = createOptimizer(optimizer);
    this.#trainable = network.weights.filter(({ variable }) => variable.trainable);
    this.variables = this.#trainable.map(({ variable }) => {
      const registered = engine().registeredVariables[variable.name];
      if (!registered) throw new Error(`tfjs knows no variable ${variable.name}`);
      return registered;
    });
  }

  get layerIds(): readonly string[] {
    return [...new Set(this.#trainable.map(({ layerId }) => layerId))];
  }

  /** A loss with the network's regularisation. */
  withPenalties(loss: Scalar): Scalar {
    return this.network.model.calculateLosses().reduce((total, penalty) => add<Scalar>(total, penalty), loss);
  }

  move(gradients: NamedTensorMap, learningRate: number): void {
    this.#optimizer.setLearningRate(learningRate);
    this.#optimizer.applyGradients(clipGradients(gradients, this.#clip));
  }

  /** L2 norms of a gradient, one for each of `layerIds`. */
  normsByLayer(gradients: NamedTensorMap): Tensor {
    return stack(
      this.layerIds.map((id) => {
        const ofLayer = this.#trainable.filter(({ layerId }) => layerId === id);
        return norm(ofLayer.flatMap(({ variable }) => gradients[variable.name] ?? []));
      }),
    );
  }

  async readWeights(): Promise<Arrays> {
    const read = this.network.weights.map(async ({ name, variable }) => {
      // A copy, because the CPU backend hands out the array that the next step writes to.
      return [name, (await variable.read().data<'float32'>()).slice()] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  }

  writeWeights(weights: Arrays): void {
    for (const { name, variable } of this.network.weights) {
      const values = weights[name];
      if (!values) throw new Error(`no values for the weight ${name}`);
      tidy(() => {
        variable.write(tensor(values.slice(), variable.read().shape));
      });
    }
  }

  /** Weights and optimizer slots. */
  async saveState(): Promise<Arrays> {
    const optimizer = await this.#optimizer.saveState(this.#trainable);
    return { ...prefixed('weights', await this.readWeights()), ...prefixed('optimizer', optimizer) };
  }

  restoreState(state: Arrays): void {
    this.writeWeights(unprefixed('weights', state));
    this.#optimizer.restoreState(unprefixed('optimizer', state), this.#trainable);
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.network.model.dispose();
  }
}

/** A checkpoint's arrays of floats. */
export function onlyFloats(tensors: Readonly<Record<string, ArrayBufferView>>): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, values]) => (values instanceof Float32Array ? [[name, values]] : [])),
  );
}
