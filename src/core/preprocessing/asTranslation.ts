import type { CompanionRole } from '../images/pairPictures.ts';
import type { PreparationSpec } from './preparation.ts';

/** Networks that translate halve a picture's sides twice and double them again. */
const HALVED_TWICE = 4;

/** A preparation of pictures made into one that translates them; sides that could not be halved twice become ones that can. */
export function asTranslation(spec: PreparationSpec, companion: CompanionRole): PreparationSpec {
  const { sample } = spec;
  if (sample?.kind !== 'image') return { ...spec, task: 'translation', companion };
  const sideOf = (side: number): number => Math.max(HALVED_TWICE, HALVED_TWICE * Math.round(side / HALVED_TWICE));
  const fitted = { ...sample, width: sideOf(sample.width), height: sideOf(sample.height) };
  return { ...spec, task: 'translation', companion, sample: fitted };
}
