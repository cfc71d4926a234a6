/* Activations and their derivatives, element by element, by the numbers that src/engine/compiled/activationCodes.ts gives them. */

const LINEAR: i32 = 0;
const RELU: i32 = 1;
const RELU6: i32 = 2;
const ELU: i32 = 3;
const SELU: i32 = 4;
const GELU: i32 = 5;
const SWISH: i32 = 6;
const MISH: i32 = 7;
const TANH: i32 = 8;
const SIGMOID: i32 = 9;
const HARD_SIGMOID: i32 = 10;
const SOFTPLUS: i32 = 11;
const SOFTSIGN: i32 = 12;
const LEAKY_RELU: i32 = 13;

const SELU_ALPHA: f32 = 1.6732632423543772;
const SELU_SCALE: f32 = 1.0507009873554805;
const ROOT_HALF: f32 = 0.7071067811865476;
const TWO_OVER_ROOT_PI: f32 = 1.1283791670955126;

/** y = f(x), `count` values. */
export function activate(kind: i32, alpha: f32, x: usize, y: usize, count: i32): void {
  const end = x + (count << 2);
  if (kind === RELU || kind === LEAKY_RELU) {
    const slope = kind === RELU ? <f32>0 : alpha;
    const lanes = f32x4.splat(slope);
    const nothing = f32x4.splat(0);
    for (; x + 16 <= end; x += 16, y += 16) {
      const value = v128.load(x);
      v128.store(y, v128.bitselect(value, f32x4.mul(value, lanes), f32x4.gt(value, nothing)));
    }
    for (; x < end; x += 4, y += 4) {
      const value = load<f32>(x);
      store<f32>(y, value > 0 ? value : value * slope);
    }
    return;
  }
  for (; x < end; x += 4, y += 4) store<f32>(y, valueOf(kind, alpha, load<f32>(x)));
}

/** dx = dy·f′(x), given y = f(x). */
export function activateGradient(kind: i32, alpha: f32, x: usize, y: usize, dy: usize, dx: usize, count: i32): void {
  const bytes: usize = count << 2;
  if (kind === RELU || kind === LEAKY_RELU) {
    // A leaky ReLU keeps the sign, so that y tells as much as x.
    const slope = kind === RELU ? <f32>0 : alpha;
    const lanes = f32x4.splat(slope);
    const nothing = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const g = v128.load(dy + i);
      v128.store(dx + i, v128.bitselect(g, f32x4.mul(g, lanes), f32x4.gt(v128.load(y + i), nothing)));
    }
    for (; i < bytes; i += 4) {
      const g = load<f32>(dy + i);
      store<f32>(dx + i, load<f32>(y + i) > 0 ? g : g * slope);
    }
    return;
  }
  for (let i: usize = 0; i < bytes; i += 4) {
    store<f32>(dx + i, load<f32>(dy + i) * slopeOf(kind, alpha, load<f32>(x + i), load<f32>(y + i)));
  }
}

function sigmoid(x: f32): f32 {
  return <f32>1 / (<f32>1 + Mathf.exp(-x));
}

function softplus(x: f32): f32 {
  return max<f32>(x, 0) + Mathf.log1p(Mathf.exp(-abs<f32>(x)));
}

/** To 1.5·10⁻⁷. Source: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions", 7.1.26. */
function erf(x: f32): f32 {
  const size = abs<f32>(x);
  const t: f32 = <f32>1 / (<f32>1 + <f32>0.3275911 * size);
  const sum: f32 =
    ((((<f32>1.061405429 * t - <f32>1.453152027) * t + <f32>1.421413741) * t - <f32>0.284496736) * t +
      <f32>0.254829592) *
    t;
  const value: f32 = <f32>1 - sum * Mathf.exp(-size * size);
  return x < 0 ? -value : value;
}

function valueOf(kind: i32, alpha: f32, x: f32): f32 {
  switch (kind) {
    case RELU6:
      return min<f32>(max<f32>(x, 0), 6);
    case ELU:
      return x > 0 ? x : Mathf.expm1(x);
    case SELU:
      return SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Mathf.expm1(x));
    case GELU:
      return <f32>0.5 * x * (<f32>1 + erf(x * ROOT_HALF));
    case SWISH:
      return x * sigmoid(x);
    case MISH:
      return x * Mathf.tanh(softplus(x));
    case TANH:
      return Mathf.tanh(x);
    case SIGMOID:
      return sigmoid(x);
    case HARD_SIGMOID:
      return min<f32>(max<f32>(<f32>0.2 * x + <f32>0.5, 0), 1);
    case SOFTPLUS:
      return softplus(x);
    case SOFTSIGN:
      return x / (<f32>1 + abs<f32>(x));
    case LINEAR:
    default:
      return x;
  }
}

function slopeOf(kind: i32, alpha: f32, x: f32, y: f32): f32 {
  switch (kind) {
    case RELU6:
      return x > 0 && x < 6 ? 1 : 0;
    case ELU:
      return x > 0 ? 1 : y + <f32>1;
    case SELU:
      return x > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA;
    case GELU:
      return (
        <f32>0.5 * (<f32>1 + erf(x * ROOT_HALF)) +
        <f32>0.5 * x * ROOT_HALF * TWO_OVER_ROOT_PI * Mathf.exp(<f32>-0.5 * x * x)
      );
    case SWISH: {
      const s = sigmoid(x);
      return s + y * (<f32>1 - s);
    }
    case MISH: {
      const t = Mathf.tanh(softplus(x));
      return t + x * (<f32>1 - t * t) * sigmoid(x);
    }
    case TANH:
      return <f32>1 - y * y;
    case SIGMOID:
      return y * (<f32>1 - y);
    case HARD_SIGMOID:
      return y > 0 && y < 1 ? <f32>0.2 : 0;
    case SOFTPLUS:
      return sigmoid(x);
    case SOFTSIGN: {
      const d: f32 = <f32>1 + abs<f32>(x);
      return <f32>1 / (d * d);
    }
    case LINEAR:
    default:
      return 1;
  }
}

/** Softmax of each of `rows` rows [width]. */
export function softmax(x: usize, y: usize, rows: i32, width: i32): void {
  const bytes: usize = width << 2;
  for (let row = 0; row < rows; row++) {
    let most: f32 = -Infinity;
    for (let i: usize = 0; i < bytes; i += 4) most = max<f32>(most, load<f32>(x + i));
    let sum: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      const e = Mathf.exp(load<f32>(x + i) - most);
      store<f32>(y + i, e);
      sum += e;
    }
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(y + i, load<f32>(y + i) / sum);
    x += bytes;
    y += bytes;
  }
}

/** dx = y·(dy - Σ y·dy) row by row. */
export function softmaxGradient(y: usize, dy: usize, dx: usize, rows: i32, width: i32): void {
  const bytes: usize = width << 2;
  for (let row = 0; row < rows; row++) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < bytes; i += 4) sum += load<f32>(y + i) * load<f32>(dy + i);
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(dx + i, load<f32>(y + i) * (load<f32>(dy + i) - sum));
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}
