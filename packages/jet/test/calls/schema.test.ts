import { describe, expect, it } from 'vitest';
import {
  JET_bit,
  JET_ColInfo,
  JET_coltyp,
  JET_IdxInfo,
  JET_ObjInfo,
  JET_objtyp,
  JET_TblInfo,
  JetAddColumn,
  JetBeginTransaction,
  JetCloseTable,
  JetCreateIndex,
  JetCreateIndex4,
  JetCreateTable,
  JetCreateTableColumnIndex5,
  JetDeleteColumn,
  JetDeleteIndex,
  JetDeleteTable,
  JetGetColumnInfo,
  JetGetIndexInfo,
  JetGetObjectInfo,
  JetGetTableColumnInfo,
  JetGetTableIndexInfo,
  JetGetTableInfo,
  JetOpenDatabase,
  JetOpenTable,
  JetRenameColumn,
  JetRenameTable,
  JetRollback,
  JetSetColumnDefaultValue,
  type JET_COLUMNDEF,
  type JET_COLUMNLIST,
  type JET_INDEXCREATE,
  type JET_INDEXLIST,
  type JET_OBJECTINFO,
  type JET_OBJECTLIST,
  type JET_TABLECREATE,
} from '../../src';
import { beginSession, databasePath, jetDatabase, longBytes, peopleTable } from '../support/jet-database';
import { nameOf } from '../support/memory-platform';

/** A place for what a call gives out. */
function place<T>(): { value: T | null } {
  return { value: null };
}

describe('JetCreateTableColumnIndex5', () => {
  it('tells of each part, and gives out an exclusive cursor', async () => {
    const { sesid, dbid, instance } = await jetDatabase();
    const request: JET_TABLECREATE = {
      szTableName: 'T',
      rgcolumncreate: [
        { szColumnName: 'a', coltyp: JET_coltyp.Long },
        { szColumnName: 'b', coltyp: JET_coltyp.Binary, cbMax: 300 },
      ],
      rgindexcreate: [{ szIndexName: 'i', szKey: '-a\0+b\0\0', grbit: 0 }],
    };
    JetCreateTableColumnIndex5(sesid, dbid, request);
    expect(request.cCreated).toBe(4);
    expect(request.rgcolumncreate?.map(({ columnid, err }) => [columnid, err])).toEqual([
      [1, 0],
      [128, 1512],
    ]);
    const other = beginSession(instance.value);
    const found = { value: 0 };
    JetOpenDatabase(other, databasePath, null, found, 0);
    const opens = (): Promise<string> => nameOf(() => JetOpenTable(other, dbid, 'T', null, 0, 0, found));
    expect(await opens()).toBe('JET_errTableLocked');
    JetCloseTable(sesid, request.tableid!);
    expect(await opens()).toBe('JET_errSuccess');
  });

  it('leaves nothing behind when a part is refused', async () => {
    const { sesid, dbid } = await jetDatabase();
    const request: JET_TABLECREATE = {
      szTableName: 'T',
      rgcolumncreate: [
        { szColumnName: 'a', coltyp: JET_coltyp.Long },
        { szColumnName: 'b', coltyp: JET_coltyp.Nil },
      ],
    };
    expect(await nameOf(() => JetCreateTableColumnIndex5(sesid, dbid, request))).toBe(
      'JET_errInvalidColumnType',
    );
    expect(request.rgcolumncreate?.[1]?.err).toBe(-1511);
    expect([request.cCreated, request.tableid]).toEqual([0, undefined]);
    const found = { value: 0 };
    expect(await nameOf(() => JetOpenTable(sesid, dbid, 'T', null, 0, 0, found))).toBe(
      'JET_errObjectNotFound',
    );
  });
});

