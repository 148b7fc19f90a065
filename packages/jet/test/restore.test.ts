import type { JetError } from '@esekit/core';
import { openDatabase } from '@esekit/engine';
import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  JET_cbLOGINFO,
  JET_instanceNil,
  JetCreateInstance,
  JetExternalRestore,
  JetExternalRestore2,
  JetInit,
  JET_param,
  JetRestore2,
  JetRestoreInstance,
  JetTerm,
  type JET_LOGINFO,
  type JET_RSTMAP,
} from '../src';
import {
  baseFiles,
  folders,
  idsOf,
  instance,
  machine,
  nameOf,
  put,
  read,
  set,
  type Machine,
} from './support/memory-platform';

function scene(filter: (name: string) => boolean = (name) => name.startsWith('bk/')): Machine {
  const one = machine();
  put(one, baseFiles('b1', filter));
  folders(one, '/out', '/x');
  return one;
}

function rowsOf({ fs }: Machine, path: string): number {
  const database = openDatabase(fs, path);
  try {
    return [...database.table('T').rows()].length;
  } finally {
    database.close();
  }
}

describeCorpus('JetRestoreInstance', () => {
  it('leaves an instance that can be initialised, or restored again', async () => {
    const one = scene();
    const a = instance('a', '/w');
    const calls: (readonly [number, number, number])[] = [];
    const status = await JetRestoreInstance(a.value, '/w/bk', null, (_, snp, snt, { cunitDone }) => {
      calls.push([snp, snt, cunitDone]);
      return -1;
    });
    expect(status).toEqual({ name: 'JET_errSuccess', code: 0 });
    expect(rowsOf(one, '/w/a.edb')).toBe(220);
    expect(calls[0]).toEqual([8, 5, 0]);
    expect(calls.at(-1)).toEqual([8, 6, 100]);
    expect(idsOf(one)).toEqual([204, 301, 301, 301, 205]);
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetRestoreInstance(a.value, '/w/bk', null))).toBe('JET_errAlreadyInitialized');
    await JetTerm(a.value);
  });

  it('takes a destination', async () => {
    const one = scene();
    const a = instance('a', '/x');
    await JetRestoreInstance(a.value, '/w/bk', '/out');
    expect(rowsOf(one, '/out/a.edb')).toBe(220);
    expect(one.fs.statSync('/w/a.edb')).toBeUndefined();
    await JetTerm(a.value);
  });

  it('a failed restore leaves the instance, and its folders, for the next one', async () => {
    const one = scene((name) => name.startsWith('bk/') && !name.endsWith('5.log'));
    const a = instance('a', '/w');
    expect(await nameOf(() => JetRestoreInstance(a.value, '/w/bk', null))).toBe('JET_errFileNotFound');
    put(
      one,
      baseFiles('b1', (name) => name === 'bk/edb00005.log'),
    );
    expect(await nameOf(() => JetRestoreInstance(a.value, '/w/bk', null))).toBe('JET_errSuccess');
    await JetTerm(a.value);
  });

  it('logs that do not go on from the set are one documented error, with its reason', async () => {
    const one = scene((name) => name.startsWith('bk/') || name === 'edb.log');
    const a = instance('a', '/w');
    const failure = await JetRestoreInstance(a.value, '/w/bk', null).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'JET_errInvalidLogSequence', code: -515 });
    expect((failure as JetError).cause).toMatchObject({ name: 'JET_errExistingLogFileIsNotContiguous' });
    expect(idsOf(one)).toEqual([458]);
    await JetTerm(a.value);
  });

  it.each([
    ['no source', '', null, 'JET_errInvalidParameter'],
    ['a source that is not there', '/nowhere', null, 'JET_errInvalidPath'],
    ['a source that cannot be', `/${'x'.repeat(250)}`, null, 'JET_errInvalidPath'],
    ['a source without logs', '/out', null, 'JET_errFileNotFound'],
    ['a destination that is not there', '/w/bk', '/nowhere', 'JET_errInvalidPath'],
  ])('%s', async (_, source, destination, name) => {
    scene();
    const a = instance('a', '/w');
    expect(await nameOf(() => JetRestoreInstance(a.value, source, destination))).toBe(name);
    await JetTerm(a.value);
  });

  it('other calls are refused while it runs', async () => {
    scene();
    const a = instance('a', '/w');
    const running = JetRestoreInstance(a.value, '/w/bk', null);
    expect(await nameOf(() => JetTerm(a.value))).toBe('JET_errRestoreInProgress');
    expect(await nameOf(() => JetInit({ ...a }))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => JetRestoreInstance(a.value, '/w/bk', null))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => set(a, { LogFileSize: 128 }))).toBe('JET_errRestoreInProgress');
    expect((await running).code).toBe(0);
    await JetTerm(a.value);
  });

  it('a page size of another instance is refused', async () => {
    const one = machine();
    put(
      one,
      baseFiles('b1', (name) => name.startsWith('bk/')),
    );
    set(null, { DatabasePageSize: 8192 });
    const a = instance('a', '/w');
    expect(await nameOf(() => JetRestoreInstance(a.value, '/w/bk', null))).toBe('JET_errPageSizeMismatch');
    expect(idsOf(one)).toEqual([412]);
    await JetTerm(a.value);
  });
});

