import { JetError, lgposMin, type File, type FileSystem, type Lgpos, type Signature } from '@esekit/core';
import {
  createDBFlag,
  detachDBFlag,
  encodeCreateDB,
  encodeCreateDBFinish,
  encodeDetachDB,
  encodeSetDbVersion,
} from '@esekit/log';
import {
  chooseHeader,
  compareFormatVersions,
  createHeaderImage,
  dbstate,
  fileTypeNumber,
  flushMapPath,
  type HeaderReading,
} from '@esekit/pages';
import { createdVersion, newestEfv } from '../instance/format-choice';
import type { EngineSession } from '../instance/engine-session';
import type { CreateDatabaseOptions } from '../instance/instance-options';
import type { AttachContext } from './attach-context';
import type { EngineDatabase } from './engine-database';
import { databaseOver, lockDatabase } from './open-file';
import { requirePath } from './requirements';

/** What a new file begins counting from (01 §7.1). */
const dbtimeStart = 0x40n;

/** Version 2.0 of a CreateDB record: everything that makes the database is in the log. */
const loggedCreation = { usVersion: 2, usUpdate: 0 } as const;

const shadowingOff = { grbit: 0x80, flag: 0x01 } as const;

/** Every locale has a version of its own, in MSysLocales (01 §4). */
const sortVersionsInTable = 0xffff_ffff_ffff_ffffn;

/**
 * Makes a database and attaches it (24 §6, 32 §4.1). The order of the records is that of the reference engine; a
 * crash at any place leaves a file that recovery makes anew, or finishes.
 */
export function createDatabase(
  context: AttachContext,
  session: EngineSession,
  path: string,
  options: CreateDatabaseOptions,
): EngineDatabase {
  requirePath(path);
  const { fs, slots } = context;
  if (slots.byPath.has(path)) throw new JetError('JET_errDatabaseDuplicate', `${path} is attached already`);
  const dbid = slots.freeDbid();
  prepareFolder(context, path);
  requireFree(context, path, options);
  const file = fs.openSync(path, 'createNew');
  const appendedBefore = context.log?.appended;
  let database: EngineDatabase | undefined;
  try {
    lockDatabase(context, file, 'exclusive');
    database = begin(context, session, file, dbid, options);
    slots.add(database);
    fill(context, session, database);
  } catch (error) {
    removeFiles(context, database, file);
    if (context.log?.appended !== appendedBefore) noteFailure(context, session, dbid, path);
    throw error;
  }
  context.events.write(325, `database ${path} was created as number ${dbid}`, dbid, path);
  return database;
}

/** Steps 1 to 3 of 24 §6: the record, the header, the file. */
function begin(
  context: AttachContext,
  session: EngineSession,
  file: File,
  dbid: number,
  options: CreateDatabaseOptions,
): EngineDatabase {
  const { path } = file;
  const isLogged = options.isLogged ?? true;
  const log = isLogged ? context.log : undefined;
  const signDb = context.sign();
  let lgposAttach: Lgpos = lgposMin;
  if (log !== undefined) {
    lgposAttach = log.append(
      encodeCreateDB({
        procid: session.session.procid,
        dbid,
        grbit: options.isShadowingOff === true ? shadowingOff.grbit : 0,
        cpgDatabaseSizeMax: options.pagesMost ?? 0,
        signDb,
        fFlags: createDBFlag.unicodePath,
        ...loggedCreation,
        path,
      }),
    );
    log.flushFilled();
  }
  const reading = newHeader(
    context,
    file,
    dbid,
    { signDb, lgposAttach, isLogged: log !== undefined },
    options,
  );
  const { pagesMost } = options;
  const facts = { dbid, path, isReadOnly: false, isLogged: log !== undefined, pagesMost };
  return databaseOver(context, file, reading, facts);
}

function newHeader(
  context: AttachContext,
  file: File,
  dbid: number,
  { signDb, lgposAttach, isLogged }: { signDb: Signature; lgposAttach: Lgpos; isLogged: boolean },
  { isShadowingOff }: CreateDatabaseOptions,
): HeaderReading {
  const { pageSize, log } = context;
  const [ulVersion, ulDaeUpdateMajor, ulDaeUpdateMinor] = createdVersion;
  const image = createHeaderImage(pageSize, {
    ulVersion,
    ulDaeUpdateMajor,
    ulDaeUpdateMinor,
    ulCreateVersion: ulVersion,
    ulCreateUpdate: ulDaeUpdateMajor,
    filetype: fileTypeNumber.database,
    signDb,
    ...(isLogged && log !== undefined ? { signLog: log.header.signLog } : {}),
    dbid,
    dbstate: dbstate.justCreated,
    dbtimeDirtied: dbtimeStart,
    lgposAttach,
    logtimeAttach: context.now(),
    DbFlags: isShadowingOff === true ? shadowingOff.flag : 0,
    signDbHdrFlush: context.sign(),
  });
  const copies = new Uint8Array(2 * pageSize);
  copies.set(image, 0);
  copies.set(image, pageSize);
  file.writeSync(copies, 0);
  file.syncSync();
  context.fs.syncDirectorySync(context.fs.directoryName(file.path));
  return chooseHeader(copies, file.path);
}

