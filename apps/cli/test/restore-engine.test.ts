import { createFailingFileSystem } from '@esekit/core/testing';
import { describeCorpus } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { baseFiles, diskWith, imageOf, put } from './support/engine-files';
import { jsonOf, run } from './support/run';

const marker = 'esekit-restore.incomplete';

async function rows(fs: Parameters<typeof run>[0], path: string): Promise<number> {
  const { stdout } = await run(fs, ['export', path, '--table', 'T']);
  return stdout.split('\n').length - 1;
}

describeCorpus('restore of a set of the engine', () => {
  it('copies, replays and leaves an instance', async () => {
    const fs = diskWith('b1');
    const before = imageOf(fs, 'in/bk');
    const outcome = await run(fs, ['restore', 'in/bk', '--to', 'back', '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(outcome)).toEqual({
      ok: true,
      error: null,
      warning: null,
      generations: { from: 4, to: 6 },
      databases: [
        { path: 'back/a.edb', stateBefore: 'DirtyShutdown', stateAfter: 'CleanShutdown', rolledBack: 0 },
      ],
      remarks: [],
    });
    expect(await rows(fs, 'back/a.edb')).toBe(220);
    expect(fs.readDirectorySync('back')).toEqual(['a.edb', 'a.jfm', 'edb.chk', 'edb.log']);
    expect((await run(fs, ['verify', 'back'])).code).toBe(0);
    expect(imageOf(fs, 'in/bk')).toEqual(before);
  });

  it('tells a person', async () => {
    const { stdout } = await run(diskWith('b1'), ['restore', 'in/bk', '--to', 'back']);
    expect(stdout).toBe('  back/a.edb  DirtyShutdown, now CleanShutdown\nrestored: generations 0x4 to 0x6\n');
  });

  it('rolls forward through logs that it only reads, and stops where told to', async () => {
    const fs = diskWith('b1');
    const before = imageOf(fs, 'in');
    expect((await run(fs, ['restore', 'in/bk', '--to', 'back', '--logs', 'in'])).code).toBe(0);
    expect(await rows(fs, 'back/a.edb')).toBe(520);
    for (const [position, to] of [
      ['9', 9],
      ['9:3:0', 9],
      ['2026-11-20T12:13:23.5Z', 10],
    ] as const) {
      const target = `back-${to}-${position.length}`;
      const args = ['restore', 'in/bk', '--to', target, '--logs', 'in', '--to-position', position, '--json'];
      expect(jsonOf(await run(fs, args))).toMatchObject({ ok: true, generations: { from: 4, to } });
      expect(await rows(fs, `${target}/a.edb`)).toBeLessThan(520);
    }
    expect(imageOf(fs, 'in')).toEqual(before);
  });

  it('incremental logs in the set, or the set below new', async () => {
    const fs = diskWith('b1', (name) => name.startsWith('inc/'));
    for (const [name, bytes] of baseFiles('b1')) {
      if (name.startsWith('bk/')) put(fs, `in/inc/${name.slice(3)}`, bytes);
      if (name.startsWith('bk/')) put(fs, `atomic/${name.slice(3)}`, bytes);
    }
    fs.createDirectorySync('set');
    fs.renameSync('atomic', 'set/new');
    expect((await run(fs, ['restore', 'in/inc', '--to', 'one'])).code).toBe(0);
    expect(await rows(fs, 'one/a.edb')).toBe(370);
    expect((await run(fs, ['restore', 'set', '--to', 'two'])).code).toBe(0);
    expect(await rows(fs, 'two/a.edb')).toBe(220);
  });

  it('puts single databases where a map says', async () => {
    const fs = diskWith('b1');
    fs.createDirectorySync('db');
    const args = ['restore', 'in/bk', '--map', 'R:\\w\\a.edb=db/mine.edb'];
    expect((await run(fs, args)).code).toBe(0);
    expect(await rows(fs, 'db/mine.edb')).toBe(220);
    expect(await run(fs, args)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^esekit: JET_errFileAlreadyExists .+\n {2}--force/) as unknown,
    });
    expect(await run(fs, ['restore', 'in/bk', '--map', 'b.edb=db/b.edb'])).toMatchObject({ code: 1 });
  });

  it('does not touch what is there, unless told to', async () => {
    const fs = diskWith('b1');
    put(fs, 'back/a.edb', new Uint8Array(10));
    expect(await run(fs, ['restore', 'in/bk', '--to', 'back'])).toMatchObject({ code: 1, stdout: '' });
    expect(fs.statSync('back/a.edb')!.size).toBe(10);
    expect((await run(fs, ['restore', 'in/bk', '--to', 'back', '--force'])).code).toBe(0);
    expect(await rows(fs, 'back/a.edb')).toBe(220);
  });

  it('a failure leaves a mark, and the same command begins anew', async () => {
    const fs = diskWith('b1');
    const log = fs.openSync('in/bk/edb00005.log', 'readWrite');
    log.writeSync(new Uint8Array(64).fill(0xa5), 9 * 4096);
    const outcome = await run(fs, ['restore', 'in/bk', '--to', 'back', '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)['error']).toMatchObject({
      name: 'JET_errLogCorruptDuringHardRestore',
      code: -573,
    });
    expect(fs.readDirectorySync('back')).toContain(marker);
    expect((await run(fs, ['verify', 'back'])).code).toBe(1);
    log.writeSync(baseFiles('b1').get('bk/edb00005.log')!, 0);
    expect((await run(fs, ['restore', 'in/bk', '--to', 'back'])).code).toBe(0);
    expect(fs.readDirectorySync('back')).toEqual(['a.edb', 'a.jfm', 'edb.chk', 'edb.log']);
  });

  it('what is refused before anything is changed leaves nothing', async () => {
    const fs = diskWith('b1', (name) => name !== 'bk/edb00005.log');
    expect(await run(fs, ['restore', 'in/bk', '--to', 'back'])).toMatchObject({ code: 2, stdout: '' });
    expect(fs.statSync('back')).toBeUndefined();
  });

  it('an interruption leaves nothing', async () => {
    const stop = new AbortController();
    const fs = createFailingFileSystem(diskWith('b1'), {
      failWhen: (operation, path) => {
        if (path === 'back/a.edb' && operation === 'write') stop.abort();
        return undefined;
      },
    });
    const outcome = await run(fs, ['restore', 'in/bk', '--to', 'back'], { signal: stop.signal });
    expect(outcome).toMatchObject({ code: 130, stdout: '' });
    expect(fs.statSync('back')).toBeUndefined();
  });

  it.each([
    [['restore', 'in/bk'], "required option '--to <dir>' not specified"],
    [['restore', 'in/bk', '--to', 'x', '--to-position', 'soon'], '--to-position wants'],
    [['restore', 'in/bk', '--map', 'x'], '--map wants OLD=NEW'],
    [['restore', 'in/bk', '--to', 'x', '--base', 'ab'], 'a base name has three characters'],
  ])('%j: wrong usage', async (args, problem) => {
    const { code, stdout, stderr } = await run(diskWith('b1'), args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });

  it('other folders are no sets', async () => {
    const fs = diskWith('p1');
    const outcome = await run(fs, ['restore', 'in', '--to', 'back']);
    expect(outcome.stderr).toMatch(/^esekit: JET_errInvalidBackup \(-526\): .+\n {2}.+\n$/);
    fs.createDirectorySync('empty');
    expect(await run(fs, ['restore', 'empty', '--to', 'back'])).toMatchObject({ code: 2, stdout: '' });
    const logsOnly = diskWith('b1', (name) => name.startsWith('inc/'));
    expect((await run(logsOnly, ['restore', 'in/inc', '--to', 'back'])).stderr).toContain(
      'JET_errPatchFileMissing',
    );
  });

  it('a set of the engine may carry a manifest', async () => {
    const fs = diskWith('b1');
    put(fs, 'in/bk/esekit-backup.json', new TextEncoder().encode('{}'));
    expect((await run(fs, ['restore', 'in/bk', '--to', 'back'])).code).toBe(0);
  });
});
