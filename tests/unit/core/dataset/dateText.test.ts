import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate, writeDate } from '../../../../src/core/dataset/dateText.ts';
import { DATE_FORMATS, type DateFormat } from '../../../../src/core/dataset/importOptions.ts';

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

describe('parseDate', () => {
  test('reads every moment as Date writes it', () => {
    const moments = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        expect(parseDate(moment.toISOString(), 'iso')).toBe(moment.getTime());
      }),
      { numRuns: 2000 },
    );
  });

  test('day, month and year in any order say the same day', () => {
    const moments = fc.date({ min: new Date('1969-01-01'), max: new Date('2068-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.constantFrom('/', '.', '-'), fc.boolean(), (moment, mark, isShort) => {
        const day = moment.getUTCDate();
        const month = moment.getUTCMonth() + 1;
        const year = isShort ? pad(moment.getUTCFullYear() % 100) : String(moment.getUTCFullYear());
        const midnight = Date.UTC(moment.getUTCFullYear(), month - 1, day);
        expect(parseDate([day, month, year].join(mark), 'dmy')).toBe(midnight);
        expect(parseDate([month, day, year].join(mark), 'mdy')).toBe(midnight);
        expect(parseDate([moment.getUTCFullYear(), pad(month), pad(day)].join(mark), 'ymd')).toBe(midnight);
      }),
    );
  });

  test.each<[string, DateFormat, string]>([
    ['2016-07-01 13:05', 'iso', '2016-07-01T13:05:00.000Z'],
    ['2013-11-23T02:30:31-08:00', 'iso', '2013-11-23T10:30:31.000Z'],
    ['2013-12-10 06:25:00.123456', 'iso', '2013-12-10T06:25:00.123Z'],
    ['1949-01', 'iso', '1949-01-01T00:00:00.000Z'],
    ['31.12.2024 08:15:30', 'dmy', '2024-12-31T08:15:30.000Z'],
    ['5-Mar-21', 'dmy', '2021-03-05T00:00:00.000Z'],
    ['1/31/2024 12:05 AM', 'mdy', '2024-01-31T00:05:00.000Z'],
    ['1/31/2024, 12:05 PM', 'mdy', '2024-01-31T12:05:00.000Z'],
    ['Jan 5, 2021', 'mdy', '2021-01-05T00:00:00.000Z'],
    ['2024年3月5日', 'ymd', '2024-03-05T00:00:00.000Z'],
    ['20240305', 'ymd', '2024-03-05T00:00:00.000Z'],
    ['1700000000', 'epochSeconds', '2023-11-14T22:13:20.000Z'],
    ['1700000000123', 'epochMs', '2023-11-14T22:13:20.123Z'],
  ])('%s (%s)', (text, format, expected) => {
    expect(new Date(parseDate(text, format)).toISOString()).toBe(expected);
  });

  test.each<[string, DateFormat]>([
    ['2023-02-29', 'iso'],
    ['2024-13-01', 'iso'],
    ['2024-01-01 25:00', 'iso'],
    ['2024-01-01 10:60', 'iso'],
    ['2024-01-01 13:00 PM', 'iso'],
    ['2024', 'iso'],
    ['31.04.2024', 'dmy'],
    ['13/13/2024', 'mdy'],
    ['5-Foo-21', 'dmy'],
    ['12:30', 'iso'],
    ['', 'iso'],
    ['99999999999999999', 'epochSeconds'],
    ['1e9', 'epochSeconds'],
  ])('%s is no date (%s)', (text, format) => {
    expect(parseDate(text, format)).toBeNaN();
  });
});

test.each(DATE_FORMATS)('a moment written as %s is read as the same', (format) => {
  const moment = fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) });
  fc.assert(
    fc.property(moment, (ms) => {
      expect(parseDate(writeDate(ms, format), format)).toBe(ms);
    }),
  );
});
