// In a file of its own: in a component the tools that look for imports take these for the page's.
import { answersSteps } from '../../core/preprocessing/applyPipeline.ts';
import type { FittedPipeline } from '../../core/preprocessing/preparation.ts';
import type { Procedure } from '../../core/recipe/recipe.ts';

/** What a program hands to a downloaded model: `steps` are windows with an answer for each row. */
export type ModelTakes = 'rows' | 'windows' | 'steps' | 'pictures' | 'translation' | 'noise';

export function modelTakes({ kind }: Pick<Procedure, 'kind'>, pipeline: FittedPipeline): ModelTakes {
  if (pipeline.task === 'translation') return 'translation';
  if (kind === 'gan') return 'noise';
  if (pipeline.sample?.kind === 'image') return 'pictures';
  if (pipeline.sample?.kind !== 'window') return 'rows';
  return answersSteps(pipeline) ? 'steps' : 'windows';
}

/** How a program in Node predicts one picture with the downloaded model. */
const IMAGE_CODE = `// in the unpacked folder, after npm install
import sharp from 'sharp';
import { predict } from './example.mjs';

const decoded = sharp('part.png').rotate().toColourspace('srgb').ensureAlpha().raw();
const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
const { outputs, decision } = await predict({ width: info.width, height: info.height, data });
console.log(outputs, decision);`;

/** And one row. */
const ROW_CODE = `// in the unpacked folder, after npm install
import { readFile } from 'node:fs/promises';
import { predict } from './example.mjs';

const { example } = JSON.parse(await readFile('schema.json', 'utf8'));
const { outputs, decision } = await predict(example);
console.log(outputs, decision);`;

/** And one window. */
const WINDOW_CODE = windowCode(`const { outputs, decision } = await predict(rows);
console.log(outputs, decision);`);

/** And one window whose rows get an answer each. */
const STEPS_CODE = windowCode(`const { steps } = await predict(rows);
for (const { outputs, decision } of steps) console.log(outputs, decision);`);

/** How it makes samples with a downloaded generator. */
const GENERATOR_CODE = `// in the unpacked folder, after npm install
import { generate } from './example.mjs';

const samples = await generate(100);
console.log(samples[0]);`;

/** How it translates a picture with one that translates. */
const TRANSLATION_CODE = `// in the unpacked folder, after npm install
import sharp from 'sharp';
import { translate } from './example.mjs';

const decoded = sharp('part.png').rotate().toColourspace('srgb').ensureAlpha().raw();
const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
const { pixels, ...raw } = await translate({ width: info.width, height: info.height, data });
await sharp(pixels, { raw }).png().toFile('translated.png');`;

/** How a program in Node uses the downloaded model. */
export const EXAMPLE_CODES: Readonly<Record<ModelTakes, string>> = {
  rows: ROW_CODE,
  windows: WINDOW_CODE,
  steps: STEPS_CODE,
  pictures: IMAGE_CODE,
  translation: TRANSLATION_CODE,
  noise: GENERATOR_CODE,
};

function windowCode(use: string): string {
  return `// in the unpacked folder, after npm install
import { readFile } from 'node:fs/promises';
import { predict } from './example.mjs';

const { example, sample } = JSON.parse(await readFile('schema.json', 'utf8'));
// As many rows as a window has, the oldest first: put your own in their place.
const { resampling } = sample;
const timeOf = (i) => (resampling ? { [sample.time]: i * resampling.step } : {});
const rows = Array.from({ length: sample.rows }, (_, i) => ({ ...example, ...timeOf(i) }));
${use}`;
}
