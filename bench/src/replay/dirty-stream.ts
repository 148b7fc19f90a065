import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  lgposMin,
  logTimeFromDate,
  logTimeNone,
  signatureNone,
  type FileSystem,
  type Lgpos,
  type LogTime,
} from '@esekit/core';
import {
  attachmentFlag,
  checkpointFileType,
  checkpointHasAttachments,
  createDBFlag,
  encodeAttachDB,
  encodeInit2,
  LogWriter,
  logVersions,
  writeCheckpointSync,
  type Attachment,
  type DbmsParam,
  type LogWriterOptions,
} from '@esekit/log';
import { dbstate, decodeDatabaseHeader, updateHeaderImage, type DatabaseHeader } from '@esekit/pages';
import { withoutSync } from '../measure/file-system-without-sync';
import { dbid } from './change-log';

/** Segments of a log of 5 MiB, the engine's default. */
const csecLGFile = 1280;
const loggedFolder = 'E:\\bench\\';
export const databaseName = 'a.edb';

const dbmsParam: DbmsParam = {
  szSysPath: loggedFolder,
  szLogPath: loggedFolder,
  fDBMSPARAMFlags: 0,
  lSessionsMax: 16,
  lOpenTablesMax: 300,
  lVerPagesMax: 1024,
  lCursorsMax: 1024,
  lLogBuffers: 126,
  lcsecLGFile: csecLGFile,
  ulCacheSizeMax: 0,
};

/** A stream that has begun by attaching a clean database. */
export interface DirtyStream {
  readonly writer: LogWriter;
  /** Of the database, with what the attach makes of it. */
  readonly header: DatabaseHeader;
}

/** A clock that goes on by a millisecond at every look, so that a seed makes the same files everywhere. */
function steppingClock(): () => LogTime {
  let at = Date.UTC(2026, 10, 20, 12);
  return () => logTimeFromDate(new Date(at++));
}

/** Begins a stream in `folder`, where the database lies; its second generation is the current one then. */
export function beginStream(fs: FileSystem, folder: string, cbPageSize: number): DirtyStream {
  const now = steppingClock();
  const before = readHeader(join(folder, databaseName), cbPageSize);
  const signLog = { ...signatureNone, random: 0x5eed_0001, time: now() };
  const attachments: Attachment[] = [];
  const options: LogWriterOptions = {
    fs: withoutSync(fs),
    folder,
    base: 'edb',
    digits: 8,
    extension: 'log',
    signLog,
    csecLGFile,
    cbPageSize,
    version: logVersions.newest,
    dbmsParam,
    now,
    attachments: () => attachments,
  };
  const writer = LogWriter.create(options, { lGeneration: 1 });
  writer.append(encodeInit2({ dbmsParam, logtime: now() }));
  const path = loggedFolder + databaseName;
  const { lgposConsistent, signDb, objidLast, dbtimeDirtied } = before;
  const lgposAttach = writer.append(
    encodeAttachDB({
      procid: 1,
      dbid,
      cpgDatabaseSizeMax: 0,
      lgposConsistent,
      signDb,
      signLog: before.signLog,
      fFlags: createDBFlag.unicodePath,
      path,
    }),
  );
  const attachment: Attachment = {
    dbid,
    flags: attachmentFlag.unicodeName,
    dbtime: dbtimeDirtied,
    objidLast,
    cpgDatabaseSizeMax: 0,
    lgposAttach,
    lgposConsistent,
    signDb,
    path,
  };
  attachments.push(attachment);
  const checkpoint = checkpointAt(lgposAttach, signLog);
  writeCheckpointSync(fs, join(folder, 'edb.chk'), checkpoint);
  writer.rollOver();
  const header = { ...before, signLog, lgposAttach, logtimeAttach: now(), logtimeDetach: logTimeNone };
  // Formats as old as that of the database do not keep the last position.
  return { writer, header: { ...header, lgposDetach: lgposMin, lgposLastResize: lgposMin } };
}

function checkpointAt(
  lgposCheckpoint: Lgpos,
  signLog: LogWriterOptions['signLog'],
): Parameters<typeof writeCheckpointSync>[2] {
  return {
    lgposLastFullBackupCheckpoint: lgposMin,
    lgposCheckpoint,
    signLog,
    lgposFullBackup: lgposMin,
    logtimeFullBackup: logTimeNone,
    lgposIncBackup: lgposMin,
    logtimeIncBackup: logTimeNone,
    fVersion: checkpointHasAttachments,
    lgposDbConsistency: lgposCheckpoint,
    filetype: checkpointFileType,
    dbmsParam,
    attachments: [],
  };
}

/** The header of a database that needs these generations and whose last one was created at `time`. */
export function dirtyHeader(
  header: DatabaseHeader,
  genMin: number,
  genMax: number,
  time: LogTime,
): DatabaseHeader {
  return {
    ...header,
    dbstate: dbstate.dirtyShutdown,
    lGenMinRequired: genMin,
    lGenMinConsistent: genMin,
    lGenMaxRequired: genMax,
    lGenMaxCommitted: genMax,
    logtimeGenMaxCreate: time,
  };
}

function readHeader(path: string, pageSize: number): DatabaseHeader {
  return decodeDatabaseHeader(readHeaderPage(path, pageSize));
}

function readHeaderPage(path: string, pageSize: number): Uint8Array {
  const image = new Uint8Array(pageSize);
  const fd = openSync(path, 'r');
  readSync(fd, image, 0, pageSize, 0);
  closeSync(fd);
  return image;
}

/** Writes both copies of the header. */
export function writeHeaders(path: string, header: DatabaseHeader): void {
  const { cbPageSize } = header;
  const image = readHeaderPage(path, cbPageSize);
  updateHeaderImage(image, header);
  const fd = openSync(path, 'r+');
  writeSync(fd, image, 0, cbPageSize, 0);
  writeSync(fd, image, 0, cbPageSize, cbPageSize);
  closeSync(fd);
}

export function emptyFolder(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
}
