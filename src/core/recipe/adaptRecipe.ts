import type { Task } from '../preprocessing/preparation.ts';
import { defaultLossFor } from '../training/defaults.ts';
import { headActivations, LOSS_FACTS } from '../training/lossFacts.ts';
import type { ClassWeighting, LossSpec } from '../training/settings.ts';
import { createHead, freeLayerId } from './createLayer.ts';
import { editModel, modelOf } from './editing.ts';
import { findHead } from './head.ts';
import type { Activation } from './layerSpec.ts';
import { procedureSuits } from './networks.ts';
import type { NetworkSpec, Recipe } from './recipe.ts';

/**
 * The recipe made to suit a task: as many outputs as the data has, a loss for the task, and the last activation that
 * goes with both. The loss stays where it is at home in the task, or head and loss already go together for it; hidden
 * layers and all else stay as they are.
 */
export function adaptRecipe(recipe: Recipe, task: Task): Recipe {
  const { procedure } = recipe;
  // What cannot learn this stays as it is: `checkNetwork` says so.
  if (!procedureSuits(procedure, task)) return recipe;
  if (procedure.kind !== 'supervised') return adaptReconstruction(recipe, task);
  const head = findHead(modelOf(recipe))?.activation ?? null;
  const loss = suitsTask(recipe.training.loss, head, task) ? recipe.training.loss : defaultLossFor(task);
  const { usual, accepted } = headActivations(task, loss);
  const activation = head !== null && accepted.includes(head) ? head : usual;
  const classWeighting = adaptWeighting(recipe.training.classWeighting, task);
  const adapted = { ...recipe, training: { ...recipe.training, loss, classWeighting } };
  return editModel(adapted, (network) => withHead(network, activation));
}

/** The loss where the one that is set cannot be; the networks are made for the data by their size expressions. */
function adaptReconstruction(recipe: Recipe, task: Task): Recipe {
  const { loss } = recipe.training;
  const isSuited = recipe.procedure.kind === 'gan' || LOSS_FACTS[loss.name].tasks.includes(task);
  return isSuited ? recipe : { ...recipe, training: { ...recipe.training, loss: defaultLossFor(task) } };
}

/** Squared error under a linear head says that numbers were meant: for classes it would be an odd choice. */
function suitsTask(loss: LossSpec, head: Activation | null, task: Task): boolean {
  const { tasks } = LOSS_FACTS[loss.name];
  if (!tasks.includes(task)) return false;
  return tasks[0] === task || (head !== null && headActivations(task, loss).accepted.includes(head));
}

/** Weights go with one class per row; custom ones only with the classes that they were made for. */
function adaptWeighting(weighting: ClassWeighting, task: Task): ClassWeighting {
  const isWeighable = task === 'binary' || task === 'multiclass';
  return isWeighable && weighting.kind !== 'custom' ? weighting : { kind: 'none' };
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
