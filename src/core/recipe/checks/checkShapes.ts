import { createLayer, freeLayerId } from '../createLayer.ts';
import { describeNetwork } from '../describeNetwork.ts';
import { modelOf, type RecipeEdit } from '../editing.ts';
import { INPUT, inputsOf, isMerge, linkProblems, type LinkProblem } from '../graph.ts';
import { findHead } from '../head.ts';
import type { LayerSpec, Size } from '../layerSpec.ts';
import { atLayer, type LayerProblem } from '../problems.ts';
import type { NetworkSpec, Recipe, SizeBindings } from '../recipe.ts';
import { isSameShape, type ShapeProblem } from '../shapes.ts';
import type { Shape } from '../sizes.ts';
import type { CheckContext } from './context.ts';

/** What stands for the axes of a sample, by their number. */
const SYMBOLS: Readonly<Record<number, readonly Size[]>> = {
  1: ['$features'],
  2: ['$time', '$features'],
  3: ['$height', '$width', '$channels'],
};

/** Whether data, layers and task fit together: shapes, and who takes what from whom. */
export function checkShapes(recipe: Recipe, { bindings }: CheckContext): LayerProblem[] {
  const network = modelOf(recipe);
  const { inputShape, outputShape, layers } = describeNetwork(network, bindings, recipe.training);
  const problems = network.layers.flatMap((layer, index): LayerProblem[] => {
    const problem = layers[index]?.problem;
    return [
      ...linkProblems(network.layers, index).map((each) => linkProblem(each, layer)),
      ...(problem ? [shapeProblem(problem, network, index)] : []),
    ];
  });
  if (!isSameShape(inputShape, bindings.sample)) {
    problems.unshift({
      code: 'input.shape',
      details: { wanted: inputShape, data: bindings.sample },
      severity: 'error',
      place: { kind: 'network' },
      fix: followData(inputShape, bindings.sample),
    });
  }
  problems.unshift(...checkTokens(network, bindings));
  // Before shapes fit within, what comes out says nothing.
  if (problems.length === 0 && !isSameButUnits(outputShape, bindings.target)) {
    problems.push({
      code: 'output.shape',
      details: { output: outputShape, wanted: bindings.target },
      severity: 'error',
      place: { kind: 'network' },
      fix: flattening(network, outputShape, bindings.target),
    });
  }
  return problems;
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
function followData(input: Shape, sample: Shape): RecipeEdit[] {
  const symbols = SYMBOLS[sample.length];
  return symbols && input.length === sample.length ? [{ kind: 'setInput', inputShape: symbols }] : [];
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
      return { code: 'layer.merge', details: { inputs: problem.inputs }, severity, place, fix: remove };
  }
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
  if (!head || target.length !== 1 || output.length < 2) return [];
  const type = output.length === 3 ? 'globalAveragePooling2d' : 'flatten';
  const layer = createLayer(type, freeLayerId(type, network.layers));
  return [{ kind: 'insertLayer', layer, index: head.index }];
}

/** The number of units is checked with the head. */
function isSameButUnits(a: Shape, b: Shape): boolean {
  return isSameShape(a.slice(0, -1), b.slice(0, -1));
}
