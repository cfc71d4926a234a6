import type { ColumnFacts } from '../dataset/columnFacts.ts';
import type { Column } from '../dataset/table.ts';
import { saysParts } from './givenParts.ts';
import type { Task } from './preparation.ts';

/** Names that say what a column is for, in English, German and Chinese. */
const TARGET_NAME =
  /^(y|target|label|class|outcome|result|response|output|ziel|klasse)$|(^|[^a-z])(target|label|failure|failed|fault|defect|defective|diagnosis|ausfall|fehler)$|目标|标签|类别|故障|缺陷|不良|良率/i;
/** Whole numbers that are amounts or grades on a scale rather than names of classes. */
const SCALE_NAME = /quality|score|rating|count|age|rings|number|amount|rul|cycles|life|质量|评分|数量|寿命/i;
const MAX_SUGGESTED_CLASSES = 50;
const MAX_INTEGER_CLASSES = 10;
const MIN_ROWS_PER_INTEGER_CLASS = 5;

export interface ColumnWithFacts {
  readonly column: Column;
  readonly facts: ColumnFacts;
}

/** The column that is most likely to be predicted: one with a telling name, else the last that can be; null where none can. */
export function suggestTarget(columns: readonly ColumnWithFacts[]): string | null {
  const candidates = columns.filter(canBeTarget).map(({ column }) => column.name);
  // Of several telling names (a total and its kinds, say) the first is the more general by custom.
  return candidates.find((name) => TARGET_NAME.test(name.trim())) ?? candidates.at(-1) ?? null;
}

/** Binary for two values; classes for words and for a few whole numbers; else numbers. */
export function suggestTask({ column, facts }: ColumnWithFacts): Task {
  const { name, type, data } = column;
  if (facts.distinct === 2 || type === 'boolean') return 'binary';
  if (type !== 'number' && type !== 'integer') return type === 'datetime' ? 'regression' : 'multiclass';
  const isClassNumber =
    type === 'integer' &&
    facts.distinct <= MAX_INTEGER_CLASSES &&
    data.values.length - facts.missing >= facts.distinct * MIN_ROWS_PER_INTEGER_CLASS &&
    !SCALE_NAME.test(name);
  return isClassNumber ? 'multiclass' : 'regression';
}

function canBeTarget({ column, facts }: ColumnWithFacts): boolean {
  if (facts.distinct < 2 || facts.isRowNumber) return false;
  switch (column.type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return true;
    case 'category':
      return facts.distinct <= MAX_SUGGESTED_CLASSES && !saysParts(column);
    case 'datetime':
    case 'text':
    case 'identifier':
    case 'image':
      return false;
  }
}
