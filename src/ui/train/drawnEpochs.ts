import type { EpochRecord } from '../../core/training/settings.ts';

/** More points than a chart is wide are not seen, and drawing them anew with every epoch would hold the page up. */
const MAX_DRAWN = 1000;

/**
 * The epochs that curves are drawn of: all of a short run; of a long one every second, fourth, eighth …, so that what is drawn stays
 * where it is as more come, at most 1,000, and always the last.
 */
export function drawnEpochs(epochs: readonly EpochRecord[]): readonly EpochRecord[] {
  let stride = 1;
  while (epochs.length / stride >= MAX_DRAWN) stride *= 2;
  return stride === 1 ? epochs : epochs.filter((_, i) => i % stride === 0 || i === epochs.length - 1);
}
