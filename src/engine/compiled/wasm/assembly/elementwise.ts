/* Sums, products and copies, four values at a time. */

/** c = a + b, `count` values; c may be either of them. */
export function add(a: usize, b: usize, c: usize, count: i32): void {
  const bytes: usize = count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(c + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(c + i, load<f32>(a + i) + load<f32>(b + i));
}

export function multiply(a: usize, b: usize, c: usize, count: i32): void {
  const bytes: usize = count << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(c + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(c + i, load<f32>(a + i) * load<f32>(b + i));
}

/** y[row] = x[row] + b, [rows, width] and [width]. */
export function addBias(x: usize, b: usize, y: usize, rows: i32, width: i32): void {
  const bytes: usize = width << 2;
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.add(v128.load(x + i), v128.load(b + i)));
    for (; i < bytes; i += 4) store<f32>(y + i, load<f32>(x + i) + load<f32>(b + i));
    x += bytes;
    y += bytes;
  }
}

/** y = scale · Σ rows of x, [rows, width] → [width]. */
export function sumRows(x: usize, y: usize, rows: i32, width: i32, scale: f32): void {
  const bytes: usize = width << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    let sum = f32x4.splat(0);
    let from = x + i;
    for (let row = 0; row < rows; row++) {
      sum = f32x4.add(sum, v128.load(from));
      from += bytes;
    }
    v128.store(y + i, f32x4.mul(sum, f32x4.splat(scale)));
  }
  for (; i < bytes; i += 4) {
    let sum: f32 = 0;
    let from = x + i;
    for (let row = 0; row < rows; row++) {
      sum += load<f32>(from);
      from += bytes;
    }
    store<f32>(y + i, sum * scale);
  }
}

/** y[row] = scale · x for each of `rows` rows, [width] → [rows, width]. */
export function spreadRows(x: usize, y: usize, rows: i32, width: i32, scale: f32): void {
  const bytes: usize = width << 2;
  const factor = f32x4.splat(scale);
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.mul(v128.load(x + i), factor));
    for (; i < bytes; i += 4) store<f32>(y + i, load<f32>(x + i) * scale);
    y += bytes;
  }
}

/** Copies `width` values of each of `rows` rows, from one row length to another. */
export function copyColumns(x: usize, strideX: i32, y: usize, strideY: i32, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(y, x, width << 2);
    x += strideX << 2;
    y += strideY << 2;
  }
}

function mix(value: u32): u32 {
  let h = value;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

/**
 * Inverted dropout: y = x · 1/(1-rate), or 0 where the draw for its place is below `dropBelow`. The draws are those of
 * src/engine/layers/counterNoise.ts, so that any engine drops the same. One draw serves `spread` rows of `channels`.
 */
export function dropout(
  x: usize,
  y: usize,
  count: i32,
  channels: i32,
  spread: i32,
  start: u32,
  dropBelow: u32,
  scale: f32,
): void {
  if (spread === 1) {
    for (let i = 0; i < count; i++) {
      const draw = mix(start + <u32>i * 0x9e3779b9);
      store<f32>(y + (i << 2), draw < dropBelow ? 0 : load<f32>(x + (i << 2)) * scale);
    }
    return;
  }
  const block = channels * spread;
  for (let i = 0; i < count; i++) {
    const sample = i / block;
    const draw = mix(start + <u32>(sample * channels + (i % channels)) * 0x9e3779b9);
    store<f32>(y + (i << 2), draw < dropBelow ? 0 : load<f32>(x + (i << 2)) * scale);
  }
}
