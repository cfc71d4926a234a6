import { AppError } from '../../shared/appError.ts';
import { requireColumn, type Table } from '../dataset/table.ts';
import { countTiles } from '../images/tileGrid.ts';
import type { ImageSample } from '../images/imageSample.ts';
import { IMAGE_COLUMNS } from '../images/suggestImageSample.ts';
import type { DealtSamples } from './dealSamples.ts';
import type { PreparationSpec } from './preparation.ts';
import { numericTarget } from './targets.ts';

/** More are a mistake in the size of a tile rather than a wish. */
const MOST_TILES = 4_000_000;

/**
 * The tiles of a table's pictures, each a sample with its picture's part and target, so that no picture is in two parts. Those of a
 * picture follow one another, in the order of `tileGrid`.
 * @throws AppError `data.columnMissing`, `data.tooManyTiles`
 */
export function dealTiles(
  spec: PreparationSpec,
  sample: ImageSample,
  table: Table,
  rowParts: Uint8Array,
): DealtSamples {
  const widths = requireColumn(table, IMAGE_COLUMNS.width);
  const heights = requireColumn(table, IMAGE_COLUMNS.height);
  const counts = Float64Array.from(rowParts, (_, row) =>
    countTiles(sample, { width: numericTarget(widths, row), height: numericTarget(heights, row) }),
  );
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count > MOST_TILES) throw new AppError('data.tooManyTiles', { tiles: count, most: MOST_TILES });
  const rows = new Uint32Array(count);
  const tiles = new Uint32Array(count);
  let next = 0;
  counts.forEach((each, row) => {
    for (let tile = 0; tile < each; tile++) {
      rows[next] = row;
      tiles[next++] = tile;
    }
  });
  return {
    rowParts,
    parts: new Uint8Array(count).map((_, i) => rowParts[rows[i] ?? 0] ?? 0),
    rows,
    tiles,
    targets: table,
    judgedParts: rowParts,
    spec,
    windows: null,
  };
}
