import {
  SpaceManager,
  type Journal,
  type PageAllocator,
  type WritableDatabase,
  type Writer,
} from '@esekit/btree';
import { JetError, lgposMin, type Lgpos, type LogTime } from '@esekit/core';
import {
  attachmentFlag,
  compareLogVersions,
  RecordJournal,
  type Attachment,
  type DatabaseFile,
} from '@esekit/log';
import {
  compareFormatVersions,
  dbstate,
  formatVersionOf,
  hasFeature,
  type DatabaseHeader,
  type Feature,
  type PageBuffer,
} from '@esekit/pages';
import type { EngineInstance } from '../instance/engine-instance';
import { newPageDatabaseVersion, newPageLogVersion } from '../instance/format-choice';
import { lgposOfSegment, type LogStream } from '../instance/log-stream';
import { UndoInfoJournal, versionHooks, type TreeHost } from '../live';
import { Catalog } from '../schema';
import type { LoggedSession, Transactions } from '../transactions';
import type { VersionStore } from '../transactions/version-store';
import type { DatabaseOpens } from './database-opens';
import { refusingJournal, unloggedJournal } from './unlogged-journal';

export interface EngineDatabaseFacts {
  readonly instance: EngineInstance;
  readonly dbid: number;
  readonly path: string;
  readonly isReadOnly: boolean;
  /** `undefined` of a database without logs. */
  readonly log: LogStream | undefined;
  readonly file: DatabaseFile;
  readonly pagesMost?: number | undefined;
  readonly opens: DatabaseOpens;
}

/** One attached database: its file, its pages, its space, its catalog. The host of its trees. */
export class EngineDatabase implements TreeHost, WritableDatabase {
  readonly instance: EngineInstance;
  /** 1 to 6; 0 is the temporary database (32 §4). */
  readonly dbid: number;
  readonly path: string;
  readonly isReadOnly: boolean;
  readonly pageSize: number;
  readonly file: DatabaseFile;
  readonly journal: Journal;
  readonly space: SpaceManager;
  readonly catalog: Catalog;
  readonly opens: DatabaseOpens;
  readonly pagesMost: number | undefined;
  readonly cbReserved: WritableDatabase['cbReserved'];
  readonly hasVersions: WritableDatabase['hasVersions'];
  readonly #log: LogStream | undefined;
  readonly #undoInfo: UndoInfoJournal;
  #dbtimeLast: number;
  #objidLast: number;
  #extendCount: number;
  /** What was detached cannot be used. */
  #isGone = false;

  constructor({ instance, log, file, opens, ...facts }: EngineDatabaseFacts) {
    const { dbid, path, isReadOnly, pagesMost } = facts;
    this.instance = instance;
    this.dbid = dbid;
    this.path = path;
    this.isReadOnly = isReadOnly;
    this.pagesMost = pagesMost;
    this.file = file;
    this.opens = opens;
    this.#log = log;
    const { transactions } = instance;
    const { pageSize } = file.buffer;
    this.pageSize = pageSize;
    this.#dbtimeLast = Number(file.header.dbtimeDirtied);
    this.#objidLast = file.header.objidLast;
    this.#extendCount = file.header.ulExtendCount;
    this.journal = isReadOnly
      ? refusingJournal(path)
      : log === undefined
        ? unloggedJournal
        : new RecordJournal({ log, dbid, pageSize, beforeRecord: logBegins });
    const { cbReserved, hasVersions } = versionHooks(transactions.versions);
    this.cbReserved = cbReserved;
    this.hasVersions = hasVersions;
    this.#undoInfo = new UndoInfoJournal({ dbid, journal: this.journal, transactions });
    this.space = this.#makeSpace();
    this.catalog = new Catalog(this);
  }

