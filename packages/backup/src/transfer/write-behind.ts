import type { File } from '@esekit/core';

/**
 * Bytes after which the disk is told to begin. Without it a copy may lie in memory until the final sync,
 * with the disk idle all the while.
 */
const defaultSyncBytes = 64 << 20;

/**
 * Writes one piece while the next is being prepared: `write` returns as soon as the piece before it
 * is written. What was written is synced from time to time, beside the writing. The failure of a write
 * surfaces at the next call, that of a sync when the next one is due, or at the end.
 */
export class WriteBehind {
  #pending: Promise<void> = Promise.resolve();
  #syncing: Promise<void> = Promise.resolve();
  #isSyncing = false;
  #unsynced = 0;

  constructor(
    readonly target: File | undefined,
    readonly syncBytes = defaultSyncBytes,
  ) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#pending;
    if (!this.target) return;
    this.#pending = this.target.write(bytes, position);
    // The failure is met at the next call; until then it must not count as unhandled.
    this.#pending.catch(() => undefined);
    this.#unsynced += bytes.length;
    if (this.#unsynced >= this.syncBytes && !this.#isSyncing) await this.#startSyncing(this.target);
  }

  /**
   * Waits for the last piece and for a sync under way. It makes nothing durable: what was written since
   * is for the caller to sync.
   */
  async finish(): Promise<void> {
    await this.#pending;
    await this.#syncing;
  }

  /** Waits until nothing is being written or synced any more, whatever came of it. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#pending, this.#syncing]);
  }

  /** A disk that falls behind is not asked again before it is done, so that the copy goes on meanwhile. */
  async #startSyncing(target: File): Promise<void> {
    // A system tells of a lost write once only, so a failure must not be followed by a sync that succeeds.
    await this.#syncing;
    this.#unsynced = 0;
    this.#isSyncing = true;
    this.#syncing = target.sync().finally(() => (this.#isSyncing = false));
    this.#syncing.catch(() => undefined);
  }
}
