/** The words in a steady order: by value where all are numbers, by UTF-16 code unit otherwise. */
export function sortWords(words: Iterable<string>): string[] {
  const sorted = [...words];
  const isNumeric = sorted.every((word) => word.trim() !== '' && Number.isFinite(Number(word)));
  return isNumeric ? sorted.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1)) : sorted.sort();
}
