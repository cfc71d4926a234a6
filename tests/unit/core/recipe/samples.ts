import { createHead, createLayer } from '../../../../src/core/recipe/createLayer.ts';
import type { CheckContext } from '../../../../src/core/recipe/checks/context.ts';
import type { LayerSpec, LayerType } from '../../../../src/core/recipe/layerSpec.ts';
import type { Recipe } from '../../../../src/core/recipe/recipe.ts';
import { defaultTraining } from '../../../../src/core/training/defaults.ts';
import type { Task } from '../../../../src/core/preprocessing/preparation.ts';
import { headActivations } from '../../../../src/core/training/lossFacts.ts';

/** A sound recipe for a task: hidden layers, then the head. */
export function recipeOf(task: Task, ...hidden: LayerSpec[]): Recipe {
  const training = defaultTraining(task);
  const head = createHead('head', headActivations(task, training.loss).usual);
  return {
    version: 1,
    id: 'sample',
    name: { en: 'Sample', zh: '样例' },
    description: { en: '', zh: '' },
    tasks: [],
    procedure: { kind: 'supervised', model: { inputShape: ['$features'], layers: [...hidden, head] } },
    training,
  };
}

/** A layer of this type with default options, named after it. */
export function layer(type: LayerType, id: string = type): LayerSpec {
  return createLayer(type, id);
}

/** A roomy machine and a middling table. */
export function contextOf(task: Task, outputs = task === 'multiclass' ? 4 : 1): CheckContext {
  return {
    bindings: { sample: [12], target: [outputs], vocabulary: null },
    task,
    trainRows: 1000,
    validationRows: 200,
    standardizeTarget: true,
    machine: { maxBufferBytes: 2 ** 28, maxBindingBytes: 2 ** 27, memoryBytes: 2 ** 32 },
  };
}
