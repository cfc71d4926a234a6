import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLayer } from '../../../../src/core/recipe/createLayer.ts';
import { resolveSizes } from '../../../../src/core/recipe/sizes.ts';
import { defaultLoss } from '../../../../src/core/training/defaults.ts';
import { differentiate } from '../../../../src/engine/compiled/differentiate.ts';
import { printGraph, sizeOf, type Value } from '../../../../src/engine/compiled/graph.ts';
import { GraphBuilder } from '../../../../src/engine/compiled/graphBuilder.ts';
import { planBuffers } from '../../../../src/engine/compiled/planBuffers.ts';
import { inferenceGraph, trainingGraph, type NetworkToCompile } from '../../../../src/engine/compiled/stepGraphs.ts';

const PLAIN = { transposeA: false, transposeB: false, relu: false };

function network(...units: readonly number[]): NetworkToCompile {
  const layers = units.map((size, i) => ({
    ...createLayer('dense', `dense_${i + 1}`),
    units: size,
    activation: i === units.length - 1 ? ('softmax' as const) : ('relu' as const),
  }));
  const sizes = { sample: [4], target: [units.at(-1) ?? 1], vocabulary: null };
  return {
    network: resolveSizes({ inputShape: [4], layers }, sizes),
    target: sizes.target,
    loss: defaultLoss('categoricalCrossentropy'),
    classWeights: null,
    scores: 'identity',
  };
}

test('a training step as it is written down: bias and ReLU are part of the product, the first layer has no input gradient', () => {
  const { graph } = trainingGraph(network(3, 2), 8);
  expect(graph.operations.map(({ name, outputs }) => `${name} [${outputs[0]?.shape.join(',')}]`)).toEqual([
    'matMul [8,3]',
    'matMul [8,2]',
    'loss [1]',
    'sumRows [2]',
    'matMul [8,3]',
    'matMul [3,2]',
    'activateGradient [8,3]',
    'sumRows [3]',
    'matMul [4,3]',
  ]);
  expect(printGraph(graph).split('\n')[0]).toBe(
    '%6:activate[8,3] = matMul(%0:features[8,4], %2:dense_1/kernel[4,3], %4:dense_1/bias[3], transposeA=false, transposeB=false, relu=true)',
  );
});

test('inference ends in scores, and computes no gradient', () => {
  const { graph, outputs } = inferenceGraph(network(3, 2), 8);
  expect(graph.operations.map(({ name }) => name)).toEqual(['matMul', 'matMul', 'softmax', 'loss']);
  expect(outputs.shape).toEqual([8, 2]);
});

describe('gradients', () => {
  test('of a value that is used twice are added up', () => {
    const graph = new GraphBuilder();
    const x = graph.declare('features', 'x', [2, 2]);
    const [product] = graph.emit('matMul', [x, x], PLAIN);
    const seed = graph.declare('targets', 'seed', [2, 2]);
    const gradient = differentiate(graph, new Map([[product, seed]]), [x]).get(x);
    expect(graph.operations.at(-1)).toMatchObject({ name: 'add', outputs: [gradient] });
  });

  test('are computed for what is asked, and for nothing else', () => {
    const graph = new GraphBuilder();
    const [a, b] = [graph.declare('weight', 'a', [2, 2]), graph.declare('features', 'b', [2, 2])];
    const [product] = graph.emit('multiply', [a, b], {});
    const seed = graph.declare('targets', 'seed', [2, 2]);
    const found = differentiate(graph, new Map([[product, seed]]), [a]);
    expect([found.has(a), found.has(b)]).toEqual([true, false]);
  });
});

describe('places of values', () => {
  /** A chain or a tree of sums, of values of any size. */
  const graphs = fc
    .array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { minLength: 1, maxLength: 30 })
    .map((choices) => {
      const graph = new GraphBuilder();
      const values: Value[] = [graph.declare('features', 'x', [4, 6])];
      for (const [first, second, isReshape] of choices) {
        const a = values[first % values.length];
        const b = values[second % values.length];
        if (!a || !b) continue;
        const isSame = a.shape.join() === b.shape.join();
        values.push(
          isReshape || !isSame
            ? graph.emit('reshape', [a], { shape: a.shape.toReversed() })[0]
            : graph.emit('add', [a, b], {})[0],
        );
      }
      return graph.graph;
    });

  test('never overlap while both are needed, and need no more than all of them side by side', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const last = graph.values.at(-1);
        const placed = new Set(graph.values.filter(({ kind }) => kind !== 'computed'));
        const plan = planBuffers(graph, placed, new Set(last ? [last] : []));
        const total = graph.values.length * 64 * Math.ceil((4 * 24) / 64);
        expect(plan.sizeBytes).toBeLessThanOrEqual(total);
        // Run it on names: every input must still hold what was put there.
        const holds = new Map<number, Value>();
        graph.operations.forEach(({ name, inputs, outputs }) => {
          for (const input of inputs) {
            const root = plan.rootOf(input);
            const offset = plan.offsets.get(root);
            if (offset !== undefined) expect(holds.get(offset)).toBe(root);
          }
          if (name === 'reshape') return;
          for (const output of outputs) {
            const offset = plan.offsets.get(plan.rootOf(output));
            if (offset !== undefined) overwrite(holds, offset, plan.rootOf(output));
          }
        });
      }),
    );
  });

  function overwrite(holds: Map<number, Value>, offset: number, value: Value): void {
    const end = offset + 4 * sizeOf(value.shape);
    for (const [start, other] of holds) {
      if (start < end && offset < start + 4 * sizeOf(other.shape)) holds.delete(start);
    }
    holds.set(offset, value);
  }
});
