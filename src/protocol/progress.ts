/** How far a long call has come. `total` is null where it cannot be known; `remainingMs` null until it can be estimated. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'rows' | 'steps';
  readonly remainingMs: number | null;
}
