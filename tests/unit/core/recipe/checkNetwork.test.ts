import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SUPERVISED_TASKS } from '../../../../src/core/preprocessing/preparation.ts';
import { checkNetwork } from '../../../../src/core/recipe/checkNetwork.ts';
import type { CheckContext } from '../../../../src/core/recipe/checks/context.ts';
import { createHead, createLayer, LAYER_TYPES } from '../../../../src/core/recipe/createLayer.ts';
import { applyEdits, editModel, updateLayer } from '../../../../src/core/recipe/editing.ts';
import type { LayerProblem, RecipeProblemCode } from '../../../../src/core/recipe/problems.ts';
import { ACTIVATIONS, INITIALIZERS, type LayerSpec } from '../../../../src/core/recipe/layerSpec.ts';
import type { Recipe } from '../../../../src/core/recipe/recipe.ts';
import {
  defaultLoss,
  defaultLossFor,
  defaultOptimizer,
  defaultSchedule,
} from '../../../../src/core/training/defaults.ts';
import { LOSSES, type TrainingSettings } from '../../../../src/core/training/settings.ts';
import { contextOf, layer, recipeOf } from './samples.ts';

function withTraining(recipe: Recipe, patch: Partial<TrainingSettings>): Recipe {
  return { ...recipe, training: { ...recipe.training, ...patch } };
}

function append(recipe: Recipe, ...layers: LayerSpec[]): Recipe {
  return editModel(recipe, (network) => ({ ...network, layers: [...network.layers, ...layers] }));
}

const hidden = createLayer('dense', 'a');
const binary = recipeOf('binary', hidden);
const multiclass = recipeOf('multiclass', hidden);
const regression = recipeOf('regression', hidden);
const logits = { ...defaultLoss('binaryCrossentropy'), fromLogits: true };

/** A code that is not here does not compile. */
const ALL_CODES: Readonly<Record<RecipeProblemCode, true>> = {
  'head.missing': true,
  'head.units': true,
  'head.activation': true,
  'head.probabilitiesAsLogits': true,
  'head.softmaxOfOne': true,
  'head.followed': true,
  'layer.softmaxInside': true,
  'layer.linearChain': true,
  'layer.dropoutBeforeNorm': true,
  'layer.dropoutTwice': true,
  'layer.seluInitializer': true,
  'layer.normSmallBatch': true,
  'input.shape': true,
  'input.tokens': true,
  'layer.noTokens': true,
  'output.shape': true,
  'layer.rank': true,
  'layer.reshape': true,
  'layer.window': true,
  'layer.merge': true,
  'layer.unknownInput': true,
  'layer.inputCount': true,
  'layer.unused': true,
  'field.range': true,
  'parameters.many': true,
  'loss.task': true,
  'loss.poissonStandardized': true,
  'batch.largerThanRows': true,
  'schedule.warmupTooLong': true,
  'classWeights.task': true,
  'classWeights.count': true,
  'monitor.noValidation': true,
  'machine.weightBuffer': true,
  'machine.activationBuffer': true,
  'machine.memory': true,
  'decoder.input': true,
  'generator.input': true,
  'code.variational': true,
  'code.large': true,
  'discriminator.activation': true,
  'procedure.task': true,
  'gan.noClasses': true,
  'gan.plateau': true,
  'gan.penaltyLayer': true,
  'gan.translates': true,
};
/** Of procedures with two networks: `procedures.test.ts` has their cases. */
const ELSEWHERE = /^(decoder|generator|code|discriminator|procedure|gan)\./;

type Case = readonly [RecipeProblemCode, Recipe, CheckContext, where: string];

/** A recipe for pictures of 6 × 5 × 2 whose layers stand before the head. */
function pictures(...layers: LayerSpec[]): Recipe {
  const recipe = recipeOf('binary', ...layers, createLayer('flatten', 'flat'));
  return editModel(recipe, (network) => ({ ...network, inputShape: ['$height', '$width', '$channels'] }));
}
const context = contextOf('binary');
const pictureContext: CheckContext = { ...context, bindings: { ...context.bindings, sample: [6, 5, 2] } };
const branched = [hidden, { ...createLayer('dense', 'b'), inputs: ['input'] }] as const;

