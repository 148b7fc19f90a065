import type { RawSegment } from '../index-parts';
import type { TupleLimits } from '../schema';

/** The flags byte of a segment (10 §3.3). */
const segmentFlag = { template: 0x80, descending: 0x40, mustBeNull: 0x20 } as const;

/**
 * Segments of an index as KeyFldIDs or ConditionalColumns have them, the reverse of `decodeSegments`.
 *
 * @param isExtended entries of 4 bytes; databases before update 7 have signed 16-bit numbers
 */
export function encodeSegments(segments: readonly RawSegment[], isExtended: boolean): Uint8Array {
  const size = isExtended ? 4 : 2;
  const bytes = new Uint8Array(size * segments.length);
  const view = new DataView(bytes.buffer);
  for (const [i, { fid, isTemplate, descending, mustBeNull }] of segments.entries()) {
    if (isExtended) {
      const flags =
        (isTemplate ? segmentFlag.template : 0) |
        (descending ? segmentFlag.descending : 0) |
        (mustBeNull ? segmentFlag.mustBeNull : 0);
      view.setUint8(size * i, flags);
      view.setUint16(size * i + 2, fid, true);
    } else view.setInt16(size * i, descending || mustBeNull ? -fid : fid, true);
  }
  return bytes;
}

/** Five u32 (10 §3.3). */
export function encodeTupleLimits({ min, max, toIndexMax, increment, start }: TupleLimits): Uint8Array {
  return words([min, max, toIndexMax, increment, start]);
}

/** Numbers as u32, little endian. */
export function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value >>> 0, true);
  return bytes;
}
