import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { Cursor, prepareKind, retrieveFlag, type RetrieveOptions } from '../../src/cursors';
import { keyGrbit } from '../../src/keys';
import { checkFile } from '../../src/check';
import { tableRequest } from '../../src/api/table-definition';
import type { EngineInstance, EngineSession } from '../../src/instance';
import type { EngineDatabase } from '../../src/attached/engine-database';
import { setFlag } from '../../src/records/write';
import { databasePath, InstanceScene } from '../instance/support/instance-scene';
import type { Command, Limit } from './commands';
import { longText, printCopy, printRow, said, sessionCount, unfilled, valueFor } from './player';
import { columnNames, type ColumnName, type ModelRow, type TableKind } from './table';
import { kinds } from './updates';

type CursorCall = Extract<Command, { readonly c: number }>;

const limits: Readonly<Record<Limit, number>> = { none: 0, start: 0x100, end: 0x200 };

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function long(value: number | null): Uint8Array | null {
  if (value === null) return null;
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

/** The engine, on files in memory; it runs on while tables come and go. */
export class Subject {
  readonly scene: InstanceScene;
  #instance!: EngineInstance;
  #database!: EngineDatabase;
  sessions: readonly EngineSession[] = [];
  readonly cursors: (Cursor | undefined)[][] = [];
  #tables = 0;
  #columns = new Map<string, number>();
  hasPrimary = true;
  #isRecovered = false;

  private constructor(fs: FileSystem) {
    this.scene = new InstanceScene({ fs, logFileSize: 128, fragmentPages: 8 });
  }

  static async open(fs = createMemoryFileSystem()): Promise<Subject> {
    const subject = new Subject(fs);
    const instance = (subject.#instance = await subject.scene.open());
    const session = instance.beginSession();
    if (fs.statSync(databasePath) === undefined) await instance.createDatabase(session, databasePath);
    else {
      await instance.attachDatabase(session, databasePath);
      instance.openDatabase(session, databasePath);
    }
    subject.#database = instance.databases.get(databasePath)!;
    return subject;
  }

  get #name(): string {
    return `T${this.#tables}`;
  }

  /** A new table, and sessions with two cursors on it each. */
  begin(kind: TableKind): void {
    const hasPrimary = (this.hasPrimary = kind !== 'sequential');
    this.#tables++;
    const session = this.#instance.beginSession();
    const definition = tableRequest({
      name: this.#name,
      columns: {
        id: { type: 'Long' },
        a: { type: 'Long' },
        u: { type: 'Long' },
        e: { type: 'Long', escrow: true, default: 10 },
        ver: { type: 'Long', version: true },
        ai: { type: 'Long', autoincrement: true },
        lv: { type: 'LongBinary' },
      },
      indexes: {
        ...(hasPrimary ? { primary: { columns: ['id'], primary: true } } : {}),
        byA: { columns: ['a'], disallowNull: kind === 'strict' },
        byU: {
          columns: ['u'],
          unique: true,
          ...(hasPrimary ? { ignoreNull: true } : { disallowNull: true }),
        },
        byVer: { columns: ['-ver'] },
      },
    });
    this.#database.catalog.createTable(session, definition);
    session.end();
    this.#openSessions();
  }

  #openSessions(): void {
    this.sessions = Array.from({ length: sessionCount }, () => this.#instance.beginSession());
    this.cursors.length = 0;
    for (const session of this.sessions) this.cursors.push([this.open(session), this.open(session)]);
    const { shape } = this.cursors[0]![0]!.view;
    for (const name of columnNames) this.#columns.set(name, shape.columnNamed(name).schema.columnid);
  }

  open(session: EngineSession): Cursor {
    return new Cursor(session, this.#database.catalog.open(session, this.#name));
  }

  endSessions(): void {
    for (const session of this.sessions) session.end();
  }

  /** Ends the instance. @returns what the check has to say of the database */
  async close(): Promise<string[]> {
    await this.#instance.term('complete');
    const problems: string[] = [];
    await checkFile(this.scene.fs, databasePath, (problem) => {
      // A crash between the records of an allocation leaks pages, in the engine too (04 §1, 24 §4).
      if (!this.#isRecovered || problem.kind !== 'spaceLeak') problems.push(JSON.stringify(problem));
    });
    return problems;
  }

  /** The engine that comes up after a crash of this one, with sessions on the last table. */
  async crash(): Promise<Subject> {
    const copy = createMemoryFileSystem();
    for (const folder of ['log', 'data']) {
      copy.createDirectorySync(folder);
      for (const name of this.scene.files(folder)) copyFile(this.scene.fs, copy, `${folder}/${name}`);
    }
    const next = await Subject.open(copy);
    next.#isRecovered = true;
    next.hasPrimary = this.hasPrimary;
    next.#tables = this.#tables;
    next.#openSessions();
    return next;
  }

  bookmark(value: number | null | undefined): Uint8Array {
    if (value === undefined) return new Uint8Array(0);
    if (!this.hasPrimary) return Uint8Array.of(0, 0, 0, value ?? 0);
    if (value === null) return Uint8Array.of(0);
    return Uint8Array.of(0x7f, 0x80, 0, 0, value);
  }

  play(command: Command): string {
    switch (command.call) {
      case 'begin': {
        const session = this.sessions[command.s]!;
        for (let n = 0; n < command.times; n++) session.begin({ isReadOnly: command.isReadOnly });
        return `level ${session.level}`;
      }
      case 'commit': {
        const session = this.sessions[command.s]!;
        if (command.isLazy) session.commitLazily();
        else session.commitDurably();
        return `level ${session.level}`;
      }
      case 'rollback': {
        const session = this.sessions[command.s]!;
        session.rollback(command.all);
        return `level ${session.level}`;
      }
      case 'open':
        this.cursors[command.s]![2] = this.open(this.sessions[command.s]!);
        return '';
      case 'idle':
        this.#instance.idle();
        return '';
      default:
        return this.#playCursor(this.cursors[command.s]![command.c]!, command);
    }
  }

  #playCursor(cursor: Cursor, command: CursorCall): string {
    switch (command.call) {
      case 'close':
        cursor.checkOpen();
        cursor.close();
        return '';
      case 'move':
        cursor.move(command.rows, command.isKeyNE ? 1 : 0);
        return '';
      case 'makeKey':
        this.#makeKey(cursor, command.value, (command.isNew ? keyGrbit.newKey : 0) | limits[command.limit]);
        return '';
      case 'seek':
        if (command.value !== undefined) {
          this.#makeKey(cursor, command.value, keyGrbit.newKey | limits[command.limit]);
        }
        return cursor.seek(command.grbit) ?? '';
      case 'setRange':
        if (command.value !== undefined) this.#makeKey(cursor, command.value, keyGrbit.newKey);
        cursor.setIndexRange(command.grbit);
        return '';
      case 'setIndex':
        cursor.setCurrentIndex(command.name, command.staysThere ? 2 : 0);
        return '';
      case 'gotoBookmark':
        cursor.gotoBookmark(this.bookmark(command.value));
        return '';
      case 'gotoEntry':
        this.#goToEntry(cursor, command);
        return '';
      default:
        return this.#read(cursor, command);
    }
  }

  #makeKey(cursor: Cursor, value: number | null, grbit: number): void {
    cursor.makeKey(long(value), grbit);
  }

  #goToEntry(cursor: Cursor, command: Extract<CursorCall, { readonly call: 'gotoEntry' }>): void {
    const { value, bookmark, permitsVirtual } = command;
    let key = value === null ? [0] : [0x7f, 0x80, 0, 0, value];
    if (cursor.currentIndex === 'byVer') key = key.map((byte) => 0xff - byte);
    cursor.gotoSecondaryIndexBookmark(Uint8Array.from(key), this.bookmark(bookmark), permitsVirtual ? 1 : 0);
  }

  #read(cursor: Cursor, command: CursorCall): string {
    switch (command.call) {
      case 'getRow':
        return printRow(this.row(cursor));
      case 'getCopy':
        cursor.checkOpen();
        return cursor.prepared === undefined
          ? 'JET_errUpdateNotPrepared'
          : printCopy(this.row(cursor, { grbit: retrieveFlag.copy }));
      case 'retrieveKey':
        return command.copy ? unfilled(hex(cursor.retrieveKey(true))) : hex(cursor.retrieveKey());
      case 'getSecondaryBookmark': {
        const { key, bookmark } = cursor.getSecondaryIndexBookmark();
        return `${hex(key)} ${hex(bookmark)}`;
      }
      case 'count':
        return String(cursor.indexRecordCount());
      default:
        return this.#change(cursor, command);
    }
  }

  #change(cursor: Cursor, command: CursorCall): string {
    const { updates } = cursor;
    switch (command.call) {
      case 'prepare':
        updates.prepare(command.kind === 'cancel' ? prepareKind.cancel : kinds[command.kind]);
        return '';
      case 'setColumn':
        this.#set(cursor, command.column, command.value);
        return '';
      case 'setLong':
        this.#setLong(cursor, command.length, command.appends);
        return '';
      case 'update':
        return hex(updates.update());
      case 'delete':
        updates.delete();
        return '';
      case 'escrow': {
        const old = updates.escrow(cursor.view.shape.columnNamed('e'), long(command.delta)!);
        return String(new DataView(old.buffer).getInt32(0, true));
      }
      case 'getLock':
        updates.lock(command.isWrite ? 2 : 1);
        return '';
      case 'insert':
        updates.prepare(prepareKind.insert);
        for (const column of ['id', 'a', 'u'] as const) this.#set(cursor, column, command[column]);
        if (command.length !== null && cursor.session.level > 0) this.#setLong(cursor, command.length, false);
        return hex(updates.update());
      case 'edit':
        updates.prepare(kinds[command.kind]);
        this.#set(cursor, command.column, command.value);
        return hex(updates.update());
      default:
        throw new Error(`no such call: ${command.call}`);
    }
  }

  #set(cursor: Cursor, column: ColumnName, value: number | null): void {
    cursor.updates.setColumn(this.#columns.get(column)!, long(valueFor(column, value)) ?? undefined);
  }

  #setLong(cursor: Cursor, length: number | null, appends: boolean): void {
    const bytes = length === null ? undefined : Buffer.from(longText(length), 'latin1');
    cursor.updates.setColumn(this.#columns.get('lv')!, bytes, { grbit: appends ? setFlag.appendLV : 0 });
  }

  row(cursor: Cursor, options: RetrieveOptions = {}): ModelRow {
    const row: Record<string, number | string | null> = {};
    for (const name of columnNames) {
      const { place, warning } = cursor.retrieveColumn(this.#columns.get(name)!, options);
      if (warning === 'JET_wrnColumnNull') row[name] = null;
      else if (name === 'lv') row[name] = Buffer.from(place.copy()).toString('latin1');
      else row[name] = new DataView(place.copy().buffer).getInt32(0, true);
    }
    return row as never;
  }

  currency(s: number, c: number): string {
    const cursor = this.cursors[s]![c]!;
    if (cursor.isClosed) return 'closed';
    const bookmark = said(() => hex(cursor.getBookmark()));
    return cursor.isDeferred ? bookmark : `${bookmark} ${said(() => hex(cursor.retrieveKey()))}`;
  }
}

function copyFile(from: FileSystem, to: FileSystem, path: string): void {
  const source = from.openSync(path, 'read');
  const bytes = new Uint8Array(source.sizeSync());
  source.readSync(bytes, 0);
  source.closeSync();
  const target = to.openSync(path, 'createNew');
  target.writeSync(bytes, 0);
  target.closeSync();
}
