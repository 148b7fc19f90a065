import { JetError, type File, type Lgpos } from '@esekit/core';
import type { LogHeader } from '../header/log-header';
import { scanLog, scanLogSync, type LogScan, type LogScanOptions } from '../segments/scan-log';
import { segmentSize } from '../segments/segment-layout';
import { RecordWalker, type IncompleteRecord } from './record-walker';
import type { RecordVisitor } from './log-record';

export interface LogWalk extends LogScan {
  readonly records: number;
  readonly droppedRecords: number;
  readonly incompleteRecord: IncompleteRecord | undefined;
}

/** What walking needs of a header. */
export type WalkableHeader = Pick<
  LogHeader,
  'lGeneration' | 'csecLGFile' | 'ulMajor' | 'ulMinor' | 'ulUpdateMajor' | 'ulUpdateMinor'
>;

export interface LogWalkOptions {
  /** As for a scan: no for archived generations of a hard restore set. Default true. */
  readonly mayUseShadow?: boolean;
  /**
   * Position of the first record to be shown, as the record before it or a checkpoint gives it; isec 0
   * is the start of the file, which is the default. What lies before it is scanned, not shown.
   */
  readonly from?: Lgpos;
}

/**
 * Scans the segments of a log of the segment layout and visits its records, in one pass over the file.
 *
 * @throws JetError JET_errLogFileCorrupt at damaged records, unless the visitor takes damage; damaged
 *   segments are in the result and never thrown
 */
export async function walkSegmentLog(
  file: File,
  header: WalkableHeader,
  visitor: RecordVisitor,
  options: LogWalkOptions = {},
): Promise<LogWalk> {
  const walker = new RecordWalker(header.lGeneration, visitor, options.from);
  return describeWalk(walker, await scanLog(file, scanOptions(header, walker, options)));
}

/** {@link walkSegmentLog} for code that may not wait. A visitor that throws ends it. */
export function walkSegmentLogSync(
  file: File,
  header: WalkableHeader,
  visitor: RecordVisitor,
  options: LogWalkOptions = {},
): LogWalk {
  const walker = new RecordWalker(header.lGeneration, visitor, options.from);
  return describeWalk(walker, scanLogSync(file, scanOptions(header, walker, options)));
}

/** Segments read at once. */
const segmentsPerRun = 256;

/**
 * Visits the records of a log whose segments a scan has just found to be all good: they are not checked
 * again.
 *
 * @param lastSegment as the scan found it
 */
export function walkCheckedLogSync(
  file: File,
  { lGeneration }: WalkableHeader,
  lastSegment: number,
  visitor: RecordVisitor,
  from?: Lgpos,
): void {
  const walker = new RecordWalker(lGeneration, visitor, from);
  const buffer = new Uint8Array(Math.min(segmentsPerRun, lastSegment) * segmentSize);
  for (let first = 1; first <= lastSegment; first += segmentsPerRun) {
    const count = Math.min(segmentsPerRun, lastSegment - first + 1);
    const read = file.readSync(buffer.subarray(0, count * segmentSize), first * segmentSize);
    if (read < count * segmentSize) {
      throw new JetError('JET_errFileIOBeyondEOF', `${file.path} became shorter while it was read`);
    }
    for (let i = 0; i < count; i++) {
      walker.segment(buffer.subarray(i * segmentSize, (i + 1) * segmentSize), first + i);
    }
  }
}

function scanOptions(header: WalkableHeader, sink: RecordWalker, options: LogWalkOptions): LogScanOptions {
  return {
    lGeneration: header.lGeneration,
    version: header,
    csecLGFile: header.csecLGFile,
    mayUseShadow: options.mayUseShadow ?? true,
    sink,
  };
}

function describeWalk(walker: RecordWalker, scan: LogScan): LogWalk {
  return {
    ...scan,
    records: walker.records,
    droppedRecords: walker.dropped,
    incompleteRecord: walker.incompleteRecord,
  };
}
