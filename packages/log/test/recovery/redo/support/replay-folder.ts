import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  compareLgpos,
  createMemoryFileSystem,
  lgposMin,
  type EsekitEvent,
  type File,
  type Lgpos,
} from '@esekit/core';
import { createNodeFileSystem } from '@esekit/core/node';
import {
  compareFormatVersions,
  featureVersions,
  hasFeature,
  PageBuffer,
  readDatabaseHeader,
  type DatabaseHeader,
} from '@esekit/pages';
import {
  loadLogHeader,
  parseLogFileName,
  recordLgpos,
  recordTypeNumber,
  walkSegmentLogSync,
  type LogHeader,
  type LogRecord,
} from '../../../../src/index';
import { HeldPages } from '../../../../src/recovery/redo/held-pages';
import { Redo } from '../../../../src/recovery/redo/redo';
import { RedoMaps } from '../../../../src/recovery/redo/redo-maps';
import type { UndoDatabase } from '../../../../src/recovery/redo/replay-database';

const { CreateDB, AttachDB, DetachDB, ExtendDB, ShrinkDB, ShrinkDB2, ShrinkDB3, SetDbVersion } =
  recordTypeNumber;
const { Init, Init2, Term, Term2, RecoveryQuit, RecoveryQuit2 } = recordTypeNumber;

/** A database of a replay: pages over a file, or over nothing. */
export class TestDatabase implements UndoDatabase {
  readonly redoMaps = new RedoMaps();
  readonly heldPages = new HeldPages();
  readonly lGenerationIgnoredBelow = 0;
  mayHoldFutureData = false;
  /** Of the file's header; 0 for a database that the logs create. */
  lGenMaxRequired = 0;
  storesReservedTags = false;
  rolledBack = 0;
  dbtimeLast = 0;
  objidLast = 0;
  lgposAttach = lgposMin;

  constructor(
    readonly dbid: number,
    readonly path: string,
    readonly buffer: PageBuffer,
  ) {}

  noticeDbtime(high: number, low: number): void {
    this.dbtimeLast = Math.max(this.dbtimeLast, high * 2 ** 32 + low);
  }

  noticeObjid(objid: number): void {
    this.objidLast = Math.max(this.objidLast, objid);
  }

  nextDbtime(): number {
    return ++this.dbtimeLast;
  }

  /** Bytes of a page; zeros for a blank one. */
  page(pgno: number): Uint8Array {
    const { pageSize } = this.buffer;
    if (this.buffer.look(pgno) !== 'present') return new Uint8Array(pageSize);
    const { view } = this.buffer.get(pgno);
    return view.bytes.subarray(view.start, view.start + pageSize);
  }

  get pageSize(): number {
    return this.buffer.pageSize;
  }

  get pageCount(): number {
    return this.buffer.pageCount;
  }
}

/** A database file that a replay begins with. */
export interface OpenDatabase {
  readonly file: File;
  readonly header: DatabaseHeader;
}

export interface ReplayOptions {
  /** Paths by lower-case name, replayed over; databases that are not among them begin with CreateDB. */
  readonly files?: Readonly<Record<string, string>>;
  /** The same, open. */
  readonly opened?: Readonly<Record<string, OpenDatabase>>;
  readonly generations?: readonly [from: number, to: number];
  readonly onRecord?: (record: LogRecord, replay: FolderReplay) => void;
  readonly budget?: number;
  /** Instead of what the headers of the files say. */
  readonly lGenMaxRequired?: number;
}

/** Drives {@link Redo} over all logs of a folder, with as little of a driver as that takes. */
export class FolderReplay {
  readonly databases = new Map<string, TestDatabase>();
  readonly redo: Redo;
  readonly events: EsekitEvent[] = [];
  records = 0;
  logBytes = 0;
  lastHeader: LogHeader | undefined;
  readonly #slots: (TestDatabase | undefined)[] = [];
  readonly #memory = createMemoryFileSystem();
  readonly #files = new Map<string, OpenDatabase>();

  constructor(readonly options: ReplayOptions = {}) {
    this.redo = new Redo({
      database: (dbid) => this.#slots[dbid],
      onEvent: (event) => this.events.push(event),
    });
  }

  readonly database = (dbid: number): TestDatabase | undefined => this.#slots[dbid];

