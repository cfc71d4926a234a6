import { LOCALE_TAGS, type Locale } from './locale.ts';

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers, times and sizes as one language writes them. */
export class Formatters {
  readonly #tag: string;
  readonly #cache = new Map<string, Intl.NumberFormat>();
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #list: Intl.ListFormat;

  constructor(readonly locale: Locale) {
    this.#tag = LOCALE_TAGS[locale];
    this.#time = new Intl.DateTimeFormat(this.#tag, { timeStyle: 'short' });
    this.#dateTime = new Intl.DateTimeFormat(this.#tag, { dateStyle: 'medium', timeStyle: 'short' });
    this.#date = new Intl.DateTimeFormat(this.#tag, { dateStyle: 'medium' });
    this.#relative = new Intl.RelativeTimeFormat(this.#tag, { numeric: 'auto' });
    this.#list = new Intl.ListFormat(this.#tag, { type: 'conjunction' });
  }

  /** A count: 12,345. */
  integer(value: number): string {
    return this.#number({ maximumFractionDigits: 0 }).format(value);
  }

  /** A tensor's shape: 128 × 128 × 3. */
  shape(sizes: readonly number[]): string {
    return sizes.map((size) => this.integer(size)).join(' × ');
  }

  /** A measured value with `digits` significant digits; very large and very small ones in scientific notation. */
  number(value: number, digits = 4): string {
    if (Number.isNaN(value)) return 'NaN';
    if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
      return this.#number({ notation: 'scientific', maximumFractionDigits: Math.max(0, digits - 1) }).format(value);
    }
    // A whole number keeps all its digits: 12,345 is not 12,350.
    if (Number.isInteger(value)) return this.integer(value);
    return size >= 10 ** (digits - 1)
      ? this.integer(value)
      : this.#number({ maximumSignificantDigits: digits }).format(value);
  }

  /** A value with exactly `digits` decimals, so that a column of them lines up. */
  fixed(value: number, digits: number): string {
    return this.#number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  }

  /** 0.1234 as 12.3 %. */
  percent(ratio: number, digits = 1): string {
    return this.#number({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      ratio,
    );
  }

  /** 12.3 thousand in short: 12.3K, 1.2万. */
  compact(value: number): string {
    return this.#number({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
  }

  /** Powers of 1000, as disks and browsers count. */
  bytes(bytes: number): string {
    if (bytes < 1000) return `${this.integer(bytes)} B`;
    const step = Math.min(BYTE_UNITS.length, Math.floor(Math.log10(bytes) / 3));
    const digits = step > 1 ? 1 : 0;
    return this.#unit(bytes / 1000 ** step, BYTE_UNITS[step - 1] ?? 'kilobyte', digits);
  }

  /** Two parts at most: 480 ms, 3.2 s, 4 min 12 s, 2 h 5 min. */
  duration(ms: number): string {
    if (ms < SECOND) return this.#unit(ms, 'millisecond', 0);
    if (ms < 10 * SECOND) return this.#unit(ms / SECOND, 'second', 1);
    const seconds = Math.round(ms / SECOND);
    if (seconds < 60) return this.#unit(seconds, 'second', 0);
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return this.#pair(minutes, 'minute', seconds % 60, 'second');
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return this.#pair(hours, 'hour', minutes % 60, 'minute');
    return this.#pair(Math.floor(hours / 24), 'day', hours % 24, 'hour');
  }

  dateTime(timeMs: number): string {
    return this.#dateTime.format(timeMs);
  }

  time(timeMs: number): string {
    return this.#time.format(timeMs);
  }

  date(timeMs: number): string {
    return this.#date.format(timeMs);
  }

  /** “2 minutes ago”, and the date once a week has passed. */
  ago(timeMs: number, nowMs: number): string {
    const passed = nowMs - timeMs;
    if (passed < MINUTE) return this.#relative.format(0, 'second');
    if (passed < HOUR) return this.#relative.format(-Math.floor(passed / MINUTE), 'minute');
    if (passed < DAY) return this.#relative.format(-Math.floor(passed / HOUR), 'hour');
    if (passed < 7 * DAY) return this.#relative.format(-Math.floor(passed / DAY), 'day');
    return this.date(timeMs);
  }

  list(items: readonly string[]): string {
    return this.#list.format(items);
  }

  #pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
    const first = this.#unit(large, largeUnit, 0);
    return small === 0 ? first : `${first} ${this.#unit(small, smallUnit, 0)}`;
  }

  #unit(value: number, unit: string, digits: number): string {
    return this.#number({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const format = new Intl.NumberFormat(this.#tag, options);
    this.#cache.set(key, format);
    return format;
  }
}
