import { describeCorpus } from '@esekit/testkit';
import { openDatabase } from '@esekit/engine';
import { updateHeaderImage, type DatabaseHeader } from '@esekit/pages';
import { expect, it } from 'vitest';
import { baseFiles, changedFiles, EngineScene, laterLogs, setFiles } from './support/engine-scene';

const pageSize = 4096;
const full = [7, 8, 9, 10, 11, 'current'] as const;

function rowsOf(scene: EngineScene, path = 'to/a.edb'): number {
  const database = openDatabase(scene.disk, path);
  try {
    return [...database.table('T').rows()].length;
  } finally {
    database.close();
  }
}

/** The copy of the set with other fields in both copies of its header. */
function copyWith(fields: Partial<DatabaseHeader>): Uint8Array {
  const bytes = baseFiles('b1').get('bk/a.edb')!.slice();
  for (const at of [0, pageSize]) updateHeaderImage(bytes.subarray(at, at + pageSize), fields);
  return bytes;
}

describeCorpus('restoreInstance', () => {
  it('brings the set to its end, and begins a log behind it', async () => {
    const scene = new EngineScene();
    const before = scene.contents('set');
    const { name, result, events } = await scene.restore();
    expect(name).toBe('JET_errSuccess');
    expect(result).toMatchObject({
      generations: { from: 4, to: 6 },
      set: { folder: 'set', setLow: 4, setHigh: 6 },
      databases: [{ path: 'to/a.edb', stateBefore: 'DirtyShutdown', stateAfter: 'CleanShutdown' }],
    });
    expect(rowsOf(scene)).toBe(220);
    expect(scene.names('logs')).toEqual(['edb.chk', 'edb.log']);
    expect(result!.stream!.header.lGeneration).toBe(7);
    expect(changedFiles(before, scene.contents('set'))).toEqual([]);
    expect(events[0]).toBe(204);
    expect(events.at(-1)).toBe(205);
  });

  it('rolls forward through the logs of the log folder', async () => {
    const scene = new EngineScene({ ...setFiles(), ...laterLogs(...full) });
    const { name, result } = await scene.restore();
    expect(name).toBe('JET_errSuccess');
    expect(result!.generations).toEqual({ from: 4, to: 12 });
    expect(rowsOf(scene)).toBe(520);
  });

  it('rolls forward through logs that are only read', async () => {
    const scene = new EngineScene({ ...setFiles(), ...laterLogs(...full) });
    const before = scene.contents('logs');
    scene.disk.createDirectorySync('fresh');
    const { name, result } = await scene.restore({ laterLogs: 'logs', logFolder: 'fresh' });
    expect(name).toBe('JET_errSuccess');
    expect(rowsOf(scene)).toBe(520);
    expect(changedFiles(before, scene.contents('logs'))).toEqual([]);
    expect(scene.names('fresh')).toEqual(['edb.chk', 'edb.log']);
    expect(result!.stream).toMatchObject({ folder: 'fresh', header: { lGeneration: 12 } });
  });

  it('wants logs to roll forward through in one place', async () => {
    const scene = new EngineScene({ ...setFiles(), ...laterLogs(...full) });
    scene.write('more/edb00007.log', baseFiles('b1').get('edb00007.log')!);
    expect((await scene.restore({ laterLogs: 'more' })).name).toBe('JET_errFileAlreadyExists');
  });

  it.each(['new', 'old'])('finds the set in the folder %s', async (name) => {
    const files = Object.entries(setFiles()).map(([path, bytes]) => [
      path.replace('set/', `set/${name}/`),
      bytes,
    ]);
    const scene = new EngineScene(Object.fromEntries(files) as Record<string, Uint8Array>);
    const { result } = await scene.restore();
    expect(result!.set.folder).toBe(`set/${name}`);
  });

  it('tells progress as the engine does', async () => {
    const { statuses } = await new EngineScene().restore();
    expect(statuses[0]).toEqual({ snt: 5, cunitDone: 0, cunitTotal: 100 });
    expect(statuses.at(-1)).toEqual({ snt: 6, cunitDone: 100, cunitTotal: 100 });
    const percents = statuses.slice(1, -1).map(({ cunitDone }) => cunitDone);
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
    expect(percents[0]).toBeGreaterThan(0);
    expect(percents.at(-1)).toBeLessThan(100);
  });

  it('repeats over what a restore has left', async () => {
    const scene = new EngineScene();
    await scene.restore();
    scene.remove('logs/edb.log', 'logs/edb.chk');
    expect((await scene.restore()).name).toBe('JET_errSuccess');
    expect(rowsOf(scene)).toBe(220);
  });

  it('removes logs that are not part of the set only when asked to, and only at the end', async () => {
    const scene = new EngineScene({ ...setFiles(), 'set/edb.log': baseFiles('b1').get('edb.log')! });
    await scene.restore();
    expect(scene.names('set')).toContain('edb.log');
    scene.remove('logs/edb.log', 'logs/edb.chk');
    await scene.restore({ cleansSet: true });
    expect(scene.names('set')).not.toContain('edb.log');
  });
});

