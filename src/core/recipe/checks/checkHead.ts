import { defaultLossFor } from '../../training/defaults.ts';
import { headActivations, LOSS_FACTS } from '../../training/lossFacts.ts';
import { createHead, freeLayerId } from '../createLayer.ts';
import { modelOf, type RecipeEdit } from '../editing.ts';
import { findHead, type Head } from '../head.ts';
import { atLayer, atTraining, type LayerProblem } from '../problems.ts';
import type { Activation, LayerOf, LayerSpec } from '../layerSpec.ts';
import type { Recipe } from '../recipe.ts';
import { outputCount, resolveSize } from '../sizes.ts';
import type { CheckContext } from './context.ts';

/** Whether the last layer and the loss of a network that learns targets give what the task asks for. */
export function checkHead(recipe: Recipe, context: CheckContext): LayerProblem[] {
  const { layers } = modelOf(recipe);
  const head = findHead(modelOf(recipe));
  const lossProblems = checkLoss(recipe, context);
  const last = layers.at(-1);
  // It gives numbers, as it is.
  if (last?.type === 'levelLinear' && context.task === 'regression')
    return [...lossProblems, ...checkUnits(last, context)];
  if (!head) {
    const { usual } = headActivations(context.task, recipe.training.loss);
    const layer = createHead(freeLayerId('dense', layers), usual);
    return [
      ...lossProblems,
      {
        code: 'head.missing',
        details: { outputs: outputCount(context.bindings) },
        severity: 'error',
        place: { kind: 'network' },
        fix: [{ kind: 'insertLayer', layer, index: layers.length }],
      },
    ];
  }
  const activationProblems = lossProblems.length > 0 ? [] : checkActivation(recipe, head, context);
  return [...lossProblems, ...checkUnits(head.layer, context), ...activationProblems, ...checkTrailing(head)];
}

/** The loss must be one for the task. Mending it sets the head's activation too, which hangs on it. */
export function checkLoss(recipe: Recipe, { task }: CheckContext): LayerProblem[] {
  const { training } = recipe;
  if (LOSS_FACTS[training.loss.name].tasks.includes(task)) return [];
  const loss = defaultLossFor(task);
  const head = recipe.procedure.kind === 'supervised' ? findHead(modelOf(recipe)) : null;
  const fix: RecipeEdit[] = [{ kind: 'setTraining', patch: { loss } }];
  if (head) fix.push(setHeadActivation(head, headActivations(task, loss).usual));
  return [
    {
      code: 'loss.task',
      details: { loss: training.loss.name, task, usual: loss.name },
      severity: 'error',
      place: atTraining('loss'),
      fix,
    },
  ];
}

function checkUnits(layer: LayerOf<'dense' | 'levelLinear'>, { bindings }: CheckContext): LayerProblem[] {
  const units = resolveSize(layer.units, bindings);
  const outputs = outputCount(bindings);
  if (units === outputs) return [];
  return [
    {
      code: 'head.units',
      details: { units, outputs },
      severity: 'error',
      place: atLayer(layer.id, 'units'),
      fix: [{ kind: 'updateLayer', layer: { ...layer, units: '$outputs' } }],
    },
  ];
}

function checkActivation({ training }: Recipe, head: Head, { task, bindings }: CheckContext): LayerProblem[] {
  const { loss } = training;
  const { usual, accepted } = headActivations(task, loss);
  const place = atLayer(head.activationLayer?.id ?? head.layer.id, 'activation');
  if (head.activation === 'softmax' && outputCount(bindings) === 1) {
    const fix = [setHeadActivation(head, usual === 'softmax' ? 'linear' : usual)];
    return [{ code: 'head.softmaxOfOne', details: {}, severity: 'error', place, fix }];
  }
  if (accepted.includes(head.activation)) return [];
  const fromProbabilities = headActivations(task, { ...loss, fromLogits: false });
  if (loss.fromLogits && fromProbabilities.accepted.includes(head.activation)) {
    return [
      {
        code: 'head.probabilitiesAsLogits',
        details: { activation: head.activation, loss: loss.name },
        severity: 'error',
        place,
        fix: [{ kind: 'setTraining', patch: { loss: { ...loss, fromLogits: false } } }],
      },
    ];
  }
  return [
    {
      code: 'head.activation',
      details: { activation: head.activation, usual, loss: loss.name, task },
      // Numbers through another activation can still be learnt, if only within its range.
      severity: task === 'regression' ? 'warning' : 'error',
      place,
      fix: [setHeadActivation(head, usual)],
    },
  ];
}

/** Layers behind the head: normalisation only bends the outputs, dropout and noise make them random. */
function checkTrailing(head: Head): LayerProblem[] {
  return head.trailing.map((layer) => ({
    code: 'head.followed',
    details: { type: layer.type },
    severity: 'error',
    place: atLayer(layer.id),
    fix: [belongsBefore(layer) ? moveBefore(head, layer) : { kind: 'removeLayer', layerId: layer.id }],
  }));
}

function belongsBefore({ type }: LayerSpec): boolean {
  return type !== 'activation' && type !== 'leakyReLU';
}

function moveBefore(head: Head, { id }: LayerSpec): RecipeEdit {
  return { kind: 'moveLayer', layerId: id, index: head.index };
}

function setHeadActivation({ layer, activationLayer }: Head, activation: Activation): RecipeEdit {
  return { kind: 'updateLayer', layer: { ...(activationLayer ?? layer), activation } };
}
