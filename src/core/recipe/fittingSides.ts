import type { CheckContext } from './checks/context.ts';
import { checkShapes } from './checks/checkShapes.ts';
import type { Recipe } from './recipe.ts';

/** What a picture's sides may be, in pixels. */
export const SIDE_LIMITS = { min: 8, max: 512 };
/** Networks halve a side once to six times. */
const DIVISORS = [2, 4, 8, 16, 32, 64];

/**
 * The height and width nearest to the pictures' own, in pixels, at which every network of a recipe gives what is asked of it: an
 * autoencoder that halves pictures twice wants multiples of 4. Null where samples are no pictures, where they fit already, or
 * where no sides would help.
 */
export function fittingSides(recipe: Recipe, context: CheckContext): { height: number; width: number } | null {
  const { sample, target } = context.bindings;
  const [height, width, channels] = sample;
  const isMadeAgain = target.length === sample.length && target.every((length, axis) => length === sample[axis]);
  if (height === undefined || width === undefined || channels === undefined || !isMadeAgain) return null;
  const lacks = (tried: readonly number[]): readonly (readonly number[])[] =>
    checkShapes(recipe, { ...context, bindings: { ...context.bindings, sample: tried, target: tried } }).flatMap(
      ({ code, details, severity }) => (severity !== 'error' ? [] : code === 'output.shape' ? [details.output] : [[]]),
    );
  const given = lacks(sample);
  if (given.length === 0) return null;
  const candidates = [
    ...DIVISORS.map((divisor) => [nearest(height, divisor), nearest(width, divisor)] as const),
    // Where a network is made for one size, that is what it gives.
    ...given.map(([itsHeight = 0, itsWidth = 0]) => [itsHeight, itsWidth] as const),
  ];
  const distance = ([high, wide]: readonly [number, number]): number =>
    Math.abs(high - height) + Math.abs(wide - width);
  const fitting = candidates
    .filter((sides) => sides.every((side) => side >= SIDE_LIMITS.min && side <= SIDE_LIMITS.max))
    .toSorted((a, b) => distance(a) - distance(b))
    .find(([high, wide]) => lacks([high, wide, channels]).length === 0);
  return fitting ? { height: fitting[0], width: fitting[1] } : null;
}

/** The nearest multiple, of two as near the larger. */
function nearest(side: number, divisor: number): number {
  return Math.max(divisor, divisor * Math.round(side / divisor));
}
