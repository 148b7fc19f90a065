import type { JetErrorName } from '../../errors/error-info';
import type { FileOperation } from '../../files/operations';

/** What fails, and how. Without options nothing does, and the wrapper only counts. */
export interface FailureOptions {
  /** The operation that fails, counted from 1 like {@link TracedOperation.index}. */
  readonly failAt?: number;
  /** How it fails. Default `JET_errDiskIO`. */
  readonly error?: JetErrorName;
  /**
   * What comes after it. Default `continue`.
   * - `continue`: that operation fails, all later ones work.
   * - `killed`: the process dies there. Every later operation throws, clean-up included, nothing reaches
   *   the wrapped file system any more, and its open files are closed, as an operating system does, so
   *   their locks are free.
   */
  readonly afterwards?: 'continue' | 'killed';
  /**
   * When the failing operation is a write, the bytes from its start that land in the file all the same.
   * Default 0; more than the write has means all of it.
   */
  readonly tornBytes?: number;
  /**
   * Fails every operation for which it returns a name, e.g. every read of one file. For a rename `path`
   * is the old one. Independent of `failAt`.
   */
  readonly failWhen?: (operation: FileOperation, path: string) => JetErrorName | undefined;
}

/** One operation that was asked for, in the order of asking. */
export interface TracedOperation {
  /** From 1. */
  readonly index: number;
  readonly operation: FileOperation;
  readonly path: string;
  /** The new path of a rename. */
  readonly target?: string;
}
