import { deriveSeed } from '../../shared/random.ts';
import type { GradientClip, OptimizerSpec } from '../../core/training/settings.ts';
import { drawInitialWeights } from '../layers/initialWeights.ts';
import { updateRuleFor } from '../optimizers/updateRules.ts';
import type { UpdateRule } from '../optimizers/updateRule.ts';
import { sizeOf } from './graph.ts';
import { aligned } from './planBuffers.ts';
import type { WeightSpec } from './stepGraphs.ts';
import type { WasmHeap } from './wasm/heap.ts';

const BYTES = 4;

/** Where a weight is; its gradient and slots lie equally far into stretches of their own. */
interface PlacedWeight extends WeightSpec {
  /** Bytes from the stretch's start. */
  readonly offset: number;
  readonly size: number;
}

type Arrays = Readonly<Record<string, Float32Array>>;

/**
 * A network's weights, their gradients and what the optimizer keeps of them, each as one stretch of the heap: an update is one pass
 * over all of them.
 */
export class Parameters {
  readonly #heap: WasmHeap;
  readonly #rule: UpdateRule;
  readonly #clip: GradientClip;
  readonly #trained: readonly PlacedWeight[];
  /** In the order of the layers, those that are not trained among them. */
  readonly #all: readonly PlacedWeight[];
  readonly #floats: number;
  readonly #weightsAt: number;
  readonly #gradientsAt: number;
  readonly #slotsAt: readonly number[];
  readonly #keptAt: number;
  #iterations = 0;

  constructor(
    heap: WasmHeap,
    specs: readonly WeightSpec[],
    {
      optimizer,
      gradientClip,
      seed,
    }: { readonly optimizer: OptimizerSpec; readonly gradientClip: GradientClip; readonly seed: number },
  ) {
    this.#heap = heap;
    this.#rule = updateRuleFor(optimizer);
    this.#clip = gradientClip;
    const trained = place(specs.filter(({ isTrained }) => isTrained));
    const kept = place(specs.filter(({ isTrained }) => !isTrained));
    this.#trained = trained.weights;
    const placed = new Map([...trained.weights, ...kept.weights].map((weight) => [weight.name, weight]));
    this.#all = specs.flatMap(({ name }) => placed.get(name) ?? []);
    this.#floats = trained.bytes / BYTES;
    this.#weightsAt = heap.allocate(trained.bytes);
    this.#gradientsAt = heap.allocate(trained.bytes);
    this.#slotsAt = this.#rule.slots.map(() => heap.allocate(trained.bytes));
    this.#keptAt = heap.allocate(kept.bytes);
    for (const weight of this.#all) {
      const initial = drawInitialWeights(weight.initial, weight.shape, deriveSeed(seed, `weight ${weight.name}`));
      this.#viewOf(weight).set(initial);
    }
    this.#resetSlots();
  }

  get count(): number {
    return this.#all.reduce((sum, { size }) => sum + size, 0);
  }

