import {
  backupInfoNone,
  equalSignatures,
  JetError,
  limits,
  lgposMin,
  logTimeNone,
  type File,
} from '@esekit/core';
import { createDBFlag, encodeAttachDB } from '@esekit/log';
import {
  checkReadableVersion,
  chooseHeader,
  dbstate,
  openingError,
  pageSizes,
  unreadableHeaderError,
  type DatabaseHeader,
  type HeaderReading,
} from '@esekit/pages';
import { newestEfv } from '../instance/format-choice';
import type { InstanceEvents } from '../instance/instance-events';
import type { EngineSession } from '../instance/engine-session';
import type { AttachDatabaseOptions, AttachResult } from '../instance/instance-options';
import type { AttachContext } from './attach-context';
import type { EngineDatabase } from './engine-database';
import { databaseOver, lockDatabase } from './open-file';
import { requirePath } from './requirements';

/** Smaller pages belong to formats that are not attached any more. */
const pageSizeLeast = 4096;

/**
 * Attaches a clean database (24 §6, 32 §4.2). For reading only, nothing is logged and the file is not touched.
 *
 * @throws the errors of 32 §4.2, in its order
 */
export function attachDatabase(
  context: AttachContext,
  session: EngineSession,
  path: string,
  { isReadOnly = false, pagesMost }: AttachDatabaseOptions,
): AttachResult {
  requirePath(path);
  const { fs, slots } = context;
  if (fs.statSync(path)?.kind !== 'file') throw new JetError('JET_errFileNotFound', `${path} is not there`);
  if (slots.byPath.has(path)) return 'JET_wrnDatabaseAttached';
  const file = openDatabaseFile(context, path, isReadOnly);
  let database: EngineDatabase;
  try {
    lockDatabase(context, file, isReadOnly ? 'shared' : 'exclusive');
    const reading = readHeader(context, file);
    checkAttachable(context, reading.header, path);
    const dbid = slots.freeDbid();
    const isLogged = context.log !== undefined;
    database = databaseOver(context, file, reading, { dbid, path, isReadOnly, isLogged, pagesMost });
  } catch (error) {
    file.closeSync();
    throw error;
  }
  try {
    // A file that ends behind its header is found out before anything is written.
    database.buffer.get(1);
    if (!isReadOnly) begin(context, session, database);
  } catch (error) {
    database.close();
    throw error;
  }
  slots.add(database);
  context.events.write(326, `database ${path} was attached as number ${database.dbid}`, database.dbid, path);
  return 'JET_errSuccess';
}

function openDatabaseFile({ fs }: AttachContext, path: string, isReadOnly: boolean): File {
  if (isReadOnly) return fs.openSync(path, 'read');
  try {
    return fs.openSync(path, 'readWrite');
  } catch (cause) {
    if (!JetError.isInstance(cause) || cause.name !== 'JET_errFileAccessDenied') throw cause;
    fs.openSync(path, 'read').closeSync();
    throw new JetError('JET_errDatabaseFileReadOnly', `${path} can only be read`, { cause });
  }
}

/** Damage of one copy is an event. */
function readHeader({ events, pageSize }: AttachContext, file: File): HeaderReading {
  const start = new Uint8Array(2 * limits.pageSizeMost);
  const bytes = start.subarray(0, file.readSync(start, 0));
  let reading: HeaderReading;
  try {
    reading = chooseHeader(bytes, file.path);
  } catch (error) {
    if (!JetError.isInstance(error) || error.name !== 'JET_errReadVerifyFailure') throw error;
    tellOfUnreadable(events, file, error, bytes.length);
    throw unreadableHeaderError(bytes, file.path);
  }
  const [primary, shadow] = reading.copies;
  if (primary.checksum === 'bad')
    events.write(456, `${file.path}: the first header copy is damaged`, file.path);
  if (shadow.checksum === 'bad')
    events.write(472, `${file.path}: the second header copy is damaged`, file.path);
  checkReadableVersion(reading.header, reading.pageSize);
  if (reading.pageSize !== pageSize) {
    throw new JetError(
      'JET_errPageSizeMismatch',
      `${file.path} has pages of ${reading.pageSize} bytes, the instance of ${pageSize}`,
    );
  }
  return reading;
}

