import type { RecipeProblemCode, RecipeProblemDetails } from '../../core/recipe/problems.ts';
import type { Formatters } from '../../messages/formatters.ts';
import type { Messages } from '../../messages/messages.ts';

/** A problem in words. */
export function explainProblem<C extends RecipeProblemCode>(
  problem: { readonly code: C; readonly details: RecipeProblemDetails[C] },
  t: Messages['model'],
  f: Formatters,
): string {
  return t.problems[problem.code](problem.details, f);
}
