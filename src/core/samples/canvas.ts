/** A grey picture being drawn: values in [0, 1], [side, side]. */
export interface Canvas {
  readonly side: number;
  readonly values: Float32Array;
}

export type Point = readonly [x: number, y: number];

/** Changes the pixels within `radius` of a point; `change` is given the old value and the distance in pixels. */
export function touch(
  { side, values }: Canvas,
  [x, y]: Point,
  radius: number,
  change: (value: number, distance: number) => number,
): void {
  for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(side - 1, Math.ceil(y + radius)); row++) {
    for (
      let column = Math.max(0, Math.floor(x - radius));
      column <= Math.min(side - 1, Math.ceil(x + radius));
      column++
    ) {
      const distance = Math.hypot(column - x, row - y);
      if (distance > radius) continue;
      const at = row * side + column;
      values[at] = change(values[at] ?? 0, distance);
    }
  }
}

/** Draws a line through points with soft edges: pixels are moved towards `tone`, wholly within half the width. */
export function stroke(canvas: Canvas, points: readonly Point[], width: number, tone: number, opacity: number): void {
  const { side, values } = canvas;
  const coverage = new Float32Array(side * side);
  const mask = { side, values: coverage };
  points.slice(1).forEach((end, i) => {
    const start = points[i] ?? end;
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(end[0] - start[0], end[1] - start[1])));
    for (let step = 0; step <= steps; step++) {
      const share = step / steps;
      const place: Point = [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])];
      touch(mask, place, width / 2 + 1, (value, distance) =>
        Math.max(value, Math.min(1, Math.max(0, width / 2 + 0.5 - distance))),
      );
    }
  });
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    values[at] = value + opacity * (coverage[at] ?? 0) * (tone - value);
  }
}

/** The picture in 0 … 255. */
export function toBytes({ values }: Canvas): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
}
