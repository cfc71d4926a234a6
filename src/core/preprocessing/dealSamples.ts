import { fail, ok, type Result } from '../../shared/result.ts';
import { requireColumn, type Column, type Table } from '../dataset/table.ts';
import { outputNames } from './applyPipeline.ts';
import { checkPreparation, preparationProblem, type PreparationProblem } from './checkPreparation.ts';
import { dealTiles } from './dealTiles.ts';
import { fitPipeline } from './fitPipeline.ts';
import {
  isLearnt,
  SPLIT_EXCLUDED,
  type ColumnPreparation,
  type FittedPipeline,
  type PreparationSpec,
  type WindowSample,
} from './preparation.ts';
import { dataRow } from './resampleTable.ts';
import { longestStepIn, seriesOf } from './sampleColumns.ts';
import { splitRows } from './splitRows.ts';
import { defaultColumnPreparation } from './suggestPreparation.ts';
import { labelsSteps } from './stepLabels.ts';
import { hasTargets, targetColumns } from './targets.ts';
import { forecastColumns, labelWindows, remainingLife, remainingLifeName } from './windowLabels.ts';
import { cutRuns, windowEnds, type Series } from './windows.ts';

/** The samples of a table, each with its part of the split and what there is to learn of it. */
export interface DealtSamples {
  /** The part of each row of the table: what the pipeline is fitted on. */
  readonly rowParts: Uint8Array;
  /** The part of each sample; 3: none. */
  readonly parts: Uint8Array;
  /** Each sample's row in the data set, a window's last one; null: a sample is a row. */
  readonly rows: Uint32Array | null;
  /** Of samples that are tiles: the place of each among its picture's, from 0; null: samples are none. */
  readonly tiles: Uint32Array | null;
  /** One row per thing that is judged, with the target columns of `spec`: per sample, or per row of the table where windows label each, and of tiles. */
  readonly targets: Table;
  /** The part of each of those rows. */
  readonly judgedParts: Uint8Array;
  readonly spec: PreparationSpec;
  readonly windows: DealtWindows | null;
}

export interface DealtWindows {
  readonly series: Series;
  /** Each window's last place in the series. */
  readonly ends: Uint32Array;
}

/**
 * Deals a table's samples to train, validation and test. A window is in the part that all its rows are in, those ahead of it that
 * its label looks at among them; windows of rows of several parts, units, or sides of a gap are not made.
 * @param rowParts - the part of each row, where it is not for the preparation's split to say
 * @throws AppError `data.columnMissing`, `data.targetMissing`, `data.tooManyTiles`
 */
export function dealSamples(
  spec: PreparationSpec,
  table: Table,
  rowParts: Uint8Array = splitRows(spec, table),
): DealtSamples {
  const { sample } = spec;
  if (sample?.kind === 'image' && sample.tiling) return dealTiles(spec, sample, table, rowParts);
  if (sample?.kind !== 'window') {
    return {
      rowParts,
      parts: rowParts,
      rows: null,
      tiles: null,
      targets: table,
      judgedParts: rowParts,
      spec,
      windows: null,
    };
  }
  const series = seriesOf(sample, table);
  const longestStep = longestStepIn(sample, series);
  const { length, stride } = sample;
  const grid = { length, stride, ahead: rowsAhead(sample), coversEnd: labelsSteps(sample) };
  const ends: number[] = [];
  const parts: number[] = [];
  for (const run of cutRuns(series, longestStep, rowParts, SPLIT_EXCLUDED)) {
    for (const end of windowEnds(run, grid)) {
      ends.push(end);
      parts.push(run.part);
    }
  }
  return dealWindows({ spec, sample, table, series, rowParts, ends, parts });
}

interface WindowDeal {
  readonly spec: PreparationSpec;
  readonly sample: WindowSample;
  readonly table: Table;
  readonly series: Series;
  readonly rowParts: Uint8Array;
  /** Each window's last place in the series, and its part. */
  readonly ends: readonly number[];
  readonly parts: readonly number[];
}

/** Windows that were chosen, with what there is to learn of them. */
export function dealWindows({ spec, sample, table, series, rowParts, ends, parts }: WindowDeal): DealtSamples {
  const places = Uint32Array.from(ends);
  const rows = places.map((place) => dataRow(table, series.order[place] ?? 0));
  if (labelsSteps(sample)) return dealSteps({ spec, sample, table, series, rowParts, ends, parts }, places, rows);
  const columns = targetsOf(spec, sample, table, series, places);
  // A label that only judges may be missing.
  const known = Uint8Array.from(parts, (part, i) =>
    !isLearnt(spec) || hasTargets(columns, i) ? part : SPLIT_EXCLUDED,
  );
  return {
    rowParts,
    parts: known,
    rows,
    tiles: null,
    targets: { rowCount: places.length, columns },
    judgedParts: known,
    spec: withTargets(spec, columns),
    windows: { series, ends: places },
  };
}

