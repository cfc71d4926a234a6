import { io, tensor, tensor2d, tidy, variableGrads, engine, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, INITIALIZERS, type LayerSpec, type LayerType } from '../../../../src/core/recipe/layerSpec.ts';
import { INPUT } from '../../../../src/core/recipe/graph.ts';
import { sizeOf } from '../../../../src/core/recipe/shapes.ts';
import { defaultLoss } from '../../../../src/core/training/defaults.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { createLayer, LAYER_GROUPS, LAYER_TYPES } from '../../../../src/core/recipe/createLayer.ts';
import { resolveSizes, type ResolvedLayer, type ResolvedNetwork } from '../../../../src/core/recipe/sizes.ts';
import { buildNetwork, runNetwork, type BuiltNetwork } from '../../../../src/engine/layers/buildNetwork.ts';
import { FastBatchNormalization } from '../../../../src/engine/layers/batchNormalization.ts';
import { SeededDropout } from '../../../../src/engine/layers/dropout.ts';
import { SeededGaussianNoise } from '../../../../src/engine/layers/gaussianNoise.ts';
import { FastLayerNormalization } from '../../../../src/engine/layers/layerNormalization.ts';
import { createLoss } from '../../../../src/engine/losses/loss.ts';
import { exportNetwork } from '../../../../src/engine/tfjs/exportNetwork.ts';
import { onBackends } from '../onBackends.ts';

const ROWS = 8;
const FEATURES = 5;

function dense(
  id: string,
  units: number,
  options: Partial<Extract<ResolvedLayer, { type: 'dense' }>> = {},
): ResolvedLayer {
  return { ...createLayer('dense', id), units, activation: 'tanh', ...options };
}

function network(...layers: readonly ResolvedLayer[]): ResolvedNetwork {
  return { inputShape: [FEATURES], layers };
}

/** A small network around one layer of a type: of samples that it takes, down to two numbers. */
function around(type: LayerType): ResolvedNetwork {
  const layer = createLayer(type, 'middle');
  const last = dense('last', 2, { activation: 'linear' });
  const flat = createLayer('flatten', 'flat');
  const flattened = type.startsWith('global') || type === 'attentionPooling' || type === 'levelLinear' ? [] : [flat];
  const isOf = (group: keyof typeof LAYER_GROUPS): boolean => LAYER_GROUPS[group].some((each) => each === type);
  const build = (sample: readonly number[], ...layers: LayerSpec[]): ResolvedNetwork =>
    resolveSizes({ inputShape: sample, layers }, { sample, target: [2], vocabulary: 6 });
  if (isOf('joins')) {
    const branch = { ...dense('branch', 6), inputs: [INPUT] };
    return build([FEATURES], dense('first', 6), branch, { ...layer, inputs: ['first', 'branch'] }, last);
  }
  if (layer.type === 'reshape')
    return build(
      [FEATURES],
      dense('first', 6),
      { ...layer, targetShape: [2, 3] },
      createLayer('flatten', 'flat'),
      last,
    );
  if (layer.type === 'repeatVector') return build([FEATURES], dense('first', 6), { ...layer, n: 3 }, flat, last);
  if (layer.type === 'embedding') return build([FEATURES], { ...layer, outputDim: 3 }, flat, last);
  const narrow =
    'filters' in layer
      ? { ...layer, filters: 3, activation: 'tanh' as const }
      : 'recurrentInitializer' in layer
        ? { ...layer, units: 3, returnSequences: true }
        : layer;
  const smooth = 'depthMultiplier' in narrow ? { ...narrow, activation: 'tanh' as const } : narrow;
  if (layer.type === 'flatten') return build([3, 2], dense('first', 3), layer, last);
  if (isOf('images') || type === 'spatialDropout') {
    return build(
      [6, 5, 2],
      { ...createLayer('conv2d', 'first'), filters: 2, activation: 'tanh' },
      smooth,
      ...flattened,
      last,
    );
  }
  if (isOf('sequences')) return build([6, 3], dense('first', 3), smooth, ...flattened, last);
  return build([FEATURES], dense('first', 6), layer.type === 'dense' ? { ...layer, units: 4 } : layer, last);
}

/** Recurrent layers in the forms that `around` leaves out. */
const recurrentForms = (['simpleRNN', 'lstm', 'gru'] as const).flatMap((type) =>
  [
    { name: 'both ways, every step', patch: { bidirectional: true } },
    { name: 'both ways, last step', patch: { bidirectional: true, returnSequences: false } },
    { name: 'last step, no bias', patch: { returnSequences: false, useBias: false } },
  ].map(({ name, patch }): [string, ResolvedNetwork] => {
    const { inputShape, layers } = around(type);
    const kept = layers.filter(({ id }) => id !== 'flat' || patch.returnSequences !== false);
    return [
      `${type}, ${name}`,
      { inputShape, layers: kept.map((layer) => (layer.id === 'middle' ? { ...layer, ...patch } : layer)) },
    ];
  }),
);