const cases: readonly Case[] = [
  ['input.shape', editModel(binary, (n) => ({ ...n, inputShape: [7] })), context, 'network'],
  [
    'output.shape',
    editModel(pictures(), (n) => ({ ...n, layers: n.layers.filter(({ id }) => id !== 'flat') })),
    pictureContext,
    'network',
  ],
  ['input.tokens', binary, { ...context, bindings: { ...context.bindings, vocabulary: 100 } }, 'a'],
  ['layer.noTokens', recipeOf('binary', createLayer('embedding', 'e'), hidden), context, 'e'],
  ['layer.rank', recipeOf('binary', createLayer('lstm', 'a')), context, 'a'],
  ['layer.reshape', recipeOf('binary', hidden, { ...createLayer('reshape', 'b'), targetShape: [5] }), context, 'b'],
  ['layer.window', pictures({ ...createLayer('conv2d', 'a'), kernelSize: 7, padding: 'valid' }), pictureContext, 'a'],
  [
    'layer.merge',
    recipeOf(
      'binary',
      hidden,
      { ...createLayer('dense', 'b'), units: 3 },
      { ...createLayer('add', 'c'), inputs: ['a', 'b'] },
    ),
    context,
    'c',
  ],
  [
    'layer.merge',
    recipeOf('binary', hidden, createLayer('dense', 'b'), { ...createLayer('add', 'd'), inputs: ['a', 'b', 'input'] }),
    context,
    'd',
  ],
  ['layer.unknownInput', recipeOf('binary', { ...hidden, inputs: ['nobody'] }), context, 'a'],
  ['layer.inputCount', recipeOf('binary', hidden, createLayer('add', 'c')), context, 'c'],
  ['layer.unused', recipeOf('binary', ...branched), context, 'a'],
  ['head.missing', editModel(binary, (n) => ({ ...n, layers: [] })), contextOf('binary'), 'network'],
  [
    'head.units',
    editModel(binary, (n) => updateLayer(n, { ...createHead('head', 'sigmoid'), units: 3 })),
    contextOf('binary'),
    'head.units',
  ],
  [
    'head.activation',
    editModel(binary, (n) => updateLayer(n, createHead('head', 'linear'))),
    contextOf('binary'),
    'head.activation',
  ],
  [
    'head.activation',
    editModel(regression, (n) => updateLayer(n, createHead('head', 'relu'))),
    contextOf('regression'),
    'head.activation',
  ],
  [
    'head.activation',
    append(
      editModel(multiclass, (n) => updateLayer(n, createHead('head', 'linear'))),
      { ...createLayer('activation', 'act'), activation: 'sigmoid' },
    ),
    contextOf('multiclass'),
    'act.activation',
  ],
  ['head.probabilitiesAsLogits', withTraining(binary, { loss: logits }), contextOf('binary'), 'head.activation'],
  [
    'head.softmaxOfOne',
    editModel(binary, (n) => updateLayer(n, createHead('head', 'softmax'))),
    contextOf('binary'),
    'head.activation',
  ],
  ['head.followed', append(binary, layer('dropout')), contextOf('binary'), 'dropout'],
  ['head.followed', append(regression, layer('leakyReLU')), contextOf('regression'), 'leakyReLU'],
  [
    'layer.softmaxInside',
    recipeOf('binary', { ...hidden, activation: 'softmax' }),
    contextOf('binary'),
    'a.activation',
  ],
  ['layer.linearChain', recipeOf('binary', { ...hidden, activation: 'linear' }), contextOf('binary'), 'a.activation'],
  [
    'layer.linearChain',
    recipeOf('binary', { ...hidden, activation: 'linear' }, layer('dropout'), layer('gaussianNoise')),
    contextOf('binary'),
    'a.activation',
  ],
  [
    'layer.dropoutBeforeNorm',
    recipeOf('binary', hidden, layer('dropout'), layer('batchNormalization')),
    contextOf('binary'),
    'dropout',
  ],
  [
    'layer.dropoutTwice',
    recipeOf('binary', hidden, layer('dropout'), layer('dropout', 'again')),
    contextOf('binary'),
    'again',
  ],
  [
    'layer.seluInitializer',
    recipeOf('binary', { ...hidden, activation: 'selu' }),
    contextOf('binary'),
    'a.kernelInitializer',
  ],
  [
    'layer.normSmallBatch',
    withTraining(recipeOf('binary', hidden, layer('batchNormalization')), { batchSize: 4 }),
    contextOf('binary'),
    'batchNormalization',
  ],
  [
    'layer.normSmallBatch',
    withTraining(recipeOf('binary', hidden, layer('batchNormalization')), { batchSize: 1 }),
    contextOf('binary'),
    'batchNormalization',
  ],
  ['field.range', recipeOf('binary', { ...createLayer('dropout', 'd'), rate: 1.2 }), contextOf('binary'), 'd.rate'],
  ['field.range', recipeOf('binary', { ...hidden, units: 0.5 }), contextOf('binary'), 'a.units'],
  [
    'field.range',
    recipeOf('binary', { ...hidden, kernelRegularizer: { l1: 0, l2: -0.1 } }),
    contextOf('binary'),
    'a.kernelRegularizer',
  ],
  ['field.range', withTraining(binary, { epochs: 0 }), contextOf('binary'), 'epochs'],
  [
    'field.range',
    withTraining(binary, { optimizer: { name: 'sgd', momentum: -1, nesterov: false } }),
    contextOf('binary'),
    'optimizer.momentum',
  ],
  [
    'field.range',
    withTraining(binary, { schedule: defaultSchedule('constant', NaN) }),
    contextOf('binary'),
    'schedule.initialLearningRate',
  ],
  [
    'field.range',
    withTraining(binary, { loss: { ...defaultLoss('binaryCrossentropy'), labelSmoothing: 1 } }),
    contextOf('binary'),
    'loss.labelSmoothing',
  ],
  [
    'field.range',
    withTraining(binary, { gradientClip: { kind: 'norm', limit: 0 } }),
    contextOf('binary'),
    'gradientClip.limit',
  ],
  [
    'field.range',
    withTraining(binary, { classWeighting: { kind: 'custom', weights: [1, -1] } }),
    contextOf('binary'),
    'classWeighting.weights',
  ],
  [
    'field.range',
    withTraining(binary, { earlyStopping: { ...binary.training.earlyStopping, patience: 0 } }),
    contextOf('binary'),
    'earlyStopping.patience',
  ],
  [
    'parameters.many',
    recipeOf('binary', { ...hidden, units: 9000 }),
    { ...contextOf('binary'), trainRows: 1000 },
    'a.units',
  ],
  ['loss.task', withTraining(multiclass, { loss: defaultLossFor('binary') }), contextOf('multiclass'), 'loss'],
  ['loss.task', withTraining(multiclass, { loss: defaultLoss('huber') }), contextOf('multiclass'), 'loss'],
  ['batch.largerThanRows', withTraining(binary, { batchSize: 2048 }), contextOf('binary'), 'batchSize'],
  [
    'schedule.warmupTooLong',
    withTraining(binary, { schedule: { ...defaultSchedule('cosine'), warmupSteps: 100_000 } }),
    contextOf('binary'),
    'schedule.warmupSteps',
  ],
  [
    'classWeights.task',
    withTraining(regression, { classWeighting: { kind: 'balanced' } }),
    contextOf('regression'),
    'classWeighting',
  ],
  [
    'classWeights.count',
    withTraining(multiclass, { classWeighting: { kind: 'custom', weights: [1, 2] } }),
    contextOf('multiclass'),
    'classWeighting',
  ],
  ['monitor.noValidation', binary, { ...contextOf('binary'), validationRows: 0 }, 'earlyStopping.monitor'],
  [
    'machine.weightBuffer',
    withTraining(recipeOf('binary', { ...hidden, units: 1000 }), { batchSize: 8 }),
    { ...contextOf('binary'), machine: { maxBufferBytes: null, maxBindingBytes: 40_000, memoryBytes: null } },
    'a.units',
  ],
  [
    'machine.activationBuffer',
    withTraining(binary, { batchSize: 512 }),
    { ...contextOf('binary'), machine: { maxBufferBytes: 50_000, maxBindingBytes: 60_000, memoryBytes: null } },
    'a.units',
  ],
  [
    'machine.memory',
    withTraining(binary, { batchSize: 1000 }),
    { ...contextOf('binary'), machine: { maxBufferBytes: null, maxBindingBytes: null, memoryBytes: 1_000_000 } },
    'batchSize',
  ],
  [
    'machine.memory',
    withTraining(recipeOf('binary', { ...hidden, units: 2000 }), { batchSize: 1 }),
    { ...contextOf('binary'), machine: { maxBufferBytes: null, maxBindingBytes: null, memoryBytes: 600_000 } },
    'a.units',
  ],
];

