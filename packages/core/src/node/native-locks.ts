import { createRequire } from 'node:module';
import { JetError } from '../errors/jet-error';
import { errnoName } from './errno-name';

/** The part of `fs-native-extensions` that is used. */
export interface NativeLocks {
  tryLock(fd: number, offset: number, length: number, options: { shared: boolean }): boolean;
  unlock(fd: number, offset: number, length: number): void;
}

export type NativeLockLoader = () => NativeLocks;

/** How a system says that somebody else holds the lock; the library turns only EAGAIN into `false`. */
const heldElsewhere: readonly (string | undefined)[] = ['EAGAIN', 'EACCES', 'EBUSY'];

/**
 * The range that is locked, `length` 0 meaning all. Windows keeps others from reading and writing a
 * locked range, so there the lock is on one byte that no file reaches, which makes it advisory as
 * everywhere else.
 */
const range =
  process.platform === 'win32' ? { offset: Number.MAX_SAFE_INTEGER, length: 1 } : { offset: 0, length: 0 };

/**
 * Locks of the operating system. The native library is loaded when the first lock is asked for, so that
 * whoever only reads files never depends on it.
 */
export class LockService {
  readonly #load: NativeLockLoader;
  #native: NativeLocks | undefined;

  constructor(load: NativeLockLoader = loadNativeLocks) {
    this.#load = load;
  }

  /** `false` when another open file holds a conflicting lock. */
  tryLock(fd: number, kind: 'shared' | 'exclusive'): boolean {
    const native = this.#loaded();
    try {
      return native.tryLock(fd, range.offset, range.length, { shared: kind === 'shared' });
    } catch (error) {
      if (heldElsewhere.includes(errnoName(error))) return false;
      throw error;
    }
  }

  unlock(fd: number): void {
    this.#loaded().unlock(fd, range.offset, range.length);
  }

  #loaded(): NativeLocks {
    try {
      return (this.#native ??= this.#load());
    } catch (cause) {
      throw new JetError('JET_errUnloadableOSFunctionality', 'load the file locks of the operating system', {
        cause,
        hint: 'Install fs-native-extensions for this platform, or open the database read-only.',
      });
    }
  }
}

function loadNativeLocks(): NativeLocks {
  return createRequire(import.meta.url)('fs-native-extensions') as NativeLocks;
}
