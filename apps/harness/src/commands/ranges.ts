import { JET_bit, JET_prep, JetDelete, JetSeek, JetSetColumn, JetUpdate } from '@esekit/jet';
import { returnCodeOf, type CallRecord } from '../run/call-record';
import { isKeptByEngine, isMultiValued, listColumns, type TableColumn } from '../run/columns';
import type { Command, CommandRun } from '../run/command';
import { keyTypes } from '../run/indexes';
import { makeSegment, selectIndex } from '../run/keys';
import { beginLevel, commitLevel } from '../run/levels';
import type { TableName } from '../run/names';
import { zeroLengthBit } from '../run/settings';
import { cancelledUnless, prepare } from '../run/update';
import { Arguments } from '../script/arguments';
import { integerOf } from '../script/numbers';
import { automaticValue } from '../values/automatic-value';
import { encodeValue, type ValueBytes } from '../values/encode-value';

/** The column that holds the number of a row. */
const idName = 'id';

function setValue(
  calls: CallRecord,
  { session, tableid }: TableName,
  { columnid }: TableColumn,
  value: ValueBytes,
  itagSequence = 1,
): void {
  calls.make('JetSetColumn', () =>
    JetSetColumn(session.sesid, tableid, columnid, value, value?.length ?? 0, zeroLengthBit(value), {
      itagSequence,
    }),
  );
}

function postQuietly(calls: CallRecord, { session, tableid }: TableName): void {
  calls.make('JetUpdate', () => JetUpdate(session.sesid, tableid, null, 0, null));
}

interface Filling {
  readonly table: TableName;
  readonly columns: readonly TableColumn[];
  readonly seed: number;
}

const fill: Command = async (run, words) => {
  const given = new Arguments(words, { options: ['txn'], flags: ['lazy'] });
  const table = run.names.requireTable(given.take('table handle'));
  const [start, count] = [given.takeNumber('start'), given.takeNumber('count')];
  const seed = integerOf(given.takeOptional() ?? '1');
  const txn = given.number('txn') ?? 0;
  const commitBits = given.has('lazy') ? JET_bit.CommitLazyFlush : 0;
  const columns = listColumns(run.calls, table).filter((column) => !isKeptByEngine(column));
  if (txn > 0) beginLevel(run, table.session);
  let rows = 0;
  try {
    while (rows < count) {
      insertAutomatic(run.calls, { table, columns, seed }, start + rows);
      rows++;
      if (txn > 0 && rows % txn === 0) {
        await commitLevel(run, table.session, commitBits);
        beginLevel(run, table.session);
      }
    }
  } finally {
    run.out['rows'] = rows;
    if (txn > 0) await commitLevel(run, table.session, commitBits);
  }
};

function insertAutomatic(calls: CallRecord, { table, columns, seed }: Filling, i: number): void {
  prepare(calls, table, JET_prep.Insert);
  cancelledUnless(table, () => {
    for (const column of columns) {
      if (column.name === idName) setValue(calls, table, column, encodeValue(String(i), column));
      else setAutomatic(calls, table, column, i, seed);
    }
    postQuietly(calls, table);
  });
}

/**
 * NULLs are not set; every third row has further values of a column that takes several, as the recordings show
 * only behind a first one.
 */
function setAutomatic(
  calls: CallRecord,
  table: TableName,
  column: TableColumn,
  i: number,
  seed: number,
): void {
  const value = automaticValue(column, i, seed);
  if (value === null) return;
  setValue(calls, table, column, value);
  if (!isMultiValued(column) || i % 3 !== 0) return;
  for (let k = 1; k <= i % 4; k++) {
    const further = automaticValue(column, 10 * i + k, seed);
    if (further !== null) setValue(calls, table, column, further, 0);
  }
}

/** Goes through rows by their numbers; those that are not there are counted. */
function forRows(run: CommandRun, table: TableName, range: RowRange, action: (i: number) => void): void {
  const { calls, out } = run;
  selectIndex(calls, table, '-');
  out['rows'] = 0;
  out['missing'] = 0;
  let [rows, missing] = [0, 0];
  const type = keyTypes(table)[0] ?? { type: 'Binary', cp: 0 };
  const { session, tableid } = table;
  for (let i = range.from; i <= range.to; i += range.step) {
    makeSegment(calls, table, encodeValue(String(i), type), JET_bit.NewKey);
    if (returnCodeOf(() => JetSeek(session.sesid, tableid, JET_bit.SeekEQ)).rc < 0) {
      out['missing'] = ++missing;
      continue;
    }
    action(i);
    out['rows'] = ++rows;
  }
}

interface RowRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const updrange: Command = (run, words) => {
  const given = new Arguments(words, { options: ['step'] });
  const { calls, names } = run;
  const table = names.requireTable(given.take('table handle'));
  const [from, to] = [given.takeNumber('from'), given.takeNumber('to')];
  const seed = integerOf(given.takeOptional() ?? '1');
  const columns = listColumns(calls, table).filter((one) => one.name !== idName && !isKeptByEngine(one));
  forRows(run, table, { from, to, step: given.number('step') ?? 1 }, (i) => {
    prepare(calls, table, JET_prep.Replace);
    cancelledUnless(table, () => {
      for (const column of columns) setValue(calls, table, column, automaticValue(column, i, seed));
      postQuietly(calls, table);
    });
  });
};

const delrange: Command = (run, words) => {
  const given = new Arguments(words, { options: ['step'] });
  const table = run.names.requireTable(given.take('table handle'));
  const [from, to] = [given.takeNumber('from'), given.takeNumber('to')];
  const step = integerOf(given.takeOptional() ?? '0') || given.number('step') || 1;
  const { session, tableid } = table;
  forRows(run, table, { from, to, step }, () => {
    run.calls.make('JetDelete', () => JetDelete(session.sesid, tableid));
  });
};

export const rangeCommands: Readonly<Record<string, Command>> = { fill, updrange, delrange };
