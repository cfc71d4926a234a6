import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createRandom, shuffledIndices } from '../../src/shared/random.ts';

const FOLDER = resolve(import.meta.dirname, '../../../shared/data/cmapss');
const CAP = 125;
const WINDOW = 30;
const HELD_OUT = 20;
const VALIDATING = 12;
/** How often each engine that is held out is cut short. */
const CUTS = 8;

/**
 * The turbofan engines that ran to failure, dealt anew for each fold: those that learn and validate row by row with their remaining
 * life, those held out cut short where the official test engines are, of each cut the last window alone.
 */
export function engineLives(fold: number): Buffer {
  const engines = readEngines('train_FD001.txt');
  const lengths = readEngines('test_FD001.txt').map((rows) => rows.length);
  const random = createRandom(fold);
  const order = shuffledIndices(engines.length, random);
  const header = ['unit', 'cycle', ...names('setting', 3), ...names('sensor', 21), 'RUL', 'part'];
  const lines = [header.join(',')];
  order.forEach((engine, place) => {
    const rows = engines[engine] ?? [];
    const write = (unit: string, part: string, from: number, to: number): void => {
      for (let row = from; row < to; row++) {
        const [, ...values] = rows[row] ?? [];
        lines.push([unit, ...values, Math.min(CAP, rows.length - 1 - row), part].join(','));
      }
    };
    if (place >= HELD_OUT) {
      write(`e${engine}`, place < HELD_OUT + VALIDATING ? 'validation' : 'train', 0, rows.length);
      return;
    }
    const possible = lengths.filter((length) => length >= WINDOW && length < rows.length);
    for (let cut = 0; cut < CUTS; cut++) {
      const end = possible[random.below(possible.length)] ?? WINDOW;
      write(`e${engine}c${cut}`, 'test', end - WINDOW, end);
    }
  });
  return Buffer.from(lines.join('\n'));
}

function names(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i + 1}`);
}

/** Rows of each engine, its number first. */
function readEngines(name: string): readonly (readonly number[])[][] {
  const engines = new Map<number, number[][]>();
  for (const line of readFileSync(resolve(FOLDER, name), 'utf8').trim().split('\n')) {
    const row = line.trim().split(/\s+/).map(Number);
    const engine = row[0] ?? 0;
    engines.set(engine, [...(engines.get(engine) ?? []), row]);
  }
  return [...engines.values()];
}
