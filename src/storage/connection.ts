import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { AppError, asError } from '../shared/appError.ts';

/** One step of a database's history: brings the stores from one version to the next. */
export type Upgrade<S extends DBSchema> = (
  database: IDBPDatabase<S>,
  transaction: IDBPTransaction<S, StoreNames<S>[], 'versionchange'>,
) => void | Promise<void>;

/** How long another tab may take to let go of an older version before the user is told. */
const BLOCKED_GRACE_MS = 3000;

/**
 * This thread's one connection to a database, opened when first needed and again after it was lost.
 * The version is the number of `upgrades`; `upgrades[n]` leads from version n to n + 1.
 */
export class Connection<S extends DBSchema> {
  #opened: Promise<IDBPDatabase<S>> | null = null;

  constructor(
    readonly name: string,
    private readonly upgrades: readonly Upgrade<S>[],
  ) {}

  /**
   * The open database. Throws `storage.blocked` where a tab with an older version does not close it,
   * `storage.closed` where a newer version has taken over and this page must be reloaded.
   */
  open(): Promise<IDBPDatabase<S>> {
    if (!this.#opened) {
      const opening = this.#connect();
      this.#opened = opening;
      opening.catch(() => this.#forget(opening));
    }
    return this.#opened;
  }

  /** Lets go of the database; the next `open` connects again. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    const database = await opened?.catch(() => null);
    database?.close();
  }

  #forget(opened: Promise<IDBPDatabase<S>>): void {
    if (this.#opened === opened) this.#opened = null;
  }

  #connect(): Promise<IDBPDatabase<S>> {
    return new Promise((resolve, reject) => {
      let graceTimer: ReturnType<typeof setTimeout> | undefined;
      let isGivenUp = false;
      openDB<S>(this.name, this.upgrades.length, {
        upgrade: (database, oldVersion, _newVersion, transaction) => {
          this.#upgrade(database, oldVersion, transaction).catch((error: unknown) => {
            reject(asError(error));
            transaction.abort();
          });
        },
        blocked: () => {
          graceTimer = setTimeout(() => {
            isGivenUp = true;
            reject(new AppError('storage.blocked', {}));
          }, BLOCKED_GRACE_MS);
        },
        // Another tab wants to upgrade: it must not wait for this one.
        blocking: () => void this.close(),
        terminated: () => {
          this.#opened = null;
        },
      })
        .then(
          (database) => (isGivenUp ? database.close() : resolve(database)),
          (error: unknown) => reject(isVersionError(error) ? new AppError('storage.closed', {}) : asError(error)),
        )
        .finally(() => clearTimeout(graceTimer));
    });
  }

  async #upgrade(
    database: IDBPDatabase<S>,
    oldVersion: number,
    transaction: IDBPTransaction<S, StoreNames<S>[], 'versionchange'>,
  ): Promise<void> {
    for (const upgrade of this.upgrades.slice(oldVersion)) await upgrade(database, transaction);
  }
}

function isVersionError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'VersionError';
}
