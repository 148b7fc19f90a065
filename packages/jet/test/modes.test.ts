import { beforeEach, describe, expect, it } from 'vitest';
import {
  configureJet,
  JET_instanceNil,
  JetCreateInstance,
  JetExternalRestore,
  JetInit,
  JetInit2,
  JetInit3,
  JetRestore,
  JetRestore2,
  JetRestoreInstance,
  JetSetSystemParameter,
  JetTerm,
  JetTerm2,
  JET_bit,
  JET_cbRSTINFO,
  JET_param,
} from '../src';
import {
  folders,
  idsOf,
  instance,
  machine,
  nameOf,
  read,
  set,
  type Machine,
} from './support/memory-platform';

let one: Machine;

beforeEach(() => {
  one = machine();
  folders(one, '/a', '/b', '/c');
  set(null, { SystemPath: '/a', LogFilePath: '/a', TempPath: '/a/', LogFileSize: 64 });
});

/** Frees what a test has left, so that the next one can choose its machine. */
async function end(...handles: number[]): Promise<void> {
  for (const handle of handles) await JetTerm(handle);
}

describe('modes (32 §1)', () => {
  it('a JetInit without an instance makes the one of single-instance mode', async () => {
    const handle = { value: JET_instanceNil };
    expect(await nameOf(() => JetInit(handle))).toBe('JET_errSuccess');
    expect(handle.value).not.toBe(JET_instanceNil);
    expect(await nameOf(() => JetInit(null))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => JetInit({ value: JET_instanceNil }))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => JetCreateInstance({ value: 0 }, 'x'))).toBe('JET_errRunningInOneInstanceMode');
    expect(await nameOf(() => JetExternalRestore('/b', '/b', [], 0, null, 0, 0))).toBe(
      'JET_errRunningInOneInstanceMode',
    );
    // Any value means the one instance.
    expect(await nameOf(() => JetTerm(12345))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetTerm(JET_instanceNil))).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetTerm(handle.value))).toBe('JET_errInvalidParameter');
  });

  it('created instances make multi-instance mode', async () => {
    const a = instance('a', '/a');
    expect(await nameOf(() => JetInit(null))).toBe('JET_errRunningInMultiInstanceMode');
    expect(await nameOf(() => JetRestore('/set'))).toBe('JET_errRunningInMultiInstanceMode');
    expect(await nameOf(() => JetRestore2('/set', null))).toBe('JET_errRunningInMultiInstanceMode');
    expect(await nameOf(() => JetRestoreInstance(JET_instanceNil, '/set', null))).toBe(
      'JET_errRunningInMultiInstanceMode',
    );
    expect(await nameOf(() => JetInit({ value: 999 }))).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetRestoreInstance(999, '/set', null))).toBe('JET_errInvalidParameter');
    expect(await nameOf(() => JetTerm(999))).toBe('JET_errInvalidParameter');
    await end(a.value);
  });

  it('a restore without an instance needs single-instance mode for itself alone', async () => {
    expect(await nameOf(() => JetRestore('/c'))).toBe('JET_errFileNotFound');
    const a = instance('a', '/a');
    expect(await nameOf(() => JetTerm(a.value))).toBe('JET_errSuccess');
  });
});

