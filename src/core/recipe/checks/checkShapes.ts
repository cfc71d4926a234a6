import { createLayer, freeLayerId } from '../createLayer.ts';
import type { RecipeEdit } from '../editing.ts';
import { INPUT, inputsOf, isMerge, linkProblems, type LinkProblem } from '../graph.ts';
import { findHead } from '../head.ts';
import type { LayerSpec, Size } from '../layerSpec.ts';
import { codeShape, describeNetworks, type DescribedNetwork } from '../networks.ts';
import { atLayer, atNetwork, type LayerProblem } from '../problems.ts';
import type { NetworkRole, NetworkSpec, Recipe, SizeBindings } from '../recipe.ts';
import { isSameShape, sizeOf, type ShapeProblem } from '../shapes.ts';
import type { Shape } from '../sizes.ts';
import type { CheckContext } from './context.ts';

/** What stands for the axes of a sample, by their number. */
const SYMBOLS: Readonly<Record<number, readonly Size[]>> = {
  1: ['$features'],
  2: ['$time', '$features'],
  3: ['$height', '$width', '$channels'],
};

/** Whether data, layers and task fit together: shapes, who takes what from whom, and what one network hands to the next. */
export function checkShapes(recipe: Recipe, { bindings }: CheckContext): LayerProblem[] {
  const described = describeNetworks(recipe, bindings);
  return described.flatMap((each) => {
    const { network, description } = each;
    const within = network.layers.flatMap((layer, index): LayerProblem[] => {
      const problem = description.layers[index]?.problem;
      return [
        ...linkProblems(network.layers, index).map((link) => linkProblem(link, layer)),
        ...(problem ? [shapeProblem(problem, network, index)] : []),
      ];
    });
    const takesData = each.role === 'model' || each.role === 'encoder';
    const problems = [
      ...(takesData ? checkTokens(network, bindings) : []),
      ...checkEntrance(each, described, recipe),
      ...within,
    ];
    // Before shapes fit within, what comes out says nothing, but of networks without a head to check.
    return problems.length === 0 || each.role !== 'model' ? [...problems, ...checkExit(each, recipe)] : problems;
  });
}

/** What a network takes, against what there is for it. */
function checkEntrance(
  { role, description, bindings }: DescribedNetwork,
  described: readonly DescribedNetwork[],
  { procedure }: Recipe,
): LayerProblem[] {
  const { inputShape } = description;
  const place = atNetwork(role);
  const severity = 'error';
  if (procedure.kind === 'autoencoder' && role === 'decoder') {
    const code = codeShape(described[0]?.description.outputShape ?? [], procedure);
    if (isSameShape(inputShape, code)) return [];
    const fix: RecipeEdit[] = [{ kind: 'setInput', inputShape: code.length === 1 ? ['$code'] : code, role }];
    return [{ code: 'decoder.input', details: { wanted: inputShape, code }, severity, place, fix }];
  }
  if (procedure.kind === 'gan' && role === 'generator' && bindings.code !== undefined) {
    if (isSameShape(inputShape, [bindings.code])) return [];
    const details = { wanted: inputShape, latent: procedure.latent, classes: bindings.code - procedure.latent };
    const fix: RecipeEdit[] = [{ kind: 'setInput', inputShape: ['$code'], role }];
    return [{ code: 'generator.input', details, severity, place, fix }];
  }
  if (isSameShape(inputShape, bindings.sample)) return [];
  const fix = followData(inputShape, bindings.sample, role);
  return [{ code: 'input.shape', details: { wanted: inputShape, data: bindings.sample }, severity, place, fix }];
}

