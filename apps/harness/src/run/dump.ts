import {
  JET_bit,
  JET_Move,
  JetCloseTable,
  JetMove,
  JetOpenTable,
  JetSetCurrentIndex,
  type JetRef,
} from '@esekit/jet';
import { formatJson, type Json } from '../output/json-format';
import { hexOf } from '../values/literal';
import { returnCodeOf, type CallRecord } from './call-record';
import { listColumns, type TableColumn } from './columns';
import { hexBits, listedColumn } from './listed-column';
import { keyText, listIndexes } from './indexes';
import type { DatabaseName, TableName } from './names';
import { bookmarkOf, keyOf } from './place';
import { listTables, type ListedTable } from './table-list';
import { recordJson } from './values';

const noCurrentRecord = -1603;

/** The whole content of an open database, line by line (scenario language §6). */
export function dumpDatabase(
  calls: CallRecord,
  database: DatabaseName,
  withSystem: boolean,
  write: (line: string) => void,
): void {
  for (const listed of listTables(calls, database, { withSystem })) {
    dumpTable(calls, database, listed, (value) => {
      write(formatJson(value));
    });
  }
}

type Write = (value: Json) => void;

function dumpTable(calls: CallRecord, database: DatabaseName, listed: ListedTable, write: Write): void {
  const { session, dbid } = database;
  const ref: JetRef<number> = { value: 0 };
  const opened = returnCodeOf(() =>
    JetOpenTable(session.sesid, dbid, listed.name, null, 0, JET_bit.TableReadOnly, ref),
  );
  if (opened.rc < 0) {
    write({ table: listed.name, openError: opened.rc });
    return;
  }
  const table: TableName = {
    session,
    database,
    tableid: ref.value,
    level: session.level,
    temporary: undefined,
  };
  try {
    dumpContent(calls, table, listed, write);
  } finally {
    returnCodeOf(() => JetCloseTable(session.sesid, table.tableid));
  }
}

function dumpContent(calls: CallRecord, table: TableName, listed: ListedTable, write: Write): void {
  const { name, flags } = listed;
  const columns = listColumns(calls, table);
  const indexes = listIndexes(calls, table);
  write({
    table: name,
    flags,
    columns: columns.map(listedColumn),
    indexes: indexes.map((index) => ({ name: index.name, grbit: hexBits(index.grbit), key: keyText(index) })),
  });
  dumpRecords(table, name, columns, write);
  for (const index of indexes) {
    if ((index.grbit & JET_bit.IndexPrimary) === 0) dumpIndex(table, name, index.name, write);
  }
}

function dumpRecords(table: TableName, name: string, columns: readonly TableColumn[], write: Write): void {
  let rows = 0;
  const end = forEntries(table, () => {
    rows++;
    write({ t: name, bm: hexOf(bookmarkOf(table).bytes), r: recordJson(table, columns) });
  });
  if (end !== noCurrentRecord) write({ t: name, moveError: end });
  write({ t: name, rows });
}

function dumpIndex(table: TableName, name: string, index: string, write: Write): void {
  const { session, tableid } = table;
  const selected = returnCodeOf(() => JetSetCurrentIndex(session.sesid, tableid, index));
  if (selected.rc < 0) {
    write({ t: name, index, error: selected.rc });
    return;
  }
  const entries: Json[] = [];
  forEntries(table, () => entries.push([hexOf(keyOf(table).bytes), hexOf(bookmarkOf(table).bytes)]));
  write({ t: name, index, entries });
}

/** All entries of the current index; returns the code that ended it. */
function forEntries({ session, tableid }: TableName, action: () => void): number {
  const move = (rows: number): number => returnCodeOf(() => JetMove(session.sesid, tableid, rows, 0)).rc;
  let rc = move(JET_Move.First);
  while (rc >= 0) {
    action();
    rc = move(JET_Move.Next);
  }
  return rc;
}
