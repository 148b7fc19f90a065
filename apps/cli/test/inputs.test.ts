import { createFailingFileSystem, type FileOperation } from '@esekit/core/testing';
import type { JetErrorName } from '@esekit/core';
import { seededRandom } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { examine, line } from './support/contract';
import { run } from './support/run';
import { addFile, bytesOf, fileTypes, memoryWith, memoryWithInstance, sampleTypes } from './support/sample';

const verbs = ['info', 'verify'] as const;

describe('a file that is none of ours', () => {
  const foreign: Record<string, Uint8Array> = {
    empty: new Uint8Array(0),
    'one byte': Uint8Array.of(0xef),
    text: new TextEncoder().encode('Dear Sir or Madam,\n'.repeat(400)),
    zeros: new Uint8Array(70_000),
  };
  for (const size of [7, 512, 4095, 4096, 8191, 8192, 65_536, 100_001]) {
    foreign[`${size} random bytes`] = seededRandom(size).fill(new Uint8Array(size));
  }
  for (const [what, bytes] of Object.entries(foreign)) {
    it(`${what}: info says unknown, verify refuses`, async () => {
      const fs = memoryWith({ 'noise.bin': bytes });
      expect(await examine(fs, 'info', 'noise.bin')).toMatchObject({
        code: 0,
        json: { path: 'noise.bin', type: 'unknown', headers: [], pageSize: null, state: null, header: null },
      });
      expect(await examine(fs, 'verify', 'noise.bin')).toEqual({
        code: 2,
        stderr: "esekit: JET_errFileInvalidType (-1812): noise.bin is none of the engine's files\n",
        json: {
          path: 'noise.bin',
          type: 'unknown',
          ok: false,
          error: {
            code: -1812,
            name: 'JET_errFileInvalidType',
            message: "noise.bin is none of the engine's files",
          },
        },
      });
    });
  }

  it.each(sampleTypes)('empty or of one byte under the name of a %s', async (type) => {
    const name = fileTypes[type];
    for (const size of [0, 1]) {
      const fs = memoryWith({ [name]: new Uint8Array(size) });
      expect(await examine(fs, 'info', name)).toMatchObject({ code: 0, json: { type: 'unknown' } });
      expect(await examine(fs, 'verify', name)).toMatchObject({
        code: 2,
        json: { type: 'unknown', ok: false },
      });
    }
  });

  it.each(['edb.log', 'edb.chk'])('random bytes named %s are a damaged one', async (name) => {
    const size = name === 'edb.chk' ? 8192 : 65_536;
    const fs = memoryWith({ [name]: seededRandom(3).fill(new Uint8Array(size)) });
    for (const verb of verbs) expect((await examine(fs, verb, name)).code).toBe(1);
  });
});

