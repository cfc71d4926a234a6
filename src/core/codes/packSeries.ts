/** Which row each place of a compressed series is, and when: what its restored rows are told apart by. */
export interface SeriesIndex {
  /** In the file that was compressed, from 1. */
  readonly rowNumbers: Float64Array;
  /** null: rows have no time but their order. */
  readonly times: Float64Array | null;
}

export interface PackedSeries {
  readonly rowNumbers: Uint8Array<ArrayBuffer>;
  readonly times: Uint8Array<ArrayBuffer>;
  /** Times are whole numbers of 10^-decimals; null: float64, little endian. */
  readonly decimals: number | null;
}

const MAX_DECIMALS = 9;
/** Second differences of smaller numbers, doubled for their sign, are exact in float64. */
const MAX_WHOLE = 2 ** 50;

/** Writes an index without loss. What rises evenly, as row numbers and times do, deflates to next to nothing. */
export function packSeries({ rowNumbers, times }: SeriesIndex): PackedSeries {
  const packed = packTimes(times ?? new Float64Array(0));
  return { rowNumbers: packWhole(rowNumbers), times: packed.bytes, decimals: packed.decimals };
}

/** What `packSeries` wrote of `count` places; null where it is damaged. */
export function unpackSeries(
  { rowNumbers, times, decimals }: PackedSeries,
  count: number,
  hasTimes: boolean,
): SeriesIndex | null {
  const numbers = unpackWhole(rowNumbers, count);
  const moments = unpackTimes(times, decimals, hasTimes ? count : 0);
  return numbers && moments && { rowNumbers: numbers, times: hasTimes ? moments : null };
}

function packTimes(times: Float64Array): { readonly bytes: Uint8Array<ArrayBuffer>; readonly decimals: number | null } {
  for (let decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
    const unit = 10 ** decimals;
    const whole = times.map((time) => Math.round(time * unit));
    if (whole.every((value, i) => value / unit === times[i] && Math.abs(value) < MAX_WHOLE)) {
      return { bytes: packWhole(whole), decimals };
    }
  }
  const bytes = new Uint8Array(8 * times.length);
  const view = new DataView(bytes.buffer);
  times.forEach((time, i) => view.setFloat64(8 * i, time, true));
  return { bytes, decimals: null };
}

function unpackTimes(bytes: Uint8Array<ArrayBuffer>, decimals: number | null, count: number): Float64Array | null {
  if (decimals !== null) return unpackWhole(bytes, count)?.map((whole) => whole / 10 ** decimals) ?? null;
  if (bytes.length !== 8 * count) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
}

/** Second differences, their sign in the lowest bit, in groups of seven bits, the lowest first; the eighth says that one follows. */
function packWhole(values: Float64Array): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let [before, step] = [0, 0];
  for (const value of values) {
    const change = value - before - step;
    let rest = change < 0 ? -2 * change - 1 : 2 * change;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
    [before, step] = [value, value - before];
  }
  return Uint8Array.from(bytes);
}

function unpackWhole(bytes: Uint8Array<ArrayBuffer>, count: number): Float64Array | null {
  const values = new Float64Array(count);
  let [at, before, step] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    let rest = 0;
    for (let unit = 1, isLast = false; !isLast; unit *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) return null;
      rest += (byte % 128) * unit;
      isLast = byte < 128;
    }
    const value = before + step + (rest % 2 === 1 ? -(rest + 1) / 2 : rest / 2);
    [before, step] = [value, value - before];
    values[i] = value;
  }
  return at === bytes.length ? values : null;
}
