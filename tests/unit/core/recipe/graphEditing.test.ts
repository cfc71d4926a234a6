import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { describeNetwork } from '../../../../src/core/recipe/describeNetwork.ts';
import { duplicateLayer, insertLayer, linkLayer, moveLayer, removeLayer } from '../../../../src/core/recipe/editing.ts';
import { INPUT, inputsOf, isChain, isMerge, linkProblems } from '../../../../src/core/recipe/graph.ts';
import type { LayerSpec, LayerType } from '../../../../src/core/recipe/layerSpec.ts';
import { fitsPlace, proposeLayer, type LayerPlace } from '../../../../src/core/recipe/proposeLayer.ts';
import type { NetworkSpec, SizeBindings } from '../../../../src/core/recipe/recipe.ts';
import { defaultOptimizer } from '../../../../src/core/training/defaults.ts';

function of(type: LayerType, id: string, ...inputs: string[]): LayerSpec {
  return { ...createLayer(type, id), ...(inputs.length > 0 && { inputs }) };
}

function network(...layers: LayerSpec[]): NetworkSpec {
  return { inputShape: ['$height', '$width', '$channels'], layers };
}

/** A stem, a branch of two layers and a short cut, joined, and one more. */
const residual = network(
  of('conv2d', 'stem'),
  of('conv2d', 'a'),
  of('activation', 'b'),
  of('conv2d', 'short', 'stem'),
  of('add', 'sum', 'b', 'short'),
  of('flatten', 'flat'),
);

/** Every layer with what it takes: `a < stem`. */
function links({ layers }: NetworkSpec): string[] {
  return layers.map(({ id }, index) => `${id} < ${inputsOf(layers, index).join(' + ')}`);
}

describe('editing a graph', () => {
  test('a layer put into a branch belongs to it', () => {
    expect(links(insertLayer(residual, of('dropout', 'x'), 4))).toEqual([
      ...['stem < input', 'a < stem', 'b < a', 'short < stem', 'x < short'],
      ...['sum < b + x', 'flat < sum'],
    ]);
  });

  test('what named a layer takes its input when it goes', () => {
    expect(links(removeLayer(residual, 'stem'))).toEqual([
      ...['a < input', 'b < a', 'short < input', 'sum < b + short', 'flat < sum'],
    ]);
    expect(links(removeLayer(residual, 'short')).at(3)).toBe('sum < b + stem');
    expect(links(removeLayer(residual, 'sum')).at(-1)).toBe('flat < short');
    // Both branches end where they began: one link is left.
    const skip = network(of('conv2d', 'stem'), of('conv2d', 'a'), of('add', 'sum', 'stem', 'a'));
    expect(links(removeLayer(skip, 'a')).at(-1)).toBe('sum < stem');
  });

  test('a moved layer keeps the links that still run from front to back', () => {
    expect(links(moveLayer(residual, 'b', 1))).toEqual([
      ...['stem < input', 'b < stem', 'a < b', 'short < stem', 'sum < b + short', 'flat < sum'],
    ]);
    expect(links(moveLayer(residual, 'sum', 2))).toEqual([
      ...['stem < input', 'a < stem', 'sum < a', 'b < sum', 'short < stem', 'flat < short'],
    ]);
  });

  test('a copy of a join takes the join, and all but the last of what that takes', () => {
    expect(links(duplicateLayer(residual, 'sum')).slice(4)).toEqual([
      ...['sum < b + short', 'add_1 < b + sum', 'flat < add_1'],
    ]);
  });

  test('a link to the layer before is no more than the place', () => {
    const linked = linkLayer(residual, 'short', ['b']);
    expect(linked.layers[3]).toEqual(of('conv2d', 'short'));
    expect(links(linkLayer(linked, 'short', [INPUT])).at(3)).toBe('short < input');
    expect(isChain(linkLayer(network(of('conv2d', 'a'), of('conv2d', 'b', 'a')), 'b', ['a']).layers)).toBe(true);
    expect(linkLayer(residual, 'nobody', [INPUT])).toBe(residual);
  });
});

describe('linkProblems', () => {
  const problemsAt = (layers: LayerSpec[], index: number) => linkProblems(layers, index);

  test('finds nothing in a graph that holds', () => {
    expect(residual.layers.flatMap((_, index) => linkProblems(residual.layers, index))).toEqual([]);
  });

  test('a link to a later layer, or to none', () => {
    expect(problemsAt([of('dense', 'a', 'b'), of('dense', 'b')], 0)).toEqual([{ kind: 'unknown', input: 'b' }]);
    expect(problemsAt([of('dense', 'a', 'a')], 0)).toEqual([{ kind: 'unknown', input: 'a' }]);
  });

  test('too few to join, too many to take', () => {
    expect(problemsAt([of('dense', 'a'), of('add', 'b')], 1)).toEqual([{ kind: 'count', count: 1, isMerge: true }]);
    expect(problemsAt([of('dense', 'a'), of('dense', 'b', 'a', INPUT)], 1)).toEqual([
      { kind: 'count', count: 2, isMerge: false },
    ]);
  });

  test('what nobody takes', () => {
    const layers = [of('dense', 'a'), of('dense', 'b', INPUT)];
    expect(problemsAt(layers, 0)).toEqual([{ kind: 'unused' }]);
    expect(problemsAt(layers, 1)).toEqual([]);
  });
});