/** Windows whose rows are labelled each: a row is judged where it is in a window and has a target, a window where one of its rows is. */
function dealSteps(
  { spec, sample, table, series, rowParts, parts }: WindowDeal,
  ends: Uint32Array,
  rows: Uint32Array,
): DealtSamples {
  const targets = targetColumns(spec, table);
  const judgedParts = new Uint8Array(table.rowCount).fill(SPLIT_EXCLUDED);
  const known = Uint8Array.from(ends, (end, i) => {
    const part = parts[i] ?? SPLIT_EXCLUDED;
    let isLabelled = false;
    for (const row of series.order.subarray(end - sample.length + 1, end + 1)) {
      if (isLearnt(spec) && !hasTargets(targets, row)) continue;
      judgedParts[row] = part;
      isLabelled = true;
    }
    return isLabelled ? part : SPLIT_EXCLUDED;
  });
  return { rowParts, parts: known, rows, tiles: null, targets: table, judgedParts, spec, windows: { series, ends } };
}

/** Rows behind a window that its label looks at. */
export function rowsAhead({ label, horizon }: Pick<WindowSample, 'label' | 'horizon'>): number {
  return label === 'forecast' || label === 'horizon' ? horizon : 0;
}

/** `fitPipeline` on dealt samples; that none could be made is a problem of its own. */
export function fitSamples(
  spec: PreparationSpec,
  table: Table,
  dealt: DealtSamples,
): Result<FittedPipeline, PreparationProblem> {
  const { sample } = spec;
  if (sample?.kind === 'window' && !dealt.parts.includes(0) && checkPreparation(spec, table.columns).length === 0) {
    const rows = sample.length + rowsAhead(sample);
    return fail(preparationProblem('sample.length', 'data.noWindows', { rows }));
  }
  const fitted = fitPipeline(spec, table, dealt.rowParts, {
    // Only the targets are another matter there.
    spec: { ...spec, columns: dealt.spec.columns },
    table: dealt.targets,
    assignment: dealt.judgedParts,
  });
  if (!fitted.ok) return fitted;
  const merge = sample?.kind === 'image' ? sample.tiling?.merge : undefined;
  if (merge?.kind === 'largest' && !outputNames(fitted.value).includes(merge.name)) {
    return fail(preparationProblem('sample.tiling', 'data.tileClass', { name: merge.name }));
  }
  return ok(scaledAsPast(spec, fitted.value));
}

/** What is foretold is scaled as its past is, so that a network may add a change to it: each step's own scale would be a little another. */
function scaledAsPast(spec: PreparationSpec, pipeline: FittedPipeline): FittedPipeline {
  const { sample, target, columns } = pipeline;
  if (sample?.kind !== 'window' || rowsAhead(sample) === 0 || target.kind !== 'numbers' || !spec.standardizeTarget)
    return pipeline;
  const pasts = target.columns.map((name) => {
    const column = sample.label === 'forecast' ? name.replace(/ \+\d+$/, '') : name;
    const past = columns.find((each) => each.name === column);
    return past && !past.logTransform ? past.affine : null;
  });
  const { center, scale } = target;
  return {
    ...pipeline,
    target: {
      ...target,
      center: center.map((value, i) => pasts[i]?.center ?? value),
      scale: scale.map((value, i) => pasts[i]?.scale ?? value),
    },
  };
}

function targetsOf(
  spec: PreparationSpec,
  sample: WindowSample,
  table: Table,
  series: Series,
  ends: Uint32Array,
): readonly Column[] {
  if (sample.label === 'remainingLife') {
    const timeType = sample.time === null ? null : requireColumn(table, sample.time).type;
    const values = remainingLife(series, ends, sample, timeType);
    return [{ name: remainingLifeName(sample, timeType), type: 'number', data: { kind: 'numeric', values } }];
  }
  const targets = targetColumns(spec, table);
  return sample.label === 'forecast'
    ? targets.flatMap((target) => forecastColumns(target, series, ends, sample.horizon))
    : targets.map((target) => labelWindows(target, series, ends, sample, spec));
}

/** The preparation with these columns as its targets. */
function withTargets(spec: PreparationSpec, targets: readonly Column[]): PreparationSpec {
  const others = Object.entries(spec.columns).filter(([, { role }]) => role !== 'target');
  const columns = targets.map(({ name, type }): [string, ColumnPreparation] => [
    name,
    spec.columns[name] ?? defaultColumnPreparation(type, 'target'),
  ]);
  return {
    ...spec,
    columns: Object.fromEntries([
      ...others,
      ...columns.map(([name, preparation]) => [name, { ...preparation, role: 'target' as const }] as const),
    ]),
  };
}
