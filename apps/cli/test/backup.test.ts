import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { line } from './support/contract';
import { jsonOf, run } from './support/run';
import {
  changeHeader,
  contentOf,
  expectBytes,
  inFolder,
  memoryWith,
  memoryWithInstance,
  pageSize,
  sampleFile,
  sampleFiles,
} from './support/sample';

const dbstateOffset = 52;

describe('backup', () => {
  it('copies every file of the instance and says what it did', async () => {
    const fs = memoryWithInstance();
    const outcome = await run(fs, ['backup', 'instance', 'set', '--json']);
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(jsonOf(outcome)).toEqual({
      ok: true,
      kind: 'full',
      files: [
        { name: 'a.edb', bytes: 1_048_576, pages: 254, digest: expect.stringMatching(/^[0-9a-f]{16}$/) },
        { name: 'a.jfm', bytes: 16_384, pages: null, digest: expect.any(String) },
        { name: 'edb.log', bytes: 65_536, pages: null, digest: expect.any(String) },
        { name: 'edb00000001.log', bytes: 65_536, pages: null, digest: expect.any(String) },
        { name: 'edb.chk', bytes: 8192, pages: null, digest: expect.any(String) },
      ],
      logs: { from: 1, to: 2 },
      bytes: 1_204_224,
      seconds: expect.any(Number),
      digest: 'xxh64',
      skipped: [],
    });
    for (const name of ['a.edb', 'a.jfm', 'edb.log', 'edb00000001.log', 'edb.chk']) {
      expectBytes(contentOf(fs, `set/${name}`), sampleFile(name));
    }
  });

  it('has no logs to tell of when there are none', async () => {
    const fs = memoryWith({ 'instance/a.edb': sampleFile('a.edb'), 'instance/notes.txt': new Uint8Array(3) });
    const json = jsonOf(await run(fs, ['backup', 'instance', 'set', '--json', '--digest', 'sha256']));
    expect(json).toMatchObject({ logs: null, digest: 'sha256', skipped: ['notes.txt'] });
  });

  it('tells a person', async () => {
    const { stdout } = await run(memoryWithInstance(), ['backup', 'instance', 'set']);
    expect(stdout).toBe(
      [
        '  a.edb            1.0 MiB, 254 pages verified',
        '  a.jfm            16.0 KiB',
        '  edb.log          64.0 KiB',
        '  edb00000001.log  64.0 KiB',
        '  edb.chk          8.0 KiB',
        'complete: 1.1 MiB in set (0.05 s, 23.0 MiB/s)',
        '',
      ].join('\n'),
    );
  });

  it('corrects a wrong bit on the way and says so', async () => {
    const fs = memoryWithInstance();
    const bytes = sampleFile('a.edb');
    bytes[32 * pageSize + 1000]! ^= 0x10;
    fs.openSync('instance/a.edb', 'readWrite').writeSync(bytes, 0);
    const { code, stderr } = await run(fs, ['backup', 'instance', 'set']);
    expect(code).toBe(0);
    expect(stderr).toBe('instance/a.edb: page 31: wrong bit 4 of byte 1000; correctable\n');
    expectBytes(contentOf(fs, 'set/a.edb'), sampleFile('a.edb'));
  });
});

