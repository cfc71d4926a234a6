/** Names for the columns of a file without a header, and for the empty cells of one with. */
export function nameByPosition(index: number): string {
  return `Column ${index + 1}`;
}

/**
 * The names that columns go by: the header's, trimmed, line breaks and runs of spaces made one space, an empty one by its place, and a repeated one
 * numbered visibly (`speed`, `speed (2)`), never like another that the header has.
 */
export function makeColumnNames(header: readonly string[]): string[] {
  const wanted = header.map((name, index) => name.trim().replace(/\s+/g, ' ') || nameByPosition(index));
  const reserved = new Set(wanted);
  const taken = new Set<string>();
  return wanted.map((name) => {
    let unique = name;
    for (let copy = 2; taken.has(unique) || (unique !== name && reserved.has(unique)); copy++)
      unique = `${name} (${copy})`;
    taken.add(unique);
    return unique;
  });
}
