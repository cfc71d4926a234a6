import { createRandom, type Random } from '../../shared/random.ts';
import { stroke, toBytes, touch, type Canvas, type Point } from './canvas.ts';
import type { ImageSet } from './imageSets.ts';

const SIDE = 48;
const PER_CLASS = 100;

const PARTS = {
  washer: drawWasher,
  bolt: drawBolt,
  nut: drawNut,
  gear: drawGear,
} as const satisfies Record<string, (canvas: Canvas, pose: Pose, random: Random) => void>;

/** Where a part lies, how it is turned (radians), its size in pixels and its brightness. */
interface Pose {
  readonly middle: Point;
  readonly angle: number;
  readonly radius: number;
  readonly tone: number;
}

/**
 * Small parts on a dark belt, 48 × 48 grey, as a camera saw them with far too little light, and, as each picture's target, as they
 * are: washers, bolts, nuts and gears, turned and moved.
 *
 * The noise is a sensor's: shot noise, whose variance grows with the brightness, read-out noise, rows of the sensor that are a little
 * brighter or darker than they ought to be, and pixels that are dead or lit.
 */
export function makeNoisyParts(seed: number): ImageSet {
  const random = createRandom(seed);
  const pictures = Object.entries(PARTS).flatMap(([label, draw]) =>
    Array.from({ length: PER_CLASS }, () => {
      const canvas = belt(random);
      const radius = between(10, 17, random);
      const reach = SIDE / 2 - radius - 2;
      draw(
        canvas,
        {
          middle: [SIDE / 2 + between(-reach, reach, random), SIDE / 2 + between(-reach, reach, random)],
          angle: between(0, 2 * Math.PI, random),
          radius,
          tone: between(0.6, 0.9, random),
        },
        random,
      );
      return { label, pixels: toBytes(addNoise(canvas, random)), companion: toBytes(canvas) };
    }),
  );
  return { side: SIDE, pictures, companions: { pictures: 'noisy', folder: 'clean' } };
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

function belt(random: Random): Canvas {
  const level = between(0.12, 0.25, random);
  const slope = between(-0.08, 0.08, random);
  const values = Float32Array.from({ length: SIDE * SIDE }, (_, at) => level + slope * ((at % SIDE) / SIDE - 0.5));
  return { side: SIDE, values };
}

/** Paints what lies within: `depth` of a point is how many pixels it is inside, negative outside; edges are a pixel wide. */
function fill(canvas: Canvas, { middle, tone }: Pose, reach: number, depth: (x: number, y: number) => number): void {
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [x, y] = [column - middle[0], row - middle[1]];
      if (Math.hypot(x, y) > reach + 1) continue;
      const share = Math.min(1, Math.max(0, depth(x, y) + 0.5));
      const at = row * SIDE + column;
      const value = canvas.values[at] ?? 0;
      // Light falls from the upper left.
      const lit = tone * (1 - (0.15 * (x + y)) / (2 * reach));
      canvas.values[at] = value + share * (lit - value);
    }
  }
}

function drawWasher(canvas: Canvas, pose: Pose, random: Random): void {
  const hole = pose.radius * between(0.4, 0.6, random);
  fill(canvas, pose, pose.radius, (x, y) => {
    const distance = Math.hypot(x, y);
    return Math.min(pose.radius - distance, distance - hole);
  });
}

function drawNut(canvas: Canvas, pose: Pose, random: Random): void {
  const hole = pose.radius * between(0.42, 0.52, random);
  const inner = pose.radius * Math.cos(Math.PI / 6);
  fill(canvas, pose, pose.radius, (x, y) => {
    const sides = Array.from({ length: 6 }, (_, side) => {
      const angle = pose.angle + (side * Math.PI) / 3;
      return inner - (x * Math.cos(angle) + y * Math.sin(angle));
    });
    return Math.min(...sides, Math.hypot(x, y) - hole);
  });
}

function drawGear(canvas: Canvas, pose: Pose, random: Random): void {
  const teeth = 7 + random.below(5);
  const tooth = pose.radius * between(0.16, 0.24, random);
  const hole = pose.radius * between(0.18, 0.3, random);
  fill(canvas, pose, pose.radius, (x, y) => {
    const distance = Math.hypot(x, y);
    const wave = Math.sin(teeth * (Math.atan2(y, x) - pose.angle));
    const edge = pose.radius - tooth / 2 + (tooth / 2) * Math.min(1, Math.max(-1, 2.5 * wave));
    return Math.min(edge - distance, distance - hole);
  });
}

function drawBolt(canvas: Canvas, { middle, angle, radius, tone }: Pose, random: Random): void {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const along = (share: number): Point => [middle[0] + share * radius * dx, middle[1] + share * radius * dy];
  const shank = radius * between(0.32, 0.42, random);
  stroke(canvas, [along(-0.7), along(0.95)], shank, tone, 1);
  for (let share = 0; share < 0.95; share += 0.2) {
    const [x, y] = along(share);
    touch(canvas, [x, y], shank / 2, (value, distance) => value - 0.18 * (1 - distance / shank));
  }
  const head = radius * 0.45;
  const [x, y] = along(-0.75);
  stroke(
    canvas,
    [
      [x - head * dy, y + head * dx],
      [x + head * dy, y - head * dx],
    ],
    radius * 0.42,
    tone,
    1,
  );
}

function addNoise({ side, values }: Canvas, random: Random): Canvas {
  const gain = between(0.02, 0.06, random);
  const rows = Float32Array.from({ length: side }, () => 0.04 * random.normal());
  const noisy = values.map((value, at) => {
    const shot = Math.sqrt(gain * Math.max(0, value)) * random.normal();
    const seen = value + shot + 0.05 * random.normal() + (rows[Math.floor(at / side)] ?? 0);
    const fate = random.uniform();
    return fate < 0.008 ? 0 : fate > 0.992 ? 1 : seen;
  });
  return { side, values: noisy };
}
