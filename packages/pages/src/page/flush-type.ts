import type { JetErrorName } from '@esekit/core';

/**
 * The page flush type (02 §8): a counter of three values in each page and, beside the database, in the
 * flush map. A page that does not show the value the map remembers lost its last write.
 */
export const flushTypes = ['unknown', 'rock', 'paper', 'scissors'] as const;

export type FlushTypeName = (typeof flushTypes)[number];

/** The value as stored: 0 unknown, 1 rock, 2 paper, 3 scissors. */
export type FlushType = 0 | 1 | 2 | 3;

/** The value after `seed`: rock, paper, scissors and round again; unknown becomes rock (02 §8.2). */
export function nextFlushType(seed: number): FlushType {
  return ((seed % 3) + 1) as FlushType;
}

export interface FlushTypeForWrite {
  /** What the flush map knows of the page, 0 when it knows nothing or there is no map. */
  readonly mapType: number;
  /** What the page carries now. */
  readonly pageType: number;
  /**
   * Whether the write is covered by the log. Without that a recoverable map keeps the value: recovery
   * could not repeat the change.
   */
  readonly isLogged: boolean;
  /** Whether the flush map is persisted with logging. */
  readonly isMapRecoverable: boolean;
}

/** The value to put into a page before its checksum, and into the map after its write (02 §8.2). */
export function flushTypeForWrite(write: FlushTypeForWrite): FlushType {
  const seed = (write.mapType !== 0 ? write.mapType : write.pageType) as FlushType;
  return write.isMapRecoverable && !write.isLogged ? seed : nextFlushType(seed);
}

/** A page as it was read, against the map (02 §8.3). */
export function checkFlushType(
  mapType: number,
  pageType: number,
  isBlank: boolean,
): 'ok' | Extract<JetErrorName, 'JET_errReadLostFlushVerifyFailure'> {
  if (mapType === 0) return 'ok';
  const isLost = isBlank || (pageType !== 0 && pageType !== mapType);
  return isLost ? 'JET_errReadLostFlushVerifyFailure' : 'ok';
}