describe('columns', () => {
  it('are told of by name, by id, and as a list', async () => {
    const one = await jetDatabase();
    const { sesid, dbid } = one;
    const { tableid, id } = peopleTable(one);
    const definition = place<Required<JET_COLUMNDEF>>();
    JetGetTableColumnInfo(sesid, tableid, 'ID', definition, 0, JET_ColInfo.Default);
    const expected = { columnid: id, coltyp: 4, cp: 0, cbMax: 4, grbit: 0x21 };
    expect(definition.value).toEqual(expected);
    JetGetTableColumnInfo(sesid, tableid, id, definition, 0, JET_ColInfo.ByColid);
    expect(definition.value).toEqual(expected);
    const list = place<JET_COLUMNLIST>();
    JetGetColumnInfo(sesid, dbid, 'People', null, list, 0, JET_ColInfo.List);
    expect(list.value?.rows.map(({ szColumnName }) => szColumnName)).toEqual(['id', 'name', 'note']);
    expect(
      await nameOf(() => JetGetTableColumnInfo(sesid, tableid, 'no', definition, 0, JET_ColInfo.Default)),
    ).toBe('JET_errColumnNotFound');
    expect(await nameOf(() => JetGetTableColumnInfo(sesid, tableid, 'id', place(), 0, 3 as 0))).toBe(
      'JET_errInvalidParameter',
    );
  });

  it('come, are renamed, get defaults and go', async () => {
    const one = await jetDatabase();
    const { sesid, dbid } = one;
    const { tableid } = peopleTable(one);
    const columnid = { value: 0 };
    const definition = { coltyp: JET_coltyp.Long };
    JetAddColumn(sesid, tableid, 'age', definition, longBytes(7), 4, columnid);
    expect(await nameOf(() => JetAddColumn(sesid, tableid, 'AGE', definition, null, 0, columnid))).toBe(
      'JET_errColumnDuplicate',
    );
    JetRenameColumn(sesid, tableid, 'age', 'years');
    JetSetColumnDefaultValue(sesid, dbid, 'People', 'years', longBytes(8), 4, 0);
    const list = place<JET_COLUMNLIST>();
    JetGetTableColumnInfo(sesid, tableid, null, list, 0, JET_ColInfo.ListSortColumnid);
    expect(list.value?.rows.find(({ szColumnName }) => szColumnName === 'years')?.defaultValue).toEqual(
      longBytes(8),
    );
    JetBeginTransaction(sesid);
    expect(await nameOf(() => JetRenameColumn(sesid, tableid, 'years', 'x'))).toBe('JET_errInTransaction');
    JetDeleteColumn(sesid, tableid, 'years');
    JetRollback(sesid);
    JetDeleteColumn(sesid, tableid, 'years');
    expect(await nameOf(() => JetDeleteColumn(sesid, tableid, 'years'))).toBe('JET_errColumnNotFound');
    expect(await nameOf(() => JetDeleteColumn(sesid, tableid, 'name'))).toBe('JET_errColumnInUse');
  });
});

describe('indexes', () => {
  it('are told of segment by segment', async () => {
    const one = await jetDatabase();
    const { sesid, dbid } = one;
    const { tableid } = peopleTable(one);
    JetCreateIndex(sesid, tableid, 'both', JET_bit.IndexIgnoreNull, '-name\0+id\0\0', 12, 5);
    const list = place<JET_INDEXLIST>();
    JetGetTableIndexInfo(sesid, tableid, 'both', list, 0, JET_IdxInfo.List);
    expect(
      list.value?.rows.map((row) => [row.szColumnName, row.iColumn, row.cColumn, row.grbitColumn]),
    ).toEqual([
      ['name', 0, 2, 1],
      ['id', 1, 2, 0],
    ]);
    expect(list.value?.rows[0]?.grbitIndex).toBe(JET_bit.IndexIgnoreNull);
    const number = place<number>();
    JetGetTableIndexInfo(sesid, tableid, null, number, 0, JET_IdxInfo.Count);
    expect(number.value).toBe(3);
    JetGetIndexInfo(sesid, dbid, 'People', 'both', number, 0, JET_IdxInfo.KeyMost);
    expect(number.value).toBe(255);
    JetGetIndexInfo(sesid, dbid, 'People', 'both', number, 0, JET_IdxInfo.SpaceAlloc);
    expect(number.value).toBe(80);
    expect(await nameOf(() => JetGetTableIndexInfo(sesid, tableid, 'no', list, 0, JET_IdxInfo.List))).toBe(
      'JET_errIndexNotFound',
    );
  });

  it('are created all or none, each with what was wrong', async () => {
    const one = await jetDatabase();
    const { sesid } = one;
    const { tableid } = peopleTable(one);
    const indexes: JET_INDEXCREATE[] = [
      { szIndexName: 'good', szKey: '+note\0\0', grbit: 0 },
      { szIndexName: 'bad', szKey: '+none\0\0', grbit: 0 },
    ];
    expect(await nameOf(() => JetCreateIndex4(sesid, tableid, indexes, 2))).toBe('JET_errColumnNotFound');
    expect(indexes.map(({ err }) => err)).toEqual([0, -1507]);
    expect(await nameOf(() => JetDeleteIndex(sesid, tableid, 'good'))).toBe('JET_errIndexNotFound');
    expect(await nameOf(() => JetCreateIndex4(sesid, tableid, indexes, 3))).toBe('JET_errInvalidParameter');
    const unicode = [{ szIndexName: 'u', szKey: '+name\0\0', grbit: JET_bit.IndexUnicode }];
    expect(await nameOf(() => JetCreateIndex4(sesid, tableid, unicode, 1))).toBe('JET_errIndexInvalidDef');
    expect(await nameOf(() => JetDeleteIndex(sesid, tableid, 'byId'))).toBe('JET_errIndexMustStay');
    expect(await nameOf(() => JetDeleteIndex(sesid, tableid, 'byName'))).toBe('JET_errSuccess');
  });
});

