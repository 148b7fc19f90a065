import { describe, expect, it } from 'vitest';
import {
  JET_bit,
  JET_DbInfo,
  JET_dbstate,
  JetAttachDatabase,
  JetBeginTransaction,
  JetCloseDatabase,
  JetCreateDatabase,
  JetCreateDatabase2,
  JetDetachDatabase,
  JetDetachDatabase2,
  JetGetDatabaseFileInfo,
  JetGetDatabaseInfo,
  JetInit,
  JetOpenDatabase,
  JetTerm,
  type JET_DBINFOMISC,
} from '../../src';
import { beginSession, databasePath, jetDatabase } from '../support/jet-database';
import { idsOf, instance, nameOf, put } from '../support/memory-platform';

describe('JetCreateDatabase (32 §4.1)', () => {
  it('refuses in the order of the engine', async () => {
    const { sesid, machine } = await jetDatabase();
    const dbid = { value: 0 };
    const create = (path: string | null, grbit = 0, pages = 0): Promise<string> =>
      nameOf(() => JetCreateDatabase2(sesid, path, pages, dbid, grbit));
    expect(await create(null, 0, 2 ** 32)).toBe('JET_errDatabaseInvalidPages');
    expect(await create(null, JET_bit.DbVersioningOff)).toBe('JET_errCannotDisableVersioning');
    expect(await create(null)).toBe('JET_errDatabaseInvalidPath');
    expect(await create('')).toBe('JET_errDatabaseInvalidPath');
    expect(await create('/nowhere/x.edb')).toBe('JET_errInvalidPath');
    expect(await create(databasePath)).toBe('JET_errDatabaseDuplicate');
    put(machine, { '/db/file.edb': new Uint8Array(5) });
    expect(await create('/db/file.edb')).toBe('JET_errDatabaseDuplicate');
    expect(await create('/db/file.edb', JET_bit.DbOverwriteExisting)).toBe('JET_errSuccess');
    expect(await nameOf(() => JetCreateDatabase(sesid, '/db/y.edb', null, null, 0))).toBe(
      'JET_errInvalidParameter',
    );
    JetBeginTransaction(sesid);
    expect(await create('/db/x.edb')).toBe('JET_errInTransaction');
  });

  it('attaches six at most', async () => {
    const { sesid, dbid: first } = await jetDatabase();
    const dbid = { value: 0 };
    const create = (n: number): Promise<string> =>
      nameOf(() => JetCreateDatabase(sesid, `/db/${n}.edb`, null, dbid, 0));
    for (let n = 2; n <= 6; n++) expect(await create(n)).toBe('JET_errSuccess');
    expect(dbid.value).toBe(first + 5);
    expect(await create(7)).toBe('JET_errTooManyAttachedDatabases');
  });
});

describe('numbers of databases', () => {
  // The traces show it: a database that comes back has its old number, and a creation that finds a file uses one up.
  it('are those of the process', async () => {
    const { sesid, machine, dbid: first } = await jetDatabase();
    const dbid = { value: 0 };
    put(machine, { '/db/file.edb': new Uint8Array(5) });
    await nameOf(() => JetCreateDatabase(sesid, '/db/file.edb', null, dbid, 0));
    await JetCreateDatabase(sesid, '/db/x.edb', null, dbid, 0);
    expect([first, dbid.value]).toEqual([1, 3]);
    JetCloseDatabase(sesid, 3);
    await JetDetachDatabase(sesid, '/db/x.edb');
    await JetAttachDatabase(sesid, '/db/x.edb', 0);
    JetOpenDatabase(sesid, '/db/x.edb', null, dbid, 0);
    expect(dbid.value).toBe(3);
  });
});

