import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adaptRecipe } from '../../../../src/core/recipe/adaptRecipe.ts';
import { checkNetwork } from '../../../../src/core/recipe/checkNetwork.ts';
import type { CheckContext } from '../../../../src/core/recipe/checks/context.ts';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { describeNetwork } from '../../../../src/core/recipe/describeNetwork.ts';
import { applyEdits, editModel, modelOf } from '../../../../src/core/recipe/editing.ts';
import { describeNetworks, judgedShape, networksOf } from '../../../../src/core/recipe/networks.ts';
import { fittingSides } from '../../../../src/core/recipe/fittingSides.ts';
import { parseRecipe, requireRecipe } from '../../../../src/core/recipe/parseRecipe.ts';
import { recommendRecipe } from '../../../../src/core/recipe/recommendRecipe.ts';
import type { RecipeProblemCode } from '../../../../src/core/recipe/problems.ts';
import type { Adversarial, Autoencoder, Recipe, SizeBindings } from '../../../../src/core/recipe/recipe.ts';
import { sizeOf } from '../../../../src/core/recipe/shapes.ts';
import { defaultSchedule } from '../../../../src/core/training/defaults.ts';
import { contextOf, layer } from './samples.ts';

const folder = new URL('../../../../static-models/recipes/', import.meta.url);

function shipped(id: string): Recipe {
  return requireRecipe(JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')));
}

function autoencoderOf({ procedure }: Recipe): Autoencoder {
  if (procedure.kind !== 'autoencoder') throw new Error(`a ${procedure.kind} recipe`);
  return procedure;
}

function adversarialOf({ procedure }: Recipe): Adversarial {
  if (procedure.kind !== 'gan') throw new Error(`a ${procedure.kind} recipe`);
  return procedure;
}

/** Pictures of 128 × 128 × 3, 1000 of them, on a machine with 4 GiB. */
const pictures: SizeBindings = { sample: [128, 128, 3], target: [3], vocabulary: null };

function contextFor(task: 'reconstruction' | 'generation' | 'translation', bindings: SizeBindings): CheckContext {
  return { ...contextOf('regression'), task, bindings: { ...bindings, target: bindings.sample }, trainRows: 100_000 };
}

function codesOf(recipe: Recipe, context: CheckContext): string[] {
  return checkNetwork(recipe, context).map(({ code }) => code);
}

const parametersOf = (recipe: Recipe): Record<string, number> =>
  Object.fromEntries(
    describeNetworks(recipe, { ...pictures, target: pictures.sample }).map(({ role, description }) => [
      role,
      description.parameters,
    ]),
  );

describe('the documented networks, as printed', () => {
  test('the GAN has the parameters that its text leads to, to the digit', () => {
    expect(parametersOf(shipped('printed-gan'))).toEqual({ generator: 1_073_784_643, discriminator: 1_073_782_593 });
  });

  test('so has the encoder; its flattening gives a million values', () => {
    const recipe = shipped('printed-autoencoder');
    expect(parametersOf(recipe)['encoder']).toBe(1_074_043_968);
    const [encoder] = describeNetworks(recipe, pictures);
    expect(encoder?.description.layers.find(({ type }) => type === 'flatten')?.outputShape).toEqual([1_048_576]);
    expect(encoder?.description.outputShape).toEqual([256]);
  });

  test('the generator takes 4.3 GB and some 17 GB to train', () => {
    const [generator] = describeNetworks(shipped('printed-gan'), pictures);
    const { weightBytes, trainingMemory } = generator?.description ?? {};
    expect(weightBytes).toBe(4 * 1_073_784_643);
    expect((trainingMemory?.total ?? 0) - (trainingMemory?.activations ?? 0)).toBe(4 * (weightBytes ?? 0));
  });

  test('what is wrong with the GAN is found', () => {
    const problems = checkNetwork(shipped('printed-gan'), contextFor('generation', pictures));
    const output = problems.find(({ code }) => code === 'output.shape');
    expect(output).toMatchObject({
      details: { output: [3], wanted: [128, 128, 3] },
      place: { kind: 'network', role: 'generator' },
      severity: 'error',
    });
    const buffers = problems.filter(({ code }) => code === 'machine.weightBuffer');
    expect(buffers.map(({ details }) => details)).toEqual(
      Array(2).fill({ bytes: 4 * (1_048_576 * 1024 + 1024), limitBytes: 2 ** 27 }),
    );
    expect(problems.find(({ code }) => code === 'machine.memory')).toMatchObject({ severity: 'error' });
  });

  test('what is wrong with the autoencoder is found', () => {
    const recipe = shipped('printed-autoencoder');
    const context = contextFor('reconstruction', pictures);
    const problems = checkNetwork(recipe, context);
    expect(problems.find(({ code }) => code === 'layer.reshape')).toMatchObject({
      details: { wanted: 4096, got: 1024, target: [8, 8, 64] },
    });
    expect(problems.find(({ code }) => code === 'output.shape')).toMatchObject({
      details: { output: [6, 6, 3], wanted: [128, 128, 3] },
      place: { role: 'decoder' },
    });
    expect(problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['machine.weightBuffer', 'machine.memory']),
    );
    // A dense layer that gives what the reshape wants does not make 6 × 6 into 128 × 128.
    const reshape = problems.find(({ code }) => code === 'layer.reshape');
    const mended = applyEdits(recipe, reshape?.fix ?? []);
    expect(codesOf(mended, context)).not.toContain('layer.reshape');
    expect(codesOf(mended, context)).toContain('output.shape');
  });

  test.each(['printed-autoencoder', 'printed-gan'])('%s names the recipe that mends it', (id) => {
    const recipe = shipped(id);
    const repaired = shipped(recipe.repairedBy ?? '');
    expect(repaired.procedure.kind).toBe(recipe.procedure.kind);
    expect(repaired.repairedBy).toBeUndefined();
  });
});

