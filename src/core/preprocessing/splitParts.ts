import { SPLIT_EXCLUDED, SPLIT_PARTS, type SplitPart } from './preparation.ts';

/** The rows of one part, ascending. */
export function rowsOfPart(assignment: Uint8Array, part: SplitPart): Uint32Array {
  const code = SPLIT_PARTS.indexOf(part);
  const rows = new Uint32Array(assignment.reduce((count, each) => count + Number(each === code), 0));
  let next = 0;
  assignment.forEach((each, row) => {
    if (each === code) rows[next++] = row;
  });
  return rows;
}

/** How many rows each part has, and how many are in none. */
export function countParts(assignment: Uint8Array): Readonly<Record<SplitPart | 'excluded', number>> {
  const counts = new Uint32Array(SPLIT_EXCLUDED + 1);
  for (const code of assignment) counts[code] = (counts[code] ?? 0) + 1;
  const [train = 0, validation = 0, test = 0, excluded = 0] = counts;
  return { train, validation, test, excluded };
}