/** What stands between words whose padding is passed over and two numbers. */
const behindWords: Readonly<Record<string, readonly LayerSpec[]>> = {
  SimpleRNN: [{ ...createLayer('simpleRNN', 'rnn'), units: 3 }],
  'GRU, both ways, every step, then LSTM': [
    { ...createLayer('gru', 'gru'), units: 3, bidirectional: true, returnSequences: true },
    { ...createLayer('lstm', 'lstm'), units: 3, bidirectional: true },
  ],
  attention: [createLayer('attentionPooling', 'attention')],
  'a mean of phrases': [
    { ...createLayer('conv1d', 'phrases'), filters: 3, activation: 'tanh' },
    createLayer('globalAveragePooling1d', 'mean'),
  ],
  'the largest of a join': [
    { ...createLayer('lstm', 'a'), units: 3, returnSequences: true },
    { ...createLayer('add', 'sum'), inputs: ['words', 'a'] },
    { ...createLayer('gru', 'b'), units: 3, returnSequences: true },
    createLayer('globalMaxPooling1d', 'largest'),
  ],
};

function masked(length: number, between: readonly LayerSpec[]): ResolvedNetwork {
  const words = { ...createLayer('embedding', 'words'), outputDim: 3 };
  const layers = [words, ...between, dense('last', 2, { activation: 'linear' })];
  return resolveSizes({ inputShape: [length], layers }, { sample: [length], target: [2], vocabulary: 6 });
}

const maskedForms = [
  ...Object.entries(behindWords),
  [
    'a GRU behind layers that drop the mask',
    [
      { ...createLayer('simpleRNN', 'rnn'), units: 3, returnSequences: true },
      createLayer('averagePooling1d', 'pool'),
      { ...createLayer('gru', 'gru'), units: 3 },
    ],
  ] as const,
].map(([name, between]): [string, ResolvedNetwork] => [`masked words, ${name}`, masked(FEATURES, between)]);

function normalMatrix(rows: number, columns: number, seed: number): Tensor {
  const random = createRandom(seed);
  return tensor2d(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns],
  );
}

/** Normal values; tokens for an embedding. */
function inputsFor({ inputShape, layers }: ResolvedNetwork): Tensor {
  const shape = [ROWS, ...inputShape];
  if (layers[0]?.type !== 'embedding') return normalMatrix(ROWS, sizeOf(inputShape), 1).reshape(shape);
  return tensor(
    Float32Array.from({ length: ROWS * sizeOf(inputShape) }, (_, i) => (i * 7) % 6),
    shape,
  );
}

function lossOf(built: BuiltNetwork, inputs: Tensor, targets: Tensor): Scalar {
  return createLoss(defaultLoss('meanSquaredError'), false).mean(targets, runNetwork(built, inputs, true), null);
}

/** Slopes along a random direction in weight space: from back-propagation, and from the loss to both sides. */
async function slopes(spec: ResolvedNetwork): Promise<{ backward: number; measured: number; size: number }> {
  const built = buildNetwork(spec, { seed: 5, clock: { step: 2 } });
  const inputs = inputsFor(spec);
  const targets = normalMatrix(ROWS, 2, 2);
  const trainable = built.weights.filter(({ variable }) => variable.trainable);
  const variables = trainable.flatMap(({ variable }) => engine().registeredVariables[variable.name] ?? []);
  const gradients = tidy(() => variableGrads(() => lossOf(built, inputs, targets), variables).grads);
  const start = await Promise.all(
    trainable.map(async ({ variable }) => (await variable.read().data<'float32'>()).slice()),
  );
  const random = createRandom(3);
  const direction = start.map((values) => values.map(() => random.normal()));
  let [backward, squared] = [0, 0];
  for (const [k, { variable }] of trainable.entries()) {
    const gradient = await gradients[variable.name]?.data<'float32'>();
    gradient?.forEach((slope, i) => {
      backward += slope * (direction[k]?.[i] ?? 0);
      squared += slope * slope;
    });
  }
  const lossAt = async (distance: number): Promise<number> => {
    trainable.forEach(({ variable }, k) =>
      tidy(() => {
        const moved = start[k]?.map((value, i) => value + distance * (direction[k]?.[i] ?? 0));
        variable.write(tensor(moved ?? [], variable.read().shape));
      }),
    );
    const loss = tidy(() => lossOf(built, inputs, targets));
    const [value = NaN] = await loss.data();
    loss.dispose();
    return value;
  };
  const h = 2e-3;
  const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
  built.model.dispose();
  [inputs, targets, ...Object.values(gradients)].forEach((each) => each.dispose());
  return { backward, measured, size: Math.sqrt(squared) };
}

