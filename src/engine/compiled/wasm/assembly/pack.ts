/*
 * Operands of a matrix product, laid out for the inner loop: A in panels of MR rows [panel][k][MR], B in panels of NR columns
 * [panel][k][NR], the rest of the last panel filled with zeros. Transposed operands and the patches of a convolution differ only in
 * how they are packed.
 */

export const MR: i32 = 4;
export const NR: i32 = 8;

/** How an operand lies in memory. */
export const PLAIN: i32 = 0;
export const TRANSPOSED: i32 = 1;
/** A: a row is an output pixel, its columns the inputs under the filter: [batch·outH·outW, kernelH·kernelW·channels]. */
export const PATCHES: i32 = 2;
/** A: the same, transposed. */
export const PATCHES_TRANSPOSED: i32 = 3;
/** A: a row is an input pixel, its columns the outputs that it went into: [batch·height·width, kernelH·kernelW·filters]. */
export const SPREAD: i32 = 4;
/** B: a filter [kernelH, kernelW, channels, filters] as [kernelH·kernelW·filters, channels]. */
export const FLIPPED: i32 = 5;

// The convolution that the next product is of.
let height: i32 = 0;
let width: i32 = 0;
let channels: i32 = 0;
let outHeight: i32 = 0;
let outWidth: i32 = 0;
let filters: i32 = 0;
let kernelHeight: i32 = 0;
let kernelWidth: i32 = 0;
let strideY: i32 = 1;
let strideX: i32 = 1;
let padTop: i32 = 0;
let padLeft: i32 = 0;

export function setConvolution(
  inHeight: i32,
  inWidth: i32,
  inChannels: i32,
  toHeight: i32,
  toWidth: i32,
  toFilters: i32,
  filterHeight: i32,
  filterWidth: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  height = inHeight;
  width = inWidth;
  channels = inChannels;
  outHeight = toHeight;
  outWidth = toWidth;
  filters = toFilters;
  kernelHeight = filterHeight;
  kernelWidth = filterWidth;
  strideY = stepY;
  strideX = stepX;
  padTop = top;
  padLeft = left;
}

/** Packs rows m … m+rows-1 and columns k … k+depth-1 of A. */
export function packA(kind: i32, a: usize, stride: i32, m: i32, rows: i32, k: i32, depth: i32, to: usize): void {
  for (let r = 0; r < rows; r += MR) {
    const count = min(MR, rows - r);
    const panel = to + ((r * depth) << 2);
    if (kind === PLAIN) packRows(a, stride, m + r, count, k, depth, panel);
    else if (kind === TRANSPOSED) packColumns(a, stride, m + r, count, k, depth, panel);
    else if (kind === PATCHES_TRANSPOSED) packPatchColumns(a, m + r, count, k, depth, panel);
    else packPatchRows(kind, a, m + r, count, k, depth, panel);
  }
}

/** Packs rows k … k+depth-1 and columns n … n+columns-1 of B. */
export function packB(kind: i32, b: usize, stride: i32, k: i32, depth: i32, n: i32, columns: i32, to: usize): void {
  for (let c = 0; c < columns; c += NR) {
    const count = min(NR, columns - c);
    const panel = to + ((c * depth) << 2);
    if (kind === PLAIN) packWide(b, stride, k, depth, n + c, count, panel);
    else if (kind === TRANSPOSED) packTall(b, stride, k, depth, n + c, count, panel);
    else packFlipped(b, k, depth, n + c, count, panel);
  }
}

