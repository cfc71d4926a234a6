import { checkMachine } from './checks/checkMachine.ts';
import type { CheckContext } from './checks/context.ts';
import { applyEdits } from './editing.ts';
import type { Recipe } from './recipe.ts';

/** More than one round, since a smaller batch may leave another limit to be met. */
const ROUNDS = 4;

/** The recipe made to fit into this machine where the checks know how: a smaller batch for large samples. */
export function fitToMachine(recipe: Recipe, context: CheckContext): Recipe {
  let fitted = recipe;
  for (let round = 0; round < ROUNDS; round += 1) {
    const fix = checkMachine(fitted, context).find(
      ({ code, fix: edits }) => code.startsWith('machine.') && edits.some(({ kind }) => kind === 'setTraining'),
    )?.fix;
    if (!fix) return fitted;
    fitted = applyEdits(fitted, fix);
  }
  return fitted;
}
