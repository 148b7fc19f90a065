import type { JET_DBID } from '../status';

/**
 * The numbers that callers know databases by. They are those of the process, not of the log: a database that
 * comes back under its path has its old number, and a creation that fails after it got a number has used it up.
 * The recorded runs show both (dbid 1, 3 and 4 of the trace `databases`).
 */
export class DatabaseNumbers {
  readonly #byPath = new Map<string, JET_DBID>();
  #last = 0;

  of(path: string): JET_DBID {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    this.#byPath.set(path, ++this.#last);
    return this.#last;
  }

  isKnown(dbid: JET_DBID): boolean {
    return Number.isInteger(dbid) && dbid > 0 && dbid <= this.#last;
  }

  /** A creation that found a file at the path. */
  spoil(): void {
    this.#last++;
  }
}
