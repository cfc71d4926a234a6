import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCodesFile, writeCodesFile, type CodesHeader } from '../../../../src/formats/codes/codesFile.ts';
import { CODE_TYPES, packCodes, unpackCodes } from '../../../../src/core/codes/packCodes.ts';
import { packSeries } from '../../../../src/core/codes/packSeries.ts';

const value = fc.float({ min: -1000, max: 1000, noNaN: true });
const codes = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    values: fc.array(fc.array(value, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 30 }),
  }),
);

describe('codes', () => {
  test('float32 comes back as it was', () => {
    fc.assert(
      fc.property(codes, ({ size, values }) => {
        const all = Float32Array.from(values.flat());
        expect(unpackCodes(packCodes(all, size, 'float32'), size, 'float32')).toEqual(all);
      }),
    );
  });

  test('float16 is off by half a unit in the last of eleven places at most', () => {
    fc.assert(
      fc.property(codes, ({ size, values }) => {
        const all = Float32Array.from(values.flat());
        unpackCodes(packCodes(all, size, 'float16'), size, 'float16').forEach((got, i) => {
          const wanted = all[i] ?? NaN;
          expect(Math.abs(got - wanted)).toBeLessThanOrEqual(Math.max(Math.abs(wanted) * 2 ** -11, 2 ** -25));
        });
      }),
    );
  });

  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
    [1 + 2 ** -11, 0x3c00],
    [0, 0],
  ])('float16 of %d has the bits of IEEE 754', (number, bits) => {
    const { bytes } = packCodes(Float32Array.of(number), 1, 'float16');
    expect((bytes[0] ?? 0) + 256 * (bytes[1] ?? 0)).toBe(bits);
  });

  test('uint8 is off by half a step of its place at most', () => {
    fc.assert(
      fc.property(codes, ({ size, values }) => {
        const all = Float32Array.from(values.flat());
        const packed = packCodes(all, size, 'uint8');
        expect(packed.bytes).toHaveLength(all.length);
        unpackCodes(packed, size, 'uint8').forEach((got, i) => {
          const step = packed.scale?.step[i % size] ?? NaN;
          expect(Math.abs(got - (all[i] ?? NaN))).toBeLessThanOrEqual(0.5 * step + 1e-4);
        });
      }),
    );
  });
});

describe('a compressed file', () => {
  const all = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i));
  const header = (type: (typeof CODE_TYPES)[number]): CodesHeader => ({
    version: 1,
    model: { runId: 'r', name: '窗口 1', version: 2 },
    content: { kind: 'rows', delimiter: ';', decimal: ',' },
    type,
    codeSize: 3,
    count: 20,
    scale: packCodes(all, 3, type).scale,
    error: 0.25,
  });

  test.each(CODE_TYPES)('of %s is read as it was written', (type) => {
    const packed = packCodes(all, 3, type);
    const file = writeCodesFile(header(type), packed);
    expect(readCodesFile(file, 'a.codes')).toEqual({ header: header(type), packed, series: null });
  });

  test('is refused where it is another file, or damaged anywhere', () => {
    const file = writeCodesFile(header('uint8'), packCodes(all, 3, 'uint8'));
    const refusal = (bytes: Uint8Array<ArrayBuffer>, reason: string): void => {
      expect(() => readCodesFile(bytes, 'a.codes')).toThrow(
        expect.objectContaining({ code: 'codes.invalid', details: { fileName: 'a.codes', reason } }),
      );
    };
    refusal(new TextEncoder().encode('a,b\r\n1,2\r\n'), 'notCodes');
    refusal(new Uint8Array(3), 'notCodes');
    refusal(file.slice(0, 40), 'damaged');
    refusal(file.slice(0, -9), 'damaged');
    const longer = { ...header('uint8'), count: 21 };
    refusal(writeCodesFile(longer, packCodes(all, 3, 'uint8')), 'damaged');
  });

  test('of windows has their rows and times with it, and is refused where these are damaged', () => {
    const packed = packCodes(all, 3, 'float16');
    const series = { rowNumbers: Float64Array.of(2, 3, 4, 9, 8), times: Float64Array.of(0, 0.5, 1, 0, 0.25) };
    const index = packSeries(series);
    const content = {
      kind: 'windows' as const,
      delimiter: ',',
      decimal: '.' as const,
      columns: ['press', 't', 'force'],
      dateFormat: null,
      units: ['A', null],
      runs: [
        [0, 3],
        [1, 2],
      ] satisfies [number, number][],
      hasTimes: true,
      decimals: index.decimals,
      rowNumberBytes: index.rowNumbers.length,
      timeBytes: index.times.length,
    };
    const whole: CodesHeader = { ...header('float16'), content };
    expect(readCodesFile(writeCodesFile(whole, packed, index), 'a.codes')).toEqual({ header: whole, packed, series });
    for (const broken of [
      { ...content, rowNumberBytes: content.rowNumberBytes + 1, timeBytes: content.timeBytes - 1 },
      { ...content, timeBytes: content.timeBytes + 1 },
      { ...content, units: ['A'] },
      { ...content, runs: [[0, 6]] satisfies [number, number][] },
    ]) {
      const file = writeCodesFile({ ...whole, content: broken }, packed, index);
      expect(() => readCodesFile(file, 'a.codes')).toThrow(expect.objectContaining({ code: 'codes.invalid' }));
    }
  });
});
