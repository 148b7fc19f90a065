import {
  JET_coltyp,
  JET_prep,
  JetBeginSession,
  JetCreateDatabase,
  JetCreateTableColumnIndex5,
  JetInit,
  JetPrepareUpdate,
  JetRetrieveColumn,
  JetSetColumn,
  JetUpdate,
  type JET_DBID,
  type JET_INSTANCE,
  type JET_SESID,
  type JET_TABLEID,
  type JetRef,
} from '../../src';
import { folders, instance, machine, type Machine } from './memory-platform';

/** A running instance with one session and one open database. */
export interface JetDatabase {
  readonly machine: Machine;
  readonly instance: JetRef<JET_INSTANCE>;
  readonly sesid: JET_SESID;
  readonly dbid: JET_DBID;
}

export const databasePath = '/db/one.edb';

export async function jetDatabase(): Promise<JetDatabase> {
  const one = machine();
  folders(one, '/i', '/db');
  const made = instance('i', '/i');
  await JetInit(made);
  const sesid = beginSession(made.value);
  const dbid = { value: 0 };
  await JetCreateDatabase(sesid, databasePath, null, dbid, 0);
  return { machine: one, instance: made, sesid, dbid: dbid.value };
}

export function beginSession(handle: JET_INSTANCE): JET_SESID {
  const sesid = { value: 0 };
  JetBeginSession(handle, sesid);
  return sesid.value;
}

/** Columns of {@link peopleTable}. */
export interface People {
  readonly tableid: JET_TABLEID;
  readonly id: number;
  readonly name: number;
  readonly note: number;
}

/** A table of an id that is the primary key, a name with an index, and a long note. */
export function peopleTable({ sesid, dbid }: JetDatabase, szTableName = 'People'): People {
  const { Long, Text, LongText } = JET_coltyp;
  const columns = [
    { szColumnName: 'id', coltyp: Long },
    { szColumnName: 'name', coltyp: Text },
    { szColumnName: 'note', coltyp: LongText },
  ];
  const request = {
    szTableName,
    rgcolumncreate: columns,
    rgindexcreate: [
      { szIndexName: 'byId', szKey: '+id\0\0', grbit: 2 },
      { szIndexName: 'byName', szKey: '+name\0\0', grbit: 0 },
    ],
  };
  JetCreateTableColumnIndex5(sesid, dbid, request);
  const { tableid } = request as { tableid?: number };
  const [id, name, note] = columns as { columnid?: number }[];
  return { tableid: tableid!, id: id!.columnid!, name: name!.columnid!, note: note!.columnid! };
}

export function longBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return bytes;
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function insertPerson(sesid: JET_SESID, table: People, id: number, name: string): void {
  JetPrepareUpdate(sesid, table.tableid, JET_prep.Insert);
  JetSetColumn(sesid, table.tableid, table.id, longBytes(id), 4, 0);
  const bytes = textBytes(name);
  JetSetColumn(sesid, table.tableid, table.name, bytes, bytes.length, 0);
  JetUpdate(sesid, table.tableid);
}

/** The name of the current record, as far as 50 bytes go. */
export function nameOfCurrent(sesid: JET_SESID, table: People): string {
  const bytes = new Uint8Array(50);
  const cbActual = { value: 0 };
  JetRetrieveColumn(sesid, table.tableid, table.name, bytes, bytes.length, cbActual, 0);
  return new TextDecoder().decode(bytes.subarray(0, cbActual.value));
}
