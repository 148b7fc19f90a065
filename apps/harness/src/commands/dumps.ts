import { closeSync, openSync, writeSync } from 'node:fs';
import {
  JET_bit,
  JetAttachDatabase,
  JetCloseDatabase,
  JetDetachDatabase,
  JetOpenDatabase,
  type JetRef,
} from '@esekit/jet';
import type { Command, CommandRun } from '../run/command';
import { dumpDatabase } from '../run/dump';
import { beginLevel, commitLevel } from '../run/levels';
import type { DatabaseName } from '../run/names';
import { Arguments } from '../script/arguments';
import { localPath } from './paths';

const bytesAhead = 1 << 20;

/** Lines of a file, written in pieces. */
class LineFile {
  readonly #descriptor: number;
  #ahead: string[] = [];
  #length = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  readonly write = (line: string): void => {
    this.#ahead.push(line, '\n');
    this.#length += line.length;
    if (this.#length >= bytesAhead) this.#flush();
  };

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#ahead.join(''));
    this.#ahead = [];
    this.#length = 0;
  }
}

/** Dumps in a transaction of the session, one level deeper in one that is open. */
async function writeDump(
  run: CommandRun,
  database: DatabaseName,
  path: string,
  withSystem: boolean,
): Promise<void> {
  const { session } = database;
  beginLevel(run, session);
  const file = new LineFile(path);
  try {
    dumpDatabase(run.calls, database, withSystem, file.write);
  } finally {
    file.close();
    await commitLevel(run, session, 0);
  }
}

const dump: Command = async (run, words) => {
  const given = new Arguments(words, { flags: ['sys'] });
  const database = run.names.requireDatabaseForCurrent(given.take('database handle'));
  await writeDump(run, database, localPath(given.take('file')), given.has('sys'));
};

const dumpfile: Command = async (run, words) => {
  const given = new Arguments(words, { flags: ['sys'] });
  const path = localPath(given.take('database'));
  const target = localPath(given.take('file'));
  const session = run.names.requireSession();
  const { sesid } = session;
  const { calls } = run;
  await calls.makeWaiting('JetAttachDatabase', () => JetAttachDatabase(sesid, path, JET_bit.DbReadOnly));
  const ref: JetRef<number> = { value: 0 };
  calls.make('JetOpenDatabase', () => JetOpenDatabase(sesid, path, null, ref, JET_bit.DbReadOnly));
  await writeDump(run, { session, dbid: ref.value, handle: {} }, target, given.has('sys'));
  calls.make('JetCloseDatabase', () => JetCloseDatabase(sesid, ref.value, 0));
  await calls.makeWaiting('JetDetachDatabase', () => JetDetachDatabase(sesid, path));
};

export const dumpCommands: Readonly<Record<string, Command>> = { dump, dumpfile };
