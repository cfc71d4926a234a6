import { cdp } from 'vitest/browser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginDataset, DATASET_CHUNK_ROWS, listDatasets } from '../../../src/storage/datasets.ts';
import { createProject } from '../../../src/storage/projects.ts';
import { ensureRoom, readQuota, requestPersistence } from '../../../src/storage/quota.ts';
import { NO_PROBLEMS } from './sampleRecords.ts';

const MIB = 1024 * 1024;
const limitQuota = (quotaSize?: number): Promise<unknown> =>
  cdp().send('Storage.overrideQuotaForOrigin', {
    origin: location.origin,
    ...(quotaSize === undefined ? {} : { quotaSize }),
  });

/** Chromium remembers for a while how much room there was; a cleared origin starts afresh. */
beforeEach(async () => {
  await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
});
afterEach(async () => {
  await limitQuota();
});

test('tells usage, limit and persistence', async () => {
  await createProject('something');
  const quota = await readQuota();
  expect(quota.usageBytes).toBeGreaterThan(0);
  expect(quota.quotaBytes).toBeGreaterThan(quota.usageBytes);
  expect(quota.isPersistent).toBe(await requestPersistence());
});

test('says before a write that it would not fit', async () => {
  await ensureRoom(MIB);
  const neededBytes = (await readQuota()).quotaBytes;
  await expect(ensureRoom(neededBytes)).rejects.toMatchObject({ code: 'storage.quota', details: { neededBytes } });
});

test('a disk that fills up during an import is reported with numbers, and the import leaves nothing behind', async () => {
  await limitQuota((await readQuota()).usageBytes + 4 * MIB);
  const writer = await beginDataset({ name: 'large', origin: 'file', fileName: 'large.csv' });
  const values = Float64Array.from({ length: DATASET_CHUNK_ROWS }, () => Math.random());
  const fill = async (): Promise<void> => {
    for (let chunk = 0; chunk < 100; chunk++) await writer.append([{ kind: 'numeric', values }], DATASET_CHUNK_ROWS);
  };
  await expect(fill()).rejects.toMatchObject({
    code: 'storage.quota',
    details: { neededBytes: values.byteLength, availableBytes: values.byteLength },
  });
  expect(await listDatasets()).toEqual([]);
  await writer.abort();

  await limitQuota();
  const again = await beginDataset({ name: 'small', origin: 'file', fileName: 'small.csv' });
  await again.append([{ kind: 'numeric', values }], DATASET_CHUNK_ROWS);
  await again.commit({ columns: [{ name: 'x', type: 'number' }], problems: NO_PROBLEMS });
  expect((await listDatasets()).map((dataset) => dataset.name)).toEqual(['small']);
});
