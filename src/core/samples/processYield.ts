import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, measured, pickByShare } from './sampleColumns.ts';

const ROWS = 2000;
const SHIFTS = ['early', 'late', 'night'] as const;
/** Percentage points of yield that the shift costs or brings. */
const SHIFT_EFFECT = [0.4, 0.1, -0.7];
const LOTS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const LOT_SHARES = [0.28, 0.22, 0.18, 0.14, 0.11, 0.07];
const LOT_EFFECT = [0.8, 0.3, 0, -0.6, -1.4, -2.6];
/** A poor lot suffers more from a hot reactor: points per 10 °C above the optimum. */
const LOT_HEAT_EFFECT = [0, -0.2, -0.3, -0.5, -0.9, -1.4];

/**
 * A batch reactor that never was: one row per batch, yield in percent.
 *
 * Yield falls off on both sides of an optimal temperature, which itself rises with pressure; pressure helps with diminishing returns;
 * the catalyst ages exponentially and faster when hot; a long feed dilutes; the raw material's supplier lot and the shift shift the
 * level, and poor lots bear heat badly. Gaussian noise of one point on top. Some pressures, feed rates and moistures were never written down,
 * at random.
 */
export function makeProcessYield(seed: number): Table {
  const random = createRandom(seed);
  const reactor = new Float64Array(ROWS);
  const feed = new Float64Array(ROWS);
  const pressure = new Float64Array(ROWS);
  const feedRate = new Float64Array(ROWS);
  const moisture = new Float64Array(ROWS);
  const catalyst = new Float64Array(ROWS);
  const shift = new Int32Array(ROWS);
  const lot = new Int32Array(ROWS);
  const yields = new Float64Array(ROWS);

  let catalystHours = 0;
  for (let row = 0; row < ROWS; row++) {
    const reactorC = 182 + 6 * random.normal();
    const feedC = 60 + 5 * random.normal();
    const pressureBar = Math.max(2, 6 + 1.1 * random.normal());
    const feedKgH = 420 + 45 * random.normal();
    const moisturePct = Math.max(0.1, 1.2 + 0.4 * random.normal());
    catalystHours += 4 + 2 * random.uniform();
    if (catalystHours > 900) catalystHours = 0;
    const shiftCode = row % SHIFTS.length;
    const lotCode = pickByShare(LOT_SHARES, random.uniform());

    const overheat = reactorC - (181 + 1.6 * (pressureBar - 6));
    const aging = Math.exp(-(catalystHours / 2200) * 2 ** ((reactorC - 182) / 20));
    const level = 68 + 24 * aging - 0.028 * overheat ** 2 + 2.6 * Math.log(pressureBar / 6);
    const disturbance =
      -0.012 * (feedKgH - 420) - 1.1 * (moisturePct - 1.2) ** 2 - 0.9 * (moisturePct - 1.2) + 0.06 * (feedC - 60);
    const people = (SHIFT_EFFECT[shiftCode] ?? 0) + (LOT_EFFECT[lotCode] ?? 0);
    const heatDamage = ((LOT_HEAT_EFFECT[lotCode] ?? 0) * Math.max(0, overheat)) / 10;

    reactor[row] = reactorC;
    feed[row] = feedC;
    pressure[row] = random.uniform() < 0.02 ? NaN : pressureBar;
    feedRate[row] = random.uniform() < 0.01 ? NaN : feedKgH;
    moisture[row] = random.uniform() < 0.04 ? NaN : moisturePct;
    catalyst[row] = catalystHours;
    shift[row] = shiftCode;
    lot[row] = lotCode;
    yields[row] = Math.min(100, level + disturbance + people + heatDamage + random.normal());
  }
  return {
    rowCount: ROWS,
    columns: [
      measured('reactor temperature (°C)', reactor, 1),
      measured('feed temperature (°C)', feed, 1),
      measured('pressure (bar)', pressure, 2),
      measured('feed rate (kg/h)', feedRate, 0),
      measured('moisture (%)', moisture, 2),
      measured('catalyst age (h)', catalyst, 0),
      coded('shift', 'category', SHIFTS, shift),
      coded('supplier lot', 'category', LOTS, lot),
      measured('yield (%)', yields, 2),
    ],
  };
}
