import type { ColumnSchema } from '../dataset/table.ts';
import type { SplitPart } from './preparation.ts';

const WORDS: Readonly<Record<SplitPart, readonly string[]>> = {
  train: ['train', 'training', '训练', '训练集'],
  validation: ['validation', 'valid', 'val', 'dev', '验证', '验证集'],
  test: ['test', 'testing', 'holdout', '测试', '测试集'],
};
const PARTS = new Map(
  (['train', 'validation', 'test'] as const).flatMap((part) => WORDS[part].map((word) => [word, part] as const)),
);

/** The part of the split that a word names, in either language; undefined where it names none. */
export function partOfWord(word: string): SplitPart | undefined {
  return PARTS.get(word.trim().toLowerCase());
}

/** Words of a column that name no part of a split. */
export function strangeWords({ categories }: ColumnSchema): readonly string[] {
  return (categories ?? []).filter((word) => partOfWord(word) === undefined);
}

/** Whether a column says of every row what it is for: all its words name parts, training among them. */
export function saysParts(column: ColumnSchema): boolean {
  const { type, categories = [] } = column;
  const isAll = type === 'category' && strangeWords(column).length === 0;
  return isAll && categories.length > 1 && categories.some((word) => partOfWord(word) === 'train');
}
