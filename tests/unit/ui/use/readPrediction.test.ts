import { describe, expect, it } from 'vitest';
import type { FittedPipeline } from '../../../../src/core/preprocessing/preparation.ts';
import { readPrediction } from '../../../../src/ui/use/readPrediction.ts';

function classes(names: readonly string[]): FittedPipeline {
  const task = names.length === 2 ? 'binary' : 'multiclass';
  return { version: 1, task, columns: [], features: [], target: { kind: 'classes', column: 'grade', classes: names } };
}

describe('a prediction as people read it', () => {
  it('puts the most probable class first', () => {
    const names = ['a', 'b', 'c'];
    expect(readPrediction(classes(names), { names, outputs: [[0.2, 0.1, 0.7]] })).toEqual({
      kind: 'classes',
      title: 'grade',
      decision: ['c'],
      shown: [
        { name: 'c', value: 0.7, isDecided: true },
        { name: 'a', value: 0.2, isDecided: false },
        { name: 'b', value: 0.1, isDecided: false },
      ],
      rest: null,
    });
  });

  it('decides for the positive class at one half, as the evaluation does', () => {
    const names = ['no', 'yes'];
    expect(readPrediction(classes(names), { names, outputs: [[0.5, 0.5]] })).toMatchObject({ decision: ['yes'] });
  });

  it('takes the least probable of many classes together', () => {
    const names = Array.from({ length: 16 }, (_, i) => `c${i}`);
    const reading = readPrediction(classes(names), { names, outputs: [names.map(() => 1 / 16)] });
    expect(reading).toMatchObject({ rest: { count: 4, share: 0.25 } });
  });

  it('gives every label at and above one half', () => {
    const names = ['leak', 'wear', 'heat'];
    const pipeline: FittedPipeline = {
      ...classes(names),
      task: 'multilabel',
      target: { kind: 'labels', columns: names },
    };
    expect(readPrediction(pipeline, { names, outputs: [[0.5, 0.49, 0.9]] })).toMatchObject({
      decision: ['leak', 'heat'],
    });
  });
});
