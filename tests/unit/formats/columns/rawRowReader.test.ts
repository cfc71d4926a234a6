import { describe, expect, test } from 'vitest';
import type { DateFormat } from '../../../../src/core/dataset/importOptions.ts';
import { NativeRow } from '../../../../src/formats/columns/nativeRow.ts';
import { RawRowReader, type RawRecord } from '../../../../src/formats/columns/rawRowReader.ts';
import { openTableFile } from '../../../../src/formats/openTableFile.ts';

async function readDates(text: string, dateFormat: DateFormat | undefined): Promise<RawRecord[]> {
  const table = await openTableFile(new File([text], 'new.csv'), null);
  const { plan } = await table.preview({});
  const wanted = [{ name: 'when', type: 'datetime' as const, categories: [], dateFormat }];
  const reader = new RawRowReader(plan, wanted, 100);
  const { signal } = new AbortController();
  await table.read(plan, reader, { signal, progress: () => undefined, flush: async () => undefined });
  return reader.take();
}

describe('RawRowReader', () => {
  test('reads dates as the training data wrote them, whatever the new file looks like', async () => {
    // By itself, the file looks like month before day: 03/25 is no day before a month.
    const text = 'when,x\n03/04/2024,1\n03/25/2024,2\n2024-03-05,3\n';
    const records = await readDates(text, 'dmy');
    expect(records.map(({ row, flaw }) => flaw ?? row['when'])).toEqual([
      Date.UTC(2024, 3, 3),
      { reason: 'dateFormat', column: 'when', value: '03/25/2024' },
      { reason: 'dateFormat', column: 'when', value: '2024-03-05' },
    ]);
  });

  test('takes dates that a workbook holds as such in any format', async () => {
    const table = await openTableFile(new File(['when,x\n03/04/2024,1\n'], 'new.csv'), null);
    const { plan } = await table.preview({});
    const reader = new RawRowReader(plan, [{ name: 'when', type: 'datetime', categories: [], dateFormat: 'dmy' }], 100);
    reader.addRow(new NativeRow([new Date(Date.UTC(2024, 2, 25)), 1]), 2);
    expect(reader.take()).toMatchObject([{ row: { when: Date.UTC(2024, 2, 25) }, flaw: null }]);
  });
});
