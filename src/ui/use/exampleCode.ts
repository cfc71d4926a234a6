// In a file of its own: in a component the tools that look for imports take these for the page's.

/** How a program in Node predicts one picture with the downloaded model. */
export const IMAGE_CODE = `// in the unpacked folder, after npm install
import sharp from 'sharp';
import { predict } from './example.mjs';

const decoded = sharp('part.png').rotate().toColourspace('srgb').ensureAlpha().raw();
const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
const { outputs, decision } = await predict({ width: info.width, height: info.height, data });
console.log(outputs, decision);`;

/** And one row. */
export const ROW_CODE = `// in the unpacked folder, after npm install
import { readFile } from 'node:fs/promises';
import { predict } from './example.mjs';

const { example } = JSON.parse(await readFile('schema.json', 'utf8'));
const { outputs, decision } = await predict(example);
console.log(outputs, decision);`;

/** How it makes samples with a downloaded generator. */
export const GENERATOR_CODE = `// in the unpacked folder, after npm install
import { generate } from './example.mjs';

const samples = await generate(100);
console.log(samples[0]);`;

/** How it translates a picture with one that translates. */
export const TRANSLATION_CODE = `// in the unpacked folder, after npm install
import sharp from 'sharp';
import { translate } from './example.mjs';

const decoded = sharp('part.png').rotate().toColourspace('srgb').ensureAlpha().raw();
const { data, info } = await decoded.toBuffer({ resolveWithObject: true });
const { pixels, ...raw } = await translate({ width: info.width, height: info.height, data });
await sharp(pixels, { raw }).png().toFile('translated.png');`;
