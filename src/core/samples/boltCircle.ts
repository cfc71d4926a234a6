import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, measured } from './sampleColumns.ts';

const ROWS = 2400;
export const BOLT_HOLES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
export const BOLT_CIRCLE_RADIUS_MM = 50;
/** Standard deviation of a hole's position on each axis. */
const SCATTER_MM = 1.1;

/**
 * Where a worn drill put the eight holes of a flange, as a coordinate measuring machine finds them: one row per hole. It is
 * the ring of eight Gaussians on which generative networks are tried: one that is no good forgets holes.
 */
export function makeBoltCircle(seed: number): Table {
  const random = createRandom(seed);
  const x = new Float64Array(ROWS);
  const y = new Float64Array(ROWS);
  const hole = new Int32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    const index = random.below(BOLT_HOLES.length);
    const angle = (2 * Math.PI * index) / BOLT_HOLES.length;
    x[row] = BOLT_CIRCLE_RADIUS_MM * Math.cos(angle) + SCATTER_MM * random.normal();
    y[row] = BOLT_CIRCLE_RADIUS_MM * Math.sin(angle) + SCATTER_MM * random.normal();
    hole[row] = index;
  }
  return {
    rowCount: ROWS,
    columns: [measured('x (mm)', x, 3), measured('y (mm)', y, 3), coded('hole', 'category', BOLT_HOLES, hole)],
  };
}