describeCorpus('JetRestore2', () => {
  it('works in single-instance mode, which ends with it', async () => {
    const one = scene();
    set(null, { SystemPath: '/x', LogFilePath: '/x', TempPath: '/x/tmp.edb', LogFileSize: 64 });
    expect(await nameOf(() => JetRestore2('/w/bk', '/out'))).toBe('JET_errSuccess');
    expect(rowsOf(one, '/out/a.edb')).toBe(220);
    const a = { value: 0 };
    expect(await nameOf(() => JetCreateInstance(a, 'a'))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(await nameOf(() => JetInit(null))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetRestore2('/w/bk', '/out'))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => JetRestoreInstance(JET_instanceNil, '/w/bk', '/out'))).toBe(
      'JET_errAlreadyInitialized',
    );
    await JetTerm(0);
  });
});

describeCorpus('JetExternalRestore', () => {
  const map: JET_RSTMAP[] = [{ szDatabaseName: 'R:\\w\\a.edb', szNewDatabaseName: '/out/a.edb' }];
  const logInfo: JET_LOGINFO = { cbSize: JET_cbLOGINFO, ulGenLow: 4, ulGenHigh: 6, szBaseName: 'edb' };

  function inPlace(): Machine {
    const one = scene();
    put(one, { '/out/a.edb': baseFiles('b1', (name) => name === 'bk/a.edb')['/w/bk/a.edb']! });
    set(null, { LogFileSize: 64 });
    return one;
  }

  it('recovers what is in place, in an instance of its own', async () => {
    const one = inPlace();
    expect(await nameOf(() => JetExternalRestore('/x', '/x', map, 1, '/w/bk', 4, 6))).toBe('JET_errSuccess');
    expect(rowsOf(one, '/out/a.edb')).toBe(220);
    // The instance is gone: the mode is unset again.
    expect(await nameOf(() => JetTerm(0))).toBe('JET_errInvalidParameter');
  });

  it('version 2 names the stream', async () => {
    const one = inPlace();
    const call = (info: JET_LOGINFO | null) =>
      nameOf(() => JetExternalRestore2('/x', '/x', map, 1, '/w/bk', info, null, null, null));
    expect(await call(null)).toBe('JET_errInvalidParameter');
    expect(await call({ ...logInfo, cbSize: 0 })).toBe('JET_errInvalidParameter');
    expect(await call(logInfo)).toBe('JET_errSuccess');
    expect(rowsOf(one, '/out/a.edb')).toBe(220);
  });

  it.each([-1, 2, 15, 0.5])('a map of %d entries is none', async (count) => {
    inPlace();
    expect(await nameOf(() => JetExternalRestore('/x', '/x', map, count, '/w/bk', 4, 6))).toBe(
      'JET_errInvalidParameter',
    );
  });

  it.each([
    ['t', '/t', '/t', 'JET_errInvalidParameter'],
    [null, '/t', null, 'JET_errInvalidParameter'],
    ['nobody', null, null, 'JET_errBadRestoreTargetInstance'],
  ])('a target %s, %s, %s', async (name, logs, checkpoint, expected) => {
    inPlace();
    expect(
      await nameOf(() => JetExternalRestore2('/x', '/x', map, 1, '/w/bk', logInfo, name, logs, checkpoint)),
    ).toBe(expected);
  });

  it('a running target closes a log for it', async () => {
    const one = inPlace();
    put(
      one,
      baseFiles('b1', (name) => /^edb[0-9A-F]*\.log$|^edb\.chk$|^a\.edb$/.test(name)),
    );
    const target = instance('t', '/w');
    await JetInit(target);
    const before = one.fs.readDirectorySync('/w').filter((name) => name.endsWith('.log')).length;
    const call = JetExternalRestore2('/x', '/x', map, 1, '/w/bk', logInfo, 't', null, null);
    expect(await nameOf(() => call)).toBe('JET_wrnTargetInstanceRunning');
    expect(rowsOf(one, '/out/a.edb')).toBe(520);
    expect(one.fs.readDirectorySync('/w').filter((name) => name.endsWith('.log')).length).toBe(before + 1);
    await JetTerm(target.value);
  });

  it('a target with circular logging is passed over', async () => {
    const one = inPlace();
    const target = instance('t', '/w', { CircularLog: 1 });
    await JetInit(target);
    const call = JetExternalRestore2('/x', '/x', map, 1, '/w/bk', logInfo, 't', null, null);
    expect(await nameOf(() => call)).toBe('JET_errSuccess');
    expect(rowsOf(one, '/out/a.edb')).toBe(220);
    await JetTerm(target.value);
  });
});

describe('an alternate folder', () => {
  it('reads empty until it is set', () => {
    machine();
    expect(read(JET_param.AlternateDatabaseRecoveryPath)).toBe('');
  });
});
