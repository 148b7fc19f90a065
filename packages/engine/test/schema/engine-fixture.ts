import { createMemoryFileSystem, JetError, logTimeFromDate, type FileSystem } from '@esekit/core';
import { expect } from 'vitest';
import { checkDatabase, openDatabase, type CheckProblem } from '../../src/index';
import {
  EngineInstance,
  type EngineDatabase,
  type EngineSession,
  type InstanceOptions,
} from '../../src/instance';
import { type ColumnValue } from '../../src/keys';
import { LiveCursor } from '../../src/live';
import { RecordBuilder } from '../../src/records/write';
import type { Catalog, TableObject } from '../../src/schema';
import { RecordKeys } from '../../src/schema/ddl/record-keys';

export const path = 'a.edb';

/** An instance in memory with one database, in terms of its schema. */
export class SchemaScene {
  readonly fs: FileSystem;
  #instance: EngineInstance | undefined;
  #database: EngineDatabase | undefined;
  #time = Date.UTC(2026, 10, 20, 11, 50, 55);
  #seed = 1;

  constructor(readonly options: Partial<InstanceOptions> = {}) {
    this.fs = options.fs ?? createMemoryFileSystem();
  }

  get instance(): EngineInstance {
    return this.#instance!;
  }

  get database(): EngineDatabase {
    return this.#database!;
  }

  get catalog(): Catalog {
    return this.database.catalog;
  }

  /** Starts the instance, with the database new or as it was left. */
  async start({ isReadOnly = false } = {}): Promise<EngineSession> {
    this.#instance = await EngineInstance.open({
      fs: this.fs,
      logFolder: '.',
      now: () => logTimeFromDate(new Date((this.#time += 1))),
      random: () => (this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0),
      logFileSize: 256,
      ...this.options,
    });
    const session = this.instance.beginSession();
    if (this.fs.statSync(path) === undefined) {
      this.#database = (await this.instance.createDatabase(session, path)).database;
    } else {
      await this.instance.attachDatabase(session, path, { isReadOnly });
      this.#database = this.instance.openDatabase(session, path, { isReadOnly }).database;
    }
    return session;
  }

  /** Another session that has the database open. */
  session(): EngineSession {
    const session = this.instance.beginSession();
    this.instance.openDatabase(session, path);
    return session;
  }

  /** Ends the instance; what is on disk then has no fault. */
  async end(): Promise<void> {
    for (const session of this.instance.sessions) session.end();
    await this.instance.term();
    await this.expectSound();
  }

  async expectSound(): Promise<void> {
    const problems: CheckProblem[] = [];
    const database = openDatabase(this.fs, path);
    await checkDatabase(database, (problem) => problems.push(problem));
    database.close();
    expect(problems).toEqual([]);
  }

  /** A table with a primary index over `id`, open for nobody. */
  plainTable(session: EngineSession, name = 'T'): TableObject {
    return this.catalog.createTable(session, {
      name,
      columns: [column('id', 4), column('v', 4), column('t', 10, { cbMax: 60 })],
      indexes: [index('PK', '+id', 2)],
    });
  }
}

/** A column as JetAddColumn takes it. */
export function column(
  name: string,
  coltyp: number,
  more: { grbit?: number; cbMax?: number; codePage?: number; defaultValue?: Uint8Array } = {},
) {
  return { name, coltyp, grbit: 0, cbMax: 0, codePage: 0, ...more };
}

/** An index as JetCreateIndex takes it; the key as scenarios write it, `+a-b`. */
export function index<T extends object>(name: string, key: string, grbit = 0, more?: T) {
  const parts = key.split(/(?=[+-])/).map((part) => `${part}\0`);
  return { name, key: `${parts.join('')}\0`, grbit, ...more };
}

/** The name of the error that a call ends with. */
export function errorOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (JetError.isInstance(error)) return error.name;
    throw error;
  }
}

type Values = Readonly<Record<string, ColumnValue>>;

/** Inserts a record with its index entries; its key. */
export function insert(session: EngineSession, table: TableObject, values: Values): Uint8Array {
  return session.atomically(() => {
    const { shape } = table.view(session);
    const builder = new RecordBuilder(shape);
    builder.beginInsert();
    for (const [name, value] of Object.entries(values)) builder.set(shape.columnNamed(name), value);
    const record = builder.finish().slice();
    const keys = new RecordKeys(session.session, table);
    const key = table.primary === undefined ? dbk(table) : keys.of(table.primary, record)[0]!;
    table.tree.insert(session.session, key, record);
    for (const kept of table.indexesKeptBy(session.session)) {
      for (const entry of keys.of(kept, record)) kept.tree.insert(session.session, entry, key);
    }
    return key;
  });
}

/** Deletes a record with its index entries. */
export function remove(session: EngineSession, table: TableObject, key: Uint8Array): void {
  session.atomically(() => {
    const cursor = new LiveCursor(table.tree, session.session);
    if (!cursor.seek('=', key)) throw new Error('no such record');
    const record = cursor.data().slice();
    const keys = new RecordKeys(session.session, table);
    for (const kept of table.indexesKeptBy(session.session)) {
      for (const entry of keys.of(kept, record)) kept.tree.flagDelete(session.session, entry, key);
    }
    table.tree.flagDelete(session.session, key);
  });
}

function dbk(table: TableObject): Uint8Array {
  const key = new Uint8Array(4);
  new DataView(key.buffer).setUint32(0, table.nextDbk());
  return key;
}

/** All entries of an index that a session sees: `key bookmark` in hexadecimal. */
export function entries(session: EngineSession, table: TableObject, name: string): string[] {
  const cursor = new LiveCursor(table.view(session).index(name).tree, session.session);
  const list: string[] = [];
  while (cursor.next()) list.push(`${hex(cursor.key())} ${hex(cursor.data())}`);
  return list;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Key of a Long as the first column. */
export function longKey(value: number): string {
  const source = new DataView(new ArrayBuffer(4));
  source.setInt32(0, value);
  source.setUint8(0, source.getUint8(0) ^ 0x80);
  return `7f${hex(new Uint8Array(source.buffer))}`;
}
