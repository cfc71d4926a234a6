import { deflateSync, inflateSync } from 'fflate';
import * as v from 'valibot';
import { AppError } from '../../shared/appError.ts';
import { CODE_BYTES, CODE_TYPES, type PackedCodes } from '../../core/codes/packCodes.ts';

/*
 * A compressed file: what an autoencoder's decoder makes samples of again. Eight bytes `LATHECD1`, the length of the header
 * (uint32, little endian), the header (JSON, UTF-8), the codes (see `packCodes`), deflated. docs/formats.md describes it.
 */

const MAGIC = 'LATHECD1';
const HEAD_BYTES = MAGIC.length + 4;

const schema = v.object({
  version: v.literal(1),
  model: v.object({ runId: v.string(), name: v.string(), version: v.number() }),
  content: v.variant('kind', [
    v.object({ kind: v.literal('rows'), delimiter: v.string(), decimal: v.picklist(['.', ',']) }),
    v.object({ kind: v.literal('pictures'), names: v.array(v.string()) }),
  ]),
  type: v.picklist(CODE_TYPES),
  codeSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
  count: v.pipe(v.number(), v.integer(), v.minValue(0)),
  scale: v.nullable(v.object({ low: v.array(v.number()), step: v.array(v.number()) })),
  /** Mean squared error of what is restored, in the network's prepared units, measured when the file was made. */
  error: v.number(),
});

/** All of a compressed file but its codes. */
export type CodesHeader = v.InferOutput<typeof schema>;

/** A compressed file's bytes. */
export function writeCodesFile(header: CodesHeader, { bytes }: PackedCodes): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const payload = deflateSync(bytes, { level: 9 });
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
): { readonly header: CodesHeader; readonly packed: PackedCodes } {
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
  const bytes = inflate(file.subarray(end));
  if (bytes?.length !== header.count * header.codeSize * CODE_BYTES[header.type]) return fail('damaged');
  const scaleSize = header.type === 'uint8' ? header.codeSize : 0;
  if ((header.scale?.low.length ?? 0) !== scaleSize || (header.scale?.step.length ?? 0) !== scaleSize) {
    return fail('damaged');
  }
  if (header.content.kind === 'pictures' && header.content.names.length !== header.count) return fail('damaged');
  return { header, packed: { bytes, scale: header.scale } };
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
