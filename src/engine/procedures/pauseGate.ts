/** Holds a run up between two steps, for good, for one step at a time, or a little after each. */
export class PauseGate {
  #open: (() => void) | null = null;
  #closed: Promise<void> | null = null;
  #isSingleStep = false;
  #lingerMs = 0;

  get isPaused(): boolean {
    return this.#closed !== null;
  }

  /** Whether each step is to be seen by itself. */
  get isSlow(): boolean {
    return this.#isSingleStep || this.#lingerMs > 0;
  }

  pause(): void {
    this.#isSingleStep = false;
    this.#closed ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  resume(): void {
    this.#isSingleStep = false;
    this.#letGo();
  }

  /** Lets a paused run take one step; it is paused again behind it. */
  step(): void {
    this.#isSingleStep = true;
    this.#letGo();
  }

  /** How long the run stands still after each step, in milliseconds; 0: not at all. */
  slowDown(lingerMs: number): void {
    this.#lingerMs = lingerMs;
  }

  /** Resolves when the run may go on, or is to stop. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#closed || signal.aborted) return;
    await orAborted(this.#closed, signal);
  }

  /** To be called after a step. */
  async linger(signal: AbortSignal): Promise<void> {
    if (this.#isSingleStep) this.pause();
    if (this.#lingerMs === 0 || signal.aborted) return;
    const rest = new Promise<void>((resolve) => setTimeout(resolve, this.#lingerMs));
    await orAborted(rest, signal);
  }

  #letGo(): void {
    this.#open?.();
    this.#open = null;
    this.#closed = null;
  }
}

async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let giveUp: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  signal.addEventListener('abort', giveUp);
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