describe('tables', () => {
  it('are listed, renamed and deleted', async () => {
    const one = await jetDatabase();
    const { sesid, dbid } = one;
    const { tableid } = peopleTable(one);
    const list = place<JET_OBJECTLIST>();
    const listed = (): string[] => {
      JetGetObjectInfo(sesid, dbid, JET_objtyp.Table, null, null, list, 0, JET_ObjInfo.List);
      return list
        .value!.rows.map(({ szObjectName }) => szObjectName)
        .filter((name) => !name.startsWith('MSys'));
    };
    expect(listed()).toEqual(['People']);
    const info = place<JET_OBJECTINFO>();
    JetGetObjectInfo(sesid, dbid, JET_objtyp.Table, null, 'People', info, 0, JET_ObjInfo.NoStats);
    expect(info.value).toEqual({ objtyp: 1, grbit: 7, flags: 0 });
    expect(await nameOf(() => JetDeleteTable(sesid, dbid, 'People'))).toBe('JET_errTableInUse');
    JetRenameTable(sesid, dbid, 'People', 'Persons');
    const name = place<string>();
    JetGetTableInfo(sesid, tableid, name, 0, JET_TblInfo.Name);
    expect([name.value, listed()]).toEqual(['Persons', ['Persons']]);
    JetCloseTable(sesid, tableid);
    JetDeleteTable(sesid, dbid, 'Persons');
    expect(listed()).toEqual([]);
    expect(await nameOf(() => JetDeleteTable(sesid, dbid, 'MSysObjects'))).toBe(
      'JET_errCannotDeleteSystemTable',
    );
    expect(await nameOf(() => JetCreateTable(sesid, dbid, '', 0, 0, { value: 0 }))).toBe(
      'JET_errInvalidName',
    );
    expect(await nameOf(() => JetCreateTable(sesid, dbid, 'D', 0, 10, { value: 0 }))).toBe(
      'JET_errDensityInvalid',
    );
  });

  it('tell of their space, their chunks and their numbers', async () => {
    const { sesid, dbid } = await jetDatabase();
    const request: JET_TABLECREATE = {
      szTableName: 'N',
      rgcolumncreate: [{ szColumnName: 'n', coltyp: JET_coltyp.Long, grbit: JET_bit.ColumnAutoincrement }],
    };
    JetCreateTableColumnIndex5(sesid, dbid, request);
    const number = place<number>();
    JetGetTableInfo(sesid, request.tableid!, number, 0, JET_TblInfo.SpaceOwned);
    expect(number.value).toBeGreaterThan(0);
    JetGetTableInfo(sesid, request.tableid!, number, 0, JET_TblInfo.LVChunkMax);
    expect(number.value).toBe(4014);
    JetGetTableInfo(sesid, request.tableid!, number, 0, JET_TblInfo.Dbid);
    expect(number.value).toBe(dbid);
    const next = place<bigint>();
    JetGetTableInfo(sesid, request.tableid!, next, 0, JET_TblInfo.RetrieveAndReserveAutoIncrement);
    expect(next.value).toBe(1n);
  });
});