  get layerIds(): readonly string[] {
    return [...new Set(this.#trained.map(({ layerId }) => layerId))];
  }

  /** Where a weight lies on the heap, by name. */
  placeOf(name: string): number {
    const weight = this.#find(name);
    return (weight.isTrained ? this.#weightsAt : this.#keptAt) + weight.offset;
  }

  gradientPlaceOf(name: string): number {
    return this.#gradientsAt + this.#find(name).offset;
  }

  /** Adds the penalties on weights to their gradients. @returns what they add to the loss */
  penalize(): number {
    let loss = 0;
    for (const weight of this.#trained) {
      if (!weight.penalty) continue;
      const { l1, l2 } = weight.penalty;
      const values = this.#viewOf(weight);
      const gradient = this.#heap.view(this.#gradientsAt + weight.offset, weight.size);
      for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? 0;
        loss += l1 * Math.abs(value) + l2 * value * value;
        gradient[i] = (gradient[i] ?? 0) + l1 * Math.sign(value) + 2 * l2 * value;
      }
    }
    return loss;
  }

  /** Moves every trained weight along its gradient, clipped first. */
  move(learningRate: number): void {
    this.#clipGradients();
    const view = (place: number): Float32Array => this.#heap.view(place, this.#floats);
    const arrays = {
      variable: view(this.#weightsAt),
      gradient: view(this.#gradientsAt),
      slots: this.#slotsAt.map(view),
    };
    this.#rule.update(arrays, this.#iterations + 1, learningRate);
    this.#iterations += 1;
  }

  /** L2 norm of the gradient by layer, before clipping where it is asked for before `move`. */
  gradientNorms(): Float32Array {
    return Float32Array.from(this.layerIds, (id) => {
      const ofLayer = this.#trained.filter(({ layerId }) => layerId === id);
      return Math.sqrt(ofLayer.reduce((sum, weight) => sum + squares(this.#gradientOf(weight)), 0));
    });
  }

  readWeights(): Record<string, Float32Array> {
    return Object.fromEntries(this.#all.map((weight) => [weight.name, this.#viewOf(weight).slice()]));
  }

  /** @throws Error where one is missing, or has another size */
  writeWeights(weights: Arrays): void {
    for (const weight of this.#all) {
      const values = weights[weight.name];
      if (values?.length !== weight.size) throw new Error(`no values for the weight ${weight.name}`);
      this.#viewOf(weight).set(values);
    }
  }

  /** What the optimizer keeps, under the names that any engine gives it. */
  readOptimizer(): Record<string, Float32Array> {
    const state: Record<string, Float32Array> = { iterations: Float32Array.of(this.#iterations) };
    if (this.#iterations === 0) return state;
    this.#rule.slots.forEach(({ name }, i) => {
      for (const weight of this.#trained) {
        state[`${name}/${weight.name}`] = this.#slotOf(weight, i).slice();
      }
    });
    return state;
  }

  writeOptimizer(state: Arrays): void {
    this.#iterations = state['iterations']?.[0] ?? 0;
    this.#resetSlots();
    this.#rule.slots.forEach(({ name }, i) => {
      for (const weight of this.#trained) {
        const values = state[`${name}/${weight.name}`];
        if (values) this.#slotOf(weight, i).set(values);
        else if (this.#iterations > 0) throw new Error(`the optimizer's state lacks ${name}/${weight.name}`);
      }
    });
  }

  #clipGradients(): void {
    const { kind } = this.#clip;
    if (kind === 'none') return;
    const { limit } = this.#clip;
    const whole = this.#heap.view(this.#gradientsAt, this.#floats);
    switch (kind) {
      case 'value':
        for (let i = 0; i < whole.length; i++) whole[i] = Math.min(limit, Math.max(-limit, whole[i] ?? 0));
        break;
      case 'norm':
        for (const weight of this.#trained) shrink(this.#gradientOf(weight), limit);
        break;
      case 'globalNorm':
        shrink(whole, limit);
    }
  }

  #resetSlots(): void {
    this.#rule.slots.forEach(({ initialValue }, i) => {
      this.#heap.view(this.#slotsAt[i] ?? 0, this.#floats).fill(initialValue);
    });
  }

  #viewOf({ name, size }: PlacedWeight): Float32Array {
    return this.#heap.view(this.placeOf(name), size);
  }

  #gradientOf({ offset, size }: PlacedWeight): Float32Array {
    return this.#heap.view(this.#gradientsAt + offset, size);
  }

  #slotOf({ offset, size }: PlacedWeight, slot: number): Float32Array {
    return this.#heap.view((this.#slotsAt[slot] ?? 0) + offset, size);
  }

  #find(name: string): PlacedWeight {
    const weight = this.#all.find((each) => each.name === name);
    if (!weight) throw new Error(`no weight is called ${name}`);
    return weight;
  }
}

function place(specs: readonly WeightSpec[]): { readonly weights: readonly PlacedWeight[]; readonly bytes: number } {
  let bytes = 0;
  const weights = specs.map((spec) => {
    const offset = bytes;
    const size = sizeOf(spec.shape);
    bytes += aligned(BYTES * size);
    return { ...spec, offset, size };
  });
  return { weights, bytes };
}

function squares(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** Multiplies by limit / max(norm, limit). */
function shrink(values: Float32Array, limit: number): void {
  const length = Math.sqrt(squares(values));
  if (length <= limit) return;
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] ?? 0) * limit) / length;
}
