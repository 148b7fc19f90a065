import { JetEscrowUpdate } from '@esekit/jet';
import { lookUpColumn } from '../run/columns';
import type { Command, CommandRun } from '../run/command';
import { find } from '../run/keys';
import type { TableName } from '../run/names';
import { searchOf, searchOptions } from '../run/search-words';
import { Arguments } from '../script/arguments';
import { leadingInteger } from '../script/numbers';
import { integerWidth } from '../values/column-type';
import { encodeInteger } from '../values/encode-value';

function add({ calls, out }: CommandRun, table: TableName, name: string, delta: string): void {
  const { session, tableid } = table;
  const column = lookUpColumn(calls, table, name);
  const cb = integerWidth(column.type) === 8 ? 8 : 4;
  const value = encodeInteger(leadingInteger(delta), cb);
  const old = new Uint8Array(cb);
  calls.make('JetEscrowUpdate', () =>
    JetEscrowUpdate(session.sesid, tableid, column.columnid, value, cb, old, cb, { value: 0 }, 0),
  );
  const view = new DataView(old.buffer);
  out['old'] = cb === 8 ? view.getBigInt64(0, true) : view.getInt32(0, true);
}

const escrow: Command = (run, words) => {
  const given = new Arguments(words, { options: searchOptions });
  const table = run.names.requireTable(given.take('table handle'));
  const search = searchOf(given);
  const [name, delta] = [given.take('column'), given.take('delta')];
  find(run.calls, table, search);
  add(run, table, name, delta);
};

const escrowcur: Command = (run, words) => {
  const given = new Arguments(words);
  const table = run.names.requireTable(given.take('table handle'));
  add(run, table, given.take('column'), given.take('delta'));
};

export const escrowCommands: Readonly<Record<string, Command>> = { escrow, escrowcur };
