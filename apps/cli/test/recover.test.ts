import { createFailingFileSystem } from '@esekit/core/testing';
import { describeCorpus } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { line } from './support/contract';
import { baseFiles, diskWith, imageOf, put } from './support/engine-files';
import { jsonOf, run } from './support/run';
import { addFile, memoryWithInstance, sampleFile } from './support/sample';

const recovered = {
  ok: true,
  error: null,
  warning: null,
  generations: { from: 4, to: 10 },
  remarks: [],
};
const database = { stateBefore: 'DirtyShutdown', stateAfter: 'CleanShutdown' };

async function rows(fs: Parameters<typeof run>[0], path: string): Promise<number> {
  const { stdout } = await run(fs, ['export', path, '--table', 'T']);
  return stdout.split('\n').length - 1;
}

describeCorpus('recover', () => {
  it('brings the databases of a folder up clean', async () => {
    const fs = diskWith('p2');
    const outcome = await run(fs, ['recover', 'in', '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(outcome)).toEqual({
      ...recovered,
      databases: [{ path: 'in/a.edb', ...database, rolledBack: expect.any(Number) as unknown }],
    });
    expect(await rows(fs, 'in/a.edb')).toBe(430);
    expect((await run(fs, ['check', 'in/a.edb'])).code).toBe(0);
  });

  it('tells a person, and that there is nothing to do the second time', async () => {
    const fs = diskWith('p2');
    const first = await run(fs, ['recover', 'in']);
    expect(first.stdout).toMatch(
      /^ {2}in\/a\.edb {2}DirtyShutdown, now CleanShutdown; \d+ changes rolled back\n/,
    );
    expect(first.stdout).toMatch(/\nrecovered: generations 0x4 to 0xA\n$/);
    const second = await run(fs, ['recover', 'in']);
    expect(second.stdout).toBe('  in/a.edb  CleanShutdown\nrecovered: nothing to replay\n');
  });

  it('--dry-run says the same and changes nothing', async () => {
    const fs = diskWith('p2');
    const before = imageOf(fs, 'in');
    const outcome = await run(fs, ['recover', 'in', '--dry-run', '--json']);
    expect(jsonOf(outcome)).toMatchObject({ ...recovered, dryRun: true, databases: [database] });
    expect((await run(fs, ['recover', 'in', '--dry-run'])).stdout).toContain(
      'would be recovered: generations',
    );
    expect(imageOf(fs, 'in')).toEqual(before);
  });

  it('--out recovers a copy and leaves the evidence alone', async () => {
    const fs = diskWith('p2');
    const before = imageOf(fs, 'in');
    const outcome = await run(fs, ['recover', 'in', '--out', 'copy', '--json']);
    expect(jsonOf(outcome)).toMatchObject({ ...recovered, databases: [{ path: 'copy/a.edb', ...database }] });
    expect(imageOf(fs, 'in')).toEqual(before);
    expect(await rows(fs, 'copy/a.edb')).toBe(430);
    const again = await run(fs, ['recover', 'in', '--out', 'copy']);
    expect(again).toMatchObject({ code: 1, stderr: line('JET_errFileAlreadyExists') });
  });

  it('--out leaves nothing behind when recovery fails', async () => {
    const fs = diskWith('p2', (name) => name !== 'edb00007.log');
    const outcome = await run(fs, ['recover', 'in', '--out', 'copy', '--json']);
    expect(outcome.code).toBe(1);
    expect(jsonOf(outcome)['error']).toMatchObject({ name: 'JET_errInvalidLogSequence', code: -515 });
    expect(fs.statSync('copy')).toBeUndefined();
  });

  it('a failure says how the databases are', async () => {
    const fs = diskWith('p2', (name) => name !== 'edb00007.log');
    expect(jsonOf(await run(fs, ['recover', 'in', '--json']))).toMatchObject({
      ok: false,
      databases: [
        { path: 'in/a.edb', stateBefore: 'DirtyShutdown', stateAfter: 'DirtyShutdown', rolledBack: 0 },
      ],
    });
  });

  it('finds databases in another folder, or by a map, and never where the logs say', async () => {
    const apart = () => {
      const fs = diskWith('p2', (name) => !name.startsWith('a.'));
      put(fs, 'db/A.EDB', baseFiles('p2').get('a.edb')!);
      return fs;
    };
    const missing = await run(apart(), ['recover', 'in']);
    expect(missing.stderr).toMatch(/^esekit: JET_errAttachedDatabaseMismatch \(-1216\): .+\n {2}.+\n$/);
    for (const args of [
      ['--database-dir', 'db'],
      ['--map', 'R:\\w\\a.edb=db/A.EDB'],
      ['--map', 'a.edb=db/A.EDB'],
    ]) {
      const fs = apart();
      expect(jsonOf(await run(fs, ['recover', 'in', ...args, '--json']))).toMatchObject({
        databases: [{ path: 'db/A.EDB', ...database }],
      });
      expect(jsonOf(await run(apart(), ['recover', 'in', ...args, '--out', 'copy', '--json']))).toMatchObject(
        {
          databases: [{ path: 'copy/A.EDB', ...database }],
        },
      );
    }
    expect((await run(apart(), ['recover', 'in', '--ignore-missing'])).code).toBe(0);
  });

  it('stops where it is told to: without undo in place, as a view in a copy', async () => {
    const fs = diskWith('p2');
    const inPlace = await run(fs, ['recover', 'in', '--to', 'a:1:0', '--json']);
    expect(jsonOf(inPlace)).toMatchObject({
      ok: true,
      warning: { code: -579, name: 'JET_errRecoveredWithoutUndo' },
      databases: [{ stateAfter: 'DirtyShutdown' }],
      remarks: [expect.stringContaining('nothing was rolled back') as unknown],
    });
    const copy = await run(diskWith('p2'), ['recover', 'in', '--to', 'a:1:0', '--out', 'copy', '--json']);
    expect(jsonOf(copy)['error']).toMatchObject({ name: 'JET_errRequiredLogFilesMissing' });
    const whole = await run(diskWith('p2'), ['recover', 'in', '--to', 'A', '--json']);
    expect(jsonOf(whole)).toMatchObject({ ok: true });
  });

  it('goes on without a current log that nothing needs, and says so', async () => {
    const fs = diskWith('p1', (name) => !['edb.log', 'edbtmp.log', 'edb.chk'].includes(name));
    const outcome = await run(fs, ['recover', 'in', '--ignore-missing', '--json']);
    expect(jsonOf(outcome)).toMatchObject({
      ok: true,
      remarks: [expect.stringContaining('current log') as unknown],
    });
    const needed = diskWith('p2', (name) => !['edb.log', 'edbtmp.log'].includes(name));
    const before = imageOf(needed, 'in');
    const refused = await run(needed, ['recover', 'in']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^esekit: JET_errMissingLogFile \(-528\): .+\n {2}.+\n$/);
    expect(imageOf(needed, 'in')).toEqual(before);
  });

  it('names the logs that are needed and not there', async () => {
    const fs = diskWith('p2', (name) => name === 'a.edb');
    const { code, stderr } = await run(fs, ['recover', 'in']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^esekit: JET_errMissingLogFile \(-528\): in holds no logs\n {2}in\/a\.edb needs the logs of generations 0x4 to 0xA\.\n$/,
    );
  });

  it('accepts a loss only when told to, and warns of it', async () => {
    const lost = () => diskWith('wl', (name) => name !== 'edb.log');
    const refused = await run(lost(), ['recover', 'in', '--json']);
    expect(jsonOf(refused)['error']).toMatchObject({ name: 'JET_errCommittedLogFilesMissing' });
    const accepted = await run(lost(), ['recover', 'in', '--accept-lost-logs', '--json']);
    expect(jsonOf(accepted)).toMatchObject({
      ok: true,
      warning: { code: 585, name: 'JET_wrnCommittedLogFilesLost' },
      databases: [database],
    });
  });

  it('copies from a streaming backup are for restore, unless they are asked for', async () => {
    const byHand = () => {
      const fs = diskWith('b1', (name) => /^edb/.test(name) && name !== 'edb.chk');
      put(fs, 'in/a.edb', baseFiles('b1').get('bk/a.edb')!);
      return fs;
    };
    const refused = await run(byHand(), ['recover', 'in', '--json']);
    expect(jsonOf(refused)['error']).toMatchObject({ name: 'JET_errSoftRecoveryOnBackupDatabase' });
    const accepted = await run(byHand(), ['recover', 'in', '--accept-backup-copies', '--json']);
    expect(jsonOf(accepted)).toMatchObject({
      ok: true,
      remarks: [expect.stringContaining('streaming backup')],
    });
  });

  it('an interrupted --out leaves nothing behind', async () => {
    const stop = new AbortController();
    const fs = createFailingFileSystem(diskWith('p2'), {
      failWhen: (operation, path) => {
        if (path.startsWith('copy/') && operation === 'write') stop.abort();
        return undefined;
      },
    });
    const outcome = await run(fs, ['recover', 'in', '--out', 'copy'], { signal: stop.signal });
    expect(outcome).toMatchObject({ code: 130, stdout: '' });
    expect(fs.statSync('copy')).toBeUndefined();
  });
});

