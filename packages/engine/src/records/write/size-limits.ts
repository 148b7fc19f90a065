import { isLargePage } from '@esekit/pages';
import { recordHeaderSize, tagField } from '../record-layout';

/** Bytes of the page header, by page size (02 §1). */
const pageHeaderSize = { small: 40, large: 80 } as const;

/** A tag for the external header and one for the record (11 §3). */
const tagBytes = 8;

/** What small pages keep free for a key at least: the old key limit, so that old engines can read them. */
const smallKeyBytesLeast = 255;

/** KeyMost of a table without primary index, whose keys are four bytes. */
export const sequentialKeyMost = 4;

/**
 * The largest record of a table (11 §3).
 *
 * @param keyMost of the primary index; {@link sequentialKeyMost} without one
 */
export function recordBytesMost(pageSize: number, keyMost: number): number {
  if (isLargePage(pageSize)) return pageSize - pageHeaderSize.large - tagBytes - 4 - keyMost;
  return pageSize - pageHeaderSize.small - tagBytes - 2 - Math.max(smallKeyBytesLeast, 2 + keyMost);
}

/** The largest long value that a record of `recordMost` bytes can hold, alone (11 §3). */
export function intrinsicBytesMost(recordMost: number): number {
  return recordMost - recordHeaderSize - tagField.size - 1;
}
