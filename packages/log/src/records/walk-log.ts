import type { File, Lgpos } from '@esekit/core';
import type { LogHeader } from '../header/log-header';
import { scanLog, scanLogSync, type LogScan, type LogScanOptions } from '../segments/scan-log';
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
