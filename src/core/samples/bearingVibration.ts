import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, measured } from './sampleColumns.ts';

const RATE_HZ = 2400;
const RECORDINGS_PER_CONDITION = 5;
const ROWS_PER_RECORDING = 2400;
const CONDITIONS = ['healthy', 'inner race', 'outer race', 'ball'] as const;
/** How often a damaged spot is hit in one turn of the shaft, as in a 6205 bearing: inner race, outer race, twice the ball's spin. */
const HITS_PER_TURN = [0, 5.42, 3.58, 4.71];
/** How hard the hits ring, and at what frequency (Hz). */
const STRENGTH = [0, 1.5, 1.7, 1.2];
const RESONANCE_HZ = [0, 620, 480, 760];

/**
 * A bearing test rig that never was: two acceleration channels, 20 recordings of a second, each of one condition.
 *
 * The shaft turns at 27 to 31 Hz with some unbalance. A damaged spot is hit a fixed number of times per turn, a little unevenly; each hit makes the housing ring at
 * a frequency of the damage and die away within milliseconds. The hits of an inner race and a ball swell and fade as the spot turns through the load.
 * Noise hides weak hits: a row says nothing by itself, some milliseconds do.
 */
export function makeBearingVibration(seed: number): Table {
  const random = createRandom(seed);
  const recordings = CONDITIONS.length * RECORDINGS_PER_CONDITION;
  const rowCount = recordings * ROWS_PER_RECORDING;
  const recording = new Int32Array(rowCount);
  const time = new Float64Array(rowCount);
  const drive = new Float64Array(rowCount);
  const fan = new Float64Array(rowCount);
  const condition = new Int32Array(rowCount);

  for (let index = 0; index < recordings; index++) {
    const kind = index % CONDITIONS.length;
    const shaftHz = 27 + 4 * random.uniform();
    const severity = (STRENGTH[kind] ?? 0) * (0.75 + 0.5 * random.uniform());
    const ring = (RESONANCE_HZ[kind] ?? 0) * (0.95 + 0.1 * random.uniform());
    const hitHz = (HITS_PER_TURN[kind] ?? 0) * shaftHz;
    const phase = 2 * Math.PI * random.uniform();
    let sinceHit = 0;
    let nextHit = random.uniform();
    let force = 0;
    for (let i = 0; i < ROWS_PER_RECORDING; i++) {
      const row = index * ROWS_PER_RECORDING + i;
      const seconds = i / RATE_HZ;
      const turn = 2 * Math.PI * shaftHz * seconds + phase;
      if (hitHz > 0 && seconds * hitHz >= nextHit) {
        nextHit += 1 + 0.03 * random.normal();
        sinceHit = 0;
        const load = kind === 2 ? 1 : 0.6 + 0.4 * Math.cos(turn);
        force = severity * load * (0.85 + 0.3 * random.uniform());
      }
      const hit = force * Math.exp(-sinceHit * 350) * Math.sin(2 * Math.PI * ring * sinceHit);
      sinceHit += 1 / RATE_HZ;
      recording[row] = index;
      time[row] = seconds;
      drive[row] = 0.25 * Math.sin(turn) + hit + 0.22 * random.normal();
      fan[row] = 0.18 * Math.sin(turn + 0.7) + 0.45 * hit + 0.22 * random.normal();
      condition[row] = kind;
    }
  }
  const names = Array.from({ length: recordings }, (_, i) => `R${String(i + 1).padStart(2, '0')}`);
  return {
    rowCount,
    columns: [
      coded('recording', 'category', names, recording),
      measured('time (s)', time, 5),
      measured('acceleration drive end (g)', drive, 4),
      measured('acceleration fan end (g)', fan, 4),
      coded('condition', 'category', CONDITIONS, condition),
    ],
  };
}
