import { createRandom } from '../../shared/random.ts';
import type { Table } from '../dataset/table.ts';
import { coded, measured, pickByShare } from './sampleColumns.ts';

const ROWS = 3000;

/** What the melt shop and the mill aim at for a grade: mass percent, °C, mm. */
interface GradeAim {
  readonly name: string;
  readonly share: number;
  readonly carbon: number;
  readonly manganese: number;
  readonly silicon: number;
  readonly chromium: number;
  readonly copper: number;
  readonly niobium: number;
  readonly finishingC: number;
  readonly coilingC: number;
}

const GRADES: readonly GradeAim[] = [
  {
    name: 'deep drawing',
    share: 0.28,
    carbon: 0.035,
    manganese: 0.22,
    silicon: 0.02,
    chromium: 0.03,
    copper: 0.03,
    niobium: 0.002,
    finishingC: 905,
    coilingC: 690,
  },
  {
    name: 'structural',
    share: 0.27,
    carbon: 0.15,
    manganese: 0.85,
    silicon: 0.18,
    chromium: 0.05,
    copper: 0.06,
    niobium: 0.006,
    finishingC: 870,
    coilingC: 610,
  },
  {
    name: 'high strength',
    share: 0.2,
    carbon: 0.09,
    manganese: 1.25,
    silicon: 0.2,
    chromium: 0.06,
    copper: 0.05,
    niobium: 0.034,
    finishingC: 850,
    coilingC: 570,
  },
  {
    name: 'weathering',
    share: 0.13,
    carbon: 0.11,
    manganese: 0.75,
    silicon: 0.32,
    chromium: 0.38,
    copper: 0.26,
    niobium: 0.008,
    finishingC: 865,
    coilingC: 605,
  },
  {
    name: 'spring',
    share: 0.12,
    carbon: 0.3,
    manganese: 0.8,
    silicon: 0.26,
    chromium: 0.12,
    copper: 0.07,
    niobium: 0.005,
    finishingC: 880,
    coilingC: 640,
  },
];

/**
 * A hot strip mill that never was: one row per coil, five grades of unequal share.
 *
 * Every grade has aims for chemistry and rolling temperatures. A heat misses each aim by a factor (log-normal), temperatures scatter and
 * thick strip finishes hotter and coils warmer, so that a temperature means something only together with the thickness. Neighbouring grades overlap, and
 * 1.5 % of coils are booked as another grade than was rolled: about 95 % can be told apart.
 */
export function makeSteelGrades(seed: number): Table {
  const random = createRandom(seed);
  const shares = GRADES.map((grade) => grade.share);
  const names = [
    'carbon (%)',
    'manganese (%)',
    'silicon (%)',
    'chromium (%)',
    'copper (%)',
    'niobium (%)',
    'phosphorus (%)',
  ];
  const chemistry = names.map(() => new Float64Array(ROWS));
  const thickness = new Float64Array(ROWS);
  const finishing = new Float64Array(ROWS);
  const coiling = new Float64Array(ROWS);
  const grades = new Int32Array(ROWS);

  for (let row = 0; row < ROWS; row++) {
    const rolled = pickByShare(shares, random.uniform());
    const aim = GRADES[rolled];
    if (!aim) continue;
    const aims = [aim.carbon, aim.manganese, aim.silicon, aim.chromium, aim.copper, aim.niobium, 0.014];
    for (const [element, values] of chemistry.entries()) {
      values[row] = (aims[element] ?? 0) * Math.exp(0.42 * random.normal());
    }
    const thicknessMm = 1.6 + 8 * random.uniform() ** 2;
    thickness[row] = thicknessMm;
    finishing[row] = aim.finishingC + 4 * (thicknessMm - 4) + 11 * random.normal();
    coiling[row] = aim.coilingC + 7 * (thicknessMm - 4) + 18 * random.normal();
    const isMisbooked = random.uniform() < 0.015;
    grades[row] = isMisbooked ? pickByShare(shares, random.uniform()) : rolled;
  }
  return {
    rowCount: ROWS,
    columns: [
      ...chemistry.map((values, element) => measured(names[element] ?? '', values, 4)),
      measured('thickness (mm)', thickness, 2),
      measured('finishing temperature (°C)', finishing, 0),
      measured('coiling temperature (°C)', coiling, 0),
      coded(
        'grade',
        'category',
        GRADES.map((grade) => grade.name),
        grades,
      ),
    ],
  };
}
