import { createRandom } from '../../shared/random.ts';
import type { Column, Table } from '../dataset/table.ts';
import { measured } from './sampleColumns.ts';

const UNITS = 60;

/**
 * A fleet of compressors that never was, each run from new to failure: one row per cycle, 70 to 170 of them.
 *
 * Wear grows slowly, then ever faster, at a pace of the unit's own; load changes from cycle to cycle. Temperatures, pressure, vibration and current follow wear
 * and load and scatter, so that one cycle's readings say little and their course over some thirty says much. Every unit runs until it fails.
 */
export function makeFleetLife(seed: number): Table {
  const random = createRandom(seed);
  const names = [
    'machine',
    'cycle',
    'load (%)',
    'inlet temperature (°C)',
    'outlet temperature (°C)',
    'discharge pressure (bar)',
    'vibration (mm/s)',
    'current (A)',
    'oil temperature (°C)',
  ];
  const decimals = [0, 0, 1, 1, 1, 3, 2, 2, 1];
  const columns: number[][] = names.map(() => []);
  for (let unit = 1; unit <= UNITS; unit++) {
    const life = Math.round(70 + 100 * random.uniform());
    const shape = 2.2 + 1.2 * random.uniform();
    const offset = random.normal();
    let inlet = 20 + 3 * random.normal();
    for (let cycle = 1; cycle <= life; cycle++) {
      const wear = 0.08 * (cycle / life) + 0.92 * (cycle / life) ** shape;
      const load = 70 + 15 * random.normal();
      inlet = 20 + 0.9 * (inlet - 20) + 0.8 * random.normal();
      const row = [
        unit,
        cycle,
        load,
        inlet,
        inlet + 62 + 0.15 * load + 9 * wear + 1.2 * random.normal() + offset,
        8.2 - 0.55 * wear + 0.004 * load + 0.06 * random.normal(),
        1.9 + 2.4 * wear ** 1.5 + 0.01 * load + 0.28 * random.normal(),
        31 + 0.11 * load + 2.6 * wear + 0.6 * random.normal() + 0.3 * offset,
        55 + 0.5 * inlet + 6 * wear + 0.9 * random.normal(),
      ];
      row.forEach((value, i) => columns[i]?.push(value));
    }
  }
  return {
    rowCount: columns[0]?.length ?? 0,
    columns: columns.map((values, i): Column => measured(names[i] ?? '', Float64Array.from(values), decimals[i] ?? 0)),
  };
}
