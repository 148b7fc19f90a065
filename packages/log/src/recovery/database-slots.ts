import {
  createMemoryFileSystem,
  JetError,
  lgposMin,
  backupInfoNone,
  compareLgpos,
  type File,
  type Lgpos,
  type Signature,
} from '@esekit/core';
import {
  checkReadableVersion,
  createHeaderImage,
  dbstate,
  fileTypeNumber,
  formatMajor,
  repairHeaderCopiesSync,
  type DatabaseHeader,
  type HeaderReading,
} from '@esekit/pages';
import type { Attachment } from '../attachments';
import { AttachedDatabase, readHeaderForRecovery } from './attached-database';
import { decideAttach, type AttachQuestion, type DeferReason } from './attach-decision';
import { beginAttachment, continueAttachment, whyNotCreated } from './attachment-header';
import { completeBackupCopy } from './backup-copy';
import type { RecoveryContext } from './recovery-context';
import type { RecoveryFlags } from './recovery-options';

/** What the logs say of an attachment. */
export interface LoggedAttach {
  readonly dbid: number;
  /** As logged. */
  readonly path: string;
  readonly signDb: Signature;
  /** From a record, not from the list that redo begins with. */
  readonly isRecord: boolean;
  readonly lgposAttach: Lgpos;
  readonly lgposConsistent: Lgpos;
  readonly signLogBefore: Signature;
  readonly dbtime: number;
  readonly objidLast: number;
}

/** What a CreateDB record says. */
export interface LoggedCreate {
  readonly dbid: number;
  readonly path: string;
  readonly signDb: Signature;
}

/** An attachment that is left out: its records are passed over. */
export interface DeferredDatabase {
  readonly dbid: number;
  readonly loggedPath: string;
  readonly path: string | undefined;
  /** `unmapped`: the restore map has no entry for it. */
  readonly reason: DeferReason | 'unmapped';
}

interface OpenedDatabase {
  readonly file: File;
  readonly reading: HeaderReading;
}

/** Highest slot of a database in an instance (20 §1). */
const dbidMost = 6;

/** The first dbtime of a database that is being created (20 §1). */
const dbtimeFirst = 0x40n;

/** Update level that databases are created with; records raise it afterwards (01 §5). */
const createdUpdateMajor = 20;

/** The databases of the stream by slot: attached, or deferred with the reason. */
export class DatabaseSlots {
  readonly #context: RecoveryContext;
  readonly #attached = new Map<number, AttachedDatabase>();
  readonly #deferred = new Map<number, DeferredDatabase>();
  /** Databases closed during redo, the last state of each path. */
  readonly #closed = new Map<string, AttachedDatabase>();

  constructor(context: RecoveryContext) {
    this.#context = context;
  }

  /** The database of a slot, when it is attached. */
  get = (dbid: number): AttachedDatabase | undefined => this.#attached.get(dbid);

