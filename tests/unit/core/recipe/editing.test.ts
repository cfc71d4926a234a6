import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLayer, freeLayerId, LAYER_TYPES } from '../../../../src/core/recipe/createLayer.ts';
import {
  applyEdits,
  duplicateLayer,
  insertLayer,
  modelOf,
  moveLayer,
  removeLayer,
  updateLayer,
} from '../../../../src/core/recipe/editing.ts';
import { pushHistory, redo, startHistory, undo } from '../../../../src/core/recipe/history.ts';
import { LAYER_FIELDS, layerForm } from '../../../../src/core/recipe/layerFields.ts';
import type { NetworkSpec } from '../../../../src/core/recipe/recipe.ts';
import { layerSchema } from '../../../../src/core/recipe/layerSchema.ts';
import { outOfRange } from '../../../../src/core/training/field.ts';
import { setOption } from '../../../../src/core/training/setOption.ts';
import { layer, recipeOf } from './samples.ts';

const network: NetworkSpec = { inputShape: ['$features'], layers: ['a', 'b', 'c'].map((id) => layer('dense', id)) };
const ids = ({ layers }: NetworkSpec) => layers.map(({ id }) => id).join('');

describe('layers', () => {
  test('are inserted at their index', () => {
    expect(ids(insertLayer(network, layer('dense', 'x'), 0))).toBe('xabc');
    expect(ids(insertLayer(network, layer('dense', 'x'), 3))).toBe('abcx');
  });

  test('are removed by id', () => {
    expect(ids(removeLayer(network, 'b'))).toBe('ac');
    expect(ids(removeLayer(network, 'none'))).toBe('abc');
  });

  test('stand at the index that they are moved to', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 2 }), (id, index) => {
        const moved = moveLayer(network, id, index);
        expect(moved.layers[index]?.id).toBe(id);
        expect(moved.layers.map((entry) => entry.id).sort()).toEqual(['a', 'b', 'c']);
      }),
    );
    expect(moveLayer(network, 'none', 0)).toBe(network);
  });

  test('are duplicated behind themselves under a free id', () => {
    const twice = duplicateLayer(duplicateLayer(network, 'b'), 'b');
    expect(twice.layers.map(({ id }) => id)).toEqual(['a', 'b', 'dense_2', 'dense_1', 'c']);
    expect(duplicateLayer(network, 'none')).toBe(network);
  });

  test('are replaced by id', () => {
    const updated = updateLayer(network, layer('dropout', 'b'));
    expect(updated.layers.map(({ type }) => type)).toEqual(['dense', 'dropout', 'dense']);
    expect(network.layers.map(({ type }) => type)).toEqual(['dense', 'dense', 'dense']);
  });

  test('get the lowest free id', () => {
    expect(freeLayerId('dense', [])).toBe('dense_1');
    expect(freeLayerId('dense', [layer('dense', 'dense_1'), layer('dense', 'dense_3')])).toBe('dense_2');
  });
});

test('edits apply in order, to layers and to settings', () => {
  const recipe = recipeOf('binary', layer('dense', 'a'));
  const edited = applyEdits(recipe, [
    { kind: 'insertLayer', layer: layer('dropout', 'd'), index: 0 },
    { kind: 'moveLayer', layerId: 'd', index: 1 },
    { kind: 'updateLayer', layer: { type: 'dropout', id: 'd', rate: 0.4 } },
    { kind: 'removeLayer', layerId: 'a' },
    { kind: 'setTraining', patch: { epochs: 7 } },
  ]);
  expect(modelOf(edited).layers).toEqual([{ type: 'dropout', id: 'd', rate: 0.4 }, modelOf(recipe).layers.at(-1)]);
  expect(edited.training).toEqual({ ...recipe.training, epochs: 7 });
});

describe('history', () => {
  type State = { readonly value: number };

  test('undo and redo walk the states in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 30 }), (values) => {
        const states = values.map((value): State => ({ value }));
        const first: State = { value: 0 };
        const full = states.reduce((history, state) => pushHistory(history, state), startHistory(first));
        let walked = full;
        for (const expected of [first, ...states].toReversed()) {
          expect(walked.present).toBe(expected);
          walked = undo(walked);
        }
        expect(undo(walked)).toBe(walked);
        for (const _ of states) walked = redo(walked);
        expect(walked).toEqual(full);
        expect(redo(walked)).toBe(walked);
      }),
    );
  });

  test('a new state drops what was undone; the same state is no step', () => {
    const [a, b, c] = [{ value: 1 }, { value: 2 }, { value: 3 }];
    const branched = pushHistory(undo(pushHistory(startHistory(a), b)), c);
    expect(branched).toEqual({ past: [a], present: c, future: [] });
    expect(pushHistory(branched, c)).toBe(branched);
  });

  test('forgets the oldest beyond its limit', () => {
    let history = startHistory<State>({ value: 0 });
    for (let value = 1; value <= 10; value++) history = pushHistory(history, { value }, 3);
    expect(history.past.map(({ value }) => value)).toEqual([7, 8, 9]);
  });
});

describe('layer forms', () => {
  test.each(LAYER_TYPES)('%s: a line per option, defaults that the schema takes', (type) => {
    const form = layerForm(layer(type));
    expect(form.map(({ key }) => key)).toEqual(Object.keys(LAYER_FIELDS[type]));
    for (const { key, field, value, default: fallback } of form) {
      expect(value).toEqual(fallback);
      expect(outOfRange(field, value)).toEqual([]);
      expect(setOption(layerSchema, layer(type), key, value)).toEqual({ ok: true, value: layer(type) });
    }
  });

  test('the menu offers every type once', () => {
    expect([...LAYER_TYPES].sort()).toEqual(Object.keys(LAYER_FIELDS).sort());
  });

  test('an option that the schema refuses is reported', () => {
    expect(setOption(layerSchema, createLayer('dropout', 'd'), 'rate', 1.5)).toMatchObject({
      ok: false,
      problems: [{ path: 'rate' }],
    });
  });
});
