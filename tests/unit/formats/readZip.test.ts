import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readZipDirectory } from '../../../src/formats/zip/readZip.ts';

const END_BYTES = 22;

test('lists what is in an archive and reads it, packed or not', async () => {
  const bytes = new Uint8Array(1000).fill(7);
  const entries = await readZipDirectory(
    file(zipSync({ 'a/packed.bin': bytes, 'a/plain.bin': [bytes, { level: 0 }] })),
  );
  expect(entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['a/packed.bin', 1000],
    ['a/plain.bin', 1000],
  ]);
  for (const entry of entries) expect(await entry.read()).toEqual(bytes);
});

test('every file of an archive whose count has wrapped round is there', async () => {
  const files = Object.fromEntries(Array.from({ length: 65_540 }, (_, i) => [String(i), new Uint8Array()]));
  expect(await readZipDirectory(file(zipSync(files, { level: 0 })))).toHaveLength(65_540);
});

test('an archive with 64-bit extensions is read', async () => {
  const bytes = new Uint8Array(50).fill(3);
  const entries = await readZipDirectory(file(widened(zipSync({ 'x.bin': [bytes, { level: 0 }] }))));
  expect(entries.map(({ sizeBytes }) => sizeBytes)).toEqual([50]);
  expect(await entries[0]?.read()).toEqual(bytes);
});

test('one that is cut off is refused', async () => {
  const whole = zipSync({ 'x.bin': new Uint8Array(50) });
  await expect(readZipDirectory(file(whole.subarray(0, whole.length - 30)))).rejects.toThrow('file.unreadable');
  await expect(readZipDirectory(file(whole.subarray(60)))).rejects.toThrow('file.unreadable');
});

function file(bytes: Uint8Array): File {
  return new File([Uint8Array.from(bytes)], 'parts.zip');
}

/** An archive of one file, with every number of its directory in the 64-bit fields that the format's description gives (APPNOTE 6.3.10). */
function widened(zip: Uint8Array): Uint8Array {
  const plain = new DataView(Uint8Array.from(zip).buffer);
  const end = zip.length - END_BYTES;
  const start = plain.getUint32(end + 16, true);
  const extra = new DataView(new ArrayBuffer(28));
  extra.setUint16(0, 1, true);
  extra.setUint16(2, 24, true);
  extra.setBigUint64(4, BigInt(plain.getUint32(start + 24, true)), true);
  extra.setBigUint64(12, BigInt(plain.getUint32(start + 20, true)), true);
  extra.setBigUint64(20, BigInt(plain.getUint32(start + 42, true)), true);
  for (const at of [20, 24, 42]) plain.setUint32(start + at, 0xffffffff, true);
  plain.setUint16(start + 30, 28, true);
  const directoryBytes = end - start + 28;
  const end64 = new DataView(new ArrayBuffer(56));
  end64.setUint32(0, 0x06064b50, true);
  end64.setBigUint64(40, BigInt(directoryBytes), true);
  end64.setBigUint64(48, BigInt(start), true);
  const locator = new DataView(new ArrayBuffer(20));
  locator.setUint32(0, 0x07064b50, true);
  locator.setBigUint64(8, BigInt(start + directoryBytes), true);
  plain.setUint16(end + 10, 0xffff, true);
  for (const at of [12, 16]) plain.setUint32(end + at, 0xffffffff, true);
  const bytes = new Uint8Array(plain.buffer);
  const parts = [bytes.subarray(0, end), extra, end64, locator, bytes.subarray(end)];
  return Uint8Array.from(parts.flatMap((part) => [...new Uint8Array(part.buffer, part.byteOffset, part.byteLength)]));
}
