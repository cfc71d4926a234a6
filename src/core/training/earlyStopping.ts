import type { EarlyStopping } from './settings.ts';

/** What early stopping remembers between epochs: plain JSON, so that a checkpoint keeps it. */
export interface EarlyStoppingState {
  /** The epoch whose weights are the best; null before the first finite loss. */
  readonly bestEpoch: number | null;
  readonly bestLoss: number | null;
  /** Epochs since then. */
  readonly wait: number;
}

/** What an epoch's end decides. */
export interface EarlyStoppingStep {
  readonly state: EarlyStoppingState;
  /** Keep this epoch's weights: none were better. */
  readonly isBest: boolean;
  readonly shouldStop: boolean;
}

export function startEarlyStopping(): EarlyStoppingState {
  return { bestEpoch: null, bestLoss: null, wait: 0 };
}

/** The loss that early stopping and `reduceOnPlateau` watch: the training loss stands in where no rows validate. */
export function monitoredLoss(
  settings: EarlyStopping,
  losses: { readonly trainLoss: number; readonly validationLoss: number | null },
): number {
  return settings.monitor === 'trainLoss' ? losses.trainLoss : (losses.validationLoss ?? losses.trainLoss);
}

/**
 * The state after an epoch that ended with `loss` (Keras `EarlyStopping`): stop once `patience` epochs have passed
 * without an improvement by more than `minDelta`. A loss that is not finite is no improvement. Where early stopping is
 * off the best epoch is still tracked, and nothing stops.
 */
export function advanceEarlyStopping(
  settings: EarlyStopping,
  state: EarlyStoppingState,
  epoch: number,
  loss: number,
): EarlyStoppingStep {
  if (Number.isFinite(loss) && (state.bestLoss === null || loss < state.bestLoss - settings.minDelta)) {
    return { state: { bestEpoch: epoch, bestLoss: loss, wait: 0 }, isBest: true, shouldStop: false };
  }
  const wait = state.wait + 1;
  return { state: { ...state, wait }, isBest: false, shouldStop: settings.enabled && wait >= settings.patience };
}
