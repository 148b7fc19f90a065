import { readLogTime } from '@esekit/core';
import { parseLogFileName, recordSize, recordTypeNumber, stampSegment } from '@esekit/log';
import { stampXorChecksum } from '@esekit/pages';

/** A log of the segment layout as bytes, as far as mutations have to know it (20 §3, §5). */
export interface LogFile {
  readonly name: string;
  readonly lGeneration: number;
  /** Segments behind the header that hold data, without the copy of the last one. */
  readonly segments: number;
  readonly isCurrent: boolean;
}

export const segmentSize = 4096;
const dataStart = 40;

/** The logs of a folder in the order of their generations. */
export function logFiles(contents: ReadonlyMap<string, Uint8Array>): LogFile[] {
  return [...contents]
    .flatMap(([name, bytes]) => {
      const kind = parseLogFileName(name)?.kind;
      if (kind !== 'archived' && kind !== 'current') return [];
      const lGeneration = viewOf(bytes).getInt32(4, true);
      return [{ name, lGeneration, segments: lastSegment(bytes), isCurrent: kind === 'current' }];
    })
    .sort((a, b) => a.lGeneration - b.lGeneration);
}

/** The last segment that says it is itself: a copy of the last one still has the number of the original. */
function lastSegment(bytes: Uint8Array): number {
  let last = 0;
  for (let isec = 1; (isec + 1) * segmentSize <= bytes.length; isec++) {
    if (viewOf(bytes).getUint16(isec * segmentSize + 10, true) === isec) last = isec;
  }
  return last;
}

export function segmentOf(bytes: Uint8Array, isec: number): Uint8Array {
  return bytes.subarray(isec * segmentSize, (isec + 1) * segmentSize);
}

/** A record that lies in one segment: where its bytes are in the file. */
export interface PlacedRecord {
  readonly isec: number;
  readonly offset: number;
  readonly size: number;
  readonly type: number;
}

/** The records of a segment that begin and end in it. */
export function recordsIn(bytes: Uint8Array, isec: number): PlacedRecord[] {
  const segment = segmentOf(bytes, isec);
  const found: PlacedRecord[] = [];
  let ib = dataStart;
  while (ib < segmentSize) {
    const type = segment[ib]!;
    if (type === recordTypeNumber.NOP) break;
    const size = recordSize(segment, ib, segmentSize);
    if (size === 0) break;
    if (type !== recordTypeNumber.Fragment && type !== recordTypeNumber.FragmentBegin) {
      found.push({ isec, offset: isec * segmentSize + ib, size, type });
    }
    ib += size;
  }
  return found;
}

/** Gives a changed segment a right checksum, and the copy behind the last one the same content. */
export function sealSegment(bytes: Uint8Array, log: LogFile, isec: number): void {
  const segment = segmentOf(bytes, isec);
  const start = readLogTime(viewOf(segment), 16);
  stampSegment(segment, log.lGeneration, isec, start);
  const copy = segmentOf(bytes, isec + 1);
  if (isec === log.segments && copy.length === segmentSize && viewOf(copy).getUint16(10, true) === isec)
    copy.set(segment);
}

/** Gives a changed log header a right checksum. */
export function sealHeader(bytes: Uint8Array): void {
  stampXorChecksum(bytes.subarray(0, segmentSize));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