  get attached(): readonly AttachedDatabase[] {
    return [...this.#attached.values()].sort((a, b) => a.dbid - b.dbid);
  }

  get deferred(): readonly DeferredDatabase[] {
    return [...this.#deferred.values()].sort((a, b) => a.dbid - b.dbid);
  }

  /** Every database that was attached at some time, those that the logs closed before the others. */
  get all(): readonly AttachedDatabase[] {
    return [...this.#closed.values(), ...this.attached];
  }

  get isEmpty(): boolean {
    return this.#attached.size === 0 && this.#deferred.size === 0;
  }

  /** Databases attached where redo begins (23 §2, 7). */
  attachList(list: readonly Attachment[], lgposRedo: Lgpos, signLog: Signature): void {
    for (const attachment of list) {
      this.attach(
        {
          ...attachment,
          isRecord: false,
          signLogBefore: signLog,
          dbtime: Number(attachment.dbtime),
        },
        lgposRedo,
      );
    }
  }

  /** Decides about an attachment and carries that out (23 §5.2). */
  attach(logged: LoggedAttach, lgposRedo: Lgpos): void {
    this.#requireSlot(logged.dbid);
    const path = this.#context.locate(logged, 'attach');
    if (path === undefined) return this.#defer(logged, undefined, 'unmapped');
    this.#tellMove(logged.path, path);
    const opened = this.#openExisting(path, logged);
    if (opened === undefined) return;
    const { file } = opened;
    try {
      const reading = this.#complete(opened);
      const decision = decideAttach(this.#question(logged, lgposRedo, path, reading.header));
      if (decision.kind === 'attach') {
        checkReadableVersion(reading.header, reading.pageSize);
        this.#attachNow(logged, lgposRedo, file, reading);
        // Once the file has grown, its last page is no trailer any more: what that said must be in the header.
        if (reading !== opened.reading) this.#writeCompleted(logged.dbid);
        return;
      }
      if (decision.reason === 'consistentInTheFuture') this.#mendHeader(file, reading);
      file.closeSync();
      this.#defer(logged, path, decision.reason);
    } catch (error) {
      file.closeSync();
      this.#explain(error, path);
      throw error;
    }
  }

  /** A crash right after the first copy said that the database is clean: nobody else would write the second one. */
  #mendHeader(file: File, reading: HeaderReading): void {
    const isWhole = reading.copies.every(({ checksum }) => checksum === 'good');
    if (!isWhole && this.#context.options.isOverlay !== true) repairHeaderCopiesSync(file, reading);
  }

  #writeCompleted(dbid: number): void {
    const database = this.get(dbid);
    database?.changeHeader({});
    database?.writeHeader();
  }

  /** A backup copy that the caller accepts is completed first, with what its trailer says. */
  #complete({ file, reading }: OpenedDatabase): HeaderReading {
    const { restore, flags } = this.#context.options;
    if (restore !== undefined || !acceptsBackup(flags)) return reading;
    try {
      return completeBackupCopy(file, reading);
    } catch (error) {
      if (JetError.isInstance(error)) this.#context.events.write(645, error.message, file.path, error);
      throw error;
    }
  }

  /** A restore map has put the database elsewhere. */
  #tellMove(loggedPath: string, path: string): void {
    const { options, events } = this.#context;
    if (options.databases.isMap !== true || options.restore !== undefined || equalPaths(path, loggedPath))
      return;
    events.write(216, `${loggedPath} is now ${path}`, loggedPath, path);
  }

  #question(logged: LoggedAttach, lgposRedo: Lgpos, path: string, header: DatabaseHeader): AttachQuestion {
    const { options, signLog } = this.#context;
    const { lgposConsistent, isRecord } = logged;
    // What a record claims of a time behind itself means nothing.
    const isImpossible = isRecord && compareLgpos(lgposConsistent, lgposRedo) >= 0;
    return {
      path,
      header,
      isRecord,
      lgposRedo,
      signDb: logged.signDb,
      lgposAttach: isRecord ? lgposRedo : logged.lgposAttach,
      lgposConsistent: isImpossible ? lgposMin : lgposConsistent,
      signLogBefore: logged.signLogBefore,
      signLog,
      isHardRestore: options.restore !== undefined,
      acceptsBackup: acceptsBackup(options.flags),
    };
  }