/** An event for each page size that both copies were looked for with (found in recorded calls). */
function tellOfUnreadable(events: InstanceEvents, { path }: File, error: JetError, cb: number): void {
  for (const size of pageSizes) {
    if (size < pageSizeLeast || cb < 2 * size) continue;
    events.write(481, `${path}: no header of a page of ${size} bytes is intact`, path, 0, size, error.code);
  }
}

function checkAttachable({ slots, log }: AttachContext, header: DatabaseHeader, path: string): void {
  const error = openingError(header);
  if (error !== undefined) {
    throw new JetError(error, `${path} was not closed in order`, {
      hint: 'Recover it with the logs it was used with.',
    });
  }
  for (const other of slots.byPath.values()) {
    if (!equalSignatures(other.header.signDb, header.signDb)) continue;
    throw new JetError('JET_errDatabaseSignInUse', `${path} is a copy of ${other.path}, which is attached`);
  }
  const isOfStream = log !== undefined && equalSignatures(header.signLog, log.header.signLog);
  if (isOfStream && !log.isBefore(header.lgposConsistent)) {
    throw new JetError('JET_errConsistentTimeMismatch', `${path} comes from a later time than the logs`);
  }
}

/** The record, and then the header that says so (24 §6). */
function begin(context: AttachContext, session: EngineSession, database: EngineDatabase): void {
  const { log } = context;
  const { file, header, dbid, path, pagesMost } = database;
  const { lgposConsistent, signDb, signLog } = header;
  let lgposAttach = lgposMin;
  if (log !== undefined) {
    lgposAttach = log.append(
      encodeAttachDB({
        procid: session.session.procid,
        dbid,
        cpgDatabaseSizeMax: pagesMost ?? 0,
        lgposConsistent,
        signDb,
        signLog,
        fFlags: createDBFlag.unicodePath,
        path,
      }),
    );
    log.flushFilled();
  }
  const { lGeneration } = lgposAttach;
  const time = log?.creationTime(lGeneration);
  const isOther = log !== undefined && !equalSignatures(signLog, log.header.signLog);
  file.changeState(dbstate.dirtyShutdown, {
    genMin: lGeneration,
    genMax: lGeneration,
    ...(time === undefined ? {} : { time }),
  });
  file.changeHeader({
    ...(isOther ? { signLog: log.header.signLog, lgposConsistent: lgposMin, ...noBackups } : {}),
    // Without logs the file becomes another one, so that old logs are not applied to it.
    ...(log === undefined ? { signDb: context.sign() } : {}),
    dbid,
    lgposAttach,
    logtimeAttach: context.now(),
    lgposDetach: lgposMin,
    logtimeDetach: logTimeNone,
    lgposLastReAttach: lgposMin,
    logtimeLastReAttach: logTimeNone,
    ...(file.keepsLastResize ? { lgposLastResize: lgposAttach } : {}),
    bkinfoFullCur: backupInfoNone,
    bkinfoSnapshotCur: backupInfoNone,
    ...(database.hasFeature('extendedRootHeader') ? { efvMaxBinAttachDiagnostic: newestEfv } : {}),
  });
  if (log !== undefined) database.noteGeneration(log.lGeneration, log.header.tmCreate);
  file.beginFlushMap();
  file.writeHeader();
}

const noBackups: Partial<DatabaseHeader> = {
  bkinfoFullPrev: backupInfoNone,
  bkinfoIncPrev: backupInfoNone,
  bkinfoCopyPrev: backupInfoNone,
  bkinfoDiffPrev: backupInfoNone,
  bkinfoTypeFullPrev: 0,
  bkinfoTypeIncPrev: 0,
  bkinfoTypeCopyPrev: 0,
  bkinfoTypeDiffPrev: 0,
};
