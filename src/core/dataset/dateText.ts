import type { DateFormat } from './importOptions.ts';

const MS_PER_DAY = 86_400_000;
/** The furthest from 1970 that a `Date` goes. */
const MAX_DATE_MS = 8.64e15;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours and minutes, then as far as it goes: seconds, their decimals, AM or PM, the zone. */
const TIME =
  '(?:[T ,]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*([AaPp]\\.?[Mm]\\.?)?\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)?)?$';

interface Pattern {
  readonly expression: RegExp;
  /** Capture groups of year, month and day; day 0: there is none. Those of the time follow the last. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type WrittenFormat = Exclude<DateFormat, 'epochSeconds' | 'epochMs'>;

const PATTERNS: Readonly<Record<WrittenFormat, readonly Pattern[]>> = {
  iso: [
    { expression: new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})${TIME}`), year: 1, month: 2, day: 3 },
    { expression: /^(\d{4})-(\d{2})$/, year: 1, month: 2, day: 0 },
  ],
  ymd: [
    {
      expression: new RegExp(`^(\\d{4})[-/.年 ] ?(\\d{1,2})[-/.月 ] ?(\\d{1,2})日?${TIME}`),
      year: 1,
      month: 2,
      day: 3,
    },
    { expression: new RegExp(`^(\\d{4})(\\d{2})(\\d{2})${TIME}`), year: 1, month: 2, day: 3 },
  ],
  dmy: [
    {
      expression: new RegExp(`^(\\d{1,2})[-/. ](\\d{1,2}|[A-Za-z]{3,9})[-/. ](\\d{4}|\\d{2})${TIME}`),
      year: 3,
      month: 2,
      day: 1,
    },
  ],
  mdy: [
    { expression: new RegExp(`^(\\d{1,2})[-/. ](\\d{1,2})[-/. ](\\d{4}|\\d{2})${TIME}`), year: 3, month: 1, day: 2 },
    { expression: new RegExp(`^([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})${TIME}`), year: 3, month: 1, day: 2 },
  ],
};

/**
 * The moment that a trimmed text means in one format, in milliseconds since 1970-01-01 UTC; NaN where it means none (31 April and 25:00 are none).
 * Without a zone it is taken for UTC, a month without a day for its first day, a year of two digits for 1969 … 2068 (as POSIX does).
 */
export function parseDate(text: string, format: DateFormat): number {
  if (format === 'epochSeconds' || format === 'epochMs') return parseEpoch(text, format === 'epochMs' ? 1 : 1000);
  for (const pattern of PATTERNS[format]) {
    const found = pattern.expression.exec(text);
    if (found !== null) return readParts(found, pattern);
  }
  return NaN;
}

/** A moment of the years 0 to 9999 as `parseDate` reads it back, in UTC. */
export function writeDate(ms: number, format: DateFormat): string {
  if (format === 'epochMs') return String(ms);
  if (format === 'epochSeconds') return String(ms / 1000);
  const iso = new Date(ms).toISOString();
  if (format === 'iso') return iso;
  const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-');
  const date = { ymd: [year, month, day], dmy: [day, month, year], mdy: [month, day, year] }[format].join('/');
  return `${date} ${iso.slice(11, -1).replace(/\.000$/, '')}`;
}

function parseEpoch(text: string, msPerUnit: number): number {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return NaN;
  const value = Number(text) * msPerUnit;
  return Math.abs(value) <= MAX_DATE_MS ? value : NaN;
}

function readParts(found: RegExpExecArray, pattern: Pattern): number {
  const year = readYear(found[pattern.year] ?? '');
  const month = readMonth(found[pattern.month] ?? '');
  const day = pattern.day === 0 ? 1 : Number(found[pattern.day]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NaN;
  return daysSince1970(year, month, day) * MS_PER_DAY + readTime(found.slice(4));
}

function readTime([hours, minutes, seconds, decimals, half, zone]: readonly (string | undefined)[]): number {
  if (hours === undefined) return 0;
  let hour = Number(hours);
  const minute = Number(minutes);
  const second = Number(seconds ?? 0);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const ms = decimals === undefined ? 0 : Number(decimals.slice(0, 3).padEnd(3, '0'));
  return ((hour * 60 + minute) * 60 + second) * 1000 + ms - zoneOffsetMs(zone);
}

function zoneOffsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 18 || minutes > 59) return NaN;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function readYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 69 ? 2000 + year : 1900 + year;
}

function readMonth(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the proleptic Gregorian calendar (H. Hinnant, chrono-compatible low-level date algorithms: days_from_civil). */
function daysSince1970(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