describe('the documented networks, repaired', () => {
  test('the autoencoder goes down to 8 × 8 × 64, to a code of 256, and back', () => {
    const recipe = shipped('repaired-autoencoder');
    const context = contextFor('reconstruction', pictures);
    expect(codesOf(recipe, { ...context, machine: null })).toEqual([]);
    const [encoder, decoder] = describeNetworks(recipe, context.bindings);
    expect(encoder?.description.layers.find(({ type }) => type === 'flatten')?.inputShapes).toEqual([[8, 8, 64]]);
    expect(encoder?.description.outputShape).toEqual([256]);
    expect(decoder?.description.inputShape).toEqual([256]);
    expect(decoder?.description.outputShape).toEqual([128, 128, 3]);
    expect(describeNetwork(modelOf(recipe), context.bindings, recipe.training).outputShape).toEqual([128, 128, 3]);
  });

  test.each([
    ['repaired-gan', 'generation', [256]],
    ['repaired-gan-translation', 'translation', [128, 128, 3]],
  ] as const)('%s: the discriminator judges what the generator makes', (id, task, input) => {
    const recipe = shipped(id);
    const context = contextFor(task, pictures);
    expect(codesOf(recipe, { ...context, machine: null })).toEqual([]);
    const [generator, discriminator] = describeNetworks(recipe, context.bindings);
    expect(generator?.description.inputShape).toEqual(input);
    expect(generator?.description.outputShape).toEqual([128, 128, 3]);
    expect(discriminator?.description.inputShape).toEqual([128, 128, 3]);
    expect(discriminator?.description.layers.find(({ type }) => type === 'flatten')?.inputShapes).toEqual([[8, 8, 64]]);
    expect(discriminator?.description.outputShape).toEqual([1]);
  });

  test('keep the widths and the kernel that are printed', () => {
    for (const id of ['repaired-autoencoder', 'repaired-gan', 'repaired-gan-translation']) {
      const layers = networksOf(shipped(id).procedure).flatMap(({ network }) => network.layers);
      for (const each of layers) {
        if (each.type === 'conv2d')
          expect([each.kernelSize, [3, 64].includes(Number(each.filters))]).toEqual([3, true]);
      }
    }
  });

  test('fit into a small machine', () => {
    const context = contextFor('reconstruction', pictures);
    expect(codesOf(shipped('repaired-autoencoder'), context)).toEqual([]);
    expect(codesOf(shipped('repaired-gan'), contextFor('generation', pictures))).toEqual([]);
  });
});

