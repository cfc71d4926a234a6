/** Holds a run up between two steps. */
export class PauseGate {
  #open: (() => void) | null = null;
  #closed: Promise<void> | null = null;

  get isPaused(): boolean {
    return this.#closed !== null;
  }

  pause(): void {
    this.#closed ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  resume(): void {
    this.#open?.();
    this.#open = null;
    this.#closed = null;
  }

  /** Resolves when the run may go on, or is to stop. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#closed || signal.aborted) return;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#closed, aborted]);
  }
}
