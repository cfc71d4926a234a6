import { checkLayers } from './checks/checkLayers.ts';
import { checkMachine } from './checks/checkMachine.ts';
import { checkProcedure } from './checks/checkProcedure.ts';
import { checkShapes } from './checks/checkShapes.ts';
import { checkTraining } from './checks/checkTraining.ts';
import type { CheckContext } from './checks/context.ts';
import type { LayerProblem } from './problems.ts';
import type { Recipe } from './recipe.ts';

/**
 * Everything that is wrong, or unwise, with a recipe for a data set and a machine, errors first. Each problem belongs
 * to a layer or a training setting and carries the edits that would mend it (`applyEdits`), where there is one way.
 */
export function checkNetwork(recipe: Recipe, context: CheckContext): LayerProblem[] {
  const problems = [
    ...checkProcedure(recipe, context),
    ...checkLayers(recipe),
    ...checkShapes(recipe, context),
    ...checkTraining(recipe, context),
    ...checkMachine(recipe, context),
  ];
  return problems.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ severity }: LayerProblem): number {
  return severity === 'error' ? 0 : 1;
}
