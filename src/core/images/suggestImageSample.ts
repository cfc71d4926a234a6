import type { Column, ColumnSchema, Table } from '../dataset/table.ts';
import { NO_AUGMENTATION, type ImageSample } from './imageSample.ts';

/** The columns of an imported set of pictures. */
export const IMAGE_COLUMNS = {
  image: 'image',
  label: 'label',
  width: 'width',
  height: 'height',
  channels: 'channels',
} as const;

/** The yes/no column that says which pictures are in no part of the split. */
export const EXCLUDED_COLUMN = 'excluded';

/** The column that says what pictures are for, where their folders do: `train/ok/1.png`. */
export const PART_COLUMN = 'part';

/** The column that gives duplicates one number, and every other picture its own: what a split by groups goes by. */
export const DUPLICATES_COLUMN = 'duplicates';

/** Pictures up to this side are taken as they are. */
const KEPT_SIDE = 64;
const MIN_SIDE = 16;
/** Sides that are made smaller anyway are made such that networks can halve them twice and double them again. */
const HALVED_TWICE = 4;
/** Proportions that differ by less than this may be stretched to one another unseen. */
const SAME_PROPORTION = 1.05;

/** The column that names pictures; undefined where the table has none. */
export function findImageColumn<C extends ColumnSchema>(table: { readonly columns: readonly C[] }): C | undefined {
  return table.columns.find(({ type }) => type === 'image');
}

/** Whether a column only says something about the picture itself, its size or its use, not what it shows. */
export function describesPicture(name: string): boolean {
  return (
    name === IMAGE_COLUMNS.width ||
    name === IMAGE_COLUMNS.height ||
    name === IMAGE_COLUMNS.channels ||
    name === EXCLUDED_COLUMN ||
    name === PART_COLUMN ||
    name === DUPLICATES_COLUMN
  );
}

/** What a table's pictures are made into: their own size where they are small, grey where all are grey, nothing cut off. */
export function suggestImageSample(table: Table, column: Column): ImageSample {
  const widths = numbersOf(table, IMAGE_COLUMNS.width);
  const heights = numbersOf(table, IMAGE_COLUMNS.height);
  const channels = numbersOf(table, IMAGE_COLUMNS.channels);
  const proportions = widths.map((width, row) => width / (heights[row] ?? 1)).sort();
  const width = medianOf(widths) || KEPT_SIDE;
  const height = medianOf(heights) || KEPT_SIDE;
  const scale = Math.min(1, KEPT_SIDE / Math.max(width, height));
  const sideOf = (length: number): number =>
    scale < 1
      ? Math.max(MIN_SIDE, HALVED_TWICE * Math.round((length * scale) / HALVED_TWICE))
      : Math.max(MIN_SIDE, length);
  const isAlike = (proportions.at(-1) ?? 1) / (proportions[0] ?? 1) < SAME_PROPORTION;
  return {
    kind: 'image',
    column: column.name,
    height: sideOf(height),
    width: sideOf(width),
    channels: channels.length > 0 && channels.every((count) => count === 1) ? 1 : 3,
    fit: isAlike ? 'stretch' : 'letterbox',
    augmentation: NO_AUGMENTATION,
  };
}

function numbersOf(table: Table, name: string): Float64Array {
  const data = table.columns.find((column) => column.name === name)?.data;
  return data?.kind === 'numeric' ? data.values.filter((value) => value > 0) : new Float64Array(0);
}

function medianOf(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1] ?? 0;
}
