import { JetError } from '@esekit/core';
import { isText, isUnicodeText } from '../values/coltyp';
import type { KeySegment } from './index-definition';
import type { KeyBuilder } from './key-builder';
import { isChunked } from './normalise-segment';

/** Options of JetMakeKey (13 §5.1). */
export const keyGrbit = {
  newKey: 0x0001,
  strLimit: 0x0002,
  subStrLimit: 0x0004,
  normalizedKey: 0x0008,
  keyDataZeroLength: 0x0010,
  fullColumnStartLimit: 0x0100,
  fullColumnEndLimit: 0x0200,
  partialColumnStartLimit: 0x0400,
  partialColumnEndLimit: 0x0800,
} as const;

/** What a limit does to the last segment: nothing but end the key, or cut it, or fill it up, or both. */
export type SearchLimit = 'none' | 'fullStart' | 'fullEnd' | 'partialStart' | 'partialEnd';

const columnLimits = 0x0f00;
const partialLimits = keyGrbit.partialColumnStartLimit | keyGrbit.partialColumnEndLimit;

/** The limit that the options mean for a column (the table of 13 §5.1). */
export function searchLimit({ column }: KeySegment, grbit: number): SearchLimit {
  const asked = grbit & columnLimits;
  if ((asked & (asked - 1)) !== 0) throw invalidGrbit(grbit, 'more than one column limit');
  const ofText = isText(column.coltyp);
  const isPartible = ofText || isChunked(column);
  if ((asked & partialLimits) !== 0 && !isPartible) {
    throw invalidGrbit(grbit, `a partial limit on a column of type ${column.coltyp}`);
  }
  if (asked === keyGrbit.fullColumnStartLimit) return 'fullStart';
  if (asked === keyGrbit.fullColumnEndLimit) return 'fullEnd';
  if (asked === keyGrbit.partialColumnStartLimit) return 'partialStart';
  if (asked === keyGrbit.partialColumnEndLimit) return 'partialEnd';
  if (ofText && (grbit & keyGrbit.subStrLimit) !== 0) return 'partialEnd';
  if ((grbit & keyGrbit.strLimit) === 0) return 'none';
  return isPartible && !ofText ? 'partialEnd' : 'fullEnd';
}

function invalidGrbit(grbit: number, what: string): JetError {
  return new JetError('JET_errInvalidGrbit', `make a key with options 0x${grbit.toString(16)}: ${what}`);
}

/**
 * Applies a limit to the segment that began at `start`. Filling bytes are never complemented: they must be
 * greater than anything an entry has, in descending segments too. They may take one byte more than KeyMost.
 */
export function applyLimit(
  builder: KeyBuilder,
  segment: KeySegment,
  start: number,
  limit: SearchLimit,
): void {
  if (limit === 'none' || limit === 'fullStart') return;
  const room = builder.keyMost + 1;
  const formerEnd = builder.length;
  const cut = limit === 'fullEnd' ? undefined : partialEnd(builder, segment, start);
  if (cut !== undefined) builder.length = cut;
  if (limit === 'partialStart') return;
  const isBinary = cut !== undefined && !isText(segment.column.coltyp);
  const end = isBinary ? Math.min(formerEnd + 1, room) : room;
  builder.bytes.fill(0xff, builder.length, end);
  builder.length = Math.max(builder.length, end);
}

/** Where the value itself ends in its segment; undefined when it cannot be cut, so that Full* applies. */
function partialEnd(
  builder: KeyBuilder,
  { column, descending }: KeySegment,
  start: number,
): number | undefined {
  const mask = descending ? 0xff : 0x00;
  const { bytes, length } = builder;
  if (length - start < 2) return undefined;
  if (isUnicodeText(column)) {
    const separator = bytes.subarray(start, length).indexOf(0x01 ^ mask, 1);
    return separator < 0 ? length : start + separator;
  }
  if (isText(column.coltyp)) return bytes[length - 1] === mask ? length - 1 : length;
  const marker = bytes[length - 1]! ^ mask;
  return builder.hasOverflow ? undefined : length - 1 - (8 - marker);
}