/** What a network gives, against what is asked of it. */
function checkExit({ role, network, description, bindings }: DescribedNetwork, { procedure }: Recipe): LayerProblem[] {
  const { inputShape, outputShape } = description;
  const place = atNetwork(role);
  const severity = 'error';
  if (procedure.kind === 'autoencoder' && role === 'encoder') {
    const values = outputShape.at(-1) ?? 1;
    if (procedure.variational && (outputShape.length !== 1 || values % 2 !== 0)) {
      const fix = outputShape.length === 1 ? resizeLast(network, values + 1) : [];
      return [{ code: 'code.variational', details: { shape: outputShape }, severity, place, fix }];
    }
    const [code, input] = [sizeOf(codeShape(outputShape, procedure)), sizeOf(inputShape)];
    // A denoising autoencoder learns something of wide codes too.
    if (code < input || procedure.corruption) return [];
    return [{ code: 'code.large', details: { code, input }, severity: 'warning', place, fix: [] }];
  }
  if (role === 'model' ? isSameButUnits(outputShape, bindings.target) : isWanted(role, outputShape, bindings.target)) {
    return [];
  }
  const fix =
    role === 'model'
      ? flattening(network, outputShape, bindings.target)
      : isSameButUnits(outputShape, bindings.target)
        ? resizeLast(network, role === 'discriminator' ? 1 : '$outputs')
        : [];
  return [{ code: 'output.shape', details: { output: outputShape, wanted: bindings.target }, severity, place, fix }];
}

/** A discriminator may judge a picture patch by patch. */
function isWanted(role: NetworkRole, output: Shape, wanted: Shape): boolean {
  if (role !== 'discriminator') return isSameShape(output, wanted);
  return output.at(-1) === 1 && (output.length === 1 || output.length === 3);
}

/** The last layer with another number of units or filters. */
function resizeLast({ layers }: NetworkSpec, size: Size): RecipeEdit[] {
  const last = layers.at(-1);
  if (last && 'filters' in last) return [{ kind: 'updateLayer', layer: { ...last, filters: size } }];
  if (last?.type === 'dense') return [{ kind: 'updateLayer', layer: { ...last, units: size } }];
  return [];
}

/** Whether tokens meet an embedding, and nothing else does. */
function checkTokens({ layers }: NetworkSpec, { sample, vocabulary }: SizeBindings): LayerProblem[] {
  return layers.flatMap((layer, index): LayerProblem[] => {
    const takesInput = inputsOf(layers, index).includes(INPUT);
    if (layer.type === 'embedding') {
      if (takesInput && vocabulary !== null) return [];
      const fix = [{ kind: 'removeLayer', layerId: layer.id }] as const;
      return [{ code: 'layer.noTokens', details: {}, severity: 'error', place: atLayer(layer.id), fix }];
    }
    if (!takesInput || vocabulary === null || sample.length !== 1) return [];
    const embedding = createLayer('embedding', freeLayerId('embedding', layers));
    const mean = createLayer('globalAveragePooling1d', freeLayerId('globalAveragePooling1d', layers));
    // Behind an embedding, one row of values for the layers that had been made for one.
    const fix: RecipeEdit[] = [
      { kind: 'insertLayer', layer: mean, index: 0 },
      { kind: 'insertLayer', layer: embedding, index: 0 },
    ];
    return [{ code: 'input.tokens', details: {}, severity: 'error', place: atLayer(layer.id), fix }];
  });
}

/** Sizes that the data decides, where the network takes this kind of data at all. */
function followData(input: Shape, sample: Shape, role: NetworkRole): RecipeEdit[] {
  const symbols = SYMBOLS[sample.length];
  return symbols && input.length === sample.length ? [{ kind: 'setInput', inputShape: symbols, role }] : [];
}

function linkProblem(problem: LinkProblem, layer: LayerSpec): LayerProblem {
  const place = atLayer(layer.id);
  const remove: RecipeEdit = { kind: 'removeLayer', layerId: layer.id };
  const { inputs: _links, ...chained } = layer;
  const chain: RecipeEdit = isMerge(layer.type) ? remove : { kind: 'updateLayer', layer: chained };
  switch (problem.kind) {
    case 'unknown':
      return { code: 'layer.unknownInput', details: { input: problem.input }, severity: 'error', place, fix: [chain] };
    case 'count': {
      const { count, isMerge: joins } = problem;
      return { code: 'layer.inputCount', details: { count, isMerge: joins }, severity: 'error', place, fix: [chain] };
    }
    case 'unused':
      return { code: 'layer.unused', details: {}, severity: 'warning', place, fix: [remove] };
  }
}

