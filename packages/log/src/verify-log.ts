import { limits, type File, type FileSystem } from '@esekit/core';
import { examineLogHeader } from './header/load-log-header';
import { logHeaderSize } from './header/log-header-fields';
import type { LogHeader } from './header/log-header';
import type { LogLayout, LogVersion } from './header/log-version';
import { scanLegacyLog } from './legacy/legacy-chain';
import { walkLegacyRecords } from './legacy/legacy-walker';
import { parseLogFileName, type LogFileName } from './names';
import type { LogProblem } from './problem';
import type { RecordVisitor } from './records/log-record';
import type { IncompleteRecord } from './records/record-walker';
import { walkSegmentLog, type LogWalk, type WalkableHeader } from './records/walk-log';
import type { ClosingRecord } from './segments/closing-record';
import { findSegmentGeneration } from './segments/find-generation';

/** What checking one log file found. Damage is in here; only an unreadable file is an exception. */
export interface LogVerification {
  readonly path: string;
  readonly type: 'log';
  /** No problem at all. */
  readonly ok: boolean;
  /** From the header, or from a good segment when the header is damaged; 0 when neither says it. */
  readonly generation: number;
  /** Data segments; in the legacy layout the ranges of its LRCHECKSUM records. */
  readonly segments: { readonly good: number; readonly bad: number };
  readonly records: number;
  readonly problems: readonly LogProblem[];
  readonly details: LogDetails;
}

/** Facts beyond the report, for chain checks and for readers. */
export interface LogDetails {
  /** `undefined` when the file name is none of a log. */
  readonly name: LogFileName | undefined;
  /** `undefined` when the header is damaged or foreign. */
  readonly header: LogHeader | undefined;
  readonly layout: LogLayout | undefined;
  /** Last segment with data; 0 = none. */
  readonly lastSegment: number;
  /** Of this generation; the next one's header repeats it (20 §5.7). */
  readonly accumulatedChecksum: bigint;
  /** Segment with the copy of the last one; 0 = none. */
  readonly shadow: number;
  readonly closingRecord: ClosingRecord | undefined;
  /** The record that the log breaks off in after a crash. */
  readonly incompleteRecord: IncompleteRecord | undefined;
  /** Whether the engine would refuse segments or records of the log. */
  readonly isCorrupt: boolean;
}

/**
 * Checks header, segments and records of one log file.
 *
 * @param visitor receives the records on the way
 * @throws JetError of the file system when the file cannot be read
 */
export async function verifyLog(
  fs: FileSystem,
  path: string,
  visitor?: Pick<RecordVisitor, 'record'>,
): Promise<LogVerification> {
  const file = await fs.open(path, 'read');
  try {
    const report = new Report(path, parseLogFileName(fs.baseName(path)));
    await examine(file, report, visitor?.record.bind(visitor) ?? (() => undefined));
    return report.result();
  } finally {
    await file.close();
  }
}

/** Collects the parts of a verification. */
class Report {
  readonly problems: LogProblem[] = [];
  header: LogHeader | undefined;
  layout: LogLayout | undefined;
  generation = 0;
  records = 0;
  walk: Partial<LogWalk> = {};
  hasDamagedRecords = false;

  constructor(
    readonly path: string,
    readonly name: LogFileName | undefined,
  ) {}

  add(problem: LogProblem): void {
    if (this.problems.length < limits.logProblemsMost) this.problems.push(problem);
  }

  result(): LogVerification {
    const { walk, problems } = this;
    return {
      path: this.path,
      type: 'log',
      ok: problems.length === 0,
      generation: this.generation,
      segments: { good: walk.good ?? 0, bad: walk.bad ?? 0 },
      records: this.records,
      problems,
      details: {
        name: this.name,
        header: this.header,
        layout: this.layout,
        lastSegment: walk.lastSegment ?? 0,
        accumulatedChecksum: walk.accumulatedChecksum ?? 0n,
        shadow: walk.shadow ?? 0,
        closingRecord: walk.closingRecord,
        incompleteRecord: walk.incompleteRecord,
        isCorrupt: this.header === undefined || walk.isCorrupt === true || this.hasDamagedRecords,
      },
    };
  }
}

type VisitRecord = RecordVisitor['record'];

async function examine(file: File, report: Report, visit: VisitRecord): Promise<void> {
  const size = await file.size();
  if (size < logHeaderSize) {
    const text = `${size} bytes hold no log header`;
    const error = 'JET_errFileIOBeyondEOF';
    report.add({ error, text, severity: 'error', segment: 0, correctable: false });
    return;
  }
  const verdict = await examineLogHeader(file);
  if (verdict.state === 'bad') {
    const { error, text } = verdict;
    report.add({ error, text, severity: 'error', segment: 0, correctable: false });
  }
  // A header of the wrong size is intact otherwise, so what there is of the data can be checked by it.
  if (verdict.state === 'good' || verdict.error === 'JET_errLogFileSizeMismatch') {
    report.header = verdict.header;
    report.layout = verdict.layout;
    report.generation = verdict.header.lGeneration;
    if (verdict.layout === 'legacy') await examineLegacy(file, size, verdict.header, report, visit);
    else await examineSegments(file, verdict.header, report, visit);
    return;
  }
  if (verdict.error !== 'JET_errLogFileCorrupt') return;
  const generation = await findSegmentGeneration(file);
  if (generation === undefined) return;
  report.generation = generation;
  report.layout = 'segments';
  await examineSegments(file, headerFromSegments(generation, size), report, visit);
}

const assumedVersion: LogVersion = { ulMajor: 8, ulMinor: 4000, ulUpdateMajor: 0, ulUpdateMinor: 2 };

/** What a damaged header most probably said, so that the segments behind it can still be checked. */
function headerFromSegments(lGeneration: number, size: number): WalkableHeader {
  const csecLGFile = Math.min(Math.floor(size / 4096), limits.logSectorsMost);
  return { lGeneration, csecLGFile, ...assumedVersion };
}

async function examineSegments(
  file: File,
  header: WalkableHeader,
  report: Report,
  visit: VisitRecord,
): Promise<void> {
  const damage = (problem: LogProblem): void => {
    report.hasDamagedRecords = true;
    report.add(problem);
  };
  report.walk = await walkSegmentLog(file, header, { record: visit, damage });
  report.records = report.walk.records!;
  for (const problem of report.walk.problems!) report.add(problem);
}

async function examineLegacy(
  file: File,
  size: number,
  header: LogHeader,
  report: Report,
  visit: VisitRecord,
): Promise<void> {
  const bytes = new Uint8Array(Math.min(size, header.csecLGFile * header.cbSec, limits.legacyLogBytesMost));
  const read = await file.read(bytes, 0);
  const present = bytes.subarray(0, read);
  const scan = scanLegacyLog(present, header);
  const { good, bad, isCorrupt } = scan;
  report.walk = { good, bad, isCorrupt, lastSegment: Math.floor((scan.end - 1) / header.cbSec) };
  for (const problem of scan.problems) report.add(problem);
  report.records = walkLegacyRecords(present, header, scan, {
    record: visit,
    damage: (problem) => {
      report.hasDamagedRecords = true;
      report.add(problem);
    },
  });
}
