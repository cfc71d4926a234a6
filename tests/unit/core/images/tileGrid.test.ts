import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeImage } from '../../../../src/core/images/imagePipeline.ts';
import type { RgbaPicture } from '../../../../src/core/images/fitImage.ts';
import { fitTile } from '../../../../src/core/images/fitTile.ts';
import { PLAIN_TILING, type ImageShape } from '../../../../src/core/images/imageSample.ts';
import { mergeTiles } from '../../../../src/core/images/mergeTiles.ts';
import { countTiles, tileCells, tileGrid, tileSize, type TileBox } from '../../../../src/core/images/tileGrid.ts';
import type { FittedPipeline } from '../../../../src/core/preprocessing/preparation.ts';

const SHAPE: ImageShape = { width: 64, height: 64, channels: 1, fit: 'letterbox', tiling: PLAIN_TILING };

const sides = fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) });
const shapes = fc
  .record({
    width: fc.integer({ min: 4, max: 40 }),
    height: fc.integer({ min: 4, max: 40 }),
    sidePx: fc.option(fc.integer({ min: 2, max: 60 })),
    overlap: fc.double({ min: 0, max: 0.5, noNaN: true }),
  })
  .map(({ width, height, sidePx, overlap }) => ({
    ...SHAPE,
    width,
    height,
    tiling: { ...PLAIN_TILING, sidePx, overlap },
  }));

function contains(outer: TileBox, inner: TileBox | undefined): boolean {
  return (
    inner !== undefined &&
    inner.left >= outer.left &&
    inner.top >= outer.top &&
    inner.left + inner.width <= outer.left + outer.width &&
    inner.top + inner.height <= outer.top + outer.height
  );
}

describe('the tiles of a picture', () => {
  test('lie inside it, are of one size, as many as counted, and cover every pixel; their cells cover each just once', () => {
    fc.assert(
      fc.property(shapes, sides, (shape, size) => {
        const boxes = tileGrid(shape, size);
        const tile = tileSize(shape);
        expect(boxes).toHaveLength(countTiles(shape, size));
        expect(new Set(boxes.map(({ left, top }) => `${left}/${top}`)).size).toBe(boxes.length);
        const covered = new Uint8Array(size.width * size.height);
        for (const box of boxes) {
          for (let y = box.top; y < box.top + box.height; y++) {
            covered.fill(1, y * size.width + box.left, y * size.width + box.left + box.width);
          }
        }
        const isInside = boxes.every(
          (box) =>
            box.width === Math.min(tile.width, size.width) &&
            box.height === Math.min(tile.height, size.height) &&
            contains({ left: 0, top: 0, ...size }, box),
        );
        expect(isInside).toBe(true);
        expect(covered.includes(0)).toBe(false);
        const cells = tileCells(boxes, size);
        expect(cells.reduce((sum, { width, height }) => sum + width * height, 0)).toBeCloseTo(size.width * size.height);
        expect(boxes.every((box, i) => contains(box, cells[i]))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('of 8000 × 2000 pixels are 125 × 32, the last row moved up by 48 pixels', () => {
    const boxes = tileGrid(SHAPE, { width: 8000, height: 2000 });
    expect(boxes).toHaveLength(125 * 32);
    expect(boxes.at(-1)).toEqual({ left: 7936, top: 1936, width: 64, height: 64 });
    expect(boxes.at(-126)).toEqual({ left: 7936, top: 1920, width: 64, height: 64 });
  });

  test('have the proportions of the network’s picture', () => {
    const shape = { ...SHAPE, width: 96, height: 32, tiling: { ...PLAIN_TILING, sidePx: 300 } };
    expect(tileSize(shape)).toEqual({ width: 300, height: 100 });
  });
});

/** Every pixel's grey is its place, counted round 251. */
function counted(width: number, height: number): RgbaPicture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data.fill(pixel % 251, pixel * 4, pixel * 4 + 3);
    data[pixel * 4 + 3] = 255;
  }
  return { width, height, data };
}

describe('a tile as the network gets it', () => {
  test('is the picture’s pixels where nothing is scaled', () => {
    const shape = { ...SHAPE, width: 4, height: 3 };
    const picture = counted(10, 7);
    for (const box of tileGrid(shape, picture)) {
      const expected = Array.from(
        { length: 12 },
        (_, i) => ((box.top + Math.floor(i / 4)) * 10 + box.left + (i % 4)) % 251,
      );
      expect([...fitTile(picture, shape, box)]).toEqual(expected);
    }
  });

  test('keeps its proportions between black where the picture is smaller', () => {
    const shape = { ...SHAPE, width: 8, height: 8 };
    const picture = { ...counted(8, 4), data: new Uint8ClampedArray(8 * 4 * 4).fill(255) };
    const [box] = tileGrid(shape, picture);
    if (!box) throw new Error('no tile');
    expect([...fitTile(picture, shape, box)]).toEqual([
      ...Array(16).fill(0),
      ...Array(32).fill(255),
      ...Array(16).fill(0),
    ]);
  });

  test('is one of many that a downloaded pipeline gives', () => {
    const sample = { ...SHAPE, kind: 'image', column: 'image', width: 4, height: 3 } as const;
    const picture = counted(10, 7);
    const input = encodeImage({ ...pipelineOf('multiclass', ['a', 'b']), sample }, picture);
    const tiles = tileGrid(sample, picture).map((box) => [...fitTile(picture, sample, box)]);
    expect([...input.map((value) => Math.round(value * 255))]).toEqual(tiles.flat());
  });
});

function pipelineOf(
  task: 'binary' | 'multiclass',
  classes: readonly string[],
  name: string | null = null,
): FittedPipeline {
  const merge = name === null ? PLAIN_TILING.merge : ({ kind: 'largest', name } as const);
  return {
    version: 1,
    task,
    columns: [],
    features: [],
    target: { kind: 'classes', column: 'label', classes },
    sample: { ...SHAPE, kind: 'image', column: 'image', tiling: { ...PLAIN_TILING, merge } },
  };
}

describe('the scores of tiles', () => {
  const scores = [0.9, 0.1, 0, 0.2, 0.5, 0.3, 0.4, 0.2, 0.4];

  test('become their mean', () => {
    const merged = mergeTiles(pipelineOf('multiclass', ['good', 'pit', 'scratch']), scores);
    [0.5, 0.8 / 3, 0.7 / 3].forEach((expected, i) => expect(merged[i]).toBeCloseTo(expected, 6));
  });

  test('become those of the tile that is most of a class', () => {
    const merged = mergeTiles(pipelineOf('multiclass', ['good', 'pit', 'scratch'], 'scratch'), scores);
    [0.4, 0.2, 0.4].forEach((expected, i) => expect(merged[i]).toBeCloseTo(expected, 6));
  });

  test('of two classes: the largest of the first one is the smallest of the other', () => {
    const binary = [0.75, 0.25, 0.5];
    expect([...mergeTiles(pipelineOf('binary', ['defect', 'good'], 'defect'), binary)]).toEqual([0.25]);
    expect([...mergeTiles(pipelineOf('binary', ['defect', 'good'], 'good'), binary)]).toEqual([0.75]);
    expect([...mergeTiles(pipelineOf('binary', ['defect', 'good']), binary)]).toEqual([0.5]);
  });
});
