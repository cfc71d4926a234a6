/** How many colours the palette has (`--series-1` …). */
const COLOURS = 8;

/** The colour of a class along a series; past the palette it begins again. */
export function stepColour(index: number): string {
  return `var(--series-${(index % COLOURS) + 1})`;
}
