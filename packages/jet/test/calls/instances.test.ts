import { signatureSize } from '@esekit/core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  JET_bit,
  JET_param,
  JetBeginSession,
  JetBeginTransaction,
  JetCloseDatabase,
  JetCreateInstance,
  JetEnableMultiInstance,
  JetEndSession,
  JetFreeBuffer,
  JetGetInstanceInfo,
  JetGetInstanceMiscInfo,
  JetInit,
  JetRollback,
  JetStopService,
  JetStopServiceInstance,
  JetStopServiceInstance2,
  JetTerm,
  JetTerm2,
  type JET_INSTANCE_INFO,
  type JET_SETSYSPARAM,
} from '../../src';
import { databasePath, jetDatabase } from '../support/jet-database';
import { idsOf, instance, machine, nameOf, read, set } from '../support/memory-platform';

describe('JetStopServiceInstance2 (32 §2.4)', () => {
  it('lets only what ends something through', async () => {
    const { instance: running, sesid, dbid } = await jetDatabase();
    JetBeginTransaction(sesid);
    JetStopServiceInstance(running.value);
    const stopped = 'JET_errClientRequestToStopJetService';
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe(stopped);
    expect(await nameOf(() => JetBeginSession(running.value, { value: 0 }))).toBe(stopped);
    expect(await nameOf(() => JetRollback(sesid))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetCloseDatabase(sesid, dbid))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetEndSession(sesid))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetTerm(running.value))).toBe('JET_errSuccess');
  });

  it.each([
    [JET_bit.StopServiceBackgroundUserTasks, 'JET_errSuccess'],
    [JET_bit.StopServiceQuiesceCaches + JET_bit.StopServiceResume, 'JET_errSuccess'],
    [JET_bit.StopServiceStopAndEmitLog, 'JET_errSuccess'],
    [JET_bit.StopServiceStopAndEmitLog + JET_bit.StopServiceResume, 'JET_errInvalidGrbit'],
    [JET_bit.StopServiceStopAndEmitLog + JET_bit.StopServiceQuiesceCaches, 'JET_errInvalidGrbit'],
    [64, 'JET_errInvalidGrbit'],
  ])('of 0x%s is %s, and sessions go on', async (grbit, name) => {
    const { instance: running, sesid } = await jetDatabase();
    expect(await nameOf(() => JetStopServiceInstance2(running.value, grbit))).toBe(name);
    expect(await nameOf(() => JetBeginTransaction(sesid))).toBe('JET_errSuccess');
  });

  it('cannot be taken back once everything is stopped', async () => {
    const { instance: running } = await jetDatabase();
    const { StopServiceAll, StopServiceResume } = JET_bit;
    expect(await nameOf(() => JetStopServiceInstance2(running.value, StopServiceResume))).toBe(
      'JET_errSuccess',
    );
    JetStopServiceInstance2(running.value, StopServiceAll);
    expect(await nameOf(() => JetStopServiceInstance2(running.value, StopServiceResume))).toBe(
      'JET_errClientRequestToStopJetService',
    );
    expect(await nameOf(() => JetStopServiceInstance2(running.value, StopServiceAll))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetStopService())).toBe('JET_errRunningInMultiInstanceMode');
  });

  it('is for instances that run', async () => {
    machine();
    const created = instance('c', '/c');
    expect(await nameOf(() => JetStopServiceInstance(created.value))).toBe('JET_errNotInitialized');
    expect(await nameOf(() => JetStopServiceInstance(999))).toBe('JET_errInvalidParameter');
  });
});

describe('JetTerm2', () => {
  it('waits for no transaction, and leaves the instance as it was', async () => {
    const { instance: running, sesid } = await jetDatabase();
    JetBeginTransaction(sesid);
    expect(await nameOf(() => JetTerm2(running.value, JET_bit.TermComplete))).toBe(
      'JET_errTooManyActiveUsers',
    );
    expect(await nameOf(() => JetTerm(running.value))).toBe('JET_errTooManyActiveUsers');
    JetRollback(sesid);
    expect(await nameOf(() => JetTerm2(running.value, JET_bit.TermComplete))).toBe('JET_errSuccess');
  });
});