describe('backup refuses', () => {
  async function refused(args: readonly string[], fs = memoryWithInstance()) {
    const text = await run(fs, ['backup', ...args]);
    expect(text.stdout).toBe('');
    expect(fs.statSync('set')).toBeUndefined();
    const json = await run(fs, ['backup', ...args, '--json']);
    expect(json.code).toBe(text.code);
    expect(json.stderr).toBe(text.stderr);
    return { code: text.code, stderr: text.stderr, json: jsonOf(json) };
  }

  it('a folder that is not there, or no folder', async () => {
    for (const folder of ['nowhere', 'nowhere/deep', 'instance/a.edb', 'a\0']) {
      const { code, stderr, json } = await refused([folder, 'set']);
      expect({ code, stderr }).toEqual({ code: 2, stderr: line('JET_errInvalidPath') });
      expect(json).toEqual({
        ok: false,
        kind: 'full',
        error: { code: -1023, name: 'JET_errInvalidPath', message: expect.any(String) },
      });
    }
  });

  it('a folder without a database', async () => {
    const fs = memoryWith({ 'logs/edb.log': sampleFile('edb.log') });
    expect(await refused(['logs', 'set'], fs)).toMatchObject({
      code: 2,
      stderr: line('JET_errFileNotFound'),
    });
  });

  it('a database that was not shut down, with what to do about it', async () => {
    const dirty = changeHeader(sampleFile('a.edb'), (header) => header.setUint32(dbstateOffset, 2, true));
    const fs = memoryWith(inFolder('instance', { ...sampleFiles(), 'a.edb': dirty }));
    const { code, stderr } = await refused(['instance', 'set'], fs);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^esekit: JET_errDatabaseDirtyShutdown \(-550\): .+\n {2}Stop the application.+\n$/,
    );
  });

  it('damage that no single bit explains', async () => {
    const fs = memoryWithInstance();
    fs.openSync('instance/a.edb', 'readWrite').writeSync(new Uint8Array(100).fill(0x55), 9 * pageSize + 300);
    const { code, stderr } = await run(fs, ['backup', 'instance', 'set']);
    expect(code).toBe(1);
    // The event of that page says nothing more, so the error is the only line.
    expect(stderr).toMatch(/^esekit: JET_errReadVerifyFailure \(-1018\): instance\/a\.edb: page 8: .+\n$/);
    expect(fs.statSync('set')).toBeUndefined();
  });

  it('a destination with something in it', async () => {
    const fs = memoryWithInstance();
    const before = fs.readDirectorySync('instance');
    const outcome = await run(fs, ['backup', 'instance', 'instance']);
    expect(outcome).toMatchObject({ code: 1, stdout: '', stderr: line('JET_errBackupDirectoryNotEmpty') });
    expect(fs.readDirectorySync('instance')).toEqual(before);
  });

  it('a destination whose parent is missing, or that is a file', async () => {
    for (const dest of ['nowhere/set', 'instance/a.edb']) {
      const outcome = await run(memoryWithInstance(), ['backup', 'instance', dest]);
      expect(outcome).toMatchObject({ code: 2, stdout: '', stderr: line('JET_errInvalidPath') });
    }
  });
});

describe('a backup that fails in the middle', () => {
  it('leaves nothing behind, whatever fails', async () => {
    const counting = createFailingFileSystem(memoryWithInstance());
    await run(counting, ['backup', 'instance', 'set']);
    const total = counting.trace.length;
    for (let failAt = 1; failAt <= total; failAt++) {
      const inner = memoryWithInstance();
      const fs = createFailingFileSystem(inner, { failAt, error: 'JET_errDiskFull' });
      const { code, stdout, stderr } = await run(fs, ['backup', 'instance', 'set']);
      const step = counting.trace[failAt - 1]!;
      // After the set is durable a file that does not close any more changes nothing.
      if (code === 0) continue;
      expect({ step, code, stdout, stderr }).toEqual({
        step,
        code: 1,
        stdout: '',
        stderr: line('JET_errDiskFull'),
      });
      const left = inner.statSync('set') === undefined ? [] : inner.readDirectorySync('set');
      expect({ step, left }).toEqual({ step, left: [] });
    }
  });

  it('stops when it is interrupted', async () => {
    const inner = memoryWithInstance();
    const stop = new AbortController();
    let writes = 0;
    const fs = createFailingFileSystem(inner, {
      failWhen: (operation) => {
        if (operation === 'write' && ++writes === 3) stop.abort();
        return undefined;
      },
    });
    const outcome = await run(fs, ['backup', 'instance', 'set', '--json'], { signal: stop.signal });
    expect(outcome).toMatchObject({ code: 130, stderr: 'esekit: interrupted\n' });
    expect(jsonOf(outcome)).toMatchObject({
      ok: false,
      error: { name: 'JET_errClientRequestToStopJetService' },
    });
    expect(inner.statSync('set')).toBeUndefined();
  });
});
