import {
  JET_IdxInfo,
  JetCreateIndex4,
  JetDeleteIndex,
  JetGetTableIndexInfo,
  type JET_INDEXCREATE,
  type JetRef,
} from '@esekit/jet';
import { parseIndex } from '../definitions/index-definition';
import type { Command, CommandRun } from '../run/command';
import { keyText, listIndexes } from '../run/indexes';
import { hexBits } from '../run/listed-column';
import type { TableName } from '../run/names';
import { Arguments } from '../script/arguments';

const stageindex: Command = ({ staged }, words) => {
  staged.indexes.push(parseIndex(words));
};

function create({ calls }: CommandRun, { session, tableid }: TableName, indexes: JET_INDEXCREATE[]): void {
  calls.make('JetCreateIndex4', () => JetCreateIndex4(session.sesid, tableid, indexes, indexes.length));
}

const addindex: Command = (run, words) => {
  const table = run.names.requireTable(new Arguments(words).take('table handle'));
  create(run, table, [parseIndex(words.slice(1))]);
};

const addindexes: Command = (run, words) => {
  const table = run.names.requireTable(new Arguments(words).take('table handle'));
  create(run, table, run.staged.takeIndexes());
};

const delindex: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const name = given.take('index');
  calls.make('JetDeleteIndex', () => JetDeleteIndex(session.sesid, tableid, name));
};

const cbLimit = 2;

const indexes: Command = ({ names, calls, out }, words) => {
  const table = names.requireTable(new Arguments(words).take('table handle'));
  const { session, tableid } = table;
  const limitOf = (name: string, level: 8 | 10): number => {
    const result: JetRef<number | null> = { value: null };
    calls.make('JetGetTableIndexInfo', () =>
      JetGetTableIndexInfo(session.sesid, tableid, name, result, cbLimit, level),
    );
    return result.value ?? 0;
  };
  out['indexes'] = listIndexes(calls, table).map((index) => ({
    name: index.name,
    key: keyText(index),
    grbit: hexBits(index.grbit),
    keyMost: limitOf(index.name, JET_IdxInfo.KeyMost),
    varSegMac: limitOf(index.name, JET_IdxInfo.VarSegMac),
  }));
};

export const indexCommands: Readonly<Record<string, Command>> = {
  stageindex,
  addindex,
  addindexes,
  delindex,
  indexes,
};
