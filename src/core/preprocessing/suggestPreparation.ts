import { SYNTHETIC_COLUMN } from '../dataset/synthetic.ts';
import { AppError } from '../../shared/appError.ts';
import { columnFacts, DISTINCT_LIMIT, type ColumnFacts } from '../dataset/columnFacts.ts';
import { findColumn, type Column, type ColumnType, type Table } from '../dataset/table.ts';
import {
  describesPicture,
  EXCLUDED_COLUMN,
  findImageColumn,
  suggestImageSample,
} from '../images/suggestImageSample.ts';
import { datePart } from './applyPipeline.ts';
import type { ColumnPreparation, ColumnRole, DatePart, PreparationSpec, SplitSpec, Task } from './preparation.ts';
import { saysParts } from './givenParts.ts';
import { suggestTarget, suggestTask, type ColumnWithFacts } from './suggestTarget.ts';

const FRACTIONS = { train: 0.7, validation: 0.15, test: 0.15 } as const;
const SEED = 1;
/** One-hot columns beyond this drown a small network; the profile warns of such a column. */
const MAX_ONE_HOT = 100;
/** Names of things that were measured more than once, whose rows must not be spread over parts. */
const GROUP_NAME =
  /(^|[^a-z])(patient|subject|person|customer|engine|unit|machine|device|vehicle|asset|part|batch)[ _-]*(id|no|nr|number|nummer|#)$|编号$/i;
const IDENTIFIER_NAME = /(^|[^a-z])(id|uid|udi|uuid|key|index|row|no|nr)$|编号$|序号$/i;
const MIN_GROUPS = 5;
const MIN_ROWS_PER_GROUP = 2;
const CYCLIC_PARTS = ['month', 'dayOfWeek', 'hour'] as const;

/**
 * A sound start for any table: what is predicted and as what (`target` null lets it choose), which columns can help, how gaps are
 * filled, and a split that does not leak. Columns that may give the target away are left in: the profile warns of them, the user decides.
 * @throws AppError `data.columnMissing` where there is no such target
 */
export function suggestPreparation(table: Table, target: string | null): PreparationSpec {
  const columns = table.columns.map((column) => ({ column, facts: columnFacts(column) }));
  const pictures = findImageColumn(table);
  const chosen =
    target ?? suggestTarget(pictures ? columns.filter(({ column }) => !describesPicture(column.name)) : columns);
  const chosenColumn = columns.find(({ column }) => column.name === chosen);
  if (target !== null && !chosenColumn) throw new AppError('data.columnMissing', { column: target });
  const task = chosenColumn ? suggestTask(chosenColumn) : pictures ? 'multiclass' : 'regression';
  const others = columns.filter((each) => each !== chosenColumn);
  const split = suggestSplit(others, table.rowCount, task);
  const preparations = columns.map((each): [string, ColumnPreparation] => {
    const role = each === chosenColumn ? 'target' : suggestRole(each, split, table.rowCount, pictures);
    return [each.column.name, suggestColumn(each, role)];
  });
  return {
    version: 1,
    task,
    columns: Object.fromEntries(preparations),
    split,
    standardizeTarget: true,
    ...(pictures ? { sample: suggestImageSample(table, pictures) } : {}),
    ...(pictures && findColumn(table, EXCLUDED_COLUMN) ? { excludeColumn: EXCLUDED_COLUMN } : {}),
  };
}

/** What a column of a type is given when nothing is known of its values. */
export function defaultColumnPreparation(type: ColumnType, role: ColumnRole): ColumnPreparation {
  return {
    role,
    imputation: { kind: type === 'category' || type === 'boolean' ? 'mostFrequent' : 'median' },
    missingIndicator: false,
    clipping: { kind: 'none' },
    logTransform: false,
    scaling: 'standard',
    encoding: 'oneHot',
    unseen: 'zeros',
    dateParts: type === 'datetime' ? CYCLIC_PARTS : [],
  };
}

function suggestColumn({ column, facts }: ColumnWithFacts, role: ColumnRole): ColumnPreparation {
  return {
    ...defaultColumnPreparation(column.type, role),
    missingIndicator: facts.missing > 0,
    dateParts: column.type === 'datetime' ? varyingParts(column) : [],
  };
}

function suggestRole(
  { column, facts }: ColumnWithFacts,
  split: SplitSpec,
  rowCount: number,
  pictures: Column | undefined,
): ColumnRole {
  const { name, type } = column;
  if (split.kind === 'group' && split.column === name) return 'group';
  if (split.kind === 'time' && split.column === name) return 'time';
  if (split.kind === 'given' && split.column === name) return 'ignore';
  if (name === SYNTHETIC_COLUMN) return 'ignore';
  if (pictures) return column === pictures ? 'feature' : 'ignore';
  if (type === 'text' || type === 'identifier' || facts.distinct < 2 || facts.isRowNumber) return 'ignore';
  if (type === 'integer' && IDENTIFIER_NAME.test(name) && facts.distinct === rowCount - facts.missing) return 'ignore';
  return type === 'category' && facts.distinct > MAX_ONE_HOT ? 'ignore' : 'feature';
}

/** As a column says; by time where rows are a log, one moment each; by group where a column names things seen again and again; else at random, by class. */
function suggestSplit(columns: readonly ColumnWithFacts[], rowCount: number, task: Task): SplitSpec {
  const given = columns.find(({ column }) => saysParts(column));
  if (given) return { ...FRACTIONS, kind: 'given', seed: SEED, column: given.column.name };
  const times = columns.filter(({ column }) => column.type === 'datetime');
  const [time] = times;
  if (time && times.length === 1 && isLog(time.facts, rowCount)) {
    return { ...FRACTIONS, kind: 'time', column: time.column.name };
  }
  const group = columns.find(({ column, facts }) => isGroup(column, facts, rowCount));
  if (group) return { ...FRACTIONS, kind: 'group', seed: SEED, column: group.column.name };
  return { ...FRACTIONS, kind: task === 'regression' ? 'random' : 'stratified', seed: SEED };
}

function isLog({ missing, distinct }: ColumnFacts, rowCount: number): boolean {
  return missing === 0 && distinct > 2 && distinct >= Math.min(rowCount / 2, DISTINCT_LIMIT);
}

function isGroup({ name, type }: Column, { distinct }: ColumnFacts, rowCount: number): boolean {
  const canName = type === 'integer' || type === 'identifier' || type === 'category' || type === 'text';
  return canName && GROUP_NAME.test(name) && distinct >= MIN_GROUPS && rowCount >= distinct * MIN_ROWS_PER_GROUP;
}

function varyingParts({ data }: Column): readonly DatePart[] {
  if (data.kind !== 'numeric') return [];
  const times = data.values.filter((time) => !Number.isNaN(time));
  const [first = NaN] = times;
  return CYCLIC_PARTS.filter((part) => times.some((time) => datePart(part, time, 0) !== datePart(part, first, 0)));
}
