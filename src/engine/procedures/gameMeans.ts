import type { GameFigures } from '../trainer.ts';

/** Means over an epoch's steps of what a game's steps gave, some steps at a time. */
export class GameMeans {
  #seen = 0;
  #figures: readonly { readonly steps: number; readonly of: GameFigures }[] = [];

  /** `step` steps were taken before. */
  begin(step: number): void {
    this.#seen = step;
  }

  /** What the steps up to `step` gave; handed on as it is. */
  add(figures: GameFigures | null, step: number): GameFigures | null {
    if (figures) this.#figures = [...this.#figures, { steps: step - this.#seen, of: figures }];
    this.#seen = step;
    return figures;
  }

  /** The means since the last time; not numbers where there were no steps. */
  take(): GameFigures {
    const figures = this.#figures;
    this.#figures = [];
    const total = figures.reduce((sum, { steps }) => sum + steps, 0);
    const meanOf = (pick: (of: GameFigures) => number): number =>
      figures.reduce((sum, { steps, of }) => sum + steps * pick(of), 0) / total;
    return {
      discriminatorLoss: meanOf((of) => of.discriminatorLoss),
      realAccuracy: meanOf((of) => of.realAccuracy),
      madeAccuracy: meanOf((of) => of.madeAccuracy),
    };
  }
}