  /** The events that go with an attach that fails. */
  #explain(error: unknown, path: string): void {
    if (!JetError.isInstance(error)) return;
    const { events } = this.#context;
    if (error.name === 'JET_errAttachedDatabaseMismatch') events.write(495, error.message, path);
    if (error.name === 'JET_errSoftRecoveryOnBackupDatabase') events.write(619, error.message, path);
    if (error.name === 'JET_errRequiredLogFilesMissing') events.write(452, error.message, path);
  }

  #requireSlot(dbid: number): void {
    if (dbid >= 1 && dbid <= dbidMost) {
      this.#deferred.delete(dbid);
      if (!this.#attached.has(dbid)) return;
    }
    throw new JetError('JET_errLogFileCorrupt', `a database is attached in slot ${dbid}, which cannot be`);
  }

  /** The file and its header; `undefined` when the attachment was deferred instead. */
  #openExisting(path: string, logged: LoggedAttach): OpenedDatabase | undefined {
    const { fs, options } = this.#context;
    if (fs.statSync(path)?.kind !== 'file') {
      this.#defer(logged, path, 'missing');
      return undefined;
    }
    const file = fs.openSync(path, options.isOverlay === true ? 'read' : 'readWrite');
    try {
      return { file, reading: this.#readHeader(file) };
    } catch (error) {
      file.closeSync();
      throw error;
    }
  }

  #readHeader(file: File): HeaderReading {
    const reading = readHeaderForRecovery(file, this.#context.events);
    if (reading.pageSize !== this.#context.pageSize) {
      throw new JetError(
        'JET_errPageSizeMismatch',
        `${file.path} has pages of ${reading.pageSize} bytes, the logs of ${this.#context.pageSize}`,
      );
    }
    return reading;
  }

  #defer(
    logged: { readonly dbid: number; readonly path: string },
    path: string | undefined,
    reason: DeferredDatabase['reason'],
  ): void {
    this.#deferred.set(logged.dbid, { dbid: logged.dbid, loggedPath: logged.path, path, reason });
    // Neither is news: a database that the map leaves out, and one that a later run has closed.
    if (reason === 'unmapped' || reason === 'consistentInTheFuture') return;
    const text = `${path ?? logged.path} is left out: ${deferTexts[reason]}`;
    this.#context.events.write(335, text, path ?? logged.path, reason);
  }

  #attachNow(logged: LoggedAttach, lgposRedo: Lgpos, file: File, reading: HeaderReading): void {
    const database = new AttachedDatabase(
      logged.dbid,
      logged.path,
      file,
      reading,
      this.#context.surroundings,
    );
    database.dbtimeLast = Math.max(database.dbtimeLast, logged.dbtime);
    database.noticeObjid(logged.objidLast);
    if (logged.isRecord) beginAttachment(database, lgposRedo, this.#context.signLog);
    else continueAttachment(database, lgposRedo);
    this.#enter(database, lgposRedo);
  }

  /** A database in a slot, ready for records. */
  #enter(database: AttachedDatabase, lgposRedo: Lgpos): void {
    const { lGenMinRequired, lGenMaxRequired } = database.header;
    database.mayHoldFutureData = lgposRedo.lGeneration <= lGenMaxRequired;
    if (this.#context.options.flags?.ignoreRecordsBeforeMinRequired === true) {
      database.lGenerationIgnoredBelow = lGenMinRequired;
    }
    this.#closed.delete(database.path);
    this.#attached.set(database.dbid, database);
    if (!database.mayHoldFutureData) this.#context.announce(database, lgposRedo);
  }

  /** CreateDB (23 §5.1). */
  create(logged: LoggedCreate, lgposRedo: Lgpos): void {
    this.#requireSlot(logged.dbid);
    const path = this.#context.locate(logged, 'create');
    if (path === undefined) return this.#defer(logged, undefined, 'unmapped');
    const { fs } = this.#context;
    if (fs.statSync(fs.directoryName(path))?.kind !== 'directory')
      return this.#defer(logged, path, 'missing');
    if (fs.statSync(path)?.kind !== 'file') return this.#createNew(logged, lgposRedo, path);
    const file = fs.openSync(path, this.#context.options.isOverlay === true ? 'read' : 'readWrite');
    let reading: HeaderReading;
    try {
      reading = this.#readHeader(file);
    } catch (error) {
      file.closeSync();
      if (!JetError.isInstance(error) || error.name !== 'JET_errReadVerifyFailure') throw error;
      return this.#replace(logged, lgposRedo, path);
    }
    const reason = whyNotCreated(reading.header, logged.signDb, lgposRedo, this.#context.signLog);
    if (reason === 'create') {
      file.closeSync();
      return this.#replace(logged, lgposRedo, path);
    }
    if (reason !== undefined) {
      if (reason === 'consistentInTheFuture') this.#mendHeader(file, reading);
      file.closeSync();
      return this.#defer(logged, path, reason);
    }
    checkReadableVersion(reading.header, reading.pageSize);
    const attach = { ...logged, isRecord: false, lgposAttach: lgposRedo, lgposConsistent: lgposMin };
    const signLogBefore = this.#context.signLog;
    this.#attachNow({ ...attach, signLogBefore, dbtime: 0, objidLast: 0 }, lgposRedo, file, reading);
  }

  #replace(logged: LoggedCreate, lgposRedo: Lgpos, path: string): void {
    const { fs, options } = this.#context;
    if (options.isOverlay !== true) fs.removeFileSync(path);
    this.#createNew(logged, lgposRedo, path);
  }

  #createNew(logged: LoggedCreate, lgposRedo: Lgpos, path: string): void {
    const { options, pageSize, signLog } = this.#context;
    const image = createHeaderImage(pageSize, {
      ulVersion: formatMajor,
      ulDaeUpdateMajor: createdUpdateMajor,
      ulCreateVersion: formatMajor,
      ulCreateUpdate: createdUpdateMajor,
      dbtimeDirtied: dbtimeFirst,
      signDb: logged.signDb,
      signLog,
      dbstate: dbstate.justCreated,
      logtimeAttach: this.#context.now(),
      lgposAttach: lgposRedo,
      dbid: logged.dbid,
      qwSortVersion: 0xffff_ffff_ffff_ffffn,
      filetype: fileTypeNumber.database,
    });
    // An overlay writes nothing, so a database that only the logs know lives in memory.
    const fs = options.isOverlay === true ? createMemoryFileSystem() : this.#context.fs;
    const name = options.isOverlay === true ? 'created.edb' : path;
    const file = fs.openSync(name, 'createNew');
    file.writeSync(image, 0);
    file.writeSync(image, pageSize);
    const reading = readHeaderForRecovery(file, this.#context.events);
    const surroundings = this.#context.surroundings;
    const database = new AttachedDatabase(logged.dbid, logged.path, file, reading, surroundings, path);
    database.isBeingCreated = true;
    this.#enter(database, lgposRedo);
  }

  /** DetachDB (23 §5.3). */
  detach(dbid: number, lgposRedo: Lgpos): void {
    this.#deferred.delete(dbid);
    const database = this.#attached.get(dbid);
    if (database === undefined) return;
    // A creation that failed, and that the engine gave up in this way.
    if (database.isBeingCreated) this.#remove(database);
    else this.#close(database, lgposRedo);
  }

  /** A record that ends a run: all databases are clean as of `lgpos`. */
  detachAll(lgpos: Lgpos): void {
    // A recovery may have ended a run in which a creation was cut off; that one took the file away.
    this.removeUnfinished();
    for (const database of this.attached) this.#close(database, lgpos);
    this.#deferred.clear();
  }

  #close(database: AttachedDatabase, lgpos: Lgpos): void {
    const problem = database.redoMaps.firstProblem();
    if (problem !== undefined && !database.mayHoldFutureData) throw this.#context.redoMapError(database);
    database.fitFile(false);
    database.makeClean(lgpos, { bkinfoFullCur: backupInfoNone, bkinfoSnapshotCur: backupInfoNone });
    database.announceEnd(lgpos);
    if (database.wasCreated) this.#context.events.write(327, `${database.path} is detached`, database.path);
    this.#attached.delete(database.dbid);
    this.#closed.set(database.path, database);
    if (this.#context.options.isOverlay !== true) database.close();
  }

  /** Closes all files without another write. */
  closeFiles(): void {
    for (const database of this.all) database.close();
    this.#attached.clear();
    this.#closed.clear();
  }

  /** Databases whose creation the logs do not finish are worth nothing (23 §5.1). */
  removeUnfinished(): void {
    for (const database of this.attached) if (database.isBeingCreated) this.#remove(database);
  }

  #remove(database: AttachedDatabase): void {
    // What a crash has interrupted cannot be undone in a file that is gone, and need not be.
    this.#context.forgetVersions(database.dbid);
    database.close();
    this.#attached.delete(database.dbid);
    if (this.#context.options.isOverlay !== true) this.#context.fs.removeFileSync(database.path);
  }
}

const deferTexts: Readonly<Record<DeferReason, string>> = {
  missing: 'there is no such file',
  accessDenied: 'access is denied',
  justCreated: 'its creation was not finished',
  otherLogSignature: 'it belongs to another log stream',
  otherDatabase: 'it is another database',
  consistentInTheFuture: 'it became consistent behind this point of the logs',
  attachedInTheFuture: 'it was attached behind this point of the logs',
};

function acceptsBackup(flags: RecoveryFlags | undefined): boolean {
  return flags?.acceptBackupDatabases === true || flags?.withoutUndo === true;
}

function equalPaths(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
