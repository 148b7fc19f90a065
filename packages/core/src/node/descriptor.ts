import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { JetError } from '../errors/jet-error';

const closeAsync = promisify(fs.close);

/**
 * An open file descriptor that is closed only when nothing uses it. The operating system gives the
 * number of a closed descriptor to the next file, and a read still under way would then read that one.
 */
export class Descriptor {
  readonly #fd: number;
  #isOpen = true;
  #users = 0;
  #whenUnused: (() => void) | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  useSync<T>(work: (fd: number) => T): T {
    this.#requireOpen();
    return work(this.#fd);
  }

  async use<T>(work: (fd: number) => Promise<T>): Promise<T> {
    this.#requireOpen();
    this.#users++;
    try {
      return await work(this.#fd);
    } finally {
      this.#users--;
      if (this.#users === 0) this.#whenUnused?.();
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#users > 0) await new Promise<void>((resolve) => (this.#whenUnused = resolve));
    await closeAsync(this.#fd);
  }

  /** With operations under way the last of them closes, and fails when the closing fails. */
  closeSync(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#users === 0) fs.closeSync(this.#fd);
    else this.#whenUnused = () => fs.closeSync(this.#fd);
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw new JetError('JET_errInvalidParameter', 'the file is closed');
  }
}
