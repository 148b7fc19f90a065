import {
  JET_bit,
  JetAttachDatabase,
  JetCloseDatabase,
  JetCloseTable,
  JetCreateDatabase2,
  JetDetachDatabase,
  JetOpenDatabase,
  type JetRef,
} from '@esekit/jet';
import { returnCodeOf } from '../run/call-record';
import type { Command, CommandRun } from '../run/command';
import { Arguments } from '../script/arguments';
import { listTables } from '../run/table-list';
import { localPath } from './paths';

const defaultName = 'db';

function nameDatabase({ names }: CommandRun, name: string | undefined, dbid: number): void {
  names.databases.set(name ?? defaultName, { session: names.requireSession(), dbid, handle: {} });
}

const createdb: Command = async (run, words) => {
  const given = new Arguments(words, { options: ['as', 'grbit', 'cpgmax'], flags: ['overwrite'] });
  const file = localPath(given.take('file'));
  const { sesid } = run.names.requireSession();
  const grbit = given.grbit({ overwrite: JET_bit.DbOverwriteExisting });
  const ref: JetRef<number> = { value: 0 };
  await run.calls.makeWaiting('JetCreateDatabase2', () =>
    JetCreateDatabase2(sesid, file, given.number('cpgmax') ?? 0, ref, grbit),
  );
  nameDatabase(run, given.option('as'), ref.value);
};

const attach: Command = async ({ names, calls }, words) => {
  const given = new Arguments(words, { options: ['grbit'], flags: ['ro'] });
  const file = localPath(given.take('file'));
  const { sesid } = names.requireSession();
  await calls.makeWaiting('JetAttachDatabase', () =>
    JetAttachDatabase(sesid, file, given.grbit({ ro: JET_bit.DbReadOnly })),
  );
};

const detach: Command = async ({ names, calls }, words) => {
  const file = new Arguments(words).takeOptional();
  const { sesid } = names.requireSession();
  await calls.makeWaiting('JetDetachDatabase', () =>
    JetDetachDatabase(sesid, file === undefined ? null : localPath(file)),
  );
};

const opendb: Command = (run, words) => {
  const given = new Arguments(words, { options: ['as', 'grbit'], flags: ['ro', 'excl'] });
  const file = localPath(given.take('file'));
  const { sesid } = run.names.requireSession();
  const grbit = given.grbit({ ro: JET_bit.DbReadOnly, excl: JET_bit.DbExclusive });
  const ref: JetRef<number> = { value: 0 };
  run.calls.make('JetOpenDatabase', () => JetOpenDatabase(sesid, file, null, ref, grbit));
  nameDatabase(run, given.option('as'), ref.value);
};

const closedb: Command = ({ names, calls }, words) => {
  const database = names.requireDatabase(new Arguments(words).take('database handle'));
  const { sesid } = database.session;
  for (const { session, tableid } of names.tablesOfDatabase(database)) {
    returnCodeOf(() => JetCloseTable(session.sesid, tableid));
  }
  calls.make('JetCloseDatabase', () => JetCloseDatabase(sesid, database.dbid, 0));
  names.dropDatabase(database);
};

const tables: Command = ({ names, calls, out }, words) => {
  const database = names.requireDatabaseForCurrent(new Arguments(words).take('database handle'));
  out['tables'] = listTables(calls, database).map(({ name, flags }) => [name, flags]);
};

export const databaseCommands: Readonly<Record<string, Command>> = {
  createdb,
  attach,
  detach,
  opendb,
  closedb,
  tables,
};
