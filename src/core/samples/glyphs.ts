import { createRandom } from '../../shared/random.ts';
import { stroke, toBytes, type Canvas, type Point } from './canvas.ts';
import type { ImageSet } from './imageSets.ts';

const SIDE = 28;
const PER_CLASS = 90;

/** The lines of each digit in a box of 1 × 1, y downwards. */
const DIGITS: Readonly<Record<string, readonly (readonly Point[])[]>> = {
  '0': [arc(0.5, 0.5, 0.32, 0.45, 0, 360)],
  '1': [
    [
      [0.35, 0.22],
      [0.55, 0.05],
      [0.55, 0.95],
    ],
  ],
  '2': [[...arc(0.5, 0.3, 0.28, 0.25, 190, 390), [0.22, 0.93], [0.8, 0.93]]],
  '3': [arc(0.48, 0.28, 0.27, 0.22, 200, 450), arc(0.48, 0.72, 0.3, 0.22, 270, 520)],
  '4': [
    [
      [0.62, 0.95],
      [0.62, 0.05],
      [0.18, 0.66],
      [0.85, 0.66],
    ],
  ],
  '5': [[[0.76, 0.07], [0.3, 0.07], [0.26, 0.46], ...arc(0.48, 0.67, 0.3, 0.26, 230, 505)]],
  '6': [[[0.66, 0.06], [0.36, 0.36], ...arc(0.5, 0.68, 0.28, 0.25, 200, 560)]],
  '7': [
    [
      [0.2, 0.07],
      [0.8, 0.07],
      [0.42, 0.95],
    ],
  ],
  '8': [arc(0.5, 0.28, 0.23, 0.21, 0, 360), arc(0.5, 0.72, 0.28, 0.23, 0, 360)],
  '9': [[...arc(0.5, 0.32, 0.27, 0.25, 0, 360), [0.77, 0.34], [0.68, 0.95]]],
};

/**
 * Digits as a pen might have written them, 28 × 28 grey, white on black: every one is moved, turned, sheared, stretched and drawn with
 * a pen of another width, and its corners are shifted a little; some noise on top.
 */
export function makeGlyphs(seed: number): ImageSet {
  const random = createRandom(seed);
  const within = (most: number): number => (2 * random.uniform() - 1) * most;
  const pictures = Object.entries(DIGITS).flatMap(([label, lines]) =>
    Array.from({ length: PER_CLASS }, () => {
      const canvas: Canvas = { side: SIDE, values: new Float32Array(SIDE * SIDE) };
      const angle = within(0.22);
      const shear = within(0.3);
      const height = 18 * (1 + within(0.18));
      const width = 15 * (1 + within(0.22));
      const middle: Point = [SIDE / 2 + within(2.5), SIDE / 2 + within(2.5)];
      const pen = 1.4 + 1.6 * random.uniform();
      for (const line of lines) {
        const points = line.map(([x, y]): Point => {
          const down = (y - 0.5) * height + 0.35 * random.normal();
          const across = (x - 0.5) * width - shear * down + 0.35 * random.normal();
          return [
            middle[0] + Math.cos(angle) * across - Math.sin(angle) * down,
            middle[1] + Math.sin(angle) * across + Math.cos(angle) * down,
          ];
        });
        stroke(canvas, points, pen, 0.75 + 0.25 * random.uniform(), 1);
      }
      const noisy = canvas.values.map((value) => value + 0.03 * random.normal());
      return { label, pixels: toBytes({ ...canvas, values: noisy }) };
    }),
  );
  return { side: SIDE, pictures };
}

/** Points of an ellipse, clockwise from `from` to `to` degrees; 0 is to the right. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): readonly Point[] {
  const steps = Math.ceil((to - from) / 20);
  return Array.from({ length: steps + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}
