import type { FileSystem } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { line } from './support/contract';
import { jsonOf, run } from './support/run';
import { contentOf, expectBytes, memoryWithInstance, pageSize, sampleFile } from './support/sample';

async function withSet(): Promise<FileSystem> {
  const fs = memoryWithInstance();
  await run(fs, ['backup', 'instance', 'set']);
  return fs;
}

const names = ['a.edb', 'a.jfm', 'edb.chk', 'edb.log', 'edb00000001.log'];

describe('restore', () => {
  it('gives back what was backed up', async () => {
    const fs = await withSet();
    const outcome = await run(fs, ['restore', 'set', '--to', 'back', '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(outcome)).toEqual({
      ok: true,
      error: null,
      generations: null,
      databases: [
        { path: 'back/a.edb', stateBefore: 'CleanShutdown', stateAfter: 'CleanShutdown', rolledBack: 0 },
      ],
      bytes: 1_204_224,
    });
    expect(fs.readDirectorySync('back')).toEqual(names);
    for (const name of names) expectBytes(contentOf(fs, `back/${name}`), sampleFile(name));
  });

  it('tells a person', async () => {
    const { stdout } = await run(await withSet(), ['restore', 'set', '--to', 'back']);
    expect(stdout).toMatch(/^ {2}a\.edb {12}1\.0 MiB, xxh64 [0-9a-f]{16} proven$/m);
    expect(stdout).toMatch(/\nrestored: 1\.1 MiB to back\n$/);
  });

  it('corrects a wrong bit of the set, proven by the digest', async () => {
    const fs = await withSet();
    const bytes = sampleFile('a.edb');
    bytes[32 * pageSize + 1000]! ^= 0x10;
    fs.openSync('set/a.edb', 'readWrite').writeSync(bytes, 0);
    const { code, stderr } = await run(fs, ['restore', 'set', '--to', 'back']);
    expect(code).toBe(0);
    expect(stderr).toBe('set/a.edb: page 31: wrong bit 4 of byte 1000; correctable\n');
    expectBytes(contentOf(fs, 'back/a.edb'), sampleFile('a.edb'));
  });
});

describe('restore refuses', () => {
  async function refused(fs: FileSystem, set = 'set', to = 'back') {
    const text = await run(fs, ['restore', set, '--to', to]);
    expect(text.stdout).toBe('');
    const json = await run(fs, ['restore', set, '--to', to, '--json']);
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: text.code, stderr: text.stderr });
    expect(jsonOf(json)).toMatchObject({ ok: false, generations: null, databases: [] });
    return { code: text.code, stderr: text.stderr, error: jsonOf(json)['error'] };
  }

  it('a set that is not there, or no folder', async () => {
    for (const set of ['nowhere', 'set/a.edb', 'a\0']) {
      const { code, stderr } = await refused(await withSet(), set);
      expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errInvalidPath') });
    }
  });

  it('a folder without a manifest, with what to know about it', async () => {
    const { code, stderr, error } = await refused(await withSet(), 'instance');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^esekit: JET_errInvalidBackup \(-526\): .+\n {2}Sets made by the engine.+\n$/);
    expect(error).toMatchObject({ code: -526, name: 'JET_errInvalidBackup' });
  });

  it('files that are missing, cut or changed', async () => {
    const changes: ((fs: FileSystem) => void)[] = [
      (fs) => fs.removeFileSync('set/edb.chk'),
      (fs) => fs.openSync('set/a.edb', 'readWrite').truncateSync(500_000),
      (fs) => fs.openSync('set/a.edb', 'readWrite').truncateSync(0),
      (fs) => fs.openSync('set/edb.log', 'readWrite').writeSync(Uint8Array.of(1, 2, 3), 20_000),
      (fs) => fs.openSync('set/esekit-backup.json', 'readWrite').truncateSync(100),
    ];
    for (const change of changes) {
      const fs = await withSet();
      change(fs);
      const { code, stderr } = await refused(fs);
      expect({ code, stderr }).toEqual({ code: 1, stderr: line('JET_errInvalidBackup') });
      expect(fs.statSync('back')).toBeUndefined();
    }
  });

  it('a destination with something in it, or without a parent', async () => {
    const fs = await withSet();
    expect(await refused(fs, 'set', 'instance')).toMatchObject({
      code: 1,
      stderr: line('JET_errFileAlreadyExists'),
    });
    expect(await refused(fs, 'set', 'no/where')).toMatchObject({
      code: 2,
      stderr: line('JET_errInvalidPath'),
    });
    expect(await refused(fs, 'set', 'instance/a.edb')).toMatchObject({ code: 2 });
  });

  it('leaves nothing behind, whatever fails', async () => {
    const counting = createFailingFileSystem(await withSet());
    await run(counting, ['restore', 'set', '--to', 'back']);
    for (let failAt = 1; failAt <= counting.trace.length; failAt++) {
      const inner = await withSet();
      const fs = createFailingFileSystem(inner, { failAt });
      const { code, stdout, stderr } = await run(fs, ['restore', 'set', '--to', 'back']);
      const step = counting.trace[failAt - 1]!;
      if (code === 0) continue;
      expect({ step, code, stdout, stderr }).toEqual({
        step,
        code: 1,
        stdout: '',
        stderr: line('JET_errDiskIO'),
      });
      const left = inner.statSync('back') === undefined ? [] : inner.readDirectorySync('back');
      expect({ step, left }).toEqual({ step, left: [] });
    }
  });
});
