import {
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  Tree,
  verifyTree,
  type NewTree,
  type PageAllocator,
  type WritableDatabase,
  type Writer,
} from '@esekit/btree';
import { createMemoryFileSystem, logTimeFromDate, signatureNone, type File, type Lgpos } from '@esekit/core';
import {
  databasesInFolder,
  encodeBegin,
  encodeBegin0,
  encodeCommit,
  encodeCommit0,
  encodeCreateDB,
  encodeRollback,
  LogWriter,
  logVersions,
  RecordJournal,
} from '@esekit/log';
import { recoverSync, type RecoveryResult } from '@esekit/log/recovery';
import {
  createHeaderImage,
  decodeDatabaseHeader,
  PageBuffer,
  PageCache,
  pageFlag,
  writeDatabaseHeaderSync,
} from '@esekit/pages';
import { expect } from 'vitest';
import { LiveTree, TreeChanges, UndoInfoJournal, versionHooks, type TreeHost } from '../../../src/live';
import {
  Transactions,
  type LoggedSession,
  type TransactionJournal,
  type TransactionsOptions,
} from '../../../src/transactions';
import type { VersionStore } from '../../../src/transactions/version-store';

const dbid = 1;
const cpgDatabase = 1200;
const signLog = { ...signatureNone, random: 0x1234567 };
const signDb = { ...signatureNone, random: 0x7654321 };
const segments = 65_536;

const dbmsParam = {
  szSysPath: '.\\',
  szLogPath: '.\\',
  fDBMSPARAMFlags: 0,
  lSessionsMax: 16,
  lOpenTablesMax: 300,
  lVerPagesMax: 1024,
  lCursorsMax: 1024,
  lLogBuffers: 126,
  lcsecLGFile: 512,
  ulCacheSizeMax: 100,
};

function levelsOf(from: number, count: number): number {
  return from | (count << 4);
}

/** The records of transactions, as an instance writes them. */
class LoggedTransactions implements TransactionJournal {
  constructor(readonly log: LogWriter) {}

  get lGeneration(): number {
    return this.log.lGeneration;
  }

  begin0({ procid, trxBegin0 }: LoggedSession, levels: number): number {
    return this.#append(encodeBegin0({ procid, levels: levelsOf(0, levels), trxBegin0 }));
  }

  begin({ procid }: LoggedSession, levelFrom: number, levels: number): number {
    return this.#append(encodeBegin({ procid, levels: levelsOf(levelFrom, levels) }));
  }

  commit({ procid }: LoggedSession, levelCommitTo: number): number {
    return this.#append(encodeCommit({ procid, levelCommitTo }));
  }

  commit0({ procid }: LoggedSession, trxCommit0: number): number {
    return this.#append(encodeCommit0({ procid, levelCommitTo: 0, trxCommit0 }));
  }

  rollback({ procid }: LoggedSession, levelRollback: number): number {
    return this.#append(encodeRollback({ procid, levelRollback }));
  }

  #append(record: Uint8Array): number {
    const { lGeneration, isec } = this.log.append(record);
    return lGeneration * segments + isec;
  }
}

export interface LiveHostOptions extends Partial<TransactionsOptions> {
  readonly pageSize?: number;
  /** Bytes of pages kept in memory. */
  readonly budget?: number;
}

/**
 * A database with trees under versions, its log and nothing more: pages come from a counter, so space is not
 * kept. What it has written can be recovered as after the death of the process.
 */
export class LiveHost implements TreeHost, PageAllocator {
  readonly dbid = dbid;
  readonly fs = createMemoryFileSystem();
  readonly log: LogWriter;
  readonly database: WritableDatabase;
  readonly transactions: Transactions;
  readonly allocator = this;
  readonly undoInfos: UndoInfoJournal;
  readonly pageSize: number;
  readonly #file: File;
  readonly #headerImage: Uint8Array;
  /** Told of each call of the journal, which it may refuse. */
  beforeRecord: (() => void) | undefined;
  /** As {@link beforeRecord}, while pages are about to be written. */
  beforeUndoInfo: (() => void) | undefined;
  readonly free: number[] = [];
  /** Writes of pages that needed before-images in the log. */
  undoInfoWrites = 0;
  /** What a planted bug would leave out. */
  logsUndoInfo = true;
  #pgnoNext = 4;
  #objidNext = 10;
  #dbtime = 0x40;
  #time = Date.UTC(2026, 10, 20);

