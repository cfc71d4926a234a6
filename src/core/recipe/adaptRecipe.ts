import type { Task } from '../preprocessing/preparation.ts';
import { defaultLossFor } from '../training/defaults.ts';
import { headActivations, LOSS_FACTS } from '../training/lossFacts.ts';
import type { ClassWeighting, TrainingSettings } from '../training/settings.ts';
import { createHead, freeLayerId } from './createLayer.ts';
import { editModel, modelOf } from './editing.ts';
import { findHead } from './head.ts';
import type { Activation, NetworkSpec, Recipe } from './recipe.ts';

/**
 * The recipe made to suit a task: as many outputs as the data has, the loss kept where it is one for the task and the
 * usual one otherwise, and the last activation that goes with it. Hidden layers and all else stay as they are.
 */
export function adaptRecipe(recipe: Recipe, task: Task): Recipe {
  const training = adaptTraining(recipe.training, task);
  const { usual, accepted } = headActivations(task, training.loss);
  const present = findHead(modelOf(recipe))?.activation;
  const activation = present && accepted.includes(present) ? present : usual;
  return editModel({ ...recipe, training }, (network) => withHead(network, activation));
}

function adaptTraining(training: TrainingSettings, task: Task): TrainingSettings {
  const loss = LOSS_FACTS[training.loss.name].tasks.includes(task) ? training.loss : defaultLossFor(task);
  const isWeighable = task === 'binary' || task === 'multiclass';
  const isKept = isWeighable && training.classWeighting.kind !== 'custom';
  const classWeighting: ClassWeighting = isKept ? training.classWeighting : { kind: 'none' };
  return { ...training, loss, classWeighting };
}

function withHead(network: NetworkSpec, activation: Activation): NetworkSpec {
  const head = findHead(network);
  if (!head) {
    const layer = createHead(freeLayerId('dense', network.layers), activation);
    return { ...network, layers: [...network.layers, layer] };
  }
  const layer = { ...head.layer, units: '$outputs', activation } as const;
  return { ...network, layers: [...network.layers.slice(0, head.index), layer] };
}
