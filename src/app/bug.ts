/** An error that nobody foresaw, as the report tells it. No data of the user's is in it. */
export interface Bug {
  readonly message: string;
  readonly stack: string;
  /** ISO 8601, UTC. */
  readonly happenedAt: string;
}

export function describeBug(error: unknown): Bug {
  return {
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
    happenedAt: new Date().toISOString(),
  };
}

/** What “copy report” copies. Project ids in addresses are left out. */
export function bugReport(bug: Bug): string {
  return [
    `Lathe ${bug.message}`,
    `at ${bug.happenedAt}, ${location.hash.replace(/\/p\/[^/]+/, '/p/…')}`,
    navigator.userAgent,
    bug.stack,
  ].join('\n');
}