describeCorpus('where restored databases go', () => {
  it('a chosen place wins over the destination', async () => {
    const scene = new EngineScene();
    const { name, events } = await scene.restore({ places: { locate: () => 'logs/mine.edb' } });
    expect(name).toBe('JET_errSuccess');
    expect(scene.names('to')).toEqual([]);
    expect(rowsOf(scene, 'logs/mine.edb')).toBe(220);
    expect(events).toContain(216);
  });

  it('recorded places are translated, and no move', async () => {
    const scene = new EngineScene();
    const { name, events } = await scene.restore({
      destination: undefined,
      localPath: (path) => path.replace('R:\\w\\', 'to/'),
    });
    expect({ name, moved: events.includes(216) }).toEqual({ name: 'JET_errSuccess', moved: false });
    expect(scene.names('to')).toContain('a.edb');
  });

  it('recorded places are never opened as they stand', async () => {
    expect((await new EngineScene().restore({ destination: undefined })).name).toBe('JET_errInvalidPath');
  });

  it('an absent destination is made only when asked for', async () => {
    const refused = await new EngineScene().restore({ destination: 'nowhere/deep' });
    expect(refused).toMatchObject({ name: 'JET_errInvalidPath', events: [204, 487, 454, 205] });
    const scene = new EngineScene();
    expect((await scene.restore({ destination: 'nowhere/deep', createsFolders: true })).name).toBe(
      'JET_errSuccess',
    );
    expect(scene.names('nowhere/deep')).toContain('a.edb');
  });
});

