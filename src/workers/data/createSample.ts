import { sliceValues } from '../../core/dataset/sliceValues.ts';
import { isImageSet } from '../../core/samples/imageSets.ts';
import { generateSample } from '../../core/samples/samples.ts';
import type { DataContract, ImportOutcome } from '../../protocol/dataContract.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { beginDataset, DATASET_CHUNK_ROWS } from '../../storage/datasets.ts';
import { createImageSample } from './createImageSample.ts';

/** Makes a synthetic table from its seed and stores it like an import; the data set is labelled synthetic. */
export async function createSample(
  { sample, seed, name }: DataContract['createSample']['input'],
  context: CallContext<DataContract['createSample']['progress']>,
): Promise<ImportOutcome> {
  if (isImageSet(sample)) return createImageSample({ sample, seed, name }, context);
  const { progress } = context;
  const { rowCount, columns } = generateSample(sample, seed);
  const problems = { malformedRows: 0, invalidCells: 0, invalidByColumn: {}, listed: [] };
  const writer = await beginDataset({ name, origin: 'synthetic', fileName: `${sample}-${seed}.csv` });
  try {
    for (let start = 0; start < rowCount; start += DATASET_CHUNK_ROWS) {
      const end = Math.min(rowCount, start + DATASET_CHUNK_ROWS);
      await writer.append(
        columns.map((column) => sliceValues(column.data, start, end)),
        end - start,
      );
      progress({ done: end, total: rowCount, unit: 'rows', remainingMs: null });
    }
    const record = await writer.commit({ columns: columns.map(({ data: _, ...schema }) => schema), problems });
    return { datasetId: record.id, rowCount, skippedRows: 0, problems };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
