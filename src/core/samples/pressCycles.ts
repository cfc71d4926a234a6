import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, measured } from './sampleColumns.ts';

const PRESSES = 16;
const ROWS_PER_PRESS = 300;
const STEP_S = 0.1;
const STATES = ['idle', 'closing', 'pressing', 'holding', 'opening', 'jammed'] as const;
/** How many steps a state lasts at least and at most. */
const DURATIONS: readonly (readonly [least: number, most: number])[] = [
  [6, 16],
  [9, 13],
  [5, 9],
  [10, 18],
  [8, 12],
  [8, 16],
];
const STROKE_MM = 400;

/**
 * Forming presses that never were: 16 recordings of 30 seconds, every tenth of a second with what the press is doing.
 *
 * A cycle closes, presses, holds, opens and idles; one in four jams while it closes and opens again. Position, force and current follow the state with some inertia and scatter, so that
 * a row alone says little: closing and opening pass the same positions, a jam begins like a pressing and stands like an idle press. What came before and what comes after tell them apart.
 */
export function makePressCycles(seed: number): Table {
  const random = createRandom(seed);
  const rowCount = PRESSES * ROWS_PER_PRESS;
  const press = new Int32Array(rowCount);
  const time = new Float64Array(rowCount);
  const position = new Float64Array(rowCount);
  const force = new Float64Array(rowCount);
  const current = new Float64Array(rowCount);
  const states = new Int32Array(rowCount);

  for (let index = 0; index < PRESSES; index++) {
    const stiffness = 0.9 + 0.2 * random.uniform();
    let state = 0;
    let left = 1 + Math.floor(14 * random.uniform());
    let at = 0;
    let load = 0;
    let drive = 4;
    let speed = 0;
    for (let i = 0; i < ROWS_PER_PRESS; i++) {
      if (left === 0) {
        state = nextState(state, random.uniform());
        const [least, most] = DURATIONS[state] ?? [1, 1];
        left = least + Math.floor((most - least + 1) * random.uniform());
        speed = state === 1 ? STROKE_MM / left : state === 4 ? -at / left : state === 2 ? (STROKE_MM - at) / left : 0;
      }
      at = Math.max(0, Math.min(STROKE_MM, at + speed * (0.9 + 0.2 * random.uniform())));
      const wantedLoad = [0, 20, 620, 800, 60, 240][state] ?? 0;
      const wantedDrive = [4, 22, 46, 14, 20, 15][state] ?? 0;
      load += 0.35 * (wantedLoad * stiffness - load);
      drive += 0.5 * (wantedDrive - drive);
      const row = index * ROWS_PER_PRESS + i;
      press[row] = index;
      time[row] = i * STEP_S;
      position[row] = at + 12 * random.normal();
      force[row] = load + 55 * random.normal();
      current[row] = drive + 5 * random.normal();
      states[row] = state;
      left -= 1;
    }
  }
  const names = Array.from({ length: PRESSES }, (_, i) => `P${String(i + 1).padStart(2, '0')}`);
  return {
    rowCount,
    columns: [
      coded('press', 'category', names, press),
      measured('time (s)', time, 1),
      measured('position (mm)', position, 1),
      measured('force (kN)', force, 0),
      measured('motor current (A)', current, 1),
      coded('state', 'category', STATES, states),
    ],
  };
}

/** Round the cycle; a jam lets go again. */
function nextState(state: number, uniform: number): number {
  if (state === 1) return uniform < 0.25 ? 5 : 2;
  if (state === 5) return 4;
  return (state + 1) % 5;
}