describeCorpus('what is wrong with a set, told after event 204 (31 §5.3)', () => {
  const trailerOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(bytes.length - pageSize);
  const copy = (): Uint8Array => baseFiles('b1').get('bk/a.edb')!.slice();
  const other = baseFilesIfAny();

  function baseFilesIfAny(): Uint8Array {
    return new Uint8Array(3 * pageSize).fill(7);
  }

  const cases: readonly (readonly [
    what: string,
    change: (scene: EngineScene) => void,
    name: string,
    events: number[],
  ])[] = [
    [
      'no database at all',
      (s) => s.remove('set/a.edb', 'set/a.pat'),
      'JET_errPatchFileMissing',
      [204, 454, 205],
    ],
    [
      'both header copies bad',
      (s) => s.write('set/a.edb', copy().fill(1, 0, 2 * pageSize)),
      'JET_errDatabaseCorrupted',
      [204, 454, 205],
    ],
    [
      'no database but something else',
      (s) => s.write('set/a.edb', other),
      'JET_errDatabaseCorrupted',
      [204, 454, 205],
    ],
    [
      'a plain copy',
      (s) =>
        s.write(
          'set/a.edb',
          copyWith({
            bkinfoFullCur: {
              lgposMark: { ib: 0, isec: 0, lGeneration: 0 },
              logtimeMark: { low: 0, high: 0 },
              genLow: 0,
              genHigh: 0,
            },
          }),
        ),
      'JET_errRestoreOfNonBackupDatabase',
      [204, 454, 205],
    ],
    [
      'no trailer',
      (s) => s.write('set/a.edb', copy().slice(0, -pageSize)),
      'JET_errBadPatchPage',
      [204, 454, 205],
    ],
    [
      'a damaged trailer',
      (s) => {
        const bytes = copy();
        trailerOf(bytes)[50]! ^= 1;
        s.write('set/a.edb', bytes);
      },
      'JET_errBadPatchPage',
      [204, 454, 205],
    ],
    [
      'headers alone',
      (s) => s.write('set/a.edb', copy().slice(0, 2 * pageSize)),
      'JET_errBadPatchPage',
      [204, 454, 205],
    ],
    [
      'another database than its trailer',
      (s) =>
        s.write(
          'set/a.edb',
          copyWith({ signDb: { random: 9, time: { low: 0, high: 0 }, computerName: '' } }),
        ),
      'JET_errDatabasePatchFileMismatch',
      [204, 430, 454, 205],
    ],
    [
      'another stream than the logs',
      (s) =>
        s.write(
          'set/a.edb',
          copyWith({ signLog: { random: 9, time: { low: 0, high: 0 }, computerName: '' } }),
        ),
      'JET_errDatabasePatchFileMismatch',
      [204, 430, 454, 205],
    ],
    [
      'its first log missing',
      (s) => s.remove('set/edb00004.log'),
      'JET_errStartingRestoreLogTooHigh',
      [204, 431, 454, 205],
    ],
    [
      'its last log missing',
      (s) => s.remove('set/edb00006.log'),
      'JET_errEndingRestoreLogTooLow',
      [204, 432, 454, 205],
    ],
  ];

  it.each(cases)('%s', async (_, change, name, events) => {
    const scene = new EngineScene();
    change(scene);
    const before = scene.contents('set');
    expect(await scene.restore()).toMatchObject({ name, events });
    expect(changedFiles(before, scene.contents('set'))).toEqual([]);
    expect(scene.names('logs')).toEqual([]);
  });

  it('the last log may stand in the log folder', async () => {
    const scene = new EngineScene({
      ...setFiles(),
      'logs/edb00006.log': baseFiles('b1').get('edb00006.log')!,
    });
    scene.remove('set/edb00006.log');
    expect((await scene.restore()).name).toBe('JET_errSuccess');
    expect(rowsOf(scene)).toBe(220);
  });

  it('one bad header copy is not missed', async () => {
    for (const [at, event] of [
      [0, 456],
      [pageSize, 472],
    ] as const) {
      const scene = new EngineScene();
      const bytes = copy();
      bytes[at + 200]! ^= 1;
      scene.write('set/a.edb', bytes);
      const { name, events } = await scene.restore();
      expect({ name, second: events[1] }).toEqual({ name: 'JET_errSuccess', second: event });
    }
  });

  it('without markers the copies are found by their headers', async () => {
    const scene = new EngineScene();
    scene.remove('set/a.pat');
    expect((await scene.restore()).name).toBe('JET_errSuccess');
  });

  it('a set that is not there, or holds no logs', async () => {
    expect((await new EngineScene().restore({ set: 'nowhere' })).name).toBe('JET_errInvalidPath');
    expect((await new EngineScene().restore({ set: '' })).name).toBe('JET_errInvalidParameter');
    expect((await new EngineScene().restore({ set: 'to' })).name).toBe('JET_errFileNotFound');
    expect((await new EngineScene().restore({ base: 'abc' })).name).toBe('JET_errFileNotFound');
    expect(await new EngineScene().restore({ pageSize: 8192 })).toMatchObject({
      name: 'JET_errPageSizeMismatch',
      events: [412],
    });
    expect(await new EngineScene().restore({ logFolder: 'nowhere' })).toMatchObject({
      name: 'JET_errInvalidPath',
      events: [426],
    });
  });
});

describeCorpus('a restore that ends earlier', () => {
  const scene = (): EngineScene => {
    const made = new EngineScene({ ...setFiles(), ...laterLogs(...full) });
    made.disk.createDirectorySync('fresh');
    return made;
  };
  const fresh = { laterLogs: 'logs', logFolder: 'fresh' } as const;

  it.each([
    ['behind a generation', { lGeneration: 9 }, 9],
    ['inside an archived log', { lgpos: { lGeneration: 9, isec: 3, ib: 0 } }, 9],
    ['inside the current log', { lgpos: { lGeneration: 12, isec: 2, ib: 0 } }, 12],
  ] as const)('%s: a view of that moment, without logs that lead away from it', async (_, stopAt, to) => {
    const one = scene();
    const { name, result } = await one.restore({ ...fresh, stopAt });
    expect(name).toBe('JET_errSuccess');
    expect(result!.generations).toEqual({ from: 4, to });
    expect(result!.databases).toMatchObject([{ stateAfter: 'CleanShutdown' }]);
    expect(one.names('fresh')).toEqual([]);
    const rows = rowsOf(one);
    expect(rows).toBeGreaterThan(220);
    expect(rows).toBeLessThanOrEqual(520);
  });

  it.each([
    ['a generation', { lGeneration: 5 }],
    ['a position', { lgpos: { lGeneration: 6, isec: 9, ib: 0 } }],
    ['a time', { time: { low: 0x14000000, high: 0x7e0b } }],
  ] as const)('not before the copy is consistent: %s', async (_, stopAt) => {
    expect((await scene().restore({ ...fresh, stopAt })).name).toBe('JET_errEndingRestoreLogTooLow');
  });
});