describe('instances (32 §2)', () => {
  it('have names of their own, case included; one may have none', async () => {
    const a = instance('a', '/a');
    expect(await nameOf(() => JetCreateInstance({ value: 0 }, 'a'))).toBe('JET_errInstanceNameInUse');
    const upper = { value: 0 };
    const none = { value: 0 };
    JetCreateInstance(upper, 'A');
    JetCreateInstance(none, null);
    expect(await nameOf(() => JetCreateInstance({ value: 0 }, null))).toBe('JET_errInstanceNameInUse');
    expect(await nameOf(() => JetCreateInstance(null, 'z'))).toBe('JET_errInvalidParameter');
    await end(a.value, upper.value, none.value);
  });

  it('are limited', async () => {
    set(null, { MaxInstances: 2 });
    const handles = [instance('a', '/a'), instance('b', '/b')];
    expect(await nameOf(() => JetCreateInstance({ value: 0 }, 'c'))).toBe('JET_errTooManyInstances');
    await end(...handles.map(({ value }) => value));
  });

  it('keep their folders to themselves while they run', async () => {
    const a = instance('a', '/a', { TempPath: '/a/tmp/', CreatePathIfNotExist: 1 });
    await JetInit(a);
    for (const [folder, name] of [
      ['TempPath', 'JET_errTempPathInUse'],
      ['SystemPath', 'JET_errSystemPathInUse'],
      ['LogFilePath', 'JET_errLogFilePathInUse'],
    ] as const) {
      const b = instance('b', '/b', { [folder]: folder === 'TempPath' ? '/a/tmp/' : '/a' });
      expect(await nameOf(() => JetInit(b))).toBe(name);
      expect(b.value).toBe(0);
    }
    await end(a.value);
  });

  it('a failed JetInit frees them, and their name', async () => {
    const a = instance('a', '/nowhere');
    const handle = a.value;
    expect(await nameOf(() => JetInit(a))).toBe('JET_errInvalidPath');
    expect(a.value).toBe(0);
    expect(await nameOf(() => JetTerm(handle))).toBe('JET_errInvalidParameter');
    const again = instance('a', '/a');
    expect(await nameOf(() => JetInit(again))).toBe('JET_errSuccess');
    await end(again.value);
  });

  it('tell of a missing log folder', async () => {
    const a = instance('a', '/a', { LogFilePath: '/nowhere' });
    expect(await nameOf(() => JetInit(a))).toBe('JET_errInvalidPath');
    expect(idsOf(one)).toEqual([102, 455]);
  });

  it('a call that is refused before anything starts leaves them alone', async () => {
    const a = instance('a', '/a');
    const info = { cbStruct: 7, rgrstmap: [] };
    expect(await nameOf(() => JetInit3(a, info, 0))).toBe('JET_errInvalidParameter');
    const map = [{ szDatabaseName: 'x', szNewDatabaseName: null }];
    expect(await nameOf(() => JetInit3(a, { cbStruct: JET_cbRSTINFO, rgrstmap: map }, 0))).toBe(
      'JET_errDatabaseInvalidName',
    );
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    expect(await nameOf(() => JetInit(a))).toBe('JET_errAlreadyInitialized');
    expect(await nameOf(() => JetInit3(a, info, 0))).toBe('JET_errAlreadyInitialized');
    await end(a.value);
  });

  it('settings that do not go together are refused', async () => {
    for (const settings of [{ LogFileSize: 65 }, { CleanupMismatchedLogFiles: 1 }]) {
      expect(await nameOf(() => JetInit(instance('a', '/a', settings)))).toBe('JET_errInvalidSettings');
    }
    const a = instance('a', '/a');
    expect(await nameOf(() => JetInit2(a, JET_bit.KeepDbAttachedAtEndOfRecovery))).toBe(
      'JET_errFeatureNotAvailable',
    );
    await end(a.value);
  });

  it('end dirty only when told to', async () => {
    const a = instance('b', '/b');
    await JetInit(a);
    expect(await nameOf(() => JetTerm2(a.value, JET_bit.TermDirty))).toBe('JET_errDirtyShutdown');
    expect(idsOf(one).at(-1)).toBe(103);
    const again = instance('b', '/b');
    one.events.length = 0;
    expect(await nameOf(() => JetInit(again))).toBe('JET_errSuccess');
    expect(idsOf(one)).toEqual([102, 300, 301, 302, 105]);
    await end(again.value);
  });

  it('write no log with recovery off', async () => {
    const a = instance('a', '/a', { Recovery: 'off' });
    await JetInit(a);
    await JetTerm(a.value);
    expect(one.fs.readDirectorySync('/a')).toEqual([]);
  });
});

