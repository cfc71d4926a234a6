import type { SplitFractions, SplitPart } from '../../core/preprocessing/preparation.ts';

/** Training keeps at least this much. */
const MIN_TRAIN = 0.01;

/**
 * The three shares after one was set: they always sum to 1. What validation and test gain or lose comes from training; what training
 * gains or loses, from the other two in their proportion.
 */
export function linkFractions(from: SplitFractions, part: SplitPart, share: number): SplitFractions {
  if (part === 'train') {
    const train = clamp(share, MIN_TRAIN, 1);
    const others = from.validation + from.test;
    const validation = round((1 - train) * (others > 0 ? from.validation / others : 0.5));
    return { train, validation, test: round(1 - train - validation) };
  }
  const other = part === 'validation' ? 'test' : 'validation';
  const set = clamp(share, 0, 1 - MIN_TRAIN);
  const kept = round(Math.min(from[other], 1 - MIN_TRAIN - set));
  const fractions = { train: round(1 - set - kept), validation: kept, test: kept };
  return { ...fractions, [part]: set };
}

/** The shares after training gave this share of itself to validation, or took back all but it; that of test stays. */
export function shareTraining({ test }: SplitFractions, share: number): SplitFractions {
  const validation = round((1 - test) * clamp(share, 0, 1 - MIN_TRAIN));
  return { train: round(1 - test - validation), validation, test };
}

function clamp(value: number, min: number, max: number): number {
  return round(Math.min(max, Math.max(min, value)));
}

/** Without the dust of binary fractions: 0.30000000000000004 is not a share to read. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