  #makeSpace(): SpaceManager {
    const { extensionPages = 256, fragmentPages } = this.instance.options;
    return new SpaceManager({
      database: this,
      extensionPages,
      ...(fragmentPages === undefined ? {} : { fragmentPages }),
      ...(this.pagesMost === undefined ? {} : { pagesMost: this.pagesMost }),
      hintsOf: (tree) => this.catalog.hintsOf(tree),
      grow: (pgnoLast) => {
        this.grow(pgnoLast);
      },
    });
  }

  get header(): DatabaseHeader {
    return this.file.header;
  }

  get buffer(): PageBuffer {
    return this.file.buffer;
  }

  get isLogged(): boolean {
    return this.#log !== undefined;
  }

  get database(): WritableDatabase {
    return this;
  }

  get allocator(): PageAllocator {
    return this.space;
  }

  get transactions(): Transactions {
    return this.instance.transactions;
  }

  get versions(): VersionStore {
    return this.instance.transactions.versions;
  }

  get storesReservedTags(): boolean {
    return this.file.storesReservedTags;
  }

  /** Both the log and the database have to know such records (24 §4). */
  get logsNewPages(): boolean {
    const version = formatVersionOf(this.header);
    return (
      this.#log !== undefined &&
      compareFormatVersions(version, newPageDatabaseVersion) >= 0 &&
      compareLogVersions(this.#log.version, newPageLogVersion) >= 0
    );
  }

  hasFeature(feature: Feature): boolean {
    return hasFeature(this.header, feature);
  }

  /** A dbtime greater than all given out before. */
  nextDbtime(): number {
    return ++this.#dbtimeLast;
  }

  get dbtimeLast(): number {
    return this.#dbtimeLast;
  }

  /** An object id greater than all given out before (04 §9). */
  nextObjid(): number {
    return ++this.#objidLast;
  }

  /** The largest object id given out. */
  get objidLast(): number {
    return this.#objidLast;
  }

  /** Ids of trees that are part of the format are given out by nobody. */
  noteObjid(objid: number): void {
    this.#objidLast = Math.max(this.#objidLast, objid);
  }

  /**
   * What every change asks first.
   *
   * @throws what an instance that cannot be used answers; JET_errPermissionDenied for a read-only database
   */
  requireWritable(): void {
    this.instance.requireWritable();
    if (this.isReadOnly)
      throw new JetError('JET_errPermissionDenied', `${this.path} is attached for reading`);
    if (this.#isGone) throw new JetError('JET_errDatabaseNotFound', `${this.path} is not attached any more`);
  }

  /** Pages are about to be written: what undoing them needs is logged first; the log segment of it, or 0. */
  prepareUndo(pgnos: Iterable<number>): number {
    const log = this.#log;
    if (log === undefined) return 0;
    const before = log.appended;
    this.#undoInfo.beforeWrite(pgnos);
    return log.appended === before ? 0 : log.tipSegment;
  }

  /** The log has pages up to `pgnoLast` for the file (24 §4). The header says so when the file has them for sure. */
  grow(pgnoLast: number): void {
    this.buffer.resize(pgnoLast);
    this.file.noteAfterSync({
      ulExtendCount: ++this.#extendCount,
      logtimeLastExtend: this.instance.now(),
      ...(this.#log !== undefined && this.file.keepsLastResize
        ? { lgposLastResize: this.#log.lgposLast }
        : {}),
    });
  }

  /** The log went on to a generation: before it is used, the header names it (24 §7). */
  noteGeneration(lGeneration: number, time: LogTime): void {
    if (this.isReadOnly || !this.isLogged || this.#isClean) return;
    this.file.requireGeneration(lGeneration);
    this.file.commitGeneration(lGeneration, time);
    this.file.writeHeader();
  }

  /**
   * All pages are in the file, and changes from a log segment on are all that a replay may be needed for.
   *
   * @param logSegment of the checkpoint
   */
  raiseRequired(logSegment: number): void {
    const { lGeneration } = lgposOfSegment(logSegment);
    const { lGenMinRequired, lgposAttach } = this.header;
    const least = Math.max(lGeneration, lgposAttach.lGeneration);
    if (least <= lGenMinRequired) {
      this.file.keepFlushMap();
      return;
    }
    this.file.settleFlushMap(least);
    this.file.changeHeader({ lGenMinRequired: least, lGenMinConsistent: least });
    this.file.writeHeader();
  }

  /** Its entry in the list of a position; `undefined` when it was attached behind it (20 §3.1). */
  attachmentAt(isBefore: (lgpos: Lgpos) => boolean): Attachment | undefined {
    const { lgposAttach, lgposConsistent, signDb } = this.header;
    if (this.isReadOnly || !this.isLogged || this.#isClean || !isBefore(lgposAttach)) return undefined;
    return {
      dbid: this.dbid,
      flags: attachmentFlag.unicodeName,
      dbtime: BigInt(this.#dbtimeLast),
      objidLast: this.#objidLast,
      cpgDatabaseSizeMax: this.pagesMost ?? 0,
      lgposAttach,
      // That of another stream was cleared as the database was attached.
      lgposConsistent: isBefore(lgposConsistent) ? lgposConsistent : lgposMin,
      signDb,
      path: this.path,
    };
  }

  /** The last record of a run may begin a generation, in which the database is not attached any more. */
  get #isClean(): boolean {
    return this.header.dbstate === dbstate.cleanShutdown;
  }

  /** It is detached: nobody can change it any more. */
  close(): void {
    this.#isGone = true;
    this.file.close();
  }
}

/** All writers of an engine are sessions. */
function logBegins(writer: Writer): void {
  (writer as LoggedSession).logBegins();
}
