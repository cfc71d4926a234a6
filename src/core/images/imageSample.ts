import type { CompanionRole } from './pairPictures.ts';

/** How a picture of any size becomes one of the network's size: `letterbox` keeps all of it and fills up with black, `crop` keeps its middle. */
export const IMAGE_FITS = ['stretch', 'letterbox', 'crop'] as const;
export type ImageFit = (typeof IMAGE_FITS)[number];

/** Values of 16 bits, 0 ≤ low < high ≤ 65,535: what is below is black, what is above white. */
export interface IntensityWindow {
  readonly low: number;
  readonly high: number;
}

/** How scores of a picture's tiles become the picture's: their mean, or those of the tile with the largest score of one class or label. */
export type TileMerge = { readonly kind: 'mean' } | { readonly kind: 'largest'; readonly name: string };

/** How a picture is cut into tiles, each of them a sample; `tileGrid` says where. */
export interface Tiling {
  /** A tile's longer side, in pixels of the picture; null: as the network's picture, so that nothing is scaled. */
  readonly sidePx: number | null;
  /** The share of a tile that the next one covers again, 0 … 0.5. */
  readonly overlap: number;
  readonly merge: TileMerge;
}

/** Fitted pictures and tiles are kept in memory up to this much, a byte a value; beyond it they are decoded whenever they are asked for. */
export const KEPT_BYTES = 256 * 2 ** 20;

export const PLAIN_TILING: Tiling = { sidePx: null, overlap: 0, merge: { kind: 'mean' } };

/** What a network takes for a picture: values in [0, 1], [height, width, channels]. Transparent parts are white. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1: grey (luma), 3: red, green, blue. */
  readonly channels: 1 | 3;
  readonly fit: ImageFit;
  /** Of pictures with 16 bits, which values become 0 and 1; left out: the whole scale. */
  readonly window?: IntensityWindow;
  /** Left out: a picture is one sample. Else each tile is one, and `fit` is not asked. */
  readonly tiling?: Tiling;
}

/** What a picture's companion is made into, so that it lies on the picture pixel by pixel. */
export function companionShape<S extends ImageShape>(shape: S, role: CompanionRole): S {
  return role === 'mask' ? { ...shape, channels: 1 } : shape;
}

/** What training changes at random about its pictures; each number is the most that is drawn, in both directions. Zero: not at all. */
export interface Augmentation {
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  readonly rotateDegrees: number;
  /** Shares of width and height. */
  readonly shift: number;
  /** 0.1: from 10 % smaller to 10 % larger. */
  readonly zoom: number;
  readonly shearDegrees: number;
  /** Standard deviation of a Gaussian blur, in pixels of the network's picture. */
  readonly blur: number;
  /** Added to values in [0, 1]. */
  readonly brightness: number;
  /** 0.2: differences from the picture's mean are made 20 % smaller to 20 % larger. */
  readonly contrast: number;
  /** Standard deviation of the noise on values in [0, 1]. */
  readonly noise: number;
  /** Side of a black square somewhere in the picture, as a share of its shorter side. */
  readonly cutOut: number;
  /** α of mixup, 0 … 1: pictures of a batch, and what is to be learnt of them, are mixed with each other (`drawMixture`). */
  readonly mixup: number;
}

export const NO_AUGMENTATION: Augmentation = {
  flipHorizontal: false,
  flipVertical: false,
  rotateDegrees: 0,
  shift: 0,
  zoom: 0,
  shearDegrees: 0,
  blur: 0,
  brightness: 0,
  contrast: 0,
  noise: 0,
  cutOut: 0,
  mixup: 0,
};

/** A sample is the picture that the cell of a column names. */
export interface ImageSample extends ImageShape {
  readonly kind: 'image';
  readonly column: string;
  readonly augmentation: Augmentation;
}