/** Steps 3 to 8 of 24 §6: everything in the file. */
function fill(context: AttachContext, session: EngineSession, database: EngineDatabase): void {
  const { log, instance } = context;
  const cpgPrimary = initialPages(instance.options.extensionPages ?? 256);
  database.journal.extendDatabase(session.session, cpgPrimary);
  database.grow(cpgPrimary);
  database.file.sync();
  database.noteObjid(1);
  session.atomically(() => {
    database.space.createRoot(session.session, cpgPrimary);
  });
  database.catalog.create(session);
  raiseVersion(context, database);
  // The engine makes these tables behind the end of the creation, and whatever an interruption leaves out when the
  // database is attached next. Here they are part of it: a creation that is cut off leaves no database.
  database.catalog.createSystemTables(session);
  database.file.changeHeader({ qwSortVersion: sortVersionsInTable });
  if (log !== undefined && database.isLogged) {
    log.append(encodeCreateDBFinish({ procid: session.session.procid, dbid: database.dbid }));
    log.flushFilled();
  }
  finish(context, database);
}

/** Step 6 of 24 §6. */
function raiseVersion({ format, log }: AttachContext, database: EngineDatabase): void {
  if (compareFormatVersions(format.database, createdVersion) === 0) return;
  const [ulDbMajorVersion, ulDbUpdateMajor, ulDbUpdateMinor] = format.database;
  if (log !== undefined && database.isLogged) {
    log.append(
      encodeSetDbVersion({ dbid: database.dbid, ulDbMajorVersion, ulDbUpdateMajor, ulDbUpdateMinor }),
    );
    log.flush();
  }
  database.file.changeHeader({
    ulDaeUpdateMajor: ulDbUpdateMajor,
    ulDaeUpdateMinor: ulDbUpdateMinor,
    efvMaxBinAttachDiagnostic: newestEfv,
  });
}

/** Step 7 of 24 §6: from here on the file is a database. */
function finish(context: AttachContext, database: EngineDatabase): void {
  const { file, isLogged } = database;
  const log = isLogged ? context.log : undefined;
  const { lgposAttach } = database.header;
  const genMin = lgposAttach.lGeneration;
  const genMax = log?.lGeneration ?? 0;
  const time = log?.creationTime(genMax);
  file.buffer.flush();
  file.sync();
  file.changeState(dbstate.dirtyShutdown, { genMin, genMax, ...(time === undefined ? {} : { time }) });
  file.changeHeader({
    dbtimeDirtied: BigInt(database.dbtimeLast),
    objidLast: database.objidLast,
    ...(log !== undefined && file.keepsLastResize ? { lgposLastResize: lgposAttach } : {}),
  });
  file.beginFlushMap();
  file.writeHeader();
}

/** A database that could not be made leaves nothing. */
function removeFiles({ slots, fs }: AttachContext, database: EngineDatabase | undefined, file: File): void {
  if (database === undefined) file.closeSync();
  else {
    slots.remove(database);
    database.close();
  }
  for (const name of [file.path, flushMapPath(fs, file.path)]) {
    if (fs.statSync(name) !== undefined) fs.removeFileSync(name);
  }
}

/** The logs begin with a database that is not to be: its number can be given to another one after this. */
function noteFailure({ log }: AttachContext, session: EngineSession, dbid: number, path: string): void {
  try {
    const { procid } = session.session;
    log?.append(encodeDetachDB({ procid, dbid, fFlags: detachDBFlag.unicodePath, path }));
  } catch {
    // A log that cannot be written ends here, and nothing follows.
  }
}

/** Pages of a new database (04 §8.1). */
function initialPages(extensionPages: number): number {
  return 30 + Math.min(extensionPages, 224);
}

/** @throws JET_errInvalidPath */
function prepareFolder({ fs, instance }: AttachContext, path: string): void {
  const folder = fs.directoryName(path);
  if (fs.statSync(folder)?.kind === 'directory') return;
  if (instance.options.createsFolders !== true)
    throw new JetError('JET_errInvalidPath', `${folder} is not a folder`);
  createFolder(fs, folder);
}

function createFolder(fs: FileSystem, path: string): void {
  const above = fs.directoryName(path);
  if (above !== path && fs.statSync(above) === undefined) createFolder(fs, above);
  fs.createDirectorySync(path);
}

/** @throws JET_errDatabaseDuplicate, and what {@link lockDatabase} throws for a file that is in use */
function requireFree(context: AttachContext, path: string, { overwrites }: CreateDatabaseOptions): void {
  const { fs } = context;
  if (fs.statSync(path) === undefined) return;
  if (overwrites !== true) throw new JetError('JET_errDatabaseDuplicate', `${path} is there already`);
  const file = fs.openSync(path, 'readWrite');
  try {
    lockDatabase(context, file, 'exclusive');
    fs.removeFileSync(path);
  } finally {
    file.closeSync();
  }
  const map = flushMapPath(fs, path);
  if (fs.statSync(map) !== undefined) fs.removeFileSync(map);
}
