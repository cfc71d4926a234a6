import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { greyPng } from '../../tests/e2e/support/png.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const SIDE = 28;
const PIXELS_START = 16;
const LABELS_START = 8;
/** Of the steel surfaces. */
export const FOLDS = 5;

/**
 * The 60,000 digits to learn from as `train/7/00001.png`, or the 10,000 that judge as `test/7/00001.png`: a ZIP each, for one without
 * 64-bit extensions holds 65,535 files.
 */
export function zipMnist(part: 'train' | 'test'): Buffer {
  const files: Record<string, Uint8Array> = {};
  const name = part === 'train' ? 'train' : 't10k';
  const read = (kind: string): Uint8Array => gunzipSync(readFileSync(join(DATA, 'mnist', `${name}-${kind}-ubyte.gz`)));
  const pixels = read('images-idx3').subarray(PIXELS_START);
  read('labels-idx1')
    .subarray(LABELS_START)
    .forEach((label, i) => {
      const picture = pixels.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE);
      files[`${part}/${label}/${String(i).padStart(5, '0')}.png`] = greyPng(picture, SIDE);
    });
  return Buffer.from(zipSync(files, { level: 0 }));
}

/** The steel surfaces with the fold's fifth of every class under `test`, the others under `train`. @param fold - from 1 on */
export function zipNeu(fold: number): Buffer {
  const folder = join(DATA, 'neu_det', 'dev');
  const files: Record<string, Uint8Array> = {};
  for (const label of readdirSync(folder)) {
    readdirSync(join(folder, label))
      .toSorted()
      .forEach((name, i) => {
        const part = i % FOLDS === fold - 1 ? 'test' : 'train';
        files[`${part}/${label}/${name}`] = readFileSync(join(folder, label, name));
      });
  }
  return Buffer.from(zipSync(files, { level: 0 }));
}
