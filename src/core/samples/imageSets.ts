import { makeGlyphs } from './glyphs.ts';
import { makeNoisyParts } from './noisyParts.ts';
import { makeSurfaceDefects } from './surfaceDefects.ts';

/** Square grey pictures with their classes, and their companions where they have some. */
export interface ImageSet {
  readonly side: number;
  readonly pictures: readonly {
    readonly label: string;
    /** 0 … 255, [side, side] */
    readonly pixels: Uint8Array;
    /** The picture's mask or target, as its pixels are. */
    readonly companion?: Uint8Array;
  }[];
  /** The folders that pictures and companions come in; an import tells from them what belongs together. */
  readonly companions?: { readonly pictures: string; readonly folder: string };
}

/** The synthetic sets of pictures that Lathe draws itself. */
export const IMAGE_SETS = {
  surfaceDefects: makeSurfaceDefects,
  defectMasks: makeSurfaceDefects,
  glyphs: makeGlyphs,
  noisyParts: makeNoisyParts,
} as const;

export type ImageSetName = keyof typeof IMAGE_SETS;

/** Whether a sample is a set of pictures. */
export function isImageSet(name: string): name is ImageSetName {
  return Object.hasOwn(IMAGE_SETS, name);
}

/** A grey picture as red, green, blue and alpha. */
export function greyToRgba(pixels: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(pixels.length * 4);
  pixels.forEach((value, i) => {
    rgba.fill(value, 4 * i, 4 * i + 3);
    rgba[4 * i + 3] = 255;
  });
  return rgba;
}