  async run(folder: string): Promise<this> {
    const fs = createNodeFileSystem();
    const { files = {}, opened = {} } = this.options;
    for (const [name, path] of Object.entries(files)) this.#files.set(name, await openDatabase(path));
    for (const [name, database] of Object.entries(opened)) this.#files.set(name, database);
    const logs: { file: File; header: LogHeader }[] = [];
    for (const name of readdirSync(folder)) {
      const parsed = parseLogFileName(name);
      if (parsed?.kind !== 'archived' && parsed?.kind !== 'current') continue;
      const file = await fs.open(join(folder, name), 'read');
      const { header } = await loadLogHeader(file);
      const [from, to] = this.options.generations ?? [1, Infinity];
      if (header.lGeneration >= from && header.lGeneration <= to) logs.push({ file, header });
      else await file.close();
    }
    logs.sort((a, b) => a.header.lGeneration - b.header.lGeneration);
    for (const { file, header } of logs) {
      if (this.lastHeader === undefined) this.#attachList(header);
      this.lastHeader = header;
      for (const database of this.databases.values()) {
        database.mayHoldFutureData = header.lGeneration <= database.lGenMaxRequired;
      }
      const walk = walkSegmentLogSync(
        file,
        header,
        { record: (record) => this.record(record, header) },
        { mayUseShadow: true },
      );
      this.logBytes += walk.lastSegment * 4096;
      await file.close();
    }
    return this;
  }

  record(record: LogRecord, header: LogHeader): void {
    this.records++;
    this.options.onRecord?.(record, this);
    if (this.redo.record(record)) return;
    const { bytes, offset, type } = record;
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, record.size);
    switch (type) {
      case CreateDB:
        this.#attach(record, header, view.getUint8(3), pathAt(view, 43 + (view.getUint8(42) & 4), 40));
        return;
      case AttachDB:
        this.#attach(record, header, view.getUint8(3), pathAt(view, 75, 72));
        return;
      case DetachDB:
        this.#slots[view.getUint8(3)] = undefined;
        return;
      case ExtendDB: {
        const buffer = this.#slots[view.getUint8(5)]?.buffer;
        if (buffer) buffer.resize(Math.max(buffer.pageCount, view.getUint32(6, true)));
        return;
      }
      case ShrinkDB:
      case ShrinkDB2:
      case ShrinkDB3:
        this.#slots[view.getUint8(1)]?.buffer.resize(view.getUint32(2, true));
        return;
      case SetDbVersion: {
        const database = this.#slots[view.getUint8(1)];
        const version = [view.getUint32(2, true), view.getUint32(6, true), view.getUint32(10, true)] as const;
        if (database)
          database.storesReservedTags = compareFormatVersions(version, featureVersions.reservedTags) >= 0;
        return;
      }
      case Init:
      case Init2:
      case Term:
      case Term2:
      case RecoveryQuit:
      case RecoveryQuit2:
        this.redo.endSessions();
    }
  }

  /** What was attached when the first log began: its databases must be among the files. */
  #attachList(header: LogHeader): void {
    for (const { dbid, path, lgposAttach } of header.attachments) {
      this.#place(header, dbid, path, lgposAttach);
    }
  }

  #attach(record: LogRecord, header: LogHeader, dbid: number, path: string): void {
    this.#place(header, dbid, path, recordLgpos(record));
  }

  /** A file that was attached later than here is left out until then. */
  #place({ cbPageSize, lGeneration }: LogHeader, dbid: number, path: string, lgposAttach: Lgpos): void {
    const name = nameOf(path);
    const found = this.#files.get(name);
    if (found && compareLgpos(found.header.lgposAttach, lgposAttach) > 0) return;
    let database = this.databases.get(name);
    if (database === undefined) {
      const file = found?.file ?? this.#memory.openSync(name, 'createNew');
      const budget = this.options.budget === undefined ? {} : { budget: this.options.budget };
      const buffer = new PageBuffer({ file, pageSize: cbPageSize || 4096, isOverlay: true, ...budget });
      database = new TestDatabase(dbid, path, buffer);
      this.databases.set(name, database);
      if (found) {
        database.lGenMaxRequired = this.options.lGenMaxRequired ?? found.header.lGenMaxRequired;
        database.dbtimeLast = Number(found.header.dbtimeDirtied);
        database.storesReservedTags = hasFeature(found.header, 'reservedTags');
      }
    }
    database.mayHoldFutureData = lGeneration <= database.lGenMaxRequired;
    database.lgposAttach = lgposAttach;
    this.#slots[dbid] = database;
  }
}

export async function openDatabase(path: string): Promise<OpenDatabase> {
  const file = await createNodeFileSystem().open(path, 'read');
  const { header } = await readDatabaseHeader(file);
  return { file, header };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('\\') + 1).toLowerCase();
}

function pathAt(view: DataView, at: number, cbAt: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, view.getUint16(cbAt, true));
  return new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '');
}
