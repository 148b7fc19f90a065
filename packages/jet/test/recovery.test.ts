import { openDatabase } from '@esekit/engine';
import { readCheckpointSync } from '@esekit/log';
import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { JET_bit, JET_cbRSTINFO, JetInit, JetInit2, JetInit3, JetTerm, type JET_RSTMAP } from '../src';
import {
  baseFiles,
  folders,
  idsOf,
  instance,
  machine,
  nameOf,
  put,
  type Machine,
} from './support/memory-platform';

describe('a run on a new stream', () => {
  it('begins with generation 1, goes on from where it ended, and recovers from a crash', async () => {
    const one = machine();
    folders(one, '/w');
    const generations: number[] = [];
    for (const isCrash of [false, true, false]) {
      const a = instance('a', '/w');
      await JetInit(a);
      if (isCrash)
        await nameOf(() => import('../src').then(({ JetTerm2 }) => JetTerm2(a.value, JET_bit.TermDirty)));
      else await JetTerm(a.value);
      const { lgposCheckpoint } = readCheckpointSync(one.fs, '/w/edb.chk');
      generations.push(lgposCheckpoint.lGeneration);
    }
    expect(generations).toEqual([1, 1, 1]);
    expect(one.fs.readDirectorySync('/w').filter((name) => name.endsWith('.log'))).toEqual(['edb.log']);
    expect(idsOf(one)).toEqual([102, 105, 103, 102, 105, 103, 102, 300, 301, 302, 105, 103]);
  });

  it('gets its names from JET_paramLegacyFileNames', async () => {
    const one = machine();
    folders(one, '/w');
    const a = instance('a', '/w', { LegacyFileNames: 0, BaseName: 'abc' });
    await JetInit(a);
    await JetTerm(a.value);
    expect(one.fs.readDirectorySync('/w')).toEqual([
      'abc.jcp',
      'abc.jtx',
      'abcres00001.jrs',
      'abcres00002.jrs',
    ]);
  });

  it('many short runs fill logs', async () => {
    const one = machine();
    folders(one, '/w');
    for (let i = 0; i < 12; i++) {
      const a = instance('a', '/w');
      expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
      await JetTerm(a.value);
    }
    expect(one.fs.readDirectorySync('/w')).toContain('edb00001.log');
  });
});

function rowsOf({ fs }: Machine, path: string): number {
  const database = openDatabase(fs, path);
  try {
    return [...database.table('T').rows()].length;
  } finally {
    database.close();
  }
}

describeCorpus('JetInit', () => {
  const dirty = (): Machine => {
    const one = machine();
    put(one, baseFiles('p2'));
    return one;
  };

  it('recovers the databases of its logs', async () => {
    const one = dirty();
    const a = instance('a', '/w');
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(rowsOf(one, '/w/a.edb')).toBe(430);
    expect(idsOf(one).slice(0, 2)).toEqual([102, 300]);
  });

  it('looks in the alternate recovery folder, and only there', async () => {
    const one = machine();
    put(
      one,
      baseFiles('p2', (name) => !name.startsWith('a.')),
    );
    const { '/w/a.edb': database } = baseFiles('p2', (name) => name === 'a.edb');
    put(one, { '/else/a.edb': database! });
    const a = instance('a', '/w', { AlternateDatabaseRecoveryPath: '/else' });
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(rowsOf(one, '/else/a.edb')).toBe(430);
  });

  const moved = (): Machine => {
    const one = machine();
    put(
      one,
      baseFiles('p2', (name) => !name.startsWith('a.')),
    );
    put(one, { '/else/b.edb': baseFiles('p2', (name) => name === 'a.edb')['/w/a.edb']! });
    return one;
  };

  it.each([
    ['its logged path', 'R:\\w\\a.edb'],
    ['its signature', null],
  ])('takes a restore map, which knows a database by %s', async (_, szDatabaseName) => {
    const one = moved();
    const rgrstmap: JET_RSTMAP[] = [{ szDatabaseName, szNewDatabaseName: '/else/b.edb' }];
    const a = instance('a', '/w');
    expect(await nameOf(() => JetInit3(a, { cbStruct: JET_cbRSTINFO, rgrstmap }, 0))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(rowsOf(one, '/else/b.edb')).toBe(430);
    expect(idsOf(one)).toContain(216);
  });

  it('without an entry the database is missing, which can be accepted', async () => {
    const rgrstmap: JET_RSTMAP[] = [
      { szDatabaseName: 'R:\\w\\other.edb', szNewDatabaseName: '/else/other.edb' },
    ];
    const info = { cbStruct: JET_cbRSTINFO, rgrstmap };
    moved();
    expect(await nameOf(() => JetInit3(instance('a', '/w'), info, 0))).toBe(
      'JET_errAttachedDatabaseMismatch',
    );
    moved();
    const a = instance('a', '/w');
    expect(await nameOf(() => JetInit3(a, info, JET_bit.ReplayIgnoreMissingDB))).toBe('JET_errSuccess');
    await JetTerm(a.value);
  });

  it('a path of another machine is no place', async () => {
    const one = dirty();
    one.platform.localPath = () => undefined;
    expect(await nameOf(() => JetInit(instance('a', '/w')))).toBe('JET_errAttachedDatabaseMismatch');
  });

  it('stops before undo, or at a position, when told to', async () => {
    dirty();
    expect(await nameOf(() => JetInit2(instance('a', '/w'), JET_bit.RecoveryWithoutUndo))).toBe(
      'JET_errRecoveredWithoutUndo',
    );
    const lgposStop = { lGeneration: 10, isec: 1, ib: 0 };
    dirty();
    const info = { cbStruct: JET_cbRSTINFO, rgrstmap: [], lgposStop };
    expect(await nameOf(() => JetInit3(instance('a', '/w'), info, JET_bit.ReplayMissingMapEntryDB))).not.toBe(
      'JET_errSuccess',
    );
  });

  it('warns of a loss that was accepted', async () => {
    const one = machine();
    put(
      one,
      baseFiles('wl', (name) => name !== 'edb.log'),
    );
    const a = instance('a', '/w');
    expect(await nameOf(() => JetInit2(a, JET_bit.ReplayIgnoreLostLogs))).toBe(
      'JET_wrnCommittedLogFilesLost',
    );
    expect(idsOf(one)).toContain(524);
    await JetTerm(a.value);
  });

  it('logs of another size are an error after success, or make way', async () => {
    dirty();
    expect(await nameOf(() => JetInit(instance('a', '/w', { LogFileSize: 128 })))).toBe(
      'JET_errLogFileSizeMismatchDatabasesConsistent',
    );
    const one = dirty();
    const a = instance('a', '/w', { LogFileSize: 128, CircularLog: 1, CleanupMismatchedLogFiles: 1 });
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(one.fs.statSync('/w/edb.log')!.size).toBe(128 * 1024);
  });

  it('a run follows on the recovered stream, and can be recovered itself', async () => {
    const one = dirty();
    for (let i = 0; i < 3; i++) {
      const a = instance('a', '/w');
      expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
      await JetTerm(a.value);
    }
    one.fs.removeFileSync('/w/edb.chk');
    const a = instance('a', '/w');
    expect(await nameOf(() => JetInit(a))).toBe('JET_errSuccess');
    await JetTerm(a.value);
    expect(rowsOf(one, '/w/a.edb')).toBe(430);
  });
});
