import {
  JET_IdxInfo,
  JetGetTableIndexInfo,
  type JET_INDEXLIST,
  type JET_INDEXROW,
  type JetRef,
} from '@esekit/jet';
import { columnTypeOf, type ValueType } from '../values/column-type';
import { CallRecord } from './call-record';
import type { TableName } from './names';
import { indexNameOf } from './place';

/** An index as the engine lists it. */
export interface TableIndex {
  readonly name: string;
  readonly grbit: number;
  /** In the order of the key. */
  readonly segments: readonly JET_INDEXROW[];
}

const cbIndexList = 64;

/** The indexes of a table in the order of the engine's list. */
export function listIndexes(calls: CallRecord, { session, tableid }: TableName): readonly TableIndex[] {
  const result: JetRef<JET_INDEXLIST | null> = { value: null };
  calls.make('JetGetTableIndexInfo', () =>
    JetGetTableIndexInfo(session.sesid, tableid, null, result, cbIndexList, JET_IdxInfo.List),
  );
  const byName = new Map<string, JET_INDEXROW[]>();
  for (const row of result.value!.rows) {
    const rows = byName.get(row.szIndexName);
    if (rows === undefined) byName.set(row.szIndexName, [row]);
    else rows.push(row);
  }
  return [...byName].map(([name, rows]) => ({
    name,
    grbit: rows[0]!.grbitIndex,
    segments: rows.sort((a, b) => a.iColumn - b.iColumn),
  }));
}

/** The key of an index as scripts write it: `+a-b`. */
export function keyText({ segments }: TableIndex): string {
  return segments
    .map(({ grbitColumn, szColumnName }) => `${grbitColumn === 0 ? '+' : '-'}${szColumnName}`)
    .join('');
}

/** The types of the segments of a cursor's current index; these calls do not count. */
export function keyTypes(table: TableName): readonly ValueType[] {
  if (table.temporary !== undefined) return table.temporary.filter(({ isKey }) => isKey);
  const name = indexNameOf(table);
  if (name === '') return [];
  const index = listIndexes(new CallRecord(), table).find((one) => one.name === name);
  return (index?.segments ?? []).map(({ coltyp, cp }) => ({ type: columnTypeOf(coltyp), cp }));
}
