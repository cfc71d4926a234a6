import type { ImageShape } from './imageSample.ts';

/** A part of a picture, in its pixels. */
export interface TileBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Shape = Pick<ImageShape, 'height' | 'width' | 'tiling'>;
type Size = Pick<TileBox, 'width' | 'height'>;

/**
 * A picture's samples, as parts of it, row by row from its upper left corner: tiles that cover every pixel and do not leave the picture,
 * the last of a row or column moved inwards; along a side shorter than a tile one that is as long as the side. Without tiling: the whole picture.
 */
export function tileGrid(shape: Shape, { width, height }: Size): readonly TileBox[] {
  if (!shape.tiling) return [{ left: 0, top: 0, width, height }];
  const tile = tileSize(shape);
  const lefts = tileStarts(width, tile.width, shape.tiling.overlap);
  const tops = tileStarts(height, tile.height, shape.tiling.overlap);
  const size = { width: Math.min(tile.width, width), height: Math.min(tile.height, height) };
  return tops.flatMap((top) => lefts.map((left) => ({ left, top, ...size })));
}

/** How many samples `tileGrid` makes of a picture. */
export function countTiles(shape: Shape, { width, height }: Size): number {
  if (!shape.tiling) return 1;
  const tile = tileSize(shape);
  const { overlap } = shape.tiling;
  return countAlong(width, tile.width, overlap) * countAlong(height, tile.height, overlap);
}

/** A tile in pixels of the picture: in the proportions of the network's picture, its longer side as chosen. */
export function tileSize({ height, width, tiling }: Shape): Size {
  const scale = (tiling?.sidePx ?? Math.max(width, height)) / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * The part of the picture that each tile alone stands for where tiles overlap: borders lie in the middle of what two share. In the order of
 * `boxes`, which are `tileGrid`'s.
 */
export function tileCells(boxes: readonly TileBox[], { width, height }: Size): readonly TileBox[] {
  const across = borders([...new Set(boxes.map(({ left }) => left))], boxes[0]?.width ?? width, width);
  const down = borders([...new Set(boxes.map(({ top }) => top))], boxes[0]?.height ?? height, height);
  return boxes.map((box) => {
    const [left = 0, right = width] = across.get(box.left) ?? [];
    const [top = 0, bottom = height] = down.get(box.top) ?? [];
    return { left, top, width: right - left, height: bottom - top };
  });
}

/** The place of the tile that is nearest to the picture's middle. */
export function middleTile(boxes: readonly TileBox[], size: Size): number {
  const distance = ({ left, top, width, height }: TileBox): number =>
    Math.hypot(left + width / 2 - size.width / 2, top + height / 2 - size.height / 2);
  let nearest = 0;
  boxes.forEach((box, i) => {
    if (distance(box) < distance(boxes[nearest] ?? box)) nearest = i;
  });
  return nearest;
}

function borders(starts: readonly number[], length: number, size: number): Map<number, readonly [number, number]> {
  const between = starts.slice(1).map((start, i) => (start + (starts[i] ?? 0) + length) / 2);
  return new Map(starts.map((start, i) => [start, [between[i - 1] ?? 0, between[i] ?? size]]));
}

function tileStarts(size: number, tile: number, overlap: number): readonly number[] {
  const step = stepOf(tile, overlap);
  return Array.from({ length: countAlong(size, tile, overlap) }, (_, i) =>
    Math.max(0, Math.min(i * step, size - tile)),
  );
}

function countAlong(size: number, tile: number, overlap: number): number {
  return size <= tile ? 1 : Math.ceil((size - tile) / stepOf(tile, overlap)) + 1;
}

function stepOf(tile: number, overlap: number): number {
  return Math.max(1, Math.round(tile * (1 - overlap)));
}
