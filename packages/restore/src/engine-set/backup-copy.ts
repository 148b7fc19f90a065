import {
  compareLgpos,
  equalSignatures,
  JetError,
  limits,
  logTimeNone,
  type File,
  type FileSystem,
  type Signature,
} from '@esekit/core';
import {
  checkReadableVersion,
  chooseHeader,
  decodeTrailer,
  isBackupCopy,
  writeDatabaseHeaderSync,
  type DatabaseHeader,
  type HeaderReading,
  type Trailer,
} from '@esekit/pages';
import type { RestoreEvents } from './restore-events';

/** The logs that a backup copy is going to be recovered with. */
export interface LogsForCopy {
  readonly signLog: Signature;
  readonly pageSize: number;
  readonly setLow: number;
  readonly setHigh: number;
  /** Path of a log, for messages. */
  logPath(lGeneration: number): string;
  /** Whether the log folder has the log of a generation behind the set. */
  hasLater(lGeneration: number): boolean;
  /** Replay ends behind this generation, or inside it; without it with the last log. */
  readonly lastGeneration?: number | undefined;
}

/** Generations a copy needs. */
interface NeededLogs {
  readonly genLow: number;
  readonly genHigh: number;
}

/**
 * Checks that a file is a copy from a backup of this stream and that the logs cover it, and completes its
 * header for hard recovery (31 §5.3). Nothing is written before everything has been checked.
 *
 * @param sign makes a fresh signature for the header
 * @throws JET_errDatabaseCorrupted, JET_errPageSizeMismatch, JET_errInvalidDatabaseVersion,
 *   JET_errRestoreOfNonBackupDatabase, JET_errBadPatchPage, JET_errDatabasePatchFileMismatch (event 430),
 *   JET_errStartingRestoreLogTooHigh (431), JET_errEndingRestoreLogTooLow (432)
 */
export function prepareBackupCopy(
  fs: FileSystem,
  path: string,
  logs: LogsForCopy,
  sign: () => Signature,
  events: RestoreEvents,
): void {
  const file = fs.openSync(path, 'readWrite');
  try {
    const reading = readCopyHeader(file, events);
    const { header, pageSize } = reading;
    requireFormat(reading, path, logs.pageSize);
    const trailer = findTrailer(file, reading);
    requireSameBackup(path, header, trailer, logs, events);
    const needed = trailer?.bkinfo ?? neededByHeader(header);
    requireLogs(path, needed, logs, events);
    writeDatabaseHeaderSync(file, reading.image, completedHeader(header, needed, logs), sign());
    if (trailer !== undefined)
      file.writeSync(new Uint8Array(pageSize), trailerOffset(file.sizeSync(), pageSize));
    file.syncSync();
  } finally {
    file.closeSync();
  }
}

function readCopyHeader(file: File, events: RestoreEvents): HeaderReading {
  const { path } = file;
  const start = new Uint8Array(2 * limits.pageSizeMost);
  let reading: HeaderReading;
  try {
    reading = chooseHeader(start.subarray(0, file.readSync(start, 0)), path);
  } catch (error) {
    if (!JetError.isInstance(error) || error.name !== 'JET_errReadVerifyFailure') throw error;
    throw new JetError('JET_errDatabaseCorrupted', error.message, { cause: error });
  }
  const [primary, shadow] = reading.copies;
  if (primary.checksum === 'bad') {
    events.write(456, `${path}: the first header copy is damaged, the second is used`, path);
  } else if (shadow.checksum === 'bad') {
    events.write(472, `${path}: the second header copy is damaged, the first is used`, path);
  }
  return reading;
}

function requireFormat({ header, pageSize }: HeaderReading, path: string, expected: number): void {
  if (pageSize !== expected) {
    throw new JetError(
      'JET_errPageSizeMismatch',
      `${path} has pages of ${pageSize} bytes, the logs ${expected}`,
    );
  }
  checkReadableVersion(header, pageSize);
}

/** Whether the copy was made by an operating-system snapshot, which leaves no trailer (31 §5.3, step 3). */
function isSnapshot({ bkinfoSnapshotCur, bkinfoFullCur }: DatabaseHeader): boolean {
  return bkinfoSnapshotCur.genLow !== 0 && bkinfoFullCur.genLow === 0;
}

function trailerOffset(fileSize: number, pageSize: number): number {
  return (Math.floor(fileSize / pageSize) - 1) * pageSize;
}

