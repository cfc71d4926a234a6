/** Where a training left the finite numbers. */
export interface Divergence {
  /** Position in the losses looked at. */
  readonly index: number;
  readonly loss: 'NaN' | 'Infinity' | '-Infinity';
}

/** The first loss that is no finite number, or null. One such loss spoils every weight that it touches. */
export function findDivergence(losses: Iterable<number>): Divergence | null {
  let index = 0;
  for (const loss of losses) {
    if (Number.isNaN(loss)) return { index, loss: 'NaN' };
    if (loss === Infinity) return { index, loss: 'Infinity' };
    if (loss === -Infinity) return { index, loss: '-Infinity' };
    index += 1;
  }
  return null;
}
