/** A setting in which some of several objects differ: its path and each one's value, as JSON. */
export interface SettingDifference {
  readonly path: string;
  readonly values: readonly (string | null)[];
}

/** Where plain objects differ, leaf by leaf; null stands where one lacks the setting. Paths in the order they are met. */
export function settingsDiff(settings: readonly unknown[]): SettingDifference[] {
  const leaves = settings.map((each) => new Map(listLeaves(each, '')));
  const paths = new Set(leaves.flatMap((each) => [...each.keys()]));
  return [...paths]
    .map((path) => ({ path, values: leaves.map((each) => each.get(path) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function listLeaves(value: unknown, path: string): [path: string, json: string][] {
  if (value === undefined) return [[path, 'undefined']];
  if (typeof value !== 'object' || value === null) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => listLeaves(inner, path ? `${path}.${key}` : key));
}