/** @returns `undefined` for a copy that has none, or whose trailer has been taken over before */
function findTrailer(file: File, { header, pageSize }: HeaderReading): Trailer | undefined {
  if (isSnapshot(header)) return undefined;
  if (!isBackupCopy(header)) {
    throw new JetError('JET_errRestoreOfNonBackupDatabase', `${file.path} is not a copy from a backup`, {
      hint: 'A database that was copied as a file is opened or recovered, not restored.',
    });
  }
  if (header.bkinfoFullCur.genHigh !== 0) return undefined;
  const page = new Uint8Array(pageSize);
  const offset = trailerOffset(file.sizeSync(), pageSize);
  // A file of the headers alone has no page that could be a trailer.
  if (offset < 2 * pageSize || file.readSync(page, offset) < pageSize) {
    throw new JetError('JET_errBadPatchPage', `${file.path} has no trailer page`);
  }
  try {
    return decodeTrailer(page);
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    throw new JetError(error.name, `${file.path}: ${error.message}`, {
      cause: error,
      hint: 'The copy is cut off or damaged at its end: copy it from the backup again.',
    });
  }
}

function requireSameBackup(
  path: string,
  header: DatabaseHeader,
  trailer: Trailer | undefined,
  { signLog }: LogsForCopy,
  events: RestoreEvents,
): void {
  const isOfStream =
    equalSignatures(header.signLog, signLog) &&
    (trailer === undefined || equalSignatures(trailer.signLog, signLog));
  const isOfDatabase = trailer === undefined || equalSignatures(trailer.signDb, header.signDb);
  const isOfBackup =
    trailer === undefined || compareLgpos(trailer.bkinfo.lgposMark, header.bkinfoFullCur.lgposMark) === 0;
  if (isOfStream && isOfDatabase && isOfBackup) return;
  const text = isOfStream
    ? `${path}: header and trailer are of different backups`
    : `${path} belongs to another log stream than the set`;
  events.write(430, text, path);
  throw new JetError('JET_errDatabasePatchFileMismatch', text);
}

function neededByHeader(header: DatabaseHeader): NeededLogs {
  const info = isSnapshot(header) ? header.bkinfoSnapshotCur : header.bkinfoFullCur;
  return { genLow: info.genLow, genHigh: info.genHigh || header.lGenMaxCommitted };
}

/** Up to where the logs go on without a hole: the sequence check has made sure of that. */
function isCovered(lGeneration: number, logs: LogsForCopy): boolean {
  return lGeneration <= logs.setHigh || logs.hasLater(lGeneration);
}

function requireLogs(path: string, needed: NeededLogs, logs: LogsForCopy, events: RestoreEvents): void {
  const { genLow, genHigh } = needed;
  const { setLow, setHigh, lastGeneration = Infinity } = logs;
  if (genLow < setLow) {
    const text = `${path} needs the logs from generation ${genLow} on, the set begins with ${setLow}`;
    events.write(431, text, logs.logPath(setLow), logs.logPath(genLow));
    throw new JetError('JET_errStartingRestoreLogTooHigh', text, {
      hint: `Add the logs of generations ${genLow} to ${setLow - 1} to the set.`,
    });
  }
  if (!isCovered(genHigh, logs)) {
    const text = `${path} needs the logs up to generation ${genHigh}, the set ends with ${setHigh}`;
    events.write(432, text, logs.logPath(setHigh), logs.logPath(genHigh));
    throw new JetError('JET_errEndingRestoreLogTooLow', text, {
      hint: `Add the logs of generations ${setHigh + 1} to ${genHigh} to the set.`,
    });
  }
  if (genHigh > lastGeneration) {
    throw new JetError(
      'JET_errEndingRestoreLogTooLow',
      `${path} is consistent only behind generation ${genHigh}, and replay is to end before that`,
      { hint: `Choose a position behind generation ${genHigh}: the copy was still being made before.` },
    );
  }
}

/**
 * The copy may hold changes of the whole set, so all of it is required, not only what the trailer names
 * (31 §5.3, step 9); of a restore that ends earlier, only what is going to be replayed.
 */
function completedHeader(
  header: DatabaseHeader,
  needed: NeededLogs,
  { setHigh, lastGeneration = Infinity }: LogsForCopy,
): Partial<DatabaseHeader> {
  const last = Math.max(needed.genHigh, Math.min(setHigh, lastGeneration));
  return {
    ...(isBackupCopy(header) ? { bkinfoFullCur: { ...header.bkinfoFullCur, genHigh: last } } : {}),
    ...(header.lGenMaxRequired < last ? { lGenMaxRequired: last, logtimeGenMaxRequired: logTimeNone } : {}),
    ...(header.lGenMaxCommitted < last ? { lGenMaxCommitted: last, logtimeGenMaxCreate: logTimeNone } : {}),
  };
}
