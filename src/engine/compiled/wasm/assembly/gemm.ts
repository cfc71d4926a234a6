import { MR, NR, packA, packB } from './pack';

/** Depth of a block: a panel of B stays in the first cache. */
const KC: i32 = 256;
/** Rows of a block: its panels of A stay in the second. */
const MC: i32 = 64;

/** Floats that a product of N columns needs beside its operands. */
export function gemmWorkspace(n: i32): i32 {
  return MC * KC + ((n + NR - 1) / NR) * NR * KC + MR * NR;
}

/**
 * C[m,n] = A[m,k]·B[k,n], added to what C holds where `accumulate`; each operand as its kind says (see pack.ts), rows of C at `ldc`.
 * With a bias [n] and, behind it, ReLU where `relu`.
 */
export function gemm(
  kindA: i32,
  a: usize,
  lda: i32,
  kindB: i32,
  b: usize,
  ldb: i32,
  c: usize,
  ldc: i32,
  m: i32,
  n: i32,
  k: i32,
  accumulate: i32,
  bias: usize,
  relu: i32,
  workspace: usize,
): void {
  const packedA = workspace;
  const packedB = packedA + ((MC * KC) << 2);
  const tile = packedB + ((((n + NR - 1) / NR) * NR * KC) << 2);
  for (let k0 = 0; k0 < k; k0 += KC) {
    const depth = min(KC, k - k0);
    packB(kindB, b, ldb, k0, depth, 0, n, packedB);
    const adds = k0 > 0 || accumulate !== 0;
    const isLast = k0 + depth === k;
    for (let m0 = 0; m0 < m; m0 += MC) {
      const rows = min(MC, m - m0);
      packA(kindA, a, lda, m0, rows, k0, depth, packedA);
      for (let j = 0; j < n; j += NR) {
        const panelB = packedB + ((j * depth) << 2);
        const columns = min(NR, n - j);
        for (let i = 0; i < rows; i += MR) {
          const panelA = packedA + ((i * depth) << 2);
          const out = c + (((m0 + i) * ldc + j) << 2);
          const count = min(MR, rows - i);
          if (count === MR && columns === NR) {
            multiply(panelA, panelB, depth, out, ldc << 2, adds);
          } else {
            multiply(panelA, panelB, depth, tile, NR << 2, false);
            copyTile(tile, out, ldc << 2, count, columns, adds);
          }
        }
      }
      if (isLast && (bias !== 0 || relu !== 0)) finish(c + ((m0 * ldc) << 2), ldc << 2, rows, n, bias, relu);
    }
  }
}

/** A tile [MR, NR] of C from one panel of each operand. */
function multiply(a: usize, b: usize, depth: i32, c: usize, step: usize, adds: bool): void {
  let c00 = f32x4.splat(0),
    c01 = c00,
    c10 = c00,
    c11 = c00;
  let c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  const end = a + (depth << 4);
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = f32x4.add(c00, f32x4.mul(x, b0));
    c01 = f32x4.add(c01, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 4);
    c10 = f32x4.add(c10, f32x4.mul(x, b0));
    c11 = f32x4.add(c11, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 8);
    c20 = f32x4.add(c20, f32x4.mul(x, b0));
    c21 = f32x4.add(c21, f32x4.mul(x, b1));
    x = v128.load32_splat(a, 12);
    c30 = f32x4.add(c30, f32x4.mul(x, b0));
    c31 = f32x4.add(c31, f32x4.mul(x, b1));
    a += 16;
    b += 32;
  }
  put(c, c00, c01, adds);
  put(c + step, c10, c11, adds);
  put(c + 2 * step, c20, c21, adds);
  put(c + 3 * step, c30, c31, adds);
}

function put(c: usize, first: v128, second: v128, adds: bool): void {
  if (adds) {
    first = f32x4.add(first, v128.load(c));
    second = f32x4.add(second, v128.load(c, 16));
  }
  v128.store(c, first);
  v128.store(c, second, 16);
}

function copyTile(tile: usize, c: usize, step: usize, rows: i32, columns: i32, adds: bool): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = load<f32>(tile + ((i * NR + j) << 2));
      const at = c + (j << 2);
      store<f32>(at, adds ? value + load<f32>(at) : value);
    }
    c += step;
  }
}

function finish(c: usize, step: usize, rows: i32, n: i32, bias: usize, relu: i32): void {
  const nothing = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j <= n - 4; j += 4) {
      const at = c + (j << 2);
      let value = v128.load(at);
      if (bias !== 0) value = f32x4.add(value, v128.load(bias + (j << 2)));
      if (relu !== 0) value = f32x4.max(value, nothing);
      v128.store(at, value);
    }
    for (; j < n; j++) {
      const at = c + (j << 2);
      let value = load<f32>(at);
      if (bias !== 0) value += load<f32>(bias + (j << 2));
      if (relu !== 0) value = max<f32>(value, 0);
      store<f32>(at, value);
    }
    c += step;
  }
}