/** Four rows side by side: from each `depth` values in a row. */
function interleave4(p0: usize, p1: usize, p2: usize, p3: usize, depth: i32, to: usize): void {
  let i = 0;
  for (; i <= depth - 4; i += 4) {
    const at: usize = i << 2;
    const a = v128.load(p0 + at);
    const b = v128.load(p1 + at);
    const c = v128.load(p2 + at);
    const d = v128.load(p3 + at);
    const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const out = to + (i << 4);
    v128.store(out, v128.shuffle<f64>(ab0, cd0, 0, 2));
    v128.store(out, v128.shuffle<f64>(ab0, cd0, 1, 3), 16);
    v128.store(out, v128.shuffle<f64>(ab1, cd1, 0, 2), 32);
    v128.store(out, v128.shuffle<f64>(ab1, cd1, 1, 3), 48);
  }
  for (; i < depth; i++) {
    const at: usize = i << 2;
    const out = to + (i << 4);
    store<f32>(out, load<f32>(p0 + at));
    store<f32>(out, load<f32>(p1 + at), 4);
    store<f32>(out, load<f32>(p2 + at), 8);
    store<f32>(out, load<f32>(p3 + at), 12);
  }
}

function packRows(a: usize, stride: i32, m: i32, count: i32, k: i32, depth: i32, to: usize): void {
  const first = a + ((m * stride + k) << 2);
  const step: usize = stride << 2;
  // Rows beyond the last repeat it: what comes of them is thrown away.
  const p1 = count > 1 ? first + step : first;
  const p2 = count > 2 ? p1 + step : p1;
  const p3 = count > 3 ? p2 + step : p2;
  interleave4(first, p1, p2, p3, depth, to);
}

function packColumns(a: usize, stride: i32, m: i32, count: i32, k: i32, depth: i32, to: usize): void {
  const step: usize = stride << 2;
  let from = a + ((k * stride + m) << 2);
  for (let i = 0; i < depth; i++) {
    if (count === MR) v128.store(to, v128.load(from));
    else for (let j = 0; j < count; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)));
    from += step;
    to += MR << 2;
  }
}

function packWide(b: usize, stride: i32, k: i32, depth: i32, n: i32, count: i32, to: usize): void {
  const step: usize = stride << 2;
  let from = b + ((k * stride + n) << 2);
  if (count === NR) {
    for (let i = 0; i < depth; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += step;
      to += NR << 2;
    }
    return;
  }
  for (let i = 0; i < depth; i++) {
    for (let j = 0; j < count; j++) store<f32>(to + (j << 2), load<f32>(from + (j << 2)));
    from += step;
    to += NR << 2;
  }
}

function packTall(b: usize, stride: i32, k: i32, depth: i32, n: i32, count: i32, to: usize): void {
  for (let j = 0; j < count; j++) {
    let from = b + (((n + j) * stride + k) << 2);
    let out = to + (j << 2);
    for (let i = 0; i < depth; i++) {
      store<f32>(out, load<f32>(from));
      from += 4;
      out += NR << 2;
    }
  }
}

function packFlipped(w: usize, k: i32, depth: i32, n: i32, count: i32, to: usize): void {
  const tapSize = channels * filters;
  for (let i = 0; i < depth; i++) {
    const tap = (k + i) / filters;
    const filter = k + i - tap * filters;
    let from = w + ((tap * tapSize + n * filters + filter) << 2);
    for (let j = 0; j < count; j++) {
      store<f32>(to + (j << 2), load<f32>(from));
      from += filters << 2;
    }
    to += NR << 2;
  }
}

/** A row of zeros, as long as a tap's channels may be. */
const MOST_CHANNELS: i32 = 4096;
const zeros: usize = memory.data(16384);

/** Where the tap's channels of a pixel lie; zeros where it is outside. */
function tapOf(kind: i32, data: usize, image: i32, row: i32, column: i32, tapRow: i32, tapColumn: i32): usize {
  if (kind === PATCHES) {
    const y = row * strideY - padTop + tapRow;
    const x = column * strideX - padLeft + tapColumn;
    if (y < 0 || y >= height || x < 0 || x >= width) return zeros;
    return data + ((((image * height + y) * width + x) * channels) << 2);
  }
  const fromTop = row + padTop - tapRow;
  const fromLeft = column + padLeft - tapColumn;
  if (fromTop < 0 || fromLeft < 0) return zeros;
  const y = fromTop / strideY;
  const x = fromLeft / strideX;
  if (y * strideY !== fromTop || x * strideX !== fromLeft || y >= outHeight || x >= outWidth) return zeros;
  return data + ((((image * outHeight + y) * outWidth + x) * filters) << 2);
}