function placeOf({ place }: LayerProblem): string {
  if (place.kind === 'network') return 'network';
  if (place.kind === 'training') return place.field;
  return place.field === null ? place.layerId : `${place.layerId}.${place.field}`;
}

describe('checkNetwork', () => {
  test.each(SUPERVISED_TASKS)('finds nothing wrong with a sound recipe for %s', (task) => {
    expect(checkNetwork(recipeOf(task, hidden), contextOf(task))).toEqual([]);
    expect(checkNetwork(recipeOf(task, hidden), { ...contextOf(task), trainRows: null, machine: null })).toEqual([]);
  });

  test.each(cases)('finds %s, where it is, and its fix mends it', (code, recipe, context, where) => {
    const problems = checkNetwork(recipe, context);
    expect(problems.map((problem) => [problem.code, placeOf(problem)])).toEqual([[code, where]]);
    const fix = problems.flatMap((problem) => problem.fix);
    expect(fix).not.toEqual([]);
    expect(checkNetwork(applyEdits(recipe, fix), context)).toEqual([]);
  });

  test('has a case for every code', () => {
    const expected = Object.keys(ALL_CODES).filter(
      (code) => code !== 'loss.poissonStandardized' && !ELSEWHERE.test(code),
    );
    expect([...new Set<string>(cases.map(([code]) => code))].sort()).toEqual(expected.sort());
  });

  test('leaves it to people to choose between a Poisson loss and a standardised target', () => {
    const poisson = withTraining(
      editModel(regression, (n) => updateLayer(n, createHead('head', 'softplus'))),
      { loss: defaultLoss('poisson') },
    );
    const context = contextOf('regression');
    expect(checkNetwork(poisson, context)).toMatchObject([{ code: 'loss.poissonStandardized', fix: [] }]);
    expect(checkNetwork(poisson, { ...context, standardizeTarget: false })).toEqual([]);
  });

  test('puts errors before warnings', () => {
    const recipe = append(recipeOf('binary', { ...hidden, activation: 'linear' }), layer('dropout'));
    expect(checkNetwork(recipe, contextOf('binary')).map(({ severity }) => severity)).toEqual(['error', 'warning']);
  });

  test('lets a linear head be followed by the activation that it lacks', () => {
    const split = append(
      editModel(binary, (n) => updateLayer(n, createHead('head', 'linear'))),
      { ...createLayer('activation', 'act'), activation: 'sigmoid' },
    );
    expect(checkNetwork(split, contextOf('binary'))).toEqual([]);
  });

  test('takes logits where the loss takes logits', () => {
    const recipe = editModel(withTraining(binary, { loss: logits }), (n) =>
      updateLayer(n, createHead('head', 'linear')),
    );
    expect(checkNetwork(recipe, contextOf('binary'))).toEqual([]);
  });

  const anyLayer = fc.record({ type: fc.constantFrom(...LAYER_TYPES), x: fc.double({ min: -1, max: 2, noNaN: true }) });
  const anyRecipe = fc
    .record({
      layers: fc.array(anyLayer, { maxLength: 7 }),
      activation: fc.constantFrom(...ACTIVATIONS),
      initializer: fc.constantFrom(...INITIALIZERS),
      loss: fc.constantFrom(...LOSSES),
      fromLogits: fc.boolean(),
      batchSize: fc.integer({ min: 1, max: 5000 }),
      task: fc.constantFrom(...SUPERVISED_TASKS),
    })
    .map(({ layers, activation, initializer, loss, fromLogits, batchSize, task }) => {
      const specs = layers.map(({ type, x }, i): LayerSpec => {
        const spec: LayerSpec = createLayer(type, `l${i}`);
        if (spec.type === 'dropout') return { ...spec, rate: x };
        if (spec.type === 'dense') return { ...spec, activation, kernelInitializer: initializer };
        return spec;
      });
      const recipe = editModel(binary, (network) => ({ ...network, layers: specs }));
      const optimizer = defaultOptimizer('sgd');
      return {
        recipe: withTraining(recipe, { loss: { ...defaultLoss(loss), fromLogits }, batchSize, optimizer }),
        context: { ...contextOf(task), standardizeTarget: false },
      };
    });

  test('whatever the recipe, taking the offered fixes one by one leaves nothing wrong', () => {
    fc.assert(
      fc.property(anyRecipe, ({ recipe, context }) => {
        let mended = recipe;
        for (let round = 0; round < 60; round++) {
          const fixable = checkNetwork(mended, context).find(({ fix }) => fix.length > 0);
          if (!fixable) break;
          mended = applyEdits(mended, fixable.fix);
        }
        expect(checkNetwork(mended, context)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