function shapeProblem(problem: ShapeProblem, { layers }: NetworkSpec, index: number): LayerProblem {
  const layer = layers[index];
  const place = atLayer(layer?.id ?? '');
  const severity = 'error';
  const remove: RecipeEdit[] = layer ? [{ kind: 'removeLayer', layerId: layer.id }] : [];
  switch (problem.kind) {
    case 'rank': {
      const { wanted, input } = problem;
      return { code: 'layer.rank', details: { wanted, input }, severity, place, fix: remove };
    }
    case 'reshape': {
      const { wanted, got, target } = problem;
      return {
        code: 'layer.reshape',
        details: { wanted, got, target },
        severity,
        place,
        fix: widen(layers, index, wanted),
      };
    }
    case 'window': {
      const { kernelSize, input } = problem;
      return { code: 'layer.window', details: { kernelSize, input }, severity, place, fix: pad(layer) };
    }
    case 'merge':
      return {
        code: 'layer.merge',
        details: { inputs: problem.inputs },
        severity,
        place,
        fix: keepFitting(layers, index, problem.inputs, remove),
      };
  }
}

/** A join of three and more does without those that do not go with the first; one of two can only go. */
function keepFitting(
  layers: readonly LayerSpec[],
  index: number,
  shapes: readonly Shape[],
  remove: RecipeEdit[],
): RecipeEdit[] {
  const layer = layers[index];
  const [first = []] = shapes;
  const free = layer?.type === 'concatenate' ? 1 : 0;
  const fits = (shape: Shape): boolean =>
    shape.length === first.length &&
    isSameShape(shape.slice(0, shape.length - free), first.slice(0, first.length - free));
  const inputs = inputsOf(layers, index).filter((_, at) => fits(shapes[at] ?? []));
  return layer && inputs.length >= 2 ? [{ kind: 'updateLayer', layer: { ...layer, inputs } }] : remove;
}

/** A dense layer right before a reshape can give what that wants. */
function widen(layers: readonly LayerSpec[], index: number, units: number): RecipeEdit[] {
  const before = layers[index - 1];
  const layer = layers[index];
  if (before?.type === 'dense') return [{ kind: 'updateLayer', layer: { ...before, units } }];
  return layer ? [{ kind: 'removeLayer', layerId: layer.id }] : [];
}

function pad(layer: LayerSpec | undefined): RecipeEdit[] {
  return layer && 'padding' in layer ? [{ kind: 'updateLayer', layer: { ...layer, padding: 'same' } }] : [];
}

/** A head along the last axis of what should have been summed up before it. */
function flattening(network: NetworkSpec, output: Shape, target: Shape): RecipeEdit[] {
  const head = findHead(network);
  if (!head) return [];
  if (target.length === 2 && output.length === 1) return keepingSteps(network);
  if (target.length !== 1 || output.length < 2) return [];
  const type = output.length === 3 ? 'globalAveragePooling2d' : 'flatten';
  const layer = createLayer(type, freeLayerId(type, network.layers));
  return [{ kind: 'insertLayer', layer, index: head.index }];
}

/** Where each step is to be labelled, what sums the steps up goes, and what may keep them does. */
function keepingSteps({ layers }: NetworkSpec): RecipeEdit[] {
  return layers.flatMap((layer): RecipeEdit[] => {
    if ('returnSequences' in layer && !layer.returnSequences)
      return [{ kind: 'updateLayer', layer: { ...layer, returnSequences: true } }];
    return SUMMARIES.includes(layer.type) ? [{ kind: 'removeLayer', layerId: layer.id }] : [];
  });
}

/** Layers that make one row of values of all steps. */
const SUMMARIES: readonly LayerSpec['type'][] = [
  'globalAveragePooling1d',
  'globalMaxPooling1d',
  'attentionPooling',
  'flatten',
];

/** The number of units is checked with the head. */
function isSameButUnits(a: Shape, b: Shape): boolean {
  return isSameShape(a.slice(0, -1), b.slice(0, -1));
}
