import type { LiveCursor } from '../../live';

/** The limit that moves in one direction end at (13 §5.3); one object for all ranges of a cursor. */
export class IndexRange {
  #limit = new Uint8Array(64);
  #cbLimit = 0;
  #isActive = false;
  #isUpper = false;
  #isInclusive = false;

  get isActive(): boolean {
    return this.#isActive;
  }

  /** @param key is copied */
  set(key: Uint8Array, isUpper: boolean, isInclusive: boolean): void {
    if (this.#limit.length < key.length) this.#limit = new Uint8Array(2 * key.length);
    this.#limit.set(key);
    this.#cbLimit = key.length;
    this.#isUpper = isUpper;
    this.#isInclusive = isInclusive;
    this.#isActive = true;
  }

  remove(): void {
    this.#isActive = false;
  }

  /** Whether a move in this direction has to look at the limit. */
  limits(direction: 1 | -1): boolean {
    return this.#isActive && this.#isUpper === direction > 0;
  }

  /** Whether an entry is within the limit; its key alone counts. */
  has(entry: LiveCursor): boolean {
    const order = entry.compareKey(this.#limit, this.#cbLimit);
    return order === 0 ? this.#isInclusive : order < 0 === this.#isUpper;
  }
}
