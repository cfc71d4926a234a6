import { CODE_TYPES } from '../../core/codes/packCodes.ts';
import { rangeOf } from '../../core/preprocessing/samples.ts';
import type { CompressionMeasure, EngineContract } from '../../protocol/engineContract.ts';
import type { Progress } from '../../protocol/progress.ts';
import type { CallContext } from '../../protocol/serve.ts';
import { compress } from './compress.ts';
import { prepareRun } from './preparedRun.ts';
import { findRunModel } from './runModel.ts';

/** At most so many samples: their files are then large enough for their heads not to matter. */
const MAX_MEASURED = 2000;

/**
 * The sizes of the compressed files that samples of a part come to, and the errors of what is restored from them.
 * @throws Cancelled; AppError `run.noModel`, `data.noRows`
 */
export async function measureCompression(
  { runId, part }: EngineContract['measureCompression']['input'],
  { signal, progress }: CallContext<Progress>,
): Promise<CompressionMeasure> {
  const model = await findRunModel(runId);
  const { features, rowCount } = (await prepareRun(model.run)).rows(part);
  const stride = Math.max(1, Math.ceil(rowCount / MAX_MEASURED));
  const positions = rangeOf(0, Math.ceil(rowCount / stride)).map((i) => i * stride);
  const values = await features.read(positions, null);
  // Told of file by file.
  const watch = { signal, progress: () => undefined };
  const files: CompressionMeasure['files'][number][] = [];
  for (const type of CODE_TYPES) {
    // What is in it does not change the codes; a name for each picture would be in every kind of file alike.
    const content = { kind: 'rows', delimiter: ',', decimal: '.' } as const;
    const { blob, error } = await compress(model, values, positions.length, content, type, watch);
    files.push({ type, bytes: blob.size, error });
    progress({ done: files.length, total: CODE_TYPES.length, unit: 'rows', remainingMs: null });
  }
  const bytes = model.pipeline.sample?.kind === 'image' ? 1 : 4;
  return { samples: positions.length, originalBytes: bytes * values.length, files };
}
