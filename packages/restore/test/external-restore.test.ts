import { openDatabase } from '@esekit/engine';
import { describeCorpus } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { baseFiles, changedFiles, EngineScene, laterLogs, setFiles } from './support/engine-scene';

const copy = (): Uint8Array => baseFiles('b1').get('bk/a.edb')!;

function scene(more: Readonly<Record<string, Uint8Array>> = {}): EngineScene {
  return new EngineScene({ ...setFiles(), 'to/a.edb': copy(), ...more });
}

function rowsOf({ disk }: EngineScene, path = 'to/a.edb'): number {
  const database = openDatabase(disk, path);
  try {
    return [...database.table('T').rows()].length;
  } finally {
    database.close();
  }
}

describeCorpus('externalRestore (31 §3)', () => {
  it('recovers a copy that is in place', async () => {
    const one = scene();
    const before = one.contents('set');
    const { name, events } = await one.restoreExternally();
    expect(name).toBe('JET_errSuccess');
    expect(rowsOf(one)).toBe(220);
    expect(events[0]).toBe(204);
    expect(events).toContain(216);
    expect(changedFiles(before, one.contents('set'))).toEqual([]);
  });

  it('finds the range in the folder', async () => {
    for (const range of [
      { genLow: 0, genHigh: 0 },
      { genLow: undefined, genHigh: undefined },
    ]) {
      const { name, result } = await scene().restoreExternally(range);
      expect(name).toBe('JET_errSuccess');
      expect(result!.set).toEqual({ folder: 'set', setLow: 4, setHigh: 6 });
    }
  });

  it('takes the set out of the log folder', async () => {
    const one = scene(laterLogs(4, 5, 6, 7, 8, 9, 10, 11, 'current'));
    const { name } = await one.restoreExternally({ backupLogFolder: undefined });
    expect(name).toBe('JET_errSuccess');
    expect(rowsOf(one)).toBe(520);
  });

  it('a name without folders stands for a database wherever it was', async () => {
    const one = scene();
    const map = [{ oldName: 'A.EDB', newName: 'to/a.edb' }];
    expect((await one.restoreExternally({ map })).name).toBe('JET_errSuccess');
  });

  it('removes a checkpoint that is there', async () => {
    const one = scene({ 'logs/edb.chk': new Uint8Array(8192).fill(1) });
    expect((await one.restoreExternally({ systemFolder: 'logs' })).name).toBe('JET_errSuccess');
    expect(one.read('logs/edb.chk')).not.toEqual(new Uint8Array(8192).fill(1));
  });

  it('replays the logs of a target up to the last one that it has closed, and only reads them', async () => {
    const one = scene();
    for (const [path, bytes] of Object.entries(laterLogs(7, 8, 9, 10, 11, 'current'))) {
      one.write(path.replace('logs/', 'target/'), bytes);
    }
    const before = one.contents('target');
    const target = { logFolder: 'target', lastGeneration: 9 };
    const { name, result } = await one.restoreExternally({ target });
    expect(name).toBe('JET_errSuccess');
    expect(result!.generations).toEqual({ from: 4, to: 9 });
    expect(changedFiles(before, one.contents('target'))).toEqual([]);
    expect(one.names('logs')).toEqual(['edb.chk', 'edb.log']);
  });

  it.each([
    ['a database that is not in place', (s: EngineScene) => s.remove('to/a.edb'), {}, 'JET_errFileNotFound'],
    ['a range that is none', () => undefined, { genLow: 6, genHigh: 4 }, 'JET_errInvalidParameter'],
    ['a range beyond the set', () => undefined, { genHigh: 7 }, 'JET_errFileNotFound'],
    ['a range that ends too early', () => undefined, { genHigh: 5 }, 'JET_errEndingRestoreLogTooLow'],
    ['a range that begins too late', () => undefined, { genLow: 5 }, 'JET_errStartingRestoreLogTooHigh'],
    [
      'logs of a folder without any',
      (s: EngineScene) => s.remove('set/edb00004.log', 'set/edb00005.log', 'set/edb00006.log'),
      { genLow: 0, genHigh: 0 },
      'JET_errFileNotFound',
    ],
  ] as const)('%s is refused, and nothing changed', async (_, change, more, name) => {
    const one = scene();
    change(one);
    const before = one.contents('to');
    expect((await one.restoreExternally(more)).name).toBe(name);
    expect(changedFiles(before, one.contents('to'))).toEqual([]);
    expect(one.names('logs')).toEqual([]);
  });

  it('a database without an entry is left out, and that is told at the end', async () => {
    const { name } = await scene().restoreExternally({ map: [] });
    expect(name).toBe('JET_errAttachedDatabaseMismatch');
  });
});
