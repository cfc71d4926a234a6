import { MAX_LISTED_PROBLEMS, type ImportProblem, type ProblemReport } from '../../core/dataset/importOptions.ts';

/** Counts what is wrong with a file, and keeps the first of it word for word. */
export class ProblemLog {
  #malformedRows = 0;
  #invalidCells = 0;
  readonly #invalidByColumn = new Map<string, number>();
  readonly #listed: ImportProblem[] = [];

  add(problem: ImportProblem): void {
    if (problem.kind === 'invalidCell') {
      this.#invalidCells += 1;
      this.#invalidByColumn.set(problem.column, (this.#invalidByColumn.get(problem.column) ?? 0) + 1);
    } else {
      this.#malformedRows += 1;
    }
    if (this.#listed.length < MAX_LISTED_PROBLEMS) this.#listed.push(problem);
  }

  report(): ProblemReport {
    return {
      malformedRows: this.#malformedRows,
      invalidCells: this.#invalidCells,
      invalidByColumn: Object.fromEntries(this.#invalidByColumn),
      listed: [...this.#listed],
    };
  }
}
