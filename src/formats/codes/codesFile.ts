import { deflateSync, inflateSync } from 'fflate';
import * as v from 'valibot';
import { AppError } from '../../shared/appError.ts';
import { CODE_BYTES, CODE_TYPES, type PackedCodes } from '../../core/codes/packCodes.ts';
import { unpackSeries, type PackedSeries, type SeriesIndex } from '../../core/codes/packSeries.ts';
import { DATE_FORMATS } from '../../core/dataset/importOptions.ts';

/*
 * A compressed file: what an autoencoder's decoder makes samples of again. Eight bytes `LATHECD1`, the length of the header
 * (uint32, little endian), the header (JSON, UTF-8), the codes (see `packCodes`), of windows their index behind them (see `packSeries`), deflated. docs/formats.md
 * describes it.
 */

const MAGIC = 'LATHECD1';
const HEAD_BYTES = MAGIC.length + 4;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  version: v.literal(1),
  model: v.object({ runId: v.string(), name: v.string(), version: v.number() }),
  content: v.variant('kind', [
    v.object({ kind: v.literal('rows'), delimiter: v.string(), decimal: v.picklist(['.', ',']) }),
    v.object({ kind: v.literal('pictures'), names: v.array(v.string()) }),
    v.object({
      kind: v.literal('windows'),
      delimiter: v.string(),
      decimal: v.picklist(['.', ',']),
      /** Of the file that was compressed. */
      columns: v.array(v.string()),
      /** How times are written; null: as numbers. */
      dateFormat: v.nullable(v.picklist(DATE_FORMATS)),
      /** null: rows that name no unit. */
      units: v.array(v.nullable(v.string())),
      /** Stretches without a gap: index of the unit, and rows. */
      runs: v.array(v.tuple([whole, whole])),
      hasTimes: v.boolean(),
      decimals: v.nullable(whole),
      /** Of the index, row numbers first. */
      rowNumberBytes: whole,
      timeBytes: whole,
    }),
  ]),
  type: v.picklist(CODE_TYPES),
  codeSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
  count: whole,
  scale: v.nullable(v.object({ low: v.array(v.number()), step: v.array(v.number()) })),
  /** Mean squared error of what is restored, in the network's prepared units, measured when the file was made. */
  error: v.number(),
});

/** All of a compressed file but its codes. */
export type CodesHeader = v.InferOutput<typeof schema>;
type ContentOf<K extends CodesHeader['content']['kind']> = Extract<CodesHeader['content'], { kind: K }>;
export type CodedRows = ContentOf<'rows'>;
/** The rows of `runs` in order of unit and time; windows lie as `coveringEnds` says. */
export type CodedWindows = ContentOf<'windows'>;

/**
 * A compressed file's bytes.
 * @param series - of windows
 */
export function writeCodesFile(
  header: CodesHeader,
  { bytes }: PackedCodes,
  series: PackedSeries | null = null,
): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const payload = deflateSync(series ? concat([bytes, series.rowNumbers, series.times]) : bytes, { level: 9 });
  const file = new Uint8Array(HEAD_BYTES + head.length + payload.length);
  file.set(new TextEncoder().encode(MAGIC));
  new DataView(file.buffer).setUint32(MAGIC.length, head.length, true);
  file.set(head, HEAD_BYTES);
  file.set(payload, HEAD_BYTES + head.length);
  return file;
}

/**
 * Reads a compressed file.
 * @throws AppError `codes.invalid` where it is none, or is damaged
 */
export function readCodesFile(
  file: Uint8Array<ArrayBuffer>,
  fileName: string,
): { readonly header: CodesHeader; readonly packed: PackedCodes; readonly series: SeriesIndex | null } {
  const fail = (reason: 'notCodes' | 'damaged'): never => {
    throw new AppError('codes.invalid', { fileName, reason });
  };
  const magic = new TextDecoder().decode(file.subarray(0, MAGIC.length));
  if (file.length < HEAD_BYTES || magic !== MAGIC) return fail('notCodes');
  const headLength = new DataView(file.buffer, file.byteOffset).getUint32(MAGIC.length, true);
  const end = HEAD_BYTES + headLength;
  if (end > file.length) return fail('damaged');
  const parsed = v.safeParse(schema, parseJson(new TextDecoder().decode(file.subarray(HEAD_BYTES, end))));
  if (!parsed.success) return fail('damaged');
  const header = parsed.output;
  const { content } = header;
  const codeBytes = header.count * header.codeSize * CODE_BYTES[header.type];
  const indexBytes = content.kind === 'windows' ? content.rowNumberBytes + content.timeBytes : 0;
  const payload = inflate(file.subarray(end));
  if (payload?.length !== codeBytes + indexBytes) return fail('damaged');
  const scaleSize = header.type === 'uint8' ? header.codeSize : 0;
  if ((header.scale?.low.length ?? 0) !== scaleSize || (header.scale?.step.length ?? 0) !== scaleSize) {
    return fail('damaged');
  }
  if (content.kind === 'pictures' && content.names.length !== header.count) return fail('damaged');
  const series = content.kind === 'windows' ? readSeries(content, payload.slice(codeBytes)) : null;
  if (content.kind === 'windows' && !series) return fail('damaged');
  return { header, packed: { bytes: payload.slice(0, codeBytes), scale: header.scale }, series };
}

/** Null where it is damaged. */
function readSeries(
  { units, runs, hasTimes, decimals, rowNumberBytes }: CodedWindows,
  bytes: Uint8Array<ArrayBuffer>,
): SeriesIndex | null {
  if (runs.some(([unit]) => unit >= units.length)) return null;
  const rows = runs.reduce((sum, [, length]) => sum + length, 0);
  const packed = { rowNumbers: bytes.slice(0, rowNumberBytes), times: bytes.slice(rowNumberBytes), decimals };
  return unpackSeries(packed, rows, hasTimes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function inflate(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
  try {
    return inflateSync(bytes).slice();
  } catch {
    return null;
  }
}
