import { JetError } from '@esekit/core';
import type { Session } from '../../../src/transactions';
import { VersionedMap } from '../versioned-map';

/** One line of a recorded trace. */
export interface TraceLine {
  readonly line: number;
  readonly cmd: string;
  readonly rc: number | null;
  readonly out?: { readonly n?: number; readonly e?: Entry[]; readonly old?: number; readonly v?: Got[] };
}

type Entry = [bookmark: string, key?: string | null, row?: Row];
type Row = Record<string, unknown>;
interface Got {
  readonly c: string;
  readonly v: unknown;
}

interface Cursor {
  readonly session: Session;
  readonly table: string;
  key: string | undefined;
}

/** What a command did here, in the terms of the trace; `undefined` of one that is about something else. */
type Played = { readonly rc: number; readonly out?: unknown } | undefined;

const numbers = new Set(['id', 'v', 'n']);

/** The integer of the escrow column, then the other columns as JSON. */
function encode({ n = 0, ...row }: Row): Uint8Array {
  const rest = new TextEncoder().encode(JSON.stringify(row));
  const data = new Uint8Array(4 + rest.length);
  new DataView(data.buffer).setInt32(0, n as number, true);
  data.set(rest, 4);
  return data;
}

function decode(data: Uint8Array, hasEscrow: boolean): Row {
  const row = JSON.parse(new TextDecoder().decode(data.subarray(4))) as Row;
  if (hasEscrow) row['n'] = new DataView(data.buffer, data.byteOffset, 4).getInt32(0, true);
  return row;
}

function keyOf(table: string, id: string): string {
  return `${table} ${id.padStart(6, '0')}`;
}

function settings(words: readonly string[]): Row {
  const row: Row = {};
  for (const word of words) {
    const [column, value] = word.split('=', 2) as [string, string];
    if (column !== 'lv') row[column] = numbers.has(column) ? Number(value) : value.replaceAll("'", '');
  }
  return row;
}

/**
 * Plays what a recorded script does to rows by their primary key, with the tables in one versioned map. Schema,
 * secondary indexes and long values are left out.
 */
export class ScenarioPlayer {
  readonly map = new VersionedMap();
  readonly #sessions = new Map<string, Session>();
  readonly #cursors = new Map<string, Cursor>();
  #defaults: Row = {};
  #current!: Session;

  play(words: readonly string[]): Played {
    const cursor = this.#cursors.get(words[1] ?? '');
    try {
      return cursor === undefined ? this.#session(words) : this.#rows(cursor, words);
    } catch (cause) {
      if (JetError.isInstance(cause)) return { rc: cause.code };
      throw cause;
    }
  }

  /** Commands of the session, and those that make names. */
  #session([command, name = '', ...rest]: readonly string[]): Played {
    const current = this.#current;
    switch (command) {
      case 'session':
        this.#sessions.set(name, this.map.transactions.openSession());
        this.#current = this.#sessions.get(name)!;
        break;
      case 'use':
        this.#current = this.#sessions.get(name)!;
        break;
      case 'createtable':
        this.#open(rest[0]!, rest[0]!);
        return undefined;
      case 'opentable':
        this.#open(rest[2] ?? rest[0]!, rest[0]!);
        return undefined;
      case 'begin':
        current.begin(name === 'ro');
        break;
      case 'commit':
        current.commit();
        break;
      case 'rollback':
        if (name === 'all') current.rollbackAll();
        else current.rollback();
        break;
      default:
        return undefined;
    }
    return { rc: 0 };
  }

  #rows(cursor: Cursor, [command, , ...rest]: readonly string[]): Played {
    const [index = '', id = '', , ...tail] = rest;
    const { session, table } = cursor;
    switch (command) {
      case 'addcol':
        if (rest.includes('default=100')) this.#defaults = { n: 100 };
        return undefined;
      case 'insert':
        return this.#insert(cursor, rest);
      case 'scan':
        return index === '-' ? { rc: 0, out: this.#scan(cursor) } : undefined;
      case 'get':
        return cursor.key === undefined ? undefined : { rc: 0, out: this.#row(session, cursor.key) };
      case 'getlock':
      case 'prep':
        if (command === 'prep' && index !== 'replace') return undefined;
        this.map.lock(session, cursor.key!, index === 'read' ? 'readLock' : 'writeLock');
        return { rc: 0 };
      case 'seek':
      case 'update':
      case 'delete':
      case 'escrow':
        if (index !== '-') cursor.key = undefined;
        return index === '-' ? this.#at(cursor, command, keyOf(table, id), tail) : undefined;
      default:
        return undefined;
    }
  }

  #insert({ session, table }: Cursor, words: readonly string[]): Played {
    const row = settings(words);
    if (session.level === 0 && words.some((word) => word.startsWith('lv='))) {
      throw new JetError('JET_errNotInTransaction', 'set a long value');
    }
    this.map.insert(session, keyOf(table, String(row['id'])), encode({ ...this.#defaults, ...row }));
    return { rc: 0 };
  }

  #at(cursor: Cursor, command: string, key: string, words: readonly string[]): Played {
    const { session } = cursor;
    cursor.key = undefined;
    const row = decode(this.map.find(session, key), true);
    cursor.key = key;
    if (command === 'seek') return { rc: 0 };
    if (command === 'escrow') {
      if (words[0] !== 'n') return undefined;
      return { rc: 0, out: { old: this.map.delta(session, key, Number(words[1])) } };
    }
    if (command === 'delete') this.map.delete(session, key);
    else this.map.replace(session, key, encode({ ...row, ...settings(words) }));
    return { rc: 0 };
  }

  #scan({ session, table }: Cursor): Row[] {
    const keys = [...this.map.nodes.keys()].filter((key) => key.startsWith(`${table} `)).sort();
    return keys.map((key) => this.#row(session, key)).filter((row) => row !== undefined);
  }

  #row(session: Session, key: string): Row | undefined {
    const data = this.map.look(session, key);
    return data === undefined ? undefined : decode(data, 'n' in this.#defaults);
  }

  /** Other tables are of a test of schema changes, and have no primary key. */
  #open(name: string, table: string): void {
    if (table !== 'T') return;
    this.#cursors.set(name, { session: this.#current, table, key: undefined });
  }
}