describe('attach, open, detach (32 §4.2 to §4.4)', () => {
  it('refuse what is not as they need it', async () => {
    const { sesid, instance: running } = await jetDatabase();
    const other = beginSession(running.value);
    const dbid = { value: 0 };
    const open = (path: string | null, grbit = 0): Promise<string> =>
      nameOf(() => JetOpenDatabase(other, path, null, dbid, grbit));
    expect(await nameOf(() => JetAttachDatabase(sesid, '', 0))).toBe('JET_errDatabaseInvalidPath');
    expect(await nameOf(() => JetAttachDatabase(sesid, '/db/none.edb', 0))).toBe('JET_errFileNotFound');
    expect(await nameOf(() => JetAttachDatabase(sesid, databasePath, JET_bit.DbVersioningOff))).toBe(
      'JET_errCannotDisableVersioning',
    );
    const both = JET_bit.DbReadOnly | JET_bit.DbDeleteUnicodeIndexes;
    expect(await nameOf(() => JetAttachDatabase(sesid, databasePath, both))).toBe('JET_errInvalidGrbit');
    expect(await open('/db/none.edb')).toBe('JET_errDatabaseNotFound');
    expect(await open(databasePath, JET_bit.DbExclusive)).toBe('JET_errDatabaseInUse');
    expect(await nameOf(() => JetDetachDatabase(sesid, databasePath))).toBe('JET_errDatabaseInUse');
    expect(await nameOf(() => JetDetachDatabase(sesid, '/db/none.edb'))).toBe('JET_errDatabaseNotFound');
    expect(await nameOf(() => JetDetachDatabase2(sesid, databasePath, 4))).toBe('JET_errInvalidGrbit');
    expect(await nameOf(() => JetDetachDatabase2(sesid, databasePath, 1))).toBe(
      'JET_errForceDetachNotAllowed',
    );
  });

  it('keep others away from what is opened exclusively', async () => {
    const { sesid, dbid, instance: running } = await jetDatabase();
    JetCloseDatabase(sesid, dbid);
    const again = { value: 0 };
    JetOpenDatabase(sesid, databasePath, null, again, JET_bit.DbExclusive);
    const other = beginSession(running.value);
    expect(await nameOf(() => JetOpenDatabase(other, databasePath, null, again, 0))).toBe(
      'JET_errDatabaseLocked',
    );
  });

  it('may be one database for each session', async () => {
    const { machine } = await jetDatabase();
    const second = instance('second', '/s', { CreatePathIfNotExist: 1, OneDatabasePerSession: 1 });
    await JetInit(second);
    const sesid = beginSession(second.value);
    const dbid = { value: 0 };
    await JetCreateDatabase(sesid, '/db/a.edb', null, dbid, 0);
    await JetAttachDatabase(sesid, '/db/a.edb', 0);
    expect(await nameOf(() => JetOpenDatabase(sesid, '/db/a.edb', null, dbid, 0))).toBe('JET_errSuccess');
    const other = beginSession(second.value);
    await JetCreateDatabase(other, '/db/b.edb', null, dbid, 0);
    expect(await nameOf(() => JetOpenDatabase(sesid, '/db/b.edb', null, dbid, 0))).toBe(
      'JET_errOneDatabasePerSession',
    );
    expect(idsOf(machine)).not.toContain(104);
  });

  it('write their events', async () => {
    const { sesid, dbid, machine } = await jetDatabase();
    machine.events.length = 0;
    JetCloseDatabase(sesid, dbid);
    await JetDetachDatabase(sesid, null);
    await JetAttachDatabase(sesid, databasePath, JET_bit.DbReadOnly);
    expect(idsOf(machine)).toEqual([327, 326]);
  });
});

describe('information (32 §4.5)', () => {
  it('of an open database', async () => {
    const { sesid, dbid } = await jetDatabase();
    const out: { value: string | number | JET_DBINFOMISC | null } = { value: null };
    const get = (level: number, cbMax = 4): unknown => {
      JetGetDatabaseInfo(sesid, dbid, out, cbMax, level);
      return out.value;
    };
    expect(get(JET_DbInfo.Filename)).toBe(databasePath);
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 17, 21, 22, 23].map((level) => get(level));
    expect(numbers).toEqual([0, 1, 1033, 1252, 0, 0, 7, 0x620, 256, 254, 4096, 256, 0, 0]);
    expect(get(JET_DbInfo.SpaceAvailable)).toBeLessThan(254);
    const misc = get(JET_DbInfo.Misc) as JET_DBINFOMISC;
    expect([misc.dbstate, misc.ulVersion, misc.ulUpdate]).toEqual([JET_dbstate.DirtyShutdown, 0x620, 290]);
    const fails = (level: number, cbMax = 4): Promise<string> => nameOf(() => get(level, cbMax));
    expect(await fails(9)).toBe('JET_errFeatureNotAvailable');
    for (const level of [13, 15, 16, 18, 19, 20, 99]) {
      expect(await fails(level)).toBe('JET_errInvalidParameter');
    }
    expect(await fails(JET_DbInfo.Cp, 8)).toBe('JET_errInvalidBufferSize');
  });

  it('of a file', async () => {
    const { instance: running } = await jetDatabase();
    const out: { value: number | bigint | JET_DBINFOMISC | null } = { value: null };
    const get = (level: number, cbMax: number): unknown => {
      JetGetDatabaseFileInfo(databasePath, out, cbMax, level);
      return out.value;
    };
    expect(get(JET_DbInfo.DBInUse, 1)).toBe(1);
    expect((get(JET_DbInfo.Misc, 0) as JET_DBINFOMISC).dbstate).toBe(JET_dbstate.DirtyShutdown);
    await JetTerm(running.value);
    expect(get(JET_DbInfo.Filesize, 8)).toBe(1048576n);
    expect(get(JET_DbInfo.FilesizeOnDisk, 8)).toBe(1048576n);
    expect(get(JET_DbInfo.PageSize, 4)).toBe(4096);
    expect(get(JET_DbInfo.FileType, 4)).toBe(1);
    expect(get(JET_DbInfo.DBInUse, 1)).toBe(0);
    expect((get(JET_DbInfo.Misc, 0) as JET_DBINFOMISC).dbstate).toBe(JET_dbstate.CleanShutdown);
    for (const level of [0, 8, 11, 16, 22]) {
      expect(await nameOf(() => get(level, 4))).toBe('JET_errInvalidParameter');
    }
    expect(await nameOf(() => get(JET_DbInfo.Upgrade, 4))).toBe('JET_errInvalidBufferSize');
    expect(await nameOf(() => get(JET_DbInfo.Filesize, 4))).toBe('JET_errInvalidBufferSize');
    expect(await nameOf(() => JetGetDatabaseFileInfo('/db/none.edb', out, 8, 10))).toBe(
      'JET_errFileNotFound',
    );
  });
});
