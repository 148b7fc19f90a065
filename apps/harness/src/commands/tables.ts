import {
  JET_TblInfo,
  JetCloseTable,
  JetCreateTableColumnIndex5,
  JetDeleteTable,
  JetDupCursor,
  JetGetTableInfo,
  JetOpenTable,
  JetRenameTable,
  type JET_TABLECREATE,
  type JetRef,
} from '@esekit/jet';
import { openTableBits, tableBits } from '../definitions/bits';
import type { Command, CommandRun } from '../run/command';
import type { DatabaseName, SessionName } from '../run/names';
import { Arguments } from '../script/arguments';

function nameTable(
  { names }: CommandRun,
  name: string,
  session: SessionName,
  database: DatabaseName | undefined,
  tableid: number,
): void {
  names.tables.set(name, { session, database, tableid, level: session.level, temporary: undefined });
}

const createtable: Command = (run, words) => {
  const given = new Arguments(words, {
    inFront: 2,
    options: ['pages', 'density', 'grbit', 'template', 'separatelv', 'lvchunk', 'as'],
    flags: Object.keys(tableBits),
  });
  const database = run.names.requireDatabaseForCurrent(given.take('database handle'));
  const name = given.take('table name');
  const request: JET_TABLECREATE = {
    szTableName: name,
    szTemplateTableName: given.option('template') ?? null,
    ulPages: given.number('pages') ?? 0,
    ulDensity: given.number('density') ?? 0,
    rgcolumncreate: run.staged.takeColumns(),
    rgindexcreate: run.staged.takeIndexes(),
    grbit: given.grbit(tableBits),
    cbSeparateLV: given.number('separatelv') ?? 0,
    cbLVChunkMax: given.number('lvchunk') ?? 0,
  };
  const { session, dbid } = database;
  run.calls.make('JetCreateTableColumnIndex5', () =>
    JetCreateTableColumnIndex5(session.sesid, dbid, request),
  );
  run.out['created'] = request.cCreated ?? 0;
  nameTable(run, given.option('as') ?? name, session, database, request.tableid ?? 0);
};

const opentable: Command = (run, words) => {
  const given = new Arguments(words, {
    inFront: 2,
    options: ['as', 'grbit'],
    flags: Object.keys(openTableBits),
  });
  const database = run.names.requireDatabaseForCurrent(given.take('database handle'));
  const name = given.take('table name');
  const { session, dbid } = database;
  const ref: JetRef<number> = { value: 0 };
  run.calls.make('JetOpenTable', () =>
    JetOpenTable(session.sesid, dbid, name, null, 0, given.grbit(openTableBits), ref),
  );
  nameTable(run, given.option('as') ?? name, session, database, ref.value);
};

const dupcursor: Command = (run, words) => {
  const given = new Arguments(words, { options: ['as'] });
  const name = given.take('table handle');
  const { session, database, tableid } = run.names.requireTable(name);
  const ref: JetRef<number> = { value: 0 };
  run.calls.make('JetDupCursor', () => JetDupCursor(session.sesid, tableid, ref, 0));
  nameTable(run, given.option('as') ?? name, session, database, ref.value);
};

const closetable: Command = ({ names, calls }, words) => {
  const name = new Arguments(words).take('table handle');
  const { session, tableid } = names.requireTable(name);
  calls.make('JetCloseTable', () => JetCloseTable(session.sesid, tableid));
  names.tables.delete(name);
};

const deletetable: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, dbid } = names.requireDatabaseForCurrent(given.take('database handle'));
  const name = given.take('table name');
  calls.make('JetDeleteTable', () => JetDeleteTable(session.sesid, dbid, name));
};

const renametable: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, dbid } = names.requireDatabaseForCurrent(given.take('database handle'));
  const [from, to] = [given.take('old name'), given.take('new name')];
  calls.make('JetRenameTable', () => JetRenameTable(session.sesid, dbid, from, to));
};

/** Sizes of a name and of numbers. */
const cbName = 256;
const cbNumber = 4;
const cbWideNumber = 8;

const tableinfo: Command = ({ names, calls, out }, words) => {
  const { session, tableid } = names.requireTable(new Arguments(words).take('table handle'));
  for (const [member, level] of [
    ['name', JET_TblInfo.Name],
    ['template', JET_TblInfo.TemplateTableName],
  ] as const) {
    const text: JetRef<string | null> = { value: null };
    calls.make('JetGetTableInfo', () => JetGetTableInfo(session.sesid, tableid, text, cbName, level));
    out[member] = text.value;
  }
  const chunk: JetRef<number | null> = { value: null };
  calls.make('JetGetTableInfo', () =>
    JetGetTableInfo(session.sesid, tableid, chunk, cbNumber, JET_TblInfo.LVChunkMax),
  );
  out['lvChunkMax'] = chunk.value;
};

const space: Command = ({ names, calls, info }, words) => {
  const { session, tableid } = names.requireTable(new Arguments(words).take('table handle'));
  for (const [member, level] of [
    ['owned', JET_TblInfo.SpaceOwned],
    ['available', JET_TblInfo.SpaceAvailable],
  ] as const) {
    const pages: JetRef<number | null> = { value: null };
    calls.make('JetGetTableInfo', () => JetGetTableInfo(session.sesid, tableid, pages, cbNumber, level));
    info[member] = pages.value;
  }
};

const nextautoinc: Command = ({ names, calls, out }, words) => {
  const { session, tableid } = names.requireTable(new Arguments(words).take('table handle'));
  const next: JetRef<bigint | null> = { value: null };
  const level = JET_TblInfo.RetrieveAndReserveAutoIncrement;
  calls.make('JetGetTableInfo', () => JetGetTableInfo(session.sesid, tableid, next, cbWideNumber, level));
  out['v'] = next.value;
};

export const tableCommands: Readonly<Record<string, Command>> = {
  createtable,
  opentable,
  dupcursor,
  closetable,
  deletetable,
  renametable,
  tableinfo,
  space,
  nextautoinc,
};
