import {
  JET_TblInfo,
  JetAddColumn,
  JetDeleteColumn,
  JetGetTableInfo,
  JetRenameColumn,
  JetSetColumnDefaultValue,
  type JetRef,
} from '@esekit/jet';
import { parseColumn } from '../definitions/column-definition';
import { ScriptError } from '../script/script-error';
import { listColumns, lookUpColumn } from '../run/columns';
import { listedColumn } from '../run/listed-column';
import type { Command } from '../run/command';
import { Arguments } from '../script/arguments';
import { encodeValue } from '../values/encode-value';

const stagecol: Command = ({ staged }, words) => {
  staged.columns.push(parseColumn(words));
};

const addcol: Command = ({ names, calls, out }, words) => {
  const { session, tableid } = names.requireTable(new Arguments(words).take('table handle'));
  const { szColumnName, pvDefault = null, ...definition } = parseColumn(words.slice(1));
  const columnid: JetRef<number> = { value: 0 };
  const cbDefault = pvDefault?.length ?? 0;
  calls.make('JetAddColumn', () =>
    JetAddColumn(session.sesid, tableid, szColumnName, definition, pvDefault, cbDefault, columnid),
  );
  out['id'] = columnid.value;
};

const delcol: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const name = given.take('column');
  calls.make('JetDeleteColumn', () => JetDeleteColumn(session.sesid, tableid, name));
};

const renamecol: Command = ({ names, calls }, words) => {
  const given = new Arguments(words);
  const { session, tableid } = names.requireTable(given.take('table handle'));
  const [from, to] = [given.take('old name'), given.take('new name')];
  calls.make('JetRenameColumn', () => JetRenameColumn(session.sesid, tableid, from, to, 0));
};

const cbName = 256;

const setdefault: Command = ({ names, calls }, words) => {
  const given = new Arguments(words, { options: ['grbit'] });
  const table = names.requireTable(given.take('table handle'));
  const { session, database, tableid } = table;
  const [name, word] = [given.take('column'), given.take('value')];
  if (database === undefined) throw new ScriptError('a temporary table has no defaults');
  const tableName: JetRef<string | null> = { value: null };
  calls.make('JetGetTableInfo', () =>
    JetGetTableInfo(session.sesid, tableid, tableName, cbName, JET_TblInfo.Name),
  );
  const value = encodeValue(word, lookUpColumn(calls, table, name));
  calls.make('JetSetColumnDefaultValue', () =>
    JetSetColumnDefaultValue(
      session.sesid,
      database.dbid,
      String(tableName.value),
      name,
      value,
      value?.length ?? 0,
      given.grbit(),
    ),
  );
};

const columns: Command = ({ names, calls, out }, words) => {
  const table = names.requireTable(new Arguments(words).take('table handle'));
  out['columns'] = listColumns(calls, table).map(listedColumn);
};

export const columnCommands: Readonly<Record<string, Command>> = {
  stagecol,
  addcol,
  delcol,
  renamecol,
  setdefault,
  columns,
};
