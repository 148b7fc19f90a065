import { describe, expect, it } from 'vitest';
import {
  JET_bit,
  JET_param,
  JET_sesparam,
  JetBeginTransaction,
  JetCommitTransaction,
  JetEndSession,
  JetGetSessionInfo,
  JetGetSessionParameter,
  JetGetVersion,
  JetIdle,
  JetInit,
  JetResetSessionContext,
  JetRollback,
  JetSetSessionContext,
  JetSetSessionParameter,
  JetSetSystemParameter,
  type JET_SESSIONINFO,
} from '../../src';
import { beginSession, jetDatabase, peopleTable } from '../support/jet-database';
import { folders, instance, machine, nameOf, read } from '../support/memory-platform';

describe('a context (32 §3)', () => {
  it('is set once, and reset once', async () => {
    const { sesid } = await jetDatabase();
    expect(await nameOf(() => JetSetSessionContext(sesid, 5))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetSetSessionContext(sesid, 6))).toBe('JET_errSessionContextAlreadySet');
    expect(await nameOf(() => JetResetSessionContext(sesid))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetResetSessionContext(sesid))).toBe('JET_errSessionContextNotSetByThisThread');
    for (const context of [0, -1]) {
      expect(await nameOf(() => JetSetSessionContext(sesid, context))).toBe('JET_errInvalidParameter');
    }
  });

  it('keeps a session from its end during another call', async () => {
    const one = await jetDatabase();
    const { sesid } = one;
    JetSetSessionContext(sesid, 5);
    JetBeginTransaction(sesid);
    peopleTable(one);
    const commit = JetCommitTransaction(sesid);
    expect(await nameOf(() => JetEndSession(sesid))).toBe('JET_errSessionInUse');
    await commit;
    expect(await nameOf(() => JetEndSession(sesid))).toBe('JET_errSuccess');
  });
});

describe('parameters of a session', () => {
  const { CommitDefault, CommitGenericContext, TransactionLevel } = JET_sesparam;

  it('are numbers or bytes', async () => {
    const { sesid } = await jetDatabase();
    const number = { value: -1 };
    JetBeginTransaction(sesid);
    JetGetSessionParameter(sesid, TransactionLevel, number, 4);
    expect(number.value).toBe(1);
    JetRollback(sesid);
    JetSetSessionParameter(sesid, CommitGenericContext, Uint8Array.of(1, 2, 3), 2);
    const bytes = new Uint8Array(4);
    const cbActual = { value: 0 };
    JetGetSessionParameter(sesid, CommitGenericContext, bytes, 4, cbActual);
    expect([...bytes, cbActual.value]).toEqual([1, 2, 0, 0, 2]);
    JetSetSessionParameter(sesid, JET_sesparam.IOPriority, 1, 4);
    JetGetSessionParameter(sesid, JET_sesparam.IOPriority, number, 4);
    expect(number.value).toBe(1);
  });

  it('are refused when they are not, or do not fit', async () => {
    const { sesid } = await jetDatabase();
    const set = (id: number, value: number | Uint8Array | null): Promise<string> =>
      nameOf(() => JetSetSessionParameter(sesid, id, value, 4));
    expect(await set(4096, 1)).toBe('JET_errInvalidSesparamId');
    expect(await set(4111, 1)).toBe('JET_errInvalidSesparamId');
    expect(await set(TransactionLevel, 1)).toBe('JET_errInvalidParameter');
    expect(await set(CommitDefault, 0x100)).toBe('JET_errInvalidParameter');
    expect(await set(CommitDefault, new Uint8Array(4))).toBe('JET_errInvalidParameter');
    expect(await set(CommitGenericContext, 1)).toBe('JET_errInvalidParameter');
    const get = (value: { value: number } | Uint8Array | null, cb: number): Promise<string> =>
      nameOf(() => JetGetSessionParameter(sesid, CommitDefault, value, cb));
    expect(await get({ value: 0 }, 2)).toBe('JET_errBufferTooSmall');
    expect(await get(new Uint8Array(4), 4)).toBe('JET_errInvalidParameter');
    expect(await get(null, 4)).toBe('JET_errInvalidParameter');
  });

  it('begin with those of the instance', async () => {
    folders(machine(), '/l');
    const lazy = instance('lazy', '/l', { CommitDefault: JET_bit.CommitLazyFlush });
    await JetInit(lazy);
    const sesid = beginSession(lazy.value);
    const number = { value: 0 };
    JetGetSessionParameter(sesid, CommitDefault, number, 4);
    expect(number.value).toBe(JET_bit.CommitLazyFlush);
    JetSetSystemParameter(null, sesid, JET_param.CommitDefault, 0, null);
    JetGetSessionParameter(sesid, CommitDefault, number, 4);
    expect(number.value).toBe(0);
  });
});

describe('a commit', () => {
  it('may ask for a new generation of the log', async () => {
    const { sesid, instance: running } = await jetDatabase();
    const before = Number(read(JET_param.RecoveryCurrentLogfile, running.value));
    JetBeginTransaction(sesid);
    await JetCommitTransaction(sesid, JET_bit.ForceNewLog);
    expect(read(JET_param.RecoveryCurrentLogfile, running.value)).toBe(before + 1);
  });
});

describe('a session', () => {
  it('tells of its transaction', async () => {
    const { sesid } = await jetDatabase();
    JetBeginTransaction(sesid);
    const info: { value: JET_SESSIONINFO | null } = { value: null };
    JetGetSessionInfo(sesid, info, 0, 0);
    expect(info.value?.ulTrxLevel).toBe(1);
    expect(info.value?.ulTrxBegin0).toBeGreaterThan(0);
    expect(await nameOf(() => JetGetSessionInfo(sesid, info, 0, 1))).toBe('JET_errInvalidParameter');
  });

  it('may be idle, and knows the version', async () => {
    const { sesid } = await jetDatabase();
    const version = { value: 0 };
    expect(await nameOf(() => JetIdle(sesid, JET_bit.IdleCompact))).toBe('JET_errSuccess');
    JetGetVersion(sesid, version);
    expect(version.value).toBe(4000);
  });
});
