import { defaultSchedule } from '../../training/defaults.ts';
import { headActivations } from '../../training/lossFacts.ts';
import type { RecipeEdit } from '../editing.ts';
import type { Activation, LayerSpec } from '../layerSpec.ts';
import { procedureSuits } from '../networks.ts';
import { atLayer, atNetwork, atTraining, type LayerProblem } from '../problems.ts';
import type { Adversarial, Autoencoder, NetworkSpec, Recipe } from '../recipe.ts';
import { checkHead, checkLoss } from './checkHead.ts';
import type { CheckContext } from './context.ts';

/** Whether the networks' last layers, the loss and the procedure go with each other and with the task. */
export function checkProcedure(recipe: Recipe, context: CheckContext): LayerProblem[] {
  const { procedure } = recipe;
  if (!procedureSuits(procedure, context.task)) {
    const details = { procedure: procedure.kind, task: context.task };
    return [{ code: 'procedure.task', details, severity: 'error', place: { kind: 'network' }, fix: [] }];
  }
  switch (procedure.kind) {
    case 'supervised':
      return checkHead(recipe, context);
    case 'autoencoder':
      return checkAutoencoder(recipe, procedure, context);
    case 'gan':
      return checkAdversarial(recipe, procedure, context);
  }
}

function checkAutoencoder(recipe: Recipe, { decoder }: Autoencoder, context: CheckContext): LayerProblem[] {
  const lossProblems = checkLoss(recipe, context);
  const last = lastActivation(decoder);
  if (lossProblems.length > 0 || !last) return lossProblems;
  const { loss } = recipe.training;
  const { usual, accepted } = headActivations('reconstruction', loss);
  if (accepted.includes(last.activation)) return [];
  return [
    {
      code: 'head.activation',
      details: { activation: last.activation, usual, loss: loss.name, task: 'reconstruction' },
      severity: 'error',
      place: atLayer(last.layer.id, 'activation'),
      fix: withActivation(last.layer, usual),
    },
  ];
}

function checkAdversarial(recipe: Recipe, procedure: Adversarial, { bindings, task }: CheckContext): LayerProblem[] {
  const problems: LayerProblem[] = [];
  if (procedure.latent === 0 && task === 'generation') {
    problems.push({ code: 'gan.translates', details: {}, severity: 'error', place: atNetwork('generator'), fix: [] });
  }
  const { discriminator, loss } = procedure;
  const last = lastActivation(discriminator);
  // Cross-entropy is computed from the logits under a sigmoid; the other losses judge unbounded numbers.
  const isRight = last?.activation === 'linear' || (last?.activation === 'sigmoid' && loss === 'nonSaturating');
  if (last && !isRight) {
    problems.push({
      code: 'discriminator.activation',
      details: { activation: last.activation, loss },
      severity: 'error',
      place: atLayer(last.layer.id, 'activation'),
      fix: withActivation(last.layer, 'linear'),
    });
  }
  if (procedure.conditional && (bindings.classes ?? 0) < 2) {
    const fix: RecipeEdit[] = [{ kind: 'setProcedure', procedure: { ...procedure, conditional: false } }];
    problems.push({ code: 'gan.noClasses', details: {}, severity: 'error', place: atNetwork('generator'), fix });
  }
  if (loss === 'wassersteinGradientPenalty') {
    for (const layer of discriminator.layers.filter((each) => !hasSecondOrder(each))) {
      problems.push({
        code: 'gan.penaltyLayer',
        details: { layer: layer.type, activation: 'activation' in layer ? layer.activation : '' },
        severity: 'error',
        place: atLayer(layer.id),
        fix: 'activation' in layer ? withActivation(layer, 'relu') : [{ kind: 'removeLayer', layerId: layer.id }],
      });
    }
  }
  const { schedule } = recipe.training;
  // A translation is judged by pairs that it never saw: their error falls.
  if (schedule.kind === 'reduceOnPlateau' && procedure.latent > 0) {
    const constant = defaultSchedule('constant', schedule.initialLearningRate);
    const fix: RecipeEdit[] = [{ kind: 'setTraining', patch: { schedule: constant } }];
    problems.push({ code: 'gan.plateau', details: {}, severity: 'warning', place: atTraining('schedule'), fix });
  }
  return problems;
}

const SECOND_ORDER: ReadonlySet<LayerSpec['type']> = new Set([
  'dense',
  'conv1d',
  'conv2d',
  'activation',
  'leakyReLU',
  'flatten',
  'reshape',
  'dropout',
]);

/**
 * Whether a layer's gradient has one itself, which the penalty on a critic's gradient needs: neither that of pooling nor of
 * normalisation has, and those of curved activations lose a part of it in tfjs, which saves their outputs.
 */
function hasSecondOrder(layer: LayerSpec): boolean {
  const isStraight = !('activation' in layer) || layer.activation === 'linear' || layer.activation === 'relu';
  return SECOND_ORDER.has(layer.type) && isStraight;
}

/** What a network's outputs go through last, and the layer that does it; null where that is none with an activation. */
function lastActivation({ layers }: NetworkSpec): { layer: LayerSpec; activation: Activation } | null {
  const layer = layers.at(-1);
  return layer && 'activation' in layer ? { layer, activation: layer.activation } : null;
}

function withActivation(layer: LayerSpec, activation: Activation): RecipeEdit[] {
  return 'activation' in layer ? [{ kind: 'updateLayer', layer: { ...layer, activation } }] : [];
}
