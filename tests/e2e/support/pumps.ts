import { createRandom } from '../../../src/shared/random.ts';

/** Pumps whose six sensors follow load and temperature; in the few bad rows one of them no longer does. */
export function pumpsCsv(rows: number, seed: number): string {
  const random = createRandom(seed);
  const lines = ['load,flow,pressure,current,heat,vibration,label'];
  for (let row = 0; row < rows; row++) {
    const [load, warmth] = [random.normal(), random.normal()];
    const values = [load, 2 * load, load + warmth, load - 0.5 * warmth, warmth, 0.5 * load + 0.5 * warmth];
    const isBad = random.uniform() < 0.06;
    if (isBad) {
      const broken = 1 + random.below(5);
      values[broken] = -(values[broken] ?? 0) + (random.uniform() < 0.5 ? 2.5 : -2.5);
    }
    const cells = values.map((value) => (10 + value + 0.05 * random.normal()).toFixed(4));
    lines.push([...cells, isBad ? 'bad' : 'good'].join(','));
  }
  return `${lines.join('\n')}\n`;
}