describe('a path that leads to no file', () => {
  it.each(verbs)('%s: missing', async (verb) => {
    const fs = memoryWithInstance();
    const { code, stderr, json } = await examine(fs, verb, 'instance/none.edb');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileNotFound') });
    expect(json).toEqual({
      path: 'instance/none.edb',
      ok: false,
      error: {
        code: -1811,
        name: 'JET_errFileNotFound',
        message: expect.stringContaining('instance/none.edb'),
      },
    });
  });

  it.each(verbs)('%s: missing folder above it', async (verb) => {
    const { code, stderr } = await examine(memoryWithInstance(), verb, 'nowhere/deep/a.edb');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errInvalidPath') });
  });

  it.each(verbs)('%s: a file in the place of a folder', async (verb) => {
    const { code, stderr } = await examine(memoryWithInstance(), verb, 'instance/a.edb/b.edb');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errInvalidPath') });
  });

  it.each(verbs)('%s: names that cannot exist', async (verb) => {
    for (const path of ['a\0.edb', '', 'x'.repeat(5000)]) {
      const { code, stderr } = await examine(memoryWithInstance(), verb, path);
      expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errInvalidPath') });
    }
  });

  it.each(verbs)('%s: a name that would steer the terminal is shown, not obeyed', async (verb) => {
    const { stderr } = await run(memoryWithInstance(), [verb, 'a\x1b[2J\nb']);
    expect(stderr).toContain('a\\x1b[2J b');
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('info of a folder wants a file', async () => {
    const { code, stderr } = await examine(memoryWithInstance(), 'info', 'instance');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileAccessDenied') });
  });

  it('verify of a folder with none of our files', async () => {
    const fs = memoryWith({ 'docs/a.txt': new Uint8Array(10) });
    fs.createDirectorySync('empty');
    for (const folder of ['docs', 'empty']) {
      const { code, stderr } = await examine(fs, 'verify', folder);
      expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileInvalidType') });
    }
  });

  it.each(verbs)('%s: neither pipe nor device is opened', async (verb) => {
    const inner = memoryWithInstance();
    const fs = Object.create(inner) as typeof inner;
    fs.stat = () => Promise.resolve({ kind: 'other', size: 0 });
    fs.open = () => new Promise(() => undefined);
    const { code, stderr } = await examine(fs, verb, 'pipe');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileAccessDenied') });
  });
});

describe('a file that cannot be read', () => {
  /** Fails an operation on one file from its n-th time on. */
  function failing(
    path: string,
    bytes: Uint8Array,
    operation: FileOperation,
    from: number,
    error: JetErrorName,
  ) {
    let times = 0;
    return createFailingFileSystem(memoryWith({ [path]: bytes }), {
      failWhen: (name) => (name === operation && ++times >= from ? error : undefined),
    });
  }

  for (const verb of verbs) {
    it.each(sampleTypes)(`${verb}: %s, access denied`, async (type) => {
      const path = fileTypes[type];
      const fs = failing(path, bytesOf(type), 'open', 1, 'JET_errFileAccessDenied');
      const { code, stderr, json } = await examine(fs, verb, path);
      expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileAccessDenied') });
      expect(json).toMatchObject({ path, ok: false, error: { code: -1032 } });
    });

    it.each(sampleTypes)(`${verb}: %s, a disk error at each read in turn`, async (type) => {
      const path = fileTypes[type];
      const counting = createFailingFileSystem(memoryWith({ [path]: bytesOf(type) }));
      await run(counting, [verb, path]);
      const reads = counting.trace.filter(({ operation }) => operation === 'read').length;
      expect(reads).toBeGreaterThan(0);
      for (let from = 1; from <= reads; from++) {
        const fs = failing(path, bytesOf(type), 'read', from, 'JET_errDiskIO');
        const { code, stdout, stderr } = await run(fs, [verb, path]);
        expect({ from, code, stdout, stderr }).toEqual({
          from,
          code: 2,
          stdout: '',
          stderr: line('JET_errDiskIO'),
        });
      }
    });
  }

  it('verify of a folder: one file that may not be opened', async () => {
    const fs = createFailingFileSystem(memoryWithInstance(), {
      failWhen: (operation, path) =>
        operation === 'open' && path.endsWith('edb.log') ? 'JET_errFileAccessDenied' : undefined,
    });
    const { code, stderr } = await examine(fs, 'verify', 'instance');
    expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errFileAccessDenied') });
  });

  it('verify of a folder: a disk error in one file is a problem of that file', async () => {
    const inner = memoryWithInstance();
    let reads = 0;
    const fs = createFailingFileSystem(inner, {
      failWhen: (operation, path) =>
        operation === 'read' && path.endsWith('a.edb') && ++reads % 3 === 0 ? 'JET_errDiskIO' : undefined,
    });
    const { code, stdout } = await run(fs, ['verify', 'instance', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [{ name: 'a.edb', error: 'JET_errDiskIO' }],
    });
  });

  it('verify of several paths: one object per line, the worst exit code', async () => {
    const fs = memoryWithInstance();
    addFile(fs, 'short.edb', bytesOf('database').subarray(0, 100_000));
    const { code, stdout, stderr } = await run(fs, [
      'verify',
      'instance/a.edb',
      'gone.edb',
      'short.edb',
      'instance/edb.chk',
      '--json',
    ]);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(lines.map(({ path, ok }) => [path, ok])).toEqual([
      ['instance/a.edb', true],
      ['gone.edb', false],
      ['short.edb', false],
      ['instance/edb.chk', true],
    ]);
    expect(code).toBe(2);
    expect(stderr).toEqual(line('JET_errFileNotFound'));
    expect((await run(fs, ['verify', 'instance/a.edb', 'short.edb'])).code).toBe(1);
    expect((await run(fs, ['verify', 'instance/a.edb', 'instance/edb.chk'])).code).toBe(0);
  });
});
