/* Batch normalisation over rows: x [rows, channels]. */

/** y = γ·x̂ + β with the batch's moments, which are kept: `mean` [channels], `inverse` = 1/√(variance + ε) [channels], `variance` [channels]. */
export function normalize(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  mean: usize,
  inverse: usize,
  variance: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
): void {
  const bytes: usize = channels << 2;
  for (let i: usize = 0; i < bytes;) {
    const isWide = i + 16 <= bytes;
    if (isWide) {
      let sum = f32x4.splat(0);
      let from = x + i;
      for (let row = 0; row < rows; row++, from += bytes) sum = f32x4.add(sum, v128.load(from));
      const m = f32x4.div(sum, f32x4.splat(<f32>rows));
      let squares = f32x4.splat(0);
      from = x + i;
      for (let row = 0; row < rows; row++, from += bytes) {
        const d = f32x4.sub(v128.load(from), m);
        squares = f32x4.add(squares, f32x4.mul(d, d));
      }
      const v = f32x4.div(squares, f32x4.splat(<f32>rows));
      v128.store(mean + i, m);
      v128.store(variance + i, v);
      v128.store(inverse + i, f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(v, f32x4.splat(epsilon)))));
      i += 16;
    } else {
      let sum: f32 = 0;
      let from = x + i;
      for (let row = 0; row < rows; row++, from += bytes) sum += load<f32>(from);
      const m: f32 = sum / <f32>rows;
      let squares: f32 = 0;
      from = x + i;
      for (let row = 0; row < rows; row++, from += bytes) {
        const d: f32 = load<f32>(from) - m;
        squares += d * d;
      }
      const v: f32 = squares / <f32>rows;
      store<f32>(mean + i, m);
      store<f32>(variance + i, v);
      store<f32>(inverse + i, <f32>1 / Mathf.sqrt(v + epsilon));
      i += 4;
    }
  }
  scaleAndShift(x, gamma, beta, y, mean, inverse, rows, channels);
}

/** y = γ·(x - mean)·inverse + β. */
function scaleAndShift(
  x: usize,
  gamma: usize,
  beta: usize,
  y: usize,
  mean: usize,
  inverse: usize,
  rows: i32,
  channels: i32,
): void {
  const bytes: usize = channels << 2;
  for (let row = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const hat = f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), v128.load(inverse + i));
      v128.store(y + i, f32x4.add(f32x4.mul(hat, v128.load(gamma + i)), v128.load(beta + i)));
    }
    for (; i < bytes; i += 4) {
      const hat: f32 = (load<f32>(x + i) - load<f32>(mean + i)) * load<f32>(inverse + i);
      store<f32>(y + i, hat * load<f32>(gamma + i) + load<f32>(beta + i));
    }
    x += bytes;
    y += bytes;
  }
}

/** The same with running averages, at inference. `scratch` holds [channels]. */
export function normalizeByAverages(
  x: usize,
  gamma: usize,
  beta: usize,
  mean: usize,
  variance: usize,
  y: usize,
  scratch: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
): void {
  for (let i = 0; i < channels; i++) {
    store<f32>(scratch + (i << 2), <f32>1 / Mathf.sqrt(load<f32>(variance + (i << 2)) + epsilon));
  }
  scaleAndShift(x, gamma, beta, y, mean, scratch, rows, channels);
}

/** kept = momentum·kept + (1 - momentum)·now, [channels]. */
export function average(kept: usize, now: usize, channels: i32, momentum: f32): void {
  const rest: f32 = <f32>1 - momentum;
  for (let i = 0; i < channels; i++) {
    const at = kept + (i << 2);
    store<f32>(at, momentum * load<f32>(at) + rest * load<f32>(now + (i << 2)));
  }
}

/**
 * dx = γ·inverse·(dy - mean dy - x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy.
 * Source: S. Ioffe, C. Szegedy, "Batch Normalization", 2015.
 */
export function normalizeGradient(
  x: usize,
  gamma: usize,
  mean: usize,
  inverse: usize,
  dy: usize,
  dx: usize,
  dGamma: usize,
  dBeta: usize,
  rows: i32,
  channels: i32,
): void {
  const bytes: usize = channels << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) {
    const m = v128.load(mean + i);
    const s = v128.load(inverse + i);
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    let at: usize = i;
    for (let row = 0; row < rows; row++, at += bytes) {
      const g = v128.load(dy + at);
      sum = f32x4.add(sum, g);
      along = f32x4.add(along, f32x4.mul(g, f32x4.mul(f32x4.sub(v128.load(x + at), m), s)));
    }
    v128.store(dBeta + i, sum);
    v128.store(dGamma + i, along);
  }
  for (; i < bytes; i += 4) {
    const m = load<f32>(mean + i);
    const s = load<f32>(inverse + i);
    let sum: f32 = 0;
    let along: f32 = 0;
    let at: usize = i;
    for (let row = 0; row < rows; row++, at += bytes) {
      const g = load<f32>(dy + at);
      sum += g;
      along += g * (load<f32>(x + at) - m) * s;
    }
    store<f32>(dBeta + i, sum);
    store<f32>(dGamma + i, along);
  }
  const share: f32 = <f32>1 / <f32>rows;
  const shares = f32x4.splat(share);
  for (let row = 0; row < rows; row++) {
    i = 0;
    for (; i + 16 <= bytes; i += 16) {
      const s = v128.load(inverse + i);
      const hat = f32x4.mul(f32x4.sub(v128.load(x + i), v128.load(mean + i)), s);
      const pull = f32x4.mul(f32x4.add(v128.load(dBeta + i), f32x4.mul(hat, v128.load(dGamma + i))), shares);
      v128.store(dx + i, f32x4.mul(f32x4.mul(v128.load(gamma + i), s), f32x4.sub(v128.load(dy + i), pull)));
    }
    for (; i < bytes; i += 4) {
      const s = load<f32>(inverse + i);
      const hat: f32 = (load<f32>(x + i) - load<f32>(mean + i)) * s;
      const pull: f32 = (load<f32>(dBeta + i) + hat * load<f32>(dGamma + i)) * share;
      store<f32>(dx + i, load<f32>(gamma + i) * s * (load<f32>(dy + i) - pull));
    }
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}