describe('translation', () => {
  test.each(['translation-unet', 'translation-unet-deep'])(
    '%s: a picture in, one like its target out; patches are judged',
    (id) => {
      const recipe = adaptRecipe(shipped(id), 'translation');
      const sizes: SizeBindings = { sample: [64, 96, 3], target: [64, 96, 1], vocabulary: null };
      expect(codesOf(recipe, { ...contextFor('translation', sizes), bindings: sizes })).toEqual([]);
      const [generator, discriminator] = describeNetworks(recipe, sizes);
      expect(generator?.description.outputShape).toEqual([64, 96, 1]);
      // The source's three channels and the mask's one.
      expect(discriminator?.description.inputShape).toEqual([64, 96, 4]);
      expect(discriminator?.description.outputShape.at(-1)).toBe(1);
      expect(sizeOf(discriminator?.description.outputShape ?? [])).toBeGreaterThan(1);
    },
  );

  test('a discriminator that is not shown the source takes the target alone', () => {
    const sizes: SizeBindings = { sample: [64, 64, 3], target: [64, 64, 1], vocabulary: null };
    expect(judgedShape(sizes, { l1Weight: 1, seesSource: false }, 0)).toEqual([64, 64, 1]);
    expect(judgedShape(sizes, null, 2)).toEqual([64, 64, 5]);
  });

  test('a generator of pictures from pictures generates none, nor does one of random numbers translate', () => {
    expect(codesOf(shipped('translation-unet'), contextFor('generation', pictures))).toContain('gan.translates');
    expect(codesOf(shipped('repaired-gan'), contextFor('translation', pictures))).toEqual(['procedure.task']);
  });

  test('sides that cannot be halved and doubled again are refused', () => {
    const odd: SizeBindings = { sample: [50, 50, 1], target: [50, 50, 1], vocabulary: null };
    expect(codesOf(shipped('translation-unet'), contextFor('translation', odd))).toContain('layer.merge');
  });

  test('its rate may fall where its error on held-out pairs stands still', () => {
    const recipe = shipped('translation-unet');
    const training = { ...recipe.training, schedule: defaultSchedule('reduceOnPlateau') };
    expect(codesOf({ ...recipe, training }, contextFor('translation', pictures))).not.toContain('gan.plateau');
  });
});

const rows: SizeBindings = { sample: [12], target: [12], vocabulary: null };
const reconstruction = contextFor('reconstruction', rows);
const generation = contextFor('generation', rows);

test.each(['autoencoder-small', 'autoencoder-denoising', 'autoencoder-variational'])(
  '%s has nothing wrong on tables of any width, but that one column cannot be compressed',
  (id) => {
    const recipe = adaptRecipe(shipped(id), 'reconstruction');
    for (const width of [2, 3, 5, 12, 40]) {
      const bindings = { ...rows, sample: [width], target: [width] };
      expect(codesOf(recipe, { ...reconstruction, bindings })).toEqual([]);
      const [encoder, decoder] = describeNetworks(recipe, bindings);
      const code = encoder?.description.outputShape[0] ?? 0;
      expect(decoder?.description.inputShape).toEqual([id.endsWith('variational') ? code / 2 : code]);
      expect(decoder?.description.outputShape).toEqual([width]);
    }
  },
);

test.each([
  ...['autoencoder-image', 'autoencoder-image-denoising', 'autoencoder-image-variational'],
  ...[
    'autoencoder-window',
    'autoencoder-window-denoising',
    'autoencoder-window-lstm',
    'autoencoder-window-variational',
  ],
])('%s has nothing wrong on samples of its kind, small and large', (id) => {
  const recipe = adaptRecipe(shipped(id), 'reconstruction');
  const samples = id.includes('image')
    ? [[16, 16, 1], [40, 40, 1], [28, 64, 3], [128, 128, 3]] // prettier-ignore
    : [[4, 1], [24, 1], [30, 14], [288, 1], [1024, 3]]; // prettier-ignore
  for (const sample of samples) {
    const bindings = { ...rows, sample, target: sample };
    expect(codesOf(recipe, { ...reconstruction, bindings })).toEqual([]);
    const [, decoder] = describeNetworks(recipe, bindings);
    expect(decoder?.description.outputShape).toEqual(sample);
  }
});

