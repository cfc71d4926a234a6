import { cellAt, findColumn } from '../../core/dataset/table.ts';
import type { WindowTimes } from '../../core/evaluation/reconstruction.ts';
import type { SplitPart } from '../../core/preprocessing/preparation.ts';
import { rowsOfPart } from '../../core/preprocessing/splitParts.ts';
import { describeSampling } from '../../core/preprocessing/windows.ts';
import type { PreparedRun } from './preparedRun.ts';

/** When the windows of a part end, and of which unit they are; null where samples are no windows. */
export function windowTimes({ pipeline, table, dealt }: PreparedRun, part: SplitPart): WindowTimes | null {
  const { sample } = pipeline;
  const { windows } = dealt;
  if (sample?.kind !== 'window' || !windows) return null;
  const { series, ends } = windows;
  const positions = rowsOfPart(dealt.parts, part);
  const placeOf = (position: number): number => ends[position] ?? 0;
  const unitColumn = sample.unit === null ? undefined : findColumn(table, sample.unit);
  const unitNames: string[] = [];
  series.units.forEach((unit, place) => {
    unitNames[unit] ??= unitColumn ? String(cellAt(unitColumn, series.order[place] ?? 0) ?? '') : '';
  });
  return {
    times: Float64Array.from(positions, (position) => series.times[placeOf(position)] ?? NaN),
    timeColumn: sample.time,
    isDate: sample.time !== null && findColumn(table, sample.time)?.type === 'datetime',
    units: Int32Array.from(positions, (position) => series.units[placeOf(position)] ?? 0),
    unitNames,
    step: describeSampling(series, sample.maxGap).medianStep,
    length: sample.length,
    stride: sample.stride,
  };
}