describe('a platform', () => {
  it('cannot be changed under instances', async () => {
    const a = instance('a', '/a');
    expect(() => configureJet(one.platform)).toThrow('instances run on another platform');
    await end(a.value);
    configureJet(one.platform);
  });
});

describe('parameters (32 §5)', () => {
  const get = read;
  const setInt = (id: number, value: number) =>
    nameOf(() => JetSetSystemParameter(null, null, id, value, null));
  const setText = (id: number, value: string) =>
    nameOf(() => JetSetSystemParameter(null, null, id, 0, value));

  it('numbers, texts and switches come back', async () => {
    for (const [id, value] of [
      [5, 20],
      [11, 128],
      [17, 1],
      [60, 50],
      [105, 3],
    ] as const) {
      expect(await setInt(id, value)).toBe('JET_errSuccess');
      expect(get(id)).toBe(value);
    }
    expect(await setInt(JET_param.CircularLog, 5)).toBe('JET_errSuccess');
    expect(get(JET_param.CircularLog)).toBe(1);
    expect(await setText(JET_param.BaseName, 'SRU')).toBe('JET_errSuccess');
    expect(get(JET_param.BaseName)).toBe('SRU');
  });

  it('folders are completed', async () => {
    configureJet(one.platform);
    expect(get(JET_param.SystemPath)).toBe('./');
    expect(get(JET_param.TempPath)).toBe('tmp.edb');
    expect(get(JET_param.AlternateDatabaseRecoveryPath)).toBe('');
    await setText(JET_param.SystemPath, 'foo/system/');
    expect(get(JET_param.SystemPath)).toBe('/foo/system/');
  });

  it.each([
    [221, 0, 'JET_errInvalidParameter'],
    [9999, 0, 'JET_errInvalidParameter'],
    [185, 0, 'JET_errInvalidParameter'],
    [JET_param.LogFileSize, 63, 'JET_errInvalidParameter'],
    [JET_param.LogFileSize, 32769, 'JET_errInvalidParameter'],
    [JET_param.DatabasePageSize, 5000, 'JET_errInvalidParameter'],
    [JET_param.DatabasePageSize, 2048, 'JET_errInvalidParameter'],
    [JET_param.KeyMost, 1, 'JET_errInvalidParameter'],
    [75, 2, 'JET_errInvalidParameter'],
    [JET_param.EnableShrinkDatabase, 2, 'JET_errInvalidGrbit'],
    [13, 5, 'JET_errSuccess'],
  ])('%i = %i: %s', async (id, value, name) => {
    expect(await setInt(id, value)).toBe(name);
  });

  it('a base name has three characters', async () => {
    expect(await setText(JET_param.BaseName, 'ab')).toBe('JET_errInvalidParameter');
    expect(await setText(JET_param.BaseName, 'abcd')).toBe('JET_errInvalidParameter');
  });

  it('some are fixed by the mode, some by the start', async () => {
    const a = instance('a', '/a');
    expect(await setInt(JET_param.DatabasePageSize, 8192)).toBe('JET_errAlreadyInitialized');
    expect(await setInt(JET_param.DatabasePageSize, 4096)).toBe('JET_errSuccess');
    await JetInit(a);
    const setOwn = (value: number) =>
      nameOf(() => JetSetSystemParameter(a, null, JET_param.LogFileSize, value, null));
    expect(await setOwn(128)).toBe('JET_errAlreadyInitialized');
    expect(await setOwn(64)).toBe('JET_errSuccess');
    await end(a.value);
  });

  it('advanced ones are passed over when they are off', async () => {
    set(null, { EnableAdvanced: 0, MaxSessions: 99 });
    expect(get(JET_param.MaxSessions)).toBe(16);
  });

  it('new instances begin with the global values', async () => {
    set(null, { EventSource: 'mine' });
    const a = instance('a', '/a');
    expect(get(JET_param.EventSource, a.value)).toBe('mine');
    await JetInit(a);
    expect(one.events[0]).toMatchObject({ source: 'mine', instance: 'a' });
    await end(a.value);
  });
});