onBackends((backend) => {
  // There the stock layer runs, and in software slowly.
  const forms = backend === 'webgpu' ? [] : recurrentForms;
  const first = dense('first', 6);
  const last = dense('last', 2, { activation: 'linear' });
  const withLayers = LAYER_TYPES.map((type): [string, ResolvedNetwork] => [type, around(type)]);
  const withMasks = backend === 'webgpu' ? maskedForms.slice(0, 2) : maskedForms;
  const withActivations = ACTIVATIONS.map((activation): [string, ResolvedNetwork] => [
    `dense ${activation}`,
    network(first, dense('middle', 5, { activation }), last),
  ]);

  it.each([...withLayers, ...forms, ...withMasks, ...withActivations])(
    '%s: back-propagation agrees with finite differences',
    async (_, spec) => {
      const { backward, measured, size } = await slopes(spec);
      expect(size).toBeGreaterThan(1e-4);
      expect(Math.abs(backward - measured)).toBeLessThan(0.01 * Math.max(size, Math.abs(measured)));
    },
  );

  it.each(Object.entries(behindWords))('%s: padding in front changes nothing', async (_, between) => {
    const words = [1, 5, 2, 4];
    const outputsOf = async (padding: number): Promise<Float32Array> => {
      const built = buildNetwork(masked(words.length + padding, between), { seed: 3, clock: { step: 0 } });
      const tokens = [...Array<number>(padding).fill(0), ...words];
      const outputs = tidy(() => runNetwork(built, tensor2d(tokens, [1, tokens.length]), false));
      const values = (await outputs.data<'float32'>()).slice();
      outputs.dispose();
      built.model.dispose();
      return values;
    };
    const [short, long] = [await outputsOf(0), await outputsOf(3)];
    expect(short.some((value) => Math.abs(value) > 1e-3)).toBe(true);
    long.forEach((value, i) => expect(value).toBeCloseTo(short[i] ?? NaN, 5));
  });

  it('computes the hard sigmoid whose formula is shown: 0.2 x + 0.5, clipped, not that of Keras 3', async () => {
    const xs = [-10, -2.9, -2.5, -1, 0, 0.7, 2.4, 2.9, 10];
    const built = buildNetwork(
      { inputShape: [1], layers: [{ type: 'activation', id: 'hard', activation: 'hardSigmoid' }] },
      { seed: 1, clock: { step: 0 } },
    );
    const inputs = tensor2d(xs, [xs.length, 1]);
    const outputs = tidy(() => runNetwork(built, inputs, false));
    const values = [...(await outputs.data())];
    values.forEach((value, i) => expect(value).toBeCloseTo(Math.min(1, Math.max(0, 0.2 * (xs[i] ?? 0) + 0.5)), 6));
    built.model.dispose();
    [inputs, outputs].forEach((each) => each.dispose());
  });

  const everyOption = network(
    first,
    ...ACTIVATIONS.map((activation) => dense(`dense_${activation}`, 3, { activation })),
    ...INITIALIZERS.map((kernelInitializer) =>
      dense(`from_${kernelInitializer}`, 3, { kernelInitializer, kernelRegularizer: { l1: 0.1, l2: 0.2 } }),
    ),
  );

  it.each([...withLayers, ...forms, ...maskedForms, ['every option', everyOption] as const])(
    '%s: is loaded by stock tfjs, which gives the same outputs',
    async (_, spec) => {
      const built = buildNetwork(spec, { seed: 1, clock: { step: 0 } });
      const exported = await exportNetwork(built);
      const stock = await loadLayersModel(
        io.fromMemory({
          modelTopology: JSON.parse(JSON.stringify(exported.topology)),
          weightSpecs: exported.weightSpecs.map((each) => ({ ...each, shape: [...each.shape] })),
          weightData: exported.weights,
        }),
      );
      // The classes are tfjs's own, not ours under their names.
      const ourClasses = [FastBatchNormalization, FastLayerNormalization, SeededDropout, SeededGaussianNoise];
      expect(stock.layers.filter((layer) => ourClasses.some((ours) => layer instanceof ours))).toEqual([]);
      const inputs = inputsFor(spec);
      const ours = tidy(() => runNetwork(built, inputs, false));
      const theirs = tidy(() => [stock.predict(inputs)].flat()[0] ?? ours);
      const [a, b] = await Promise.all([ours.data(), theirs.data()]);
      expect(theirs).not.toBe(ours);
      expect(a.length).toBeGreaterThanOrEqual(ROWS * 2);
      a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? NaN, 5));
      [ours, theirs, inputs].forEach((each) => each.dispose());
      built.model.dispose();
      stock.dispose();
    },
  );
});

describe('weights', () => {
  it('of one layer do not change when another is added', async () => {
    const weightsOf = async (spec: ResolvedNetwork): Promise<Map<string, Float32Array>> => {
      const built = buildNetwork(spec, { seed: 11, clock: { step: 0 } });
      const read = await Promise.all(
        built.weights.map(
          async ({ name, variable }) => [name, (await variable.read().data<'float32'>()).slice()] as const,
        ),
      );
      built.model.dispose();
      return new Map(read);
    };
    const short = await weightsOf(network(dense('a', 4), dense('b', 2)));
    const long = await weightsOf(network(dense('a', 4), createNormalization(), dense('b', 2)));
    expect([...short.keys()]).toEqual(['a/kernel', 'a/bias', 'b/kernel', 'b/bias']);
    for (const [name, values] of short) expect(long.get(name)).toEqual(values);
    expect(short.get('a/kernel')?.some((value) => value !== 0)).toBe(true);
  });
});

function createNormalization(): ResolvedLayer {
  return createLayer('batchNormalization', 'norm');
}
