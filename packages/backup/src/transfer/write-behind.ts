import type { File } from '@esekit/core';

/**
 * Writes one piece while the next is being prepared: `write` returns as soon as the piece before it
 * is written. A failure surfaces at the next call.
 */
export class WriteBehind {
  #pending: Promise<void> = Promise.resolve();

  constructor(readonly target: File | undefined) {}

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#pending;
    if (!this.target) return;
    this.#pending = this.target.write(bytes, position);
    // The failure is met at the next call; until then it must not count as unhandled.
    this.#pending.catch(() => undefined);
  }

  /** Waits for the last piece. */
  async finish(): Promise<void> {
    await this.#pending;
  }

  /** Waits until nothing is being written any more, whatever came of it. */
  async settle(): Promise<void> {
    await this.#pending.catch(() => undefined);
  }
}
