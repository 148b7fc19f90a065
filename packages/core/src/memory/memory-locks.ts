export type LockKind = 'shared' | 'exclusive';

/**
 * The locks on one file in memory. A holder is an open file, never a process, which is what the locks
 * of the operating systems do that the Node implementation uses.
 */
export class MemoryLocks {
  readonly #holders = new Map<object, LockKind>();

  heldBy(holder: object): LockKind | undefined {
    return this.#holders.get(holder);
  }

  /** `false` when another holder has a conflicting lock. */
  tryAcquire(holder: object, kind: LockKind): boolean {
    for (const [other, otherKind] of this.#holders) {
      if (other !== holder && (kind === 'exclusive' || otherKind === 'exclusive')) return false;
    }
    this.#holders.set(holder, kind);
    return true;
  }

  release(holder: object): void {
    this.#holders.delete(holder);
  }
}
