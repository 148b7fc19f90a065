import { JetError, lgposMin, logTimeNone, type File } from '@esekit/core';
import { encodeLogHeader, type LogHeaderInput } from '../header/encode-log-header';
import type { LogHeader } from '../header/log-header';
import { logFileType, logHeaderFlag, logHeaderSize } from '../header/log-header-fields';
import { compareLogVersions, hasAccumulatedChecksum } from '../header/log-version';
import { logFileName, parseLogFileName, sameBaseName } from '../names';
import { segmentSize } from '../segments/segment-layout';
import { takeReserveLog } from './reserve-logs';
import type { LogWriterOptions } from './log-writer-options';

/** The generation before the one that is made. */
export interface PreviousLog {
  readonly header: LogHeader;
  readonly accumulatedChecksum: bigint;
}

/** Where recovery may go to, beyond what a running engine does (20 §1). */
const lGenerationMost = 0x7ffffa00;

/** Bytes of zeros written at once into a new log. */
const zeroRun = 1 << 20;

/**
 * The header of a new generation (20 §7, step 4).
 *
 * @throws JetError JET_errLogSequenceEnd; JET_errTooManyAttachedDatabases
 */
export function buildLogHeader(
  options: LogWriterOptions,
  lGeneration: number,
  previous: PreviousLog | undefined,
): Uint8Array {
  if (lGeneration > (options.lGenerationMost ?? lGenerationMost)) {
    throw new JetError('JET_errLogSequenceEnd', `generation ${lGeneration} is beyond the last one`, {
      hint: 'Remove all logs once the databases are clean; a new stream starts then.',
    });
  }
  const isNewer = previous !== undefined && compareLogVersions(previous.header, options.version) > 0;
  const { ulMajor, ulMinor, ulUpdateMajor, ulUpdateMinor } = isNewer ? previous.header : options.version;
  const { csecLGFile, cbPageSize, signLog, dbmsParam } = options;
  const header: LogHeaderInput = {
    lGeneration,
    cbSec: segmentSize,
    csecHeader: 1,
    csecLGFile,
    cbPageSize,
    tmCreate: options.now(),
    tmPrevGen: previous?.header.tmCreate ?? logTimeNone,
    ...{ ulMajor, ulMinor, ulUpdateMajor, ulUpdateMinor },
    signLog,
    fLGFlags: circularFlags(options, previous),
    lgposCheckpoint: options.lgposCheckpoint?.() ?? lgposMin,
    bDiskSecSizeMismatch: 0,
    checksumPrevLogAllSegments: 0n,
    efvEngineCurrentDiagnostic: options.efv ?? 0,
    filetype: logFileType,
    dbmsParam,
    attachments: options.attachments?.({ lGeneration, isec: 0, ib: 0 }) ?? [],
  };
  const checksum = previous?.accumulatedChecksum;
  return encodeLogHeader(
    checksum !== undefined && hasAccumulatedChecksum(header)
      ? { ...header, checksumPrevLogAllSegments: checksum }
      : header,
  );
}

function circularFlags(options: LogWriterOptions, previous: PreviousLog | undefined): number {
  const before = logHeaderFlag.circular | logHeaderFlag.circularHistory;
  const wasCircular = ((previous?.header.fLGFlags ?? 0) & before) !== 0;
  return (
    (options.isCircular === true ? logHeaderFlag.circular : 0) |
    (wasCircular ? logHeaderFlag.circularHistory : 0)
  );
}

/** Name of the current log, as it is written in the folder; `undefined` when there is none. */
export function findCurrentLog(options: LogWriterOptions): string | undefined {
  const { fs, folder, base, extension } = options;
  const usual = fs.join(folder, logFileName({ base, extension }));
  if (fs.statSync(usual) !== undefined) return usual;
  const found = fs.readDirectorySync(folder).find((name) => {
    const parsed = parseLogFileName(name);
    return parsed?.kind === 'current' && parsed.extension === extension && sameBaseName(parsed.base, base);
  });
  return found === undefined ? undefined : fs.join(folder, found);
}

/** A complete, empty log that has no name of its own yet. */
export interface PreparedLog {
  readonly path: string;
  /** Made from a reserve log, because the disk is full. */
  readonly isReserve: boolean;
}

/**
 * Makes a complete, empty log under the temporary name, durable. What was left there by a crash has no
 * meaning and is removed. When the disk is full a reserve log is taken (20 §2), and `header` says so.
 *
 * @throws JET_errDiskFull when there is no reserve log either
 */
export function prepareLog(options: LogWriterOptions, header: Uint8Array): PreparedLog {
  const { fs, folder, base, extension } = options;
  const path = fs.join(folder, `${base}tmp.${extension}`);
  if (fs.statSync(path) !== undefined) fs.removeFileSync(path);
  let isReserve = false;
  try {
    makeLog(options, path, header);
  } catch (cause) {
    if (!JetError.isInstance(cause) || cause.name !== 'JET_errDiskFull') throw cause;
    if (fs.statSync(path) !== undefined) fs.removeFileSync(path);
    if (!takeReserveLog(options, path, header)) throw cause;
    isReserve = true;
  }
  fs.syncDirectorySync(folder);
  return { path, isReserve };
}

function makeLog(options: LogWriterOptions, path: string, header: Uint8Array): void {
  const file = options.fs.openSync(path, 'createNew');
  try {
    file.writeSync(header, 0);
    writeZeros(file, logHeaderSize, options.csecLGFile * segmentSize);
    file.syncSync();
  } finally {
    file.closeSync();
  }
}

/** Unwritten segments are zero (20 §5.8); writing them makes a full disk show before a commit needs it. */
function writeZeros(file: File, from: number, to: number): void {
  const zeros = new Uint8Array(Math.min(zeroRun, to - from));
  for (let at = from; at < to; at += zeros.length) {
    file.writeSync(zeros.subarray(0, Math.min(zeros.length, to - at)), at);
  }
}

/** Name that a generation gets when it is archived. */
function archivedName({ fs, folder, base, extension, digits }: LogWriterOptions, generation: number): string {
  return fs.join(folder, logFileName({ base, extension, digits, generation }));
}

/**
 * Refuses to take the name of a file that is there: of the current log, or of generation `archived`.
 *
 * @throws JetError JET_errFileAccessDenied
 */
export function requireFreeName(options: LogWriterOptions, archived?: number): void {
  const path = archived === undefined ? findCurrentLog(options) : archivedName(options, archived);
  if (path === undefined || options.fs.statSync(path) === undefined) return;
  throw new JetError('JET_errFileAccessDenied', `${path}: there is a log of this name already`, {
    hint: 'It belongs to another run of the stream; move it away.',
  });
}

/**
 * Puts a prepared log in the place of the current one, which becomes an archived one first (20 §7, step 5).
 * After a crash between the two renames there is no current log, which recovery understands.
 *
 * @param archived generation of the current log; absent when there is no current log
 */
export function installLog(options: LogWriterOptions, prepared: string, archived?: number): File {
  const { fs, folder, base, extension } = options;
  const target = fs.join(folder, logFileName({ base, extension }));
  if (archived !== undefined) {
    fs.renameSync(findCurrentLog(options) ?? target, archivedName(options, archived));
  }
  fs.renameSync(prepared, target);
  fs.syncDirectorySync(folder);
  return fs.openSync(target, 'readWrite');
}
