import { SpaceManager, type SpaceOptions, type WritableDatabase, type Writer } from '@esekit/btree';
import { createMemoryFileSystem, logTimeFromDate, signatureNone, type FileSystem } from '@esekit/core';
import { PageBuffer } from '@esekit/pages';
import { databasesInFolder, LogWriter } from '../../../src/index';
import { RecordJournal } from '../../../src/journal/record-journal';
import {
  encodeBegin0,
  encodeCommit0,
  encodeCreateDB,
  encodeCreateDBFinish,
  encodeInit2,
} from '../../../src/records/encoders';
import { recoverSync } from '../../../src/recovery';
import { dbmsParam, steppingClock, writerOptions } from '../../support/writer-stream';

const dbid = 1;
const path = 'E:\\here\\a.edb';
const createVersion = { usVersion: 2, usUpdate: 0 } as const;

/** A session whose transactions begin with the first record of them. */
class Session implements Writer {
  readonly procid = 5;
  readonly level = 1;
  readonly isSystemTask = false;
  trxBegin0 = 4;
  hasBegun = false;
}

/** A database in memory, whose whole life is in a log that begins with generation 1. */
export class LoggedDatabase implements WritableDatabase {
  readonly fs: FileSystem = createMemoryFileSystem();
  readonly dbid = dbid;
  readonly buffer: PageBuffer;
  readonly journal: RecordJournal;
  readonly storesReservedTags = false;
  readonly logsNewPages = true;
  readonly session = new Session();
  readonly space: SpaceManager;
  readonly #log: LogWriter;
  #dbtime = 0x40;

  constructor(
    readonly pageSize: number,
    options: Pick<SpaceOptions, 'extensionPages' | 'hintsOf'>,
  ) {
    const { fs } = this;
    for (const folder of ['logs', 'db']) fs.createDirectorySync(folder);
    const file = fs.openSync('written.edb', 'createNew');
    this.buffer = new PageBuffer({ file, pageSize, isOverlay: true });
    const now = steppingClock();
    const settings = { cbPageSize: pageSize, csecLGFile: 64, now };
    this.#log = LogWriter.create(writerOptions(fs, settings), { lGeneration: 1 });
    this.journal = new RecordJournal({ log: this.#log, dbid, pageSize, beforeRecord: () => this.#begin() });
    this.space = new SpaceManager({
      ...options,
      database: this,
      grow: (pgnoLast) => this.buffer.resize(pgnoLast),
    });
    this.#create();
  }

  nextDbtime(): number {
    return ++this.#dbtime;
  }

  /** All of it is durable; what follows is a transaction of its own. */
  commit(): void {
    const { session } = this;
    if (session.hasBegun) {
      const trxCommit0 = session.trxBegin0 + 4;
      this.#log.append(encodeCommit0({ procid: session.procid, levelCommitTo: 0, trxCommit0 }));
      session.trxBegin0 = trxCommit0 + 4;
      session.hasBegun = false;
    }
    this.#log.flush();
  }

  get generations(): number {
    return this.#log.lGeneration;
  }

  /** The database that recovery makes of the log alone. */
  recover(): PageBuffer {
    this.commit();
    this.#log.close();
    const { fs, pageSize } = this;
    recoverSync({
      ...{ fs, logFolder: 'logs', databases: databasesInFolder(fs, 'db'), random: () => 7 },
      now: () => logTimeFromDate(new Date(Date.UTC(2026, 10, 21))),
    });
    return new PageBuffer({ file: fs.openSync('db/a.edb', 'read'), pageSize, isOverlay: true });
  }

  #begin(): void {
    const { session } = this;
    if (session.hasBegun) return;
    session.hasBegun = true;
    const { procid, trxBegin0 } = session;
    this.#log.append(encodeBegin0({ procid, levels: 1 << 4, trxBegin0 }));
  }

  #create(): void {
    const log = this.#log;
    const { procid } = this.session;
    log.append(encodeInit2({ dbmsParam, logtime: steppingClock()() }));
    const signDb = { ...signatureNone, random: 77 };
    const created = { procid, dbid, grbit: 0, cpgDatabaseSizeMax: 0, signDb, fFlags: 0x08, path };
    log.append(encodeCreateDB({ ...created, ...createVersion }));
    log.fillSegment();
    this.space.createRoot(this.session, 46);
    this.commit();
    log.append(encodeCreateDBFinish({ procid, dbid }));
    log.flush();
  }
}
