import type { JetErrorName } from '../../errors/error-info';
import { JetError } from '../../errors/jet-error';
import type { FileOperation } from '../../files/operations';
import type { FailureOptions, TracedOperation } from './failure-options';

/** Counts the operations of one failing file system and decides which of them fail. */
export class FailurePlan {
  readonly trace: TracedOperation[] = [];
  readonly #options: FailureOptions;
  readonly #release = new Set<() => void>();
  #isKilled = false;

  constructor(options: FailureOptions) {
    this.#options = options;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** Bytes of a failing write that land. */
  get tornBytes(): number {
    return this.#options.tornBytes ?? 0;
  }

  /** `release` is called at a kill; the function that comes back takes it from the list. */
  onKill(release: () => void): () => void {
    this.#release.add(release);
    return () => this.#release.delete(release);
  }

  /**
   * Counts one operation and throws when it has to fail. `tear` does the part that happens in spite of
   * the failure. After a kill nothing is counted, because nothing happens.
   */
  step(operation: FileOperation, path: string, about: { target?: string; tear?: () => void } = {}): void {
    if (this.#isKilled) throw this.#failure(`${operation} ${path}: the process was killed`);
    const index = this.trace.length + 1;
    const { target } = about;
    this.trace.push(target === undefined ? { index, operation, path } : { index, operation, path, target });

    if (index === this.#options.failAt) {
      about.tear?.();
      if (this.#options.afterwards === 'killed') this.#kill();
      throw this.#failure(`${operation} ${path}: made to fail as operation ${index}`);
    }
    const name = this.#options.failWhen?.(operation, path);
    if (name !== undefined) throw new JetError(name, `${operation} ${path}: made to fail by its path`);
  }

  /** After a kill in the middle of an asynchronous operation its result goes nowhere. */
  requireAlive(operation: FileOperation, path: string): void {
    if (this.#isKilled) throw this.#failure(`${operation} ${path}: the process was killed meanwhile`);
  }

  #kill(): void {
    this.#isKilled = true;
    for (const release of this.#release) release();
    this.#release.clear();
  }

  #failure(message: string): JetError {
    const name: JetErrorName = this.#options.error ?? 'JET_errDiskIO';
    return new JetError(name, message);
  }
}
