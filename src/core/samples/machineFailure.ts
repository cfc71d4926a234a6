import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, logistic, measured, pickByShare } from './sampleColumns.ts';

const ROWS = 5000;
const PRODUCT_TYPES = ['L', 'M', 'H'] as const;
const PRODUCT_SHARES = [0.55, 0.3, 0.15];
/** Minutes of wear that a tool stands, and torque × wear that it bears (Nm·min), by product type: better types last longer. */
const WEAR_LIMIT_MIN = [205, 215, 225];
const STRAIN_LIMIT = [10_400, 11_000, 11_600];

/**
 * A milling shop that never was: one row per hour of a spindle, about 3.5 % followed by a failure.
 *
 * Torque is drawn, higher for one piece in twenty; speed falls with torque (about constant power) and scatters; the process is warmer than
 * the air by a difference that grows with power, and by more where the cooling is blocked; tools wear by a few minutes per row until they are changed. Each of four causes has a chance that rises steeply
 * past a limit: a worn tool; strain (torque × wear); heat that a slow spindle cannot carry off; more power than the drive gives.
 * One row in 250 fails for no reason at all, so that no model can be perfect.
 */
export function makeMachineFailure(seed: number): Table {
  const random = createRandom(seed);
  const product = new Int32Array(ROWS);
  const air = new Float64Array(ROWS);
  const process = new Float64Array(ROWS);
  const speed = new Float64Array(ROWS);
  const torque = new Float64Array(ROWS);
  const wear = new Float64Array(ROWS);
  const failure = new Int32Array(ROWS);

  let weather = 0;
  let toolMinutes = 0;
  let toolLife = 200;
  for (let row = 0; row < ROWS; row++) {
    const type = pickByShare(PRODUCT_SHARES, random.uniform());
    weather = 0.98 * weather + 0.4 * random.normal();
    const airC = 25 + weather;
    const isHeavyPiece = random.uniform() < 0.04;
    const isCoolingBlocked = random.uniform() < 0.035;
    const torqueNm = Math.max(8, 38 + 7.5 * random.normal() + (isHeavyPiece ? 20 : 0));
    const speedRpm = Math.max(900, 700 + 34_000 / (torqueNm + 5) + 90 * random.normal());
    const powerKw = (torqueNm * speedRpm * 2 * Math.PI) / 60_000;
    const processC = airC + 8.5 + 0.3 * powerKw + 0.5 * random.normal() + (isCoolingBlocked ? 4 : 0);
    toolMinutes += 2 + 3 * random.uniform();
    if (toolMinutes > toolLife) {
      toolMinutes = 0;
      toolLife = 180 + 38 * random.uniform();
    }

    const wornTool = 0.85 * logistic((toolMinutes - (WEAR_LIMIT_MIN[type] ?? 0)) / 1);
    const strain = logistic((torqueNm * toolMinutes - (STRAIN_LIMIT[type] ?? 0)) / 150);
    const heat = logistic((processC - airC - 12.8) / 0.15) * logistic((1420 - speedRpm) / 15);
    const power = logistic((powerKw - 8.1) / 0.08);
    const chance = 1 - (1 - wornTool) * (1 - strain) * (1 - heat) * (1 - power) * (1 - 0.004);

    product[row] = type;
    air[row] = airC;
    process[row] = processC;
    speed[row] = speedRpm;
    torque[row] = torqueNm;
    wear[row] = toolMinutes;
    failure[row] = Number(random.uniform() < chance);
  }
  return {
    rowCount: ROWS,
    columns: [
      coded('product type', 'category', PRODUCT_TYPES, product),
      measured('air temperature (°C)', air, 1),
      measured('process temperature (°C)', process, 1),
      measured('speed (rpm)', speed, 0),
      measured('torque (Nm)', torque, 1),
      measured('tool wear (min)', wear, 0),
      coded('failure', 'boolean', ['no', 'yes'], failure),
    ],
  };
}