describe('information (32 §2.5)', () => {
  it('names every instance, its handle and its databases', async () => {
    const { instance: running } = await jetDatabase();
    const created = { value: 0 };
    JetCreateInstance(created, null);
    const count = { value: 0 };
    const list: { value: readonly JET_INSTANCE_INFO[] | null } = { value: null };
    JetGetInstanceInfo(count, list);
    expect(count.value).toBe(2);
    expect(list.value).toEqual([
      { hInstanceId: running.value, szInstanceName: 'i', szDatabaseFileName: [databasePath] },
      { hInstanceId: created.value, szInstanceName: null, szDatabaseFileName: [] },
    ]);
    expect(await nameOf(() => JetFreeBuffer(list.value))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetGetInstanceInfo(null, list))).toBe('JET_errInvalidParameter');
    await JetTerm(created.value);
  });

  it('has the signature of the log and the checkpoint', async () => {
    const { instance: running } = await jetDatabase();
    const bytes = new Uint8Array(signatureSize);
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, bytes, 28, 0))).toBe('JET_errSuccess');
    expect(bytes.some((byte) => byte !== 0)).toBe(true);
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, bytes, 10, 0))).toBe(
      'JET_errBufferTooSmall',
    );
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, bytes, 16, 1))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, bytes, 12, 1))).toBe(
      'JET_errBufferTooSmall',
    );
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, bytes, 28, 9))).toBe(
      'JET_errInvalidParameter',
    );
    expect(await nameOf(() => JetGetInstanceMiscInfo(running.value, null, 28, 0))).toBe(
      'JET_errInvalidParameter',
    );
  });

  it('has a signature of zeros without a log', async () => {
    machine().fs.createDirectorySync('/x');
    const off = instance('off', '/x', { Recovery: 'off' });
    await JetInit(off);
    const bytes = new Uint8Array(28).fill(1);
    expect(await nameOf(() => JetGetInstanceMiscInfo(off.value, bytes, 28, 0))).toBe('JET_errSuccess');
    expect(bytes).toEqual(new Uint8Array(28));
  });
});

describe('JetEnableMultiInstance (32 §5.3)', () => {
  const list = (...values: readonly (readonly [number, number])[]): JET_SETSYSPARAM[] =>
    values.map(([paramid, lParam]) => ({ paramid, lParam, sz: null }));
  let succeeded: { value: number };

  beforeEach(() => {
    machine();
    succeeded = { value: -1 };
  });

  it('sets what instances begin with, once', async () => {
    const values = list([JET_param.LogFileSize, 128], [JET_param.MaxSessions, 20]);
    expect(await nameOf(() => JetEnableMultiInstance(values, 2, succeeded))).toBe('JET_errSuccess');
    expect(succeeded.value).toBe(2);
    expect(await nameOf(() => JetEnableMultiInstance(values, 2, succeeded))).toBe(
      'JET_errSystemParamsAlreadySet',
    );
    expect(await nameOf(() => JetInit(null))).toBe('JET_errRunningInMultiInstanceMode');
    const made = { value: 0 };
    JetCreateInstance(made, 'i');
    expect(read(JET_param.LogFileSize, made.value)).toBe(128);
    await JetTerm(made.value);
  });

  it('refuses other values later, with an event', async () => {
    const one = machine();
    JetEnableMultiInstance(list([JET_param.LogFileSize, 128]), 1, succeeded);
    const others = list([JET_param.LogFileSize, 256]);
    expect(await nameOf(() => JetEnableMultiInstance(others, 1, succeeded))).toBe(
      'JET_errSystemParameterConflict',
    );
    expect([succeeded.value, others[0]!.err]).toEqual([0, -1087]);
    expect(idsOf(one)).toEqual([913]);
  });

  it('stops at the first that is wrong', async () => {
    const values = list([JET_param.LogFileSize, 128], [9999, 1], [JET_param.MaxSessions, 20]);
    expect(await nameOf(() => JetEnableMultiInstance(values, 3, succeeded))).toBe('JET_errInvalidParameter');
    expect([succeeded.value, ...values.map(({ err }) => err)]).toEqual([1, 0, -1003, 0]);
    // The mode is unset still.
    expect(await nameOf(() => JetEnableMultiInstance(list([JET_param.LogFileSize, 64]), 1, succeeded))).toBe(
      'JET_errSuccess',
    );
  });
});

describe('parameters of a running engine', () => {
  it('tell what the engine knows', async () => {
    const one = machine();
    expect([
      read(JET_param.KeyMost),
      read(JET_param.LVChunkSizeMost),
      read(JET_param.RecordSizeMost),
    ]).toEqual([1000, 4014, 4052]);
    set(null, { DatabasePageSize: 32768 });
    expect([
      read(JET_param.KeyMost),
      read(JET_param.LVChunkSizeMost),
      read(JET_param.RecordSizeMost),
    ]).toEqual([2000, 8150, 32684]);
    expect(one.events).toEqual([]);
    const { instance: running } = await jetDatabase();
    expect(read(JET_param.RecoveryCurrentLogfile, running.value)).toBeGreaterThan(0);
    expect(read(JET_param.EngineFormatVersion)).toBe(9600);
  });

  it('keep the format version while a database is attached', async () => {
    const { instance: running } = await jetDatabase();
    expect(await nameOf(() => set(running, { EngineFormatVersion: 9180 }))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => set(null, { EngineFormatVersion: 8000 }))).toBe(
      'JET_errEngineFormatVersionNoLongerSupportedTooLow',
    );
    expect(await nameOf(() => set(null, { EngineFormatVersion: 9620 }))).toBe(
      'JET_errEngineFormatVersionNotYetImplementedTooHigh',
    );
    expect(await nameOf(() => set(null, { EngineFormatVersion: 9180 }))).toBe('JET_errSuccess');
  });
});