function packPatchRows(kind: i32, data: usize, m: i32, count: i32, k: i32, depth: i32, to: usize): void {
  const rowsHigh = kind === PATCHES ? outHeight : height;
  const rowsWide = kind === PATCHES ? outWidth : width;
  const deep = kind === PATCHES ? channels : filters;
  const perImage = rowsHigh * rowsWide;
  const last = m + count - 1;
  const m0 = m;
  const m1 = min(m + 1, last);
  const m2 = min(m + 2, last);
  const m3 = min(m + 3, last);
  const i0 = m0 / perImage,
    i1 = m1 / perImage,
    i2 = m2 / perImage,
    i3 = m3 / perImage;
  const q0 = m0 - i0 * perImage,
    q1 = m1 - i1 * perImage,
    q2 = m2 - i2 * perImage,
    q3 = m3 - i3 * perImage;
  const y0 = q0 / rowsWide,
    y1 = q1 / rowsWide,
    y2 = q2 / rowsWide,
    y3 = q3 / rowsWide;
  const x0 = q0 - y0 * rowsWide,
    x1 = q1 - y1 * rowsWide,
    x2 = q2 - y2 * rowsWide,
    x3 = q3 - y3 * rowsWide;
  let tap = k / deep;
  let start = k - tap * deep;
  let left = depth;
  while (left > 0) {
    const tapRow = tap / kernelWidth;
    const tapColumn = tap - tapRow * kernelWidth;
    const take = min(deep - start, left);
    const offset: usize = start << 2;
    const p0 = tapOf(kind, data, i0, y0, x0, tapRow, tapColumn);
    const p1 = tapOf(kind, data, i1, y1, x1, tapRow, tapColumn);
    const p2 = tapOf(kind, data, i2, y2, x2, tapRow, tapColumn);
    const p3 = tapOf(kind, data, i3, y3, x3, tapRow, tapColumn);
    interleave4(
      p0 === zeros ? p0 : p0 + offset,
      p1 === zeros ? p1 : p1 + offset,
      p2 === zeros ? p2 : p2 + offset,
      p3 === zeros ? p3 : p3 + offset,
      take,
      to,
    );
    to += take << 4;
    left -= take;
    start = 0;
    tap++;
  }
}

/** Columns m … of the patches of pixels k …: what the filter's gradient is made of. */
function packPatchColumns(data: usize, m: i32, count: i32, k: i32, depth: i32, to: usize): void {
  const perImage = outHeight * outWidth;
  const tap0 = m / channels;
  const channel0 = m - tap0 * channels;
  const isOneTap = channel0 + count <= channels;
  const tapRow = tap0 / kernelWidth;
  const tapColumn = tap0 - tapRow * kernelWidth;
  let image = k / perImage;
  let rest = k - image * perImage;
  let row = rest / outWidth;
  let column = rest - row * outWidth;
  for (let i = 0; i < depth; i++) {
    if (isOneTap && count === MR) {
      const p = tapOf(PATCHES, data, image, row, column, tapRow, tapColumn);
      v128.store(to, v128.load(p === zeros ? p : p + (channel0 << 2)));
    } else {
      for (let j = 0; j < count; j++) {
        const tap = (m + j) / channels;
        const channel = m + j - tap * channels;
        const tapY = tap / kernelWidth;
        const p = tapOf(PATCHES, data, image, row, column, tapY, tap - tapY * kernelWidth);
        store<f32>(to + (j << 2), load<f32>(p === zeros ? p : p + (channel << 2)));
      }
    }
    to += MR << 2;
    if (++column === outWidth) {
      column = 0;
      if (++row === outHeight) {
        row = 0;
        image++;
      }
    }
  }
}

/** Whether a layer's channels fit what is kept of zeros. */
export function mostChannels(): i32 {
  return MOST_CHANNELS;
}