test('pictures whose sides cannot be halved twice are refused by the image autoencoder, and the nearest that can be are named', () => {
  const recipe = shipped('autoencoder-image');
  const of = (sample: readonly number[]): CheckContext => ({
    ...reconstruction,
    bindings: { ...rows, sample, target: sample },
  });
  expect(codesOf(recipe, of([42, 40, 3]))).toEqual(['output.shape']);
  expect(fittingSides(recipe, of([42, 40, 3]))).toEqual({ height: 44, width: 40 });
  expect(fittingSides(recipe, of([29, 511, 1]))).toEqual({ height: 28, width: 512 });
  expect(fittingSides(recipe, of([40, 40, 3])), 'they fit').toBeNull();
  expect(fittingSides(recipe, { ...of([42, 40, 3]), bindings: rows }), 'no pictures').toBeNull();
});

test.each(['gan-table', 'gan-table-wasserstein'])('%s has nothing wrong, told the class or not', (id) => {
  const recipe = adaptRecipe(shipped(id), 'generation');
  expect(codesOf(recipe, generation)).toEqual([]);
  const conditional: Recipe = { ...recipe, procedure: { ...adversarialOf(recipe), conditional: true } };
  const labelled = { ...generation, bindings: { ...generation.bindings, classes: 3 } };
  expect(codesOf(conditional, labelled)).toEqual([]);
  const shapes = describeNetworks(conditional, labelled.bindings).map(({ description }) => [
    description.inputShape,
    description.outputShape,
  ]);
  expect(shapes).toEqual([
    [[adversarialOf(recipe).latent + 3], [12]],
    [[15], [1]],
  ]);
});

test('gan-image makes pictures of any sides that can be halved twice, told the class or not; others are named', () => {
  const recipe = adaptRecipe(shipped('gan-image'), 'generation');
  const conditional: Recipe = { ...recipe, procedure: { ...adversarialOf(recipe), conditional: true } };
  for (const sample of [
    [8, 8, 1],
    [28, 28, 1],
    [64, 48, 3],
    [128, 128, 3],
  ]) {
    const bindings = { ...rows, sample, target: sample, classes: 4 };
    const [height = 0, width = 0, channels = 0] = sample;
    for (const [each, classes] of [
      [recipe, 0],
      [conditional, 4],
    ] as const) {
      expect(codesOf(each, { ...generation, bindings })).toEqual([]);
      const [generator, discriminator] = describeNetworks(each, bindings);
      expect(generator?.description.inputShape).toEqual([32 + classes]);
      expect(generator?.description.outputShape).toEqual(sample);
      expect(discriminator?.description.inputShape).toEqual([height, width, channels + classes]);
    }
    expect(recommendRecipe(bindings, 100, 'generation').recipeId).toBe('gan-image');
  }
  const odd = { ...generation, bindings: { ...rows, sample: [30, 28, 1], target: [30, 28, 1] } };
  expect(codesOf(recipe, odd)).toEqual(['output.shape']);
  expect(fittingSides(recipe, odd)).toEqual({ height: 32, width: 28 });
  expect(recommendRecipe(rows, 100, 'generation').recipeId).toBe('gan-table');
});