describe('recover without a corpus', () => {
  it('makes a database anew from logs that go back to its creation', async () => {
    const fs = memoryWithInstance();
    addFile(fs, 'logs/edb00000001.log', sampleFile('edb00000001.log'));
    addFile(fs, 'logs/edb.log', sampleFile('edb.log'));
    const outcome = await run(fs, ['recover', 'logs', '--json']);
    expect(jsonOf(outcome)).toMatchObject({
      ok: true,
      generations: { from: 1, to: 2 },
      databases: [{ path: 'logs/a.edb', stateAfter: 'CleanShutdown' }],
    });
    expect(await rows(fs, 'logs/a.edb')).toBe(10);
  });

  it.each([
    [['recover'], "missing required argument 'folder'"],
    [['recover', 'instance', '--to', 'soon'], '--to wants generation:sector:offset'],
    [['recover', 'instance', '--to', '0'], '--to wants'],
    [['recover', 'instance', '--map', 'a.edb'], '--map wants OLD=NEW'],
    [['recover', 'instance', '--base', 'ab'], 'a base name has three characters'],
    [['recover', 'instance', '--dry-run', '--out', 'x'], '--dry-run and --out exclude each other'],
    [['recover', 'instance', '--delete-out-of-range'], '--delete-out-of-range belongs to --accept-lost-logs'],
  ])('%j: wrong usage', async (args, problem) => {
    const { code, stdout, stderr } = await run(memoryWithInstance(), args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });

  it('a folder without logs, or that is none', async () => {
    const fs = memoryWithInstance();
    fs.createDirectorySync('empty');
    expect(await run(fs, ['recover', 'empty'])).toMatchObject({
      code: 1,
      stderr: line('JET_errMissingLogFile'),
    });
    for (const folder of ['nowhere', 'instance/a.edb']) {
      expect(await run(fs, ['recover', folder])).toMatchObject({
        code: 2,
        stderr: line('JET_errInvalidPath'),
      });
    }
    const elsewhere = ['recover', 'instance', '--database-dir', 'nowhere'];
    expect(await run(fs, elsewhere)).toMatchObject({ code: 2, stderr: line('JET_errInvalidPath') });
  });
});