  constructor({ pageSize = 4096, budget = 64 << 20, ...options }: LiveHostOptions = {}) {
    const { fs } = this;
    this.pageSize = pageSize;
    fs.createDirectorySync('logs');
    fs.createDirectorySync('data');
    this.log = LogWriter.create(
      {
        ...{ fs, folder: 'logs', base: 'edb', digits: 8, extension: 'log', signLog, csecLGFile: 512 },
        ...{ cbPageSize: pageSize, version: logVersions.newest, dbmsParam, now: () => this.now() },
      },
      { lGeneration: 1 },
    );
    const lgposAttach = this.#logCreation();
    this.#file = fs.openSync('data/a.edb', 'createNew');
    this.#headerImage = this.#newHeader(lgposAttach);
    this.#writeHeader(1);
    const beforeWrite = (_logSegment: number, pgnos: Iterable<number>): void => {
      this.#beforeWrite(pgnos);
    };
    const buffer = new PageBuffer({ file: this.#file, pageSize, budget, beforeWrite });
    buffer.resize(cpgDatabase);
    const changes = new TreeChanges();
    const transactionJournal = new LoggedTransactions(this.log);
    this.transactions = new Transactions({
      ...{ changes, cleanUp: changes, journal: transactionJournal, versionPagesMost: 1024 },
      ...options,
    });
    const journal = new RecordJournal({
      ...{ log: this.log, dbid, pageSize },
      beforeRecord: (writer: Writer) => {
        this.beforeRecord?.();
        (writer as LoggedSession).logBegins();
      },
    });
    this.database = {
      ...{ dbid, buffer, journal, storesReservedTags: false, logsNewPages: true },
      nextDbtime: () => ++this.#dbtime,
      ...versionHooks(this.versions),
    };
    this.undoInfos = new UndoInfoJournal({ dbid, journal, transactions: this.transactions });
    this.#createRoot();
  }

  get versions(): VersionStore {
    return this.transactions.versions;
  }

  requireWritable(): void {}

  now() {
    return logTimeFromDate(new Date(this.#time++));
  }

  allocatePage(): number {
    return this.free.pop() ?? this.#pgnoNext++;
  }

  freePage(_tree: Tree, pgno: number): void {
    this.free.push(pgno);
  }

  createTree(isUnique = true, label = 'tree'): LiveTree {
    const flags = isUnique ? 0 : pageFlag.index | pageFlag.nonUniqueKeys;
    const [pgnoFDP, objidFDP] = [this.#pgnoNext++, this.#objidNext++];
    const tree: NewTree = { pgnoFDP, objidFDP, pgnoParent: 1, cpgPrimary: 1, flags, isUnique };
    const { buffer, journal } = this.database;
    const dbtime = this.database.nextDbtime();
    this.#inTransaction((writer) => {
      const frame = buffer.create(pgnoFDP);
      const prefix = { writer, pgno: pgnoFDP, dbtime, dbtimeBefore: -1, iline: 0, flags: isUnique ? 4 : 0 };
      const record = { ...prefix, objidFDP, pgnoFDPParent: 1, cpgPrimary: 1, fPageFlags: flags };
      buffer.change(frame, journal.createSingleExtentFDP(record));
      formatSingleExtentRoot(frame.view, tree);
      frame.view.dbtime = BigInt(dbtime);
    });
    return new LiveTree(this, { pgnoFDP, objidFDP, label });
  }

  /** Everything that nobody is in the way of. */
  cleanUp(): void {
    while (this.transactions.cleanUp(1000) === 1000);
  }

  expectSound({ pgnoFDP, objidFDP }: { readonly pgnoFDP: number; readonly objidFDP: number }): void {
    const problems: string[] = [];
    const tree = new Tree({ source: this.database.buffer, pgnoFDP, objidFDP });
    verifyTree(tree, ({ text }) => problems.push(text), { pgnoParent: 1 });
    expect(problems).toEqual([]);
  }

  /** The process dies: what the log still had in memory is lost, and so are pages that were not written. */
  die(): void {
    this.#file.closeSync();
  }

  recover(): RecoveryResult {
    return recoverSync({
      ...{ fs: this.fs, logFolder: 'logs', databases: databasesInFolder(this.fs, 'data') },
      ...{ now: () => this.now(), random: () => 7 },
    });
  }

  /** The database as it is in the file. */
  openFile(): PageCache {
    return new PageCache({ file: this.fs.openSync('data/a.edb', 'read'), pageSize: this.pageSize });
  }

  #logCreation(): Lgpos {
    const record = encodeCreateDB({
      ...{ procid: 0, dbid, grbit: 0, cpgDatabaseSizeMax: 0, signDb, fFlags: 0 },
      ...{ path: 'a.edb', usVersion: 2, usUpdate: 0 },
    });
    const lgpos = this.log.append(record);
    this.log.flush();
    return lgpos;
  }

  #newHeader(lgposAttach: Lgpos): Uint8Array {
    return createHeaderImage(this.pageSize, {
      ...{ ulVersion: 0x620, ulDaeUpdateMajor: 20, signDb, signLog, dbid, lgposAttach },
      ...{ dbstate: 2, lGenMinRequired: 1, lGenMinConsistent: 1, filetype: 1 },
    });
  }

  #writeHeader(lGeneration: number): void {
    const changes = {
      ...decodeDatabaseHeader(this.#headerImage),
      ...{ lGenMaxRequired: lGeneration, lGenMaxCommitted: lGeneration },
    };
    writeDatabaseHeaderSync(this.#file, this.#headerImage, changes, signatureNone);
  }

  #beforeWrite(pgnos: Iterable<number>): void {
    // What is refused is the record of a change, not what writing some other page takes.
    const { beforeRecord } = this;
    this.beforeRecord = this.beforeUndoInfo;
    try {
      if (this.logsUndoInfo && this.undoInfos.beforeWrite(pgnos) > 0) this.undoInfoWrites++;
    } finally {
      this.beforeRecord = beforeRecord;
    }
    // All of it, so up to every segment that pages need.
    this.log.flush();
    this.#writeHeader(this.log.lGeneration);
  }

  #createRoot(): void {
    const { buffer, journal } = this.database;
    const dbtime = this.database.nextDbtime();
    const tree = {
      pgnoFDP: 1,
      objidFDP: 1,
      pgnoParent: 0,
      cpgPrimary: cpgDatabase,
      flags: 0,
      isUnique: true,
    };
    const roots = { pgnoOE: 2, pgnoAE: 3 };
    this.#inTransaction((writer) => {
      const [root, ownedExtents, availableExtents] = [1, 2, 3].map((pgno) => buffer.create(pgno));
      const prefix = { writer, pgno: 1, dbtime, dbtimeBefore: -1, iline: 0, flags: 4 };
      const made = { objidFDP: 1, pgnoFDPParent: 0, cpgPrimary: cpgDatabase, fPageFlags: 0 };
      const logSegment = journal.createMultipleExtentFDP({ ...prefix, ...made, ...roots });
      for (const frame of [root!, ownedExtents!, availableExtents!]) buffer.change(frame, logSegment);
      formatMultipleExtentRoot(
        { root: root!.view, ownedExtents: ownedExtents!.view, availableExtents: availableExtents!.view },
        { ...tree, ...roots },
      );
      for (const { view } of [root!, ownedExtents!, availableExtents!]) view.dbtime = BigInt(dbtime);
    });
    this.#pgnoNext = 4;
  }

  #inTransaction(act: (writer: Writer) => void): void {
    const session = this.transactions.openSession(true);
    session.begin();
    act(session);
    this.database.buffer.releasePins();
    session.commit();
    session.end();
  }
}