/** Networks whose layers take earlier ones, named or by place. */
const anyNetwork = fc
  .array(
    fc.record({
      type: fc.constantFrom<LayerType>('conv2d', 'activation', 'dropout', 'add', 'concatenate'),
      links: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((specs) => {
    const ids = [INPUT];
    const layers = specs.map(({ type, links: picks }, index): LayerSpec => {
      const wanted = [...new Set(picks.map((pick) => ids[pick % ids.length] ?? INPUT))];
      const inputs = isMerge(type) ? wanted : wanted.slice(0, 1);
      const id = `l${index}`;
      ids.push(id);
      return of(type, id, ...inputs);
    });
    return network(...layers);
  });

const anyEdit = fc.record({
  kind: fc.constantFrom('insert', 'remove', 'move', 'duplicate', 'insertJoin'),
  at: fc.nat({ max: 12 }),
  to: fc.nat({ max: 12 }),
});

const bindings: SizeBindings = { sample: [16, 12, 3], target: [2], vocabulary: null };
const settings = { optimizer: defaultOptimizer('adam'), batchSize: 32 };
const placeOf = (spec: NetworkSpec, index: number): LayerPlace => ({
  network: spec,
  taken: spec.layers,
  described: describeNetwork(spec, bindings, settings).layers,
  bindings,
  index,
});

describe('whatever is done to a graph', () => {
  test('no link dangles, none is named twice, and ids stay apart', () => {
    fc.assert(
      fc.property(anyNetwork, fc.array(anyEdit, { maxLength: 8 }), (start, edits) => {
        let edited = start;
        let fresh = 0;
        for (const { kind, at, to } of edits) {
          const { layers } = edited;
          const id = layers[at % Math.max(1, layers.length)]?.id ?? 'none';
          if (kind === 'remove') edited = removeLayer(edited, id);
          else if (kind === 'move') edited = moveLayer(edited, id, to % Math.max(1, layers.length));
          else if (kind === 'duplicate') edited = duplicateLayer(edited, id);
          else {
            const index = to % (layers.length + 1);
            const joined = proposeLayer('add', placeOf(edited, index));
            const layer = kind === 'insertJoin' ? joined : of('conv2d', `new${fresh++}`);
            edited = insertLayer(edited, layer, index);
          }
          const ids = edited.layers.map((layer) => layer.id);
          const wrong = edited.layers.filter(({ type, inputs = [] }, index) => {
            const taken = inputsOf(edited.layers, index);
            const dangles = linkProblems(edited.layers, index).some((problem) => problem.kind === 'unknown');
            return dangles || new Set(inputs).size < inputs.length || (!isMerge(type) && taken.length !== 1);
          });
          expect([wrong, new Set(ids).size]).toEqual([[], ids.length]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('a layer stands where it is moved to', () => {
    fc.assert(
      fc.property(anyNetwork, fc.nat(), fc.nat(), (start, at, to) => {
        const { layers } = start;
        const id = layers[at % layers.length]?.id ?? '';
        const index = to % layers.length;
        expect(moveLayer(start, id, index).layers[index]?.id).toBe(id);
      }),
    );
  });
});

describe('a layer that is proposed for a place', () => {
  test('a join takes what comes before, and an earlier output of the same shape behind which something is learnt', () => {
    const chain = network(of('conv2d', 'stem'), of('activation', 'r'), of('conv2d', 'a'), of('activation', 'b'));
    expect(proposeLayer('add', placeOf(chain, 4)).inputs).toEqual(['r', 'b']);
    expect(proposeLayer('concatenate', placeOf(chain, 1)).inputs).toEqual([INPUT, 'stem']);
    expect(proposeLayer('add', placeOf(chain, 1)).inputs).toEqual(['stem']);
  });

  test('fits, or is marked', () => {
    const chain = network(of('conv2d', 'stem'), of('globalAveragePooling2d', 'mean'));
    const fitting = (index: number, ...types: LayerType[]): LayerType[] =>
      types.filter((type) => fitsPlace(type, placeOf(chain, index)));
    const types: LayerType[] = ['conv2d', 'lstm', 'flatten', 'add', 'concatenate', 'reshape', 'dense', 'embedding'];
    expect(fitting(1, ...types)).toEqual(['conv2d', 'flatten', 'concatenate', 'reshape', 'dense']);
    expect(fitting(2, ...types)).toEqual(['reshape', 'dense']);
    expect(fitsPlace('lstm', { network: chain, taken: [], described: null, bindings: null, index: 1 })).toBe(true);
    const words = { sample: [20], target: [2], vocabulary: 100 };
    const empty: LayerPlace = {
      network: { inputShape: ['$time'], layers: [] },
      taken: [],
      described: [],
      bindings: words,
      index: 0,
    };
    expect(types.filter((type) => fitsPlace(type, empty))).toEqual(['embedding']);
  });
});
