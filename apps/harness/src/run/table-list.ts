import { JET_objtyp, JET_ObjInfo, JetGetObjectInfo, type JET_OBJECTLIST, type JetRef } from '@esekit/jet';
import type { CallRecord } from './call-record';
import type { DatabaseName } from './names';

/** A table as the list of objects has it. */
export interface ListedTable {
  readonly name: string;
  readonly flags: number;
}

const cbObjectList = 56;
const systemPrefix = 'MSys';

/** The tables of a database by name, in the order of the bytes. */
export function listTables(
  calls: CallRecord,
  { session, dbid }: DatabaseName,
  { withSystem = false } = {},
): readonly ListedTable[] {
  const result: JetRef<JET_OBJECTLIST | null> = { value: null };
  calls.make('JetGetObjectInfo', () =>
    JetGetObjectInfo(
      session.sesid,
      dbid,
      JET_objtyp.Table,
      null,
      null,
      result,
      cbObjectList,
      JET_ObjInfo.ListNoStats,
    ),
  );
  return result
    .value!.rows.map(({ szObjectName, flags }) => ({ name: szObjectName, flags: flags >>> 0 }))
    .filter(({ name }) => withSystem || !name.startsWith(systemPrefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}
