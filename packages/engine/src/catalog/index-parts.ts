import { JetError } from '@esekit/core';
import type { TupleLimits } from './schema';

/** One entry of KeyFldIDs or ConditionalColumns (10 §3.3). */
export interface RawSegment {
  readonly fid: number;
  readonly isTemplate: boolean;
  readonly descending: boolean;
  readonly mustBeNull: boolean;
}

const segmentFlag = { template: 0x80, descending: 0x40, mustBeNull: 0x20 } as const;

/**
 * Decodes the segments of an index: entries of 4 bytes {flags, 0, fid}, or in databases before update 7
 * signed 16-bit numbers, negative for descending.
 */
export function decodeSegments(bytes: Uint8Array | undefined, extended: boolean): RawSegment[] {
  if (!bytes) return [];
  const size = extended ? 4 : 2;
  if (bytes.length % size !== 0) {
    throw new JetError('JET_errCatalogCorrupted', `${bytes.length} bytes are no list of index segments`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments: RawSegment[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    segments.push(extended ? extendedSegment(view, at) : oldSegment(view.getInt16(at, true)));
  }
  return segments;
}

function extendedSegment(view: DataView, at: number): RawSegment {
  const flags = view.getUint8(at);
  return {
    fid: view.getUint16(at + 2, true),
    isTemplate: (flags & segmentFlag.template) !== 0,
    descending: (flags & segmentFlag.descending) !== 0,
    mustBeNull: (flags & segmentFlag.mustBeNull) !== 0,
  };
}

function oldSegment(value: number): RawSegment {
  return { fid: Math.abs(value), isTemplate: false, descending: value < 0, mustBeNull: value < 0 };
}

/** Five u32, or in older files the first three of them. */
export function decodeTupleLimits(bytes: Uint8Array | undefined): TupleLimits | undefined {
  if (bytes?.length !== 12 && bytes?.length !== 20) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (n: number): number => view.getUint32(4 * n, true);
  const long = bytes.length === 20;
  return {
    min: word(0),
    max: word(1),
    toIndexMax: word(2),
    increment: long ? word(3) : 1,
    start: long ? word(4) : 0,
  };
}