describe('checks between two networks', () => {
  const plain = shipped('autoencoder-small');
  const variational = shipped('autoencoder-variational');
  const gan = shipped('gan-table');
  const withProcedure = (recipe: Recipe, procedure: Recipe['procedure']): Recipe => ({ ...recipe, procedure });
  const cases: readonly (readonly [RecipeProblemCode, Recipe, CheckContext])[] = [
    ['decoder.input', editModel(plain, (n) => ({ ...n, inputShape: [9] }), 'decoder'), reconstruction],
    ['generator.input', editModel(gan, (n) => ({ ...n, inputShape: [9] }), 'generator'), generation],
    [
      'code.variational',
      editModel(
        variational,
        (n) => ({ ...n, layers: n.layers.map((l) => (l.id === 'code' ? { ...l, units: 7 } : l)) }),
        'encoder',
      ),
      reconstruction,
    ],
    [
      'discriminator.activation',
      withProcedure(gan, {
        ...adversarialOf(gan),
        loss: 'leastSquares',
        discriminator: {
          inputShape: ['$features'],
          layers: [{ ...createLayer('dense', 'verdict'), units: 1, activation: 'sigmoid' }],
        },
      }),
      generation,
    ],
    [
      'gan.penaltyLayer',
      withProcedure(gan, {
        ...adversarialOf(gan),
        loss: 'wassersteinGradientPenalty',
        discriminator: {
          inputShape: ['$features'],
          layers: [
            { ...createLayer('dense', 'curved'), activation: 'tanh' },
            { ...createLayer('dense', 'verdict'), units: 1, activation: 'linear' },
          ],
        },
      }),
      generation,
    ],
    ['gan.noClasses', withProcedure(gan, { ...adversarialOf(gan), conditional: true }), generation],
    [
      'gan.plateau',
      { ...gan, training: { ...gan.training, schedule: defaultSchedule('reduceOnPlateau') } },
      generation,
    ],
    [
      'output.shape',
      editModel(
        plain,
        (n) => ({ ...n, layers: [{ ...createLayer('dense', 'out'), activation: 'linear' }] }),
        'decoder',
      ),
      reconstruction,
    ],
  ];

  test.each(cases)('find %s, and the fix mends it', (code, recipe, context) => {
    const problems = checkNetwork(recipe, context);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.fix).not.toEqual([]);
    expect(checkNetwork(applyEdits(recipe, problems[0]?.fix ?? []), context)).toEqual([]);
  });

  test('say that a wide code compresses nothing, but not to a denoising one', () => {
    const wide = editModel(plain, (n) => ({
      ...n,
      layers: n.layers.map((l) => (l.id === 'code' ? { ...l, units: 12 } : l)),
    }));
    expect(codesOf(wide, reconstruction)).toEqual(['code.large']);
    const corruption = { kind: 'masking', level: 0.2 } as const;
    expect(codesOf(withProcedure(wide, { ...autoencoderOf(wide), corruption }), reconstruction)).toEqual([]);
  });

  test('say that a procedure cannot do what is asked', () => {
    expect(codesOf(plain, contextOf('binary'))).toContain('procedure.task');
    expect(codesOf(gan, reconstruction)).toContain('procedure.task');
    expect(adaptRecipe(plain, 'binary')).toBe(plain);
  });
});

describe('editing two networks', () => {
  const plain = shipped('autoencoder-small');

  test('finds the network by the layer, or by its role', () => {
    const edited = applyEdits(plain, [
      { kind: 'removeLayer', layerId: 'decode_2' },
      { kind: 'insertLayer', layer: layer('dropout'), index: 1, role: 'decoder' },
      { kind: 'insertLayer', layer: layer('dropout', 'first'), index: 0 },
    ]);
    const ids = networksOf(edited.procedure).map(({ network }) => network.layers.map(({ id }) => id));
    expect(ids).toEqual([
      ['first', 'encode_1', 'encode_2', 'code'],
      ['decode_1', 'dropout', 'output'],
    ]);
  });

  test('an id must differ in all networks', () => {
    const twice = applyEdits(plain, [
      { kind: 'insertLayer', layer: layer('dropout', 'code'), index: 0, role: 'decoder' },
    ]);
    expect(parseRecipe(JSON.parse(JSON.stringify(twice)))).toMatchObject({ ok: false });
    expect(parseRecipe(JSON.parse(JSON.stringify(plain)))).toMatchObject({ ok: true });
  });

  test('the whole is both in one, and a decoder layer that takes its input takes the code', () => {
    const linked = editModel(
      plain,
      (n) => ({ ...n, layers: [...n.layers, { ...layer('concatenate', 'join'), inputs: ['input', 'decode_1'] }] }),
      'decoder',
    );
    expect(modelOf(linked).layers.find(({ id }) => id === 'join')?.inputs).toEqual(['code', 'decode_1']);
  });
});
