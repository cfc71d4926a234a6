import { createRandom, type Random } from '../../shared/random.ts';
import { stroke, toBytes, touch, type Canvas, type Point } from './canvas.ts';
import type { ImageSet } from './imageSets.ts';

const SIDE = 40;
const PER_CLASS = 120;
/** Of values in [0, 1]; the grain's standard deviation is at most about as much. */
const LEAST_CHANGE = 0.035;

const CLASSES = {
  good: () => undefined,
  scratch: drawScratch,
  pit: drawPits,
  stain: drawStain,
  crack: drawCrack,
} as const satisfies Record<string, (canvas: Canvas, random: Random) => void>;

/**
 * Ground steel that never was, 40 × 40 grey, photographed under uneven light: good, or with a scratch, pits, a stain or a crack.
 *
 * Grinding leaves grain along the rows (noise that is smooth along x), the lamp stands to one side, the sensor adds noise of its own.
 * Scratches are straight, narrow and bright or dark; cracks are dark and wander, and branch; pits are small, dark and rimmed; stains are
 * wide and faint. Some of each are as faint as the grain, so that no model can be perfect. Each picture's companion is the mask of what
 * the defect has changed, black for a good one.
 */
export function makeSurfaceDefects(seed: number): ImageSet {
  const random = createRandom(seed);
  const pictures = Object.entries(CLASSES).flatMap(([label, draw]) =>
    Array.from({ length: PER_CLASS }, () => {
      const canvas = groundSteel(random);
      const before = canvas.values.slice();
      draw(canvas, random);
      const companion = maskOf(before, canvas.values);
      return { label, pixels: toBytes(addSensorNoise(canvas, random)), companion };
    }),
  );
  return { side: SIDE, pictures, companions: { pictures: 'images', folder: 'masks' } };
}

/** White where the defect has changed a pixel by more than can pass for grain. */
function maskOf(before: Float32Array, after: Float32Array): Uint8Array {
  return Uint8Array.from(after, (value, at) => (Math.abs(value - (before[at] ?? 0)) > LEAST_CHANGE ? 255 : 0));
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

function anyPoint(margin: number, random: Random): Point {
  return [between(margin, SIDE - margin, random), between(margin, SIDE - margin, random)];
}

function groundSteel(random: Random): Canvas {
  const values = new Float32Array(SIDE * SIDE);
  const level = between(0.48, 0.66, random);
  const direction = between(0, 2 * Math.PI, random);
  const slope = between(0.02, 0.16, random);
  const grain = between(0.015, 0.04, random);
  for (let row = 0; row < SIDE; row++) {
    let along = random.normal();
    const line = 0.5 * random.normal();
    for (let column = 0; column < SIDE; column++) {
      along = 0.9 * along + 0.44 * random.normal();
      const light = (Math.cos(direction) * (column - SIDE / 2) + Math.sin(direction) * (row - SIDE / 2)) / SIDE;
      values[row * SIDE + column] = level + slope * light + grain * (0.7 * along + line);
    }
  }
  return { side: SIDE, values };
}

function addSensorNoise(canvas: Canvas, random: Random): Canvas {
  return { ...canvas, values: canvas.values.map((value) => value + 0.012 * random.normal()) };
}

function drawScratch(canvas: Canvas, random: Random): void {
  const [x, y] = anyPoint(10, random);
  const angle = between(0, Math.PI, random);
  const length = between(16, 36, random);
  const bend = between(-2, 2, random);
  const points = [-0.5, -0.25, 0, 0.25, 0.5].map((share): Point => {
    const aside = bend * (1 - 4 * share * share);
    return [
      x + share * length * Math.cos(angle) - aside * Math.sin(angle),
      y + share * length * Math.sin(angle) + aside * Math.cos(angle),
    ];
  });
  const tone = random.uniform() < 0.65 ? between(0.85, 1, random) : between(0.1, 0.3, random);
  stroke(canvas, points, between(0.7, 1.6, random), tone, between(0.45, 0.95, random));
}

function drawPits(canvas: Canvas, random: Random): void {
  const count = 2 + random.below(4);
  for (let i = 0; i < count; i++) {
    const radius = between(1.4, 3.6, random);
    const depth = between(0.22, 0.45, random);
    touch(canvas, anyPoint(6, random), radius + 1.5, (value, distance) => {
      if (distance <= radius) return value - depth * (1 - (distance / radius) ** 2 * 0.6);
      return value + 0.35 * depth * Math.max(0, 1 - (distance - radius) / 1.5);
    });
  }
}

function drawStain(canvas: Canvas, random: Random): void {
  const [x, y] = anyPoint(10, random);
  const depth = between(0.12, 0.26, random) * (random.uniform() < 0.8 ? -1 : 0.8);
  for (let blob = 0; blob < 3; blob++) {
    const width = between(4, 7, random);
    const centre: Point = [x + 4 * random.normal(), y + 4 * random.normal()];
    touch(
      canvas,
      centre,
      3 * width,
      (value, distance) => value + 0.6 * depth * Math.exp(-((distance / width) ** 2) / 2),
    );
  }
}

function drawCrack(canvas: Canvas, random: Random): void {
  const start = anyPoint(11, random);
  const angle = between(0, 2 * Math.PI, random);
  const tone = between(0.08, 0.25, random);
  const opacity = between(0.5, 0.95, random);
  const trunk = wander(start, angle, 7 + random.below(6), random);
  stroke(canvas, trunk, between(0.9, 1.8, random), tone, opacity);
  const branches = random.below(3);
  for (let i = 0; i < branches; i++) {
    const from = trunk[random.below(trunk.length)] ?? start;
    const turn = random.uniform() < 0.5 ? -0.9 : 0.9;
    stroke(canvas, wander(from, angle + turn, 3 + random.below(4), random), 0.8, tone, 0.8 * opacity);
  }
}

function wander(start: Point, angle: number, steps: number, random: Random): readonly Point[] {
  const points = [start];
  let [x, y] = start;
  let heading = angle;
  for (let step = 0; step < steps; step++) {
    heading = angle + 0.6 * (heading - angle) + 0.6 * random.normal();
    x += 3 * Math.cos(heading);
    y += 3 * Math.sin(heading);
    points.push([x, y]);
  }
  return points;
}
