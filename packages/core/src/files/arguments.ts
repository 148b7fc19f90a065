import { JetError } from '../errors/jet-error';

/**
 * Refuses what is not a position or size in bytes. Every file system checks this itself, because the
 * platforms give a meaning to some wrong values: Node reads -1 as "wherever the file stands".
 */
export function requireByteCount(value: number, what: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new JetError('JET_errInvalidParameter', `${what}: ${value} is not a number of bytes`);
}

/** Refuses to write through a file that was opened for reading, whatever the platform would say. */
export function requireWritable(isWritable: boolean, what: string): void {
  if (isWritable) return;
  throw new JetError('JET_errFileAccessDenied', `${what}: the file is open for reading only`);
}

/** Refuses a second kind of lock on one open file: platforms disagree on what converting one does. */
export function requireSameLock(held: string | undefined, asked: string, path: string): void {
  if (held === undefined || held === asked) return;
  throw new JetError('JET_errInvalidParameter', `lock ${path}: a ${held} lock is held already`, {
    hint: 'Unlock the file before asking for the other kind of lock.',
  });
}
