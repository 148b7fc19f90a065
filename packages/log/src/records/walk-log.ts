import type { File } from '@esekit/core';
import type { LogHeader } from '../header/log-header';
import { scanLog, type LogScan } from '../segments/scan-log';
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
  options: { readonly mayUseShadow?: boolean } = {},
): Promise<LogWalk> {
  const walker = new RecordWalker(header.lGeneration, visitor);
  const scan = await scanLog(file, {
    lGeneration: header.lGeneration,
    version: header,
    csecLGFile: header.csecLGFile,
    sink: walker,
    ...options,
  });
  return {
    ...scan,
    records: walker.records,
    droppedRecords: walker.dropped,
    incompleteRecord: walker.incompleteRecord,
  };
}
