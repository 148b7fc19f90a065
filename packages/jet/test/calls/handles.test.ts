import { describe, expect, it } from 'vitest';
import {
  JET_tableidNil,
  JetAttachDatabase,
  JetBeginSession,
  JetBeginTransaction,
  JetCloseDatabase,
  JetCloseTable,
  JetCommitTransaction,
  JetDetachDatabase,
  JetDupCursor,
  JetDupSession,
  JetEndSession,
  JetInit,
  JetMove,
  JetOpenDatabase,
  JetOpenTable,
  JetPrepareUpdate,
  JetRollback,
  JetTerm,
} from '../../src';
import { beginSession, databasePath, jetDatabase, peopleTable } from '../support/jet-database';
import { idsOf, instance, nameOf } from '../support/memory-platform';

describe('sessions (32 §3)', () => {
  it('need an instance that is initialised', async () => {
    const { instance: running } = await jetDatabase();
    const created = instance('c', '/c');
    expect(await nameOf(() => JetBeginSession(created.value, { value: 0 }))).toBe('JET_errNotInitialized');
    expect(await nameOf(() => JetBeginSession(999, { value: 0 }))).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetBeginSession(running.value, null))).toBe('JET_errInvalidParameter');
  });

  it('answer differently when they never were and when they have ended', async () => {
    const { machine, instance: running, sesid } = await jetDatabase();
    const copy = { value: 0 };
    JetDupSession(sesid, copy);
    expect(copy.value).not.toBe(sesid);
    JetEndSession(copy.value);
    machine.events.length = 0;
    expect(await nameOf(() => JetBeginTransaction(copy.value))).toBe('JET_errSessionSharingViolation');
    expect(idsOf(machine)).toEqual([902, 901]);
    expect(await nameOf(() => JetBeginTransaction(12345))).toBe('JET_errInvalidSesid');
    await JetTerm(running.value);
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe('JET_errSessionSharingViolation');
  });

  it('are used by one call at a time', async () => {
    const one = await jetDatabase();
    const { sesid } = one;
    peopleTable(one);
    JetBeginTransaction(sesid);
    peopleTable(one, 'More');
    const commit = JetCommitTransaction(sesid);
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe('JET_errSessionSharingViolation');
    await commit;
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe('JET_errSuccess');
  });

  it('that end roll back, and close what they have open', async () => {
    const one = await jetDatabase();
    const other = beginSession(one.instance.value);
    const dbid = { value: 0 };
    JetOpenDatabase(other, databasePath, null, dbid, 0);
    expect(dbid.value).toBe(one.dbid);
    JetBeginTransaction(other);
    const { tableid } = peopleTable({ ...one, sesid: other });
    JetEndSession(other);
    expect(await nameOf(() => JetMove(one.sesid, tableid, 1))).toBe('JET_errInvalidTableId');
    const found = { value: 0 };
    expect(await nameOf(() => JetOpenTable(one.sesid, one.dbid, 'People', null, 0, 0, found))).toBe(
      'JET_errObjectNotFound',
    );
    JetCloseDatabase(one.sesid, one.dbid);
    expect(await nameOf(() => JetDetachDatabase(one.sesid, databasePath))).toBe('JET_errSuccess');
  });
});

describe('cursors', () => {
  it('belong to their session', async () => {
    const one = await jetDatabase();
    const { tableid } = peopleTable(one);
    const other = beginSession(one.instance.value);
    for (const call of [JetCloseTable, (s: number, t: number) => JetPrepareUpdate(s, t, 0)]) {
      expect(await nameOf(() => call(other, tableid))).toBe('JET_errSesidTableIdMismatch');
      expect(await nameOf(() => call(one.sesid, JET_tableidNil))).toBe('JET_errSesidTableIdMismatch');
    }
    JetCloseTable(one.sesid, tableid);
    expect(await nameOf(() => JetMove(one.sesid, tableid, 0))).toBe('JET_errInvalidTableId');
  });

  it('that were opened in a level are closed as it is rolled back', async () => {
    const one = await jetDatabase();
    const { sesid } = one;
    const { tableid } = peopleTable(one);
    JetBeginTransaction(sesid);
    const copy = { value: 0 };
    JetDupCursor(sesid, tableid, copy);
    JetRollback(sesid);
    expect(await nameOf(() => JetMove(sesid, copy.value, 1))).toBe('JET_errInvalidTableId');
    expect(await nameOf(() => JetMove(sesid, tableid, 1))).toBe('JET_errNoCurrentRecord');
  });

  it('are closed with their database', async () => {
    const one = await jetDatabase();
    const { sesid, dbid } = one;
    const { tableid } = peopleTable(one);
    const again = { value: 0 };
    JetOpenDatabase(sesid, databasePath, null, again, 0);
    expect(again.value).toBe(dbid);
    JetCloseDatabase(sesid, dbid);
    expect(await nameOf(() => JetMove(sesid, tableid, 1))).toBe('JET_errNoCurrentRecord');
    JetCloseDatabase(sesid, dbid);
    expect(await nameOf(() => JetMove(sesid, tableid, 1))).toBe('JET_errInvalidTableId');
  });
});

describe('databases', () => {
  it('have to be open in the session that uses them', async () => {
    const one = await jetDatabase();
    const other = beginSession(one.instance.value);
    const out = { value: 0 };
    expect(await nameOf(() => JetOpenTable(other, one.dbid, 'T', null, 0, 0, out))).toBe(
      'JET_errInvalidDatabaseId',
    );
    expect(await nameOf(() => JetCloseDatabase(other, one.dbid))).toBe('JET_errDatabaseNotFound');
    expect(await nameOf(() => JetCloseDatabase(other, 77))).toBe('JET_errInvalidDatabaseId');
  });

  it('belong to one instance', async () => {
    const one = await jetDatabase();
    const second = instance('second', '/s', { CreatePathIfNotExist: 1 });
    expect(await nameOf(() => JetInit(second))).toBe('JET_errSuccess');
    const sesid = beginSession(second.value);
    expect(await nameOf(() => JetAttachDatabase(sesid, databasePath, 0))).toBe(
      'JET_errDatabaseSharingViolation',
    );
    expect(await nameOf(() => JetAttachDatabase(one.sesid, databasePath, 0))).toBe('JET_wrnDatabaseAttached');
  });
});
