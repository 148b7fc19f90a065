import { JetError, limits, type File, type FileSystem, type Lgpos, type Signature } from '@esekit/core';
import { checkLogHeader } from '../header/check-log-header';
import type { LogHeader } from '../header/log-header';
import { logHeaderSize } from '../header/log-header-fields';
import type { LogLayout } from '../header/log-version';
import { scanLegacyLog } from '../legacy/legacy-chain';
import { walkLegacyRecords } from '../legacy/legacy-walker';
import { walkCheckedLogSync, walkSegmentLogSync } from '../records/walk-log';
import type { RecordVisitor } from '../records/log-record';
import { scanLogSync, type LogScan } from '../segments/scan-log';
import type { SegmentSink } from '../segments/segment-scanner';
import type { RecoveryEvents } from './recovery-events';

export interface OpenLogExpectations {
  readonly signLog?: Signature | undefined;
  readonly pageSize?: number | undefined;
}

/** A log that was opened for replay: its header is good. */
export class OpenLog {
  private constructor(
    readonly path: string,
    readonly file: File,
    readonly header: LogHeader,
    readonly layout: LogLayout,
    readonly isCurrent: boolean,
  ) {}

  /**
   * Opens a log and checks its header (20 §3.2).
   *
   * @throws the header's failure, written as event 412
   */
  static open(
    fs: FileSystem,
    path: string,
    isCurrent: boolean,
    expectations: OpenLogExpectations,
    events: RecoveryEvents,
  ): OpenLog {
    const file = fs.openSync(path, 'read');
    try {
      const { header, layout } = loadHeader(file, expectations);
      return new OpenLog(path, file, header, layout, isCurrent);
    } catch (error) {
      file.closeSync();
      if (JetError.isInstance(error)) {
        events.write(412, `the header of ${path} cannot be used: ${error.message}`, path, error.code);
      }
      throw error;
    }
  }

  get lGeneration(): number {
    return this.header.lGeneration;
  }

  /** The end-of-log scan (20 §5.8), without reading records. */
  scan(mayUseShadow = true, sink?: SegmentSink): LogScan {
    if (this.layout === 'legacy') return this.#replayLegacy({ record: () => undefined });
    const { header } = this;
    return scanLogSync(this.file, {
      lGeneration: header.lGeneration,
      version: header,
      csecLGFile: header.csecLGFile,
      mayUseShadow,
      ...(sink === undefined ? {} : { sink }),
    });
  }

  /** Visits the records from a position on. {@link scan} has found nothing that would stop that. */
  replay(visitor: RecordVisitor, scan: LogScan, mayUseShadow: boolean, from?: Lgpos): void {
    if (this.layout === 'legacy') {
      this.#replayLegacy(visitor);
    } else if (scan.problems.length === 0) {
      walkCheckedLogSync(this.file, this.header, scan.lastSegment, visitor, from);
    } else {
      const options = from === undefined ? { mayUseShadow } : { mayUseShadow, from };
      walkSegmentLogSync(this.file, this.header, visitor, options);
    }
  }

  /** Legacy logs are replayed from their beginning, always (20 §6). */
  #replayLegacy(visitor: RecordVisitor): LogScan {
    const { header, file } = this;
    const size = Math.min(file.sizeSync(), header.csecLGFile * header.cbSec, limits.legacyLogBytesMost);
    const bytes = new Uint8Array(size);
    const present = bytes.subarray(0, file.readSync(bytes, 0));
    const scan = scanLegacyLog(present, header);
    if (!scan.isCorrupt) walkLegacyRecords(present, header, scan, visitor);
    return {
      lastSegment: Math.floor((scan.end - 1) / header.cbSec),
      good: scan.good,
      bad: scan.bad,
      accumulatedChecksum: 0n,
      shadow: 0,
      tornSegment: 0,
      isCorrupt: scan.isCorrupt,
      problems: scan.problems,
      closingRecord: undefined,
    };
  }

  close(): void {
    this.file.closeSync();
  }
}

function loadHeader(
  file: File,
  { signLog, pageSize }: OpenLogExpectations,
): { header: LogHeader; layout: LogLayout } {
  const bytes = new Uint8Array(logHeaderSize);
  const size = file.sizeSync();
  if (file.readSync(bytes, 0) < logHeaderSize) {
    const error = size === 0 ? 'JET_errFileIOBeyondEOF' : 'JET_errLogFileSizeMismatch';
    throw new JetError(error, `${file.path}: ${size} bytes hold no log header`);
  }
  const verdict = checkLogHeader(bytes, {
    fileSize: size,
    ...(signLog === undefined ? {} : { signLog }),
    ...(pageSize === undefined ? {} : { pageSize }),
  });
  if (verdict.state === 'bad') throw new JetError(verdict.error, `${file.path}: ${verdict.text}`);
  return verdict;
}
