import { cellAt, findColumn } from '../../core/dataset/table.ts';
import type { WindowTimes } from '../../core/evaluation/reconstruction.ts';
import type { StepPlaces } from '../../core/evaluation/report.ts';
import type { SplitPart } from '../../core/preprocessing/preparation.ts';
import { rowsOfPart } from '../../core/preprocessing/splitParts.ts';
import { describeSampling } from '../../core/preprocessing/windows.ts';
import { dataRow, isFilledStep } from '../../core/preprocessing/resampleTable.ts';
import type { PreparedRun } from './preparedRun.ts';

/** When the windows of a part end, and of which unit they are; null where samples are no windows. */
export function windowTimes(prepared: PreparedRun, part: SplitPart): WindowTimes | null {
  const { pipeline, dealt } = prepared;
  const { sample } = pipeline;
  const { windows } = dealt;
  if (sample?.kind !== 'window' || !windows) return null;
  const ends = rowsOfPart(dealt.parts, part).map((position) => windows.ends[position] ?? 0);
  const places = placesOf(prepared, ends);
  return places && { ...places, length: sample.length, stride: sample.stride };
}

/** Where rows of the data set lie along their series; null where samples are no windows. */
export function stepPlaces(prepared: PreparedRun, rows: Uint32Array): StepPlaces | null {
  const { windows } = prepared.dealt;
  const { table } = prepared;
  if (!windows) return null;
  const placeOf = new Uint32Array(table.steps?.rowCount ?? table.rowCount);
  windows.series.order.forEach((row, place) => {
    if (!isFilledStep(table, row)) placeOf[dataRow(table, row)] = place;
  });
  return placesOf(
    prepared,
    rows.map((row) => placeOf[row] ?? 0),
  );
}

function placesOf({ pipeline, table, dealt }: PreparedRun, places: Uint32Array): StepPlaces | null {
  const { sample } = pipeline;
  const { windows } = dealt;
  if (sample?.kind !== 'window' || !windows) return null;
  const { series } = windows;
  const unitColumn = sample.unit === null ? undefined : findColumn(table, sample.unit);
  const unitNames: string[] = [];
  series.units.forEach((unit, place) => {
    unitNames[unit] ??= unitColumn ? String(cellAt(unitColumn, series.order[place] ?? 0) ?? '') : '';
  });
  return {
    times: Float64Array.from(places, (place) => series.times[place] ?? NaN),
    timeColumn: sample.time,
    isDate: sample.time !== null && findColumn(table, sample.time)?.type === 'datetime',
    units: Int32Array.from(places, (place) => series.units[place] ?? 0),
    unitNames,
    step: describeSampling(series, sample.maxGap).medianStep,
  };
}
