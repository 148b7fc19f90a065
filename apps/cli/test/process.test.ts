import { temporaryFolder, unpackArchive } from '@esekit/testkit';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sampleArchive } from './support/sample';

/** The built program as a process of its own, on real files. */

const program = join(import.meta.dirname, '..', 'dist', 'esekit.js');
const folder = temporaryFolder();
const instance = unpackArchive(sampleArchive, join(folder, 'instance'));
const database = join(instance, 'a.edb');

function esekit(args: readonly string[], variables: Record<string, string> = {}) {
  const env = { ...process.env, ESEKIT_DEBUG: '', FORCE_COLOR: '', NO_COLOR: '', ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  });
  return { code: status, stdout, stderr };
}

/** An instance whose database is long enough to be interrupted; its blank pages take no room on the disk. */
function longInstance(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  copyFileSync(database, join(path, 'a.edb'));
  truncateSync(join(path, 'a.edb'), 1024 ** 3);
  return path;
}

async function outcomeOf(
  child: ChildProcess,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data: Buffer) => (text.stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (text.stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

describe('the built program', () => {
  it('is there: build before testing', () => {
    expect(existsSync(program)).toBe(true);
  });

  it('info, verify, backup and restore on real files', () => {
    expect(esekit(['info', 'instance/a.edb', '--json'])).toMatchObject({ code: 0, stderr: '' });
    expect(esekit(['verify', 'instance'])).toMatchObject({ code: 0, stderr: '' });
    expect(esekit(['backup', 'instance', 'set', '--digest', 'sha256'])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(esekit(['verify', 'set'])).toMatchObject({ code: 0, stderr: '' });
    expect(esekit(['restore', 'set', '--to', 'back'])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'back'))).toEqual([
      'a.edb',
      'a.jfm',
      'edb.chk',
      'edb.log',
      'edb00000001.log',
    ]);
  });

  it('tables, schema, export, check and space on real files', () => {
    for (const verb of ['tables', 'schema', 'check', 'space']) {
      expect(esekit([verb, 'instance/a.edb', '--json'])).toMatchObject({ code: 0, stderr: '' });
    }
    const { code, stdout, stderr } = esekit(['export', 'instance/a.edb', '--table', 'T']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[9]).toBe('{"id":10,"name":"row10"}');
    expect(esekit(['export', 'instance/a.edb', '--out', 'rows'])).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'rows'))).toEqual(['T.jsonl']);
  });

  it.skipIf(process.platform === 'win32')('export into a pipe that nobody reads ends well', async () => {
    const child = spawn(process.execPath, [program, 'export', database, '--system']);
    child.stdout.destroy();
    const { code, stderr } = await outcomeOf(child);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('loads what its verb needs, and no more', () => {
    const list = join(folder, 'list-loaded.cjs');
    writeFileSync(
      list,
      `process.on('exit', () => {
        const files = Object.keys(require.cache);
        const hasDigests = process.moduleLoadList.includes('NativeModule crypto');
        require('fs').writeSync(2, JSON.stringify({ files, hasDigests }));
      });`,
    );
    const loaded = (...args: string[]) => {
      const { stderr } = spawnSync(process.execPath, ['-r', list, program, ...args], { encoding: 'utf8' });
      const { files, hasDigests } = JSON.parse(stderr) as { files: string[]; hasDigests: boolean };
      return { bytes: files.reduce((sum, file) => sum + statSync(file).size, 0), hasDigests };
    };
    const info = loaded('info', database);
    expect(info.bytes).toBeLessThan(loaded('check', database).bytes);
    expect(loaded('--version').bytes).toBeLessThan(info.bytes / 2);
    expect(info.hasDigests).toBe(false);
  });

  it('only reads what it examines', () => {
    const before = readdirSync(instance).map(
      (name) => statSync(join(instance, name), { bigint: true }).mtimeNs,
    );
    for (const name of readdirSync(instance)) {
      chmodSync(join(instance, name), 0o444);
      esekit(['info', join(instance, name)]);
    }
    esekit(['verify', 'instance']);
    const after = readdirSync(instance).map(
      (name) => statSync(join(instance, name), { bigint: true }).mtimeNs,
    );
    expect(after).toEqual(before);
  });

  it('names the error of what is no file', () => {
    const cases: [args: string[], text: RegExp][] = [
      [['info', 'none'], /^esekit: JET_errFileNotFound \(-1811\): .*none.*\n$/],
      [['verify', 'no/where'], /^esekit: JET_errInvalidPath \(-1023\): .*no\/where.*\n$/],
      [['info', 'instance'], /^esekit: JET_errFileAccessDenied \(-1032\): .+\n$/],
      [['info', 'x'.repeat(300)], /^esekit: JET_errInvalidPath \(-1023\): .+\n$/],
      [['backup', 'none', 'dest'], /^esekit: JET_errInvalidPath \(-1023\): .+\n$/],
    ];
    for (const [args, text] of cases) {
      const { code, stdout, stderr } = esekit(args);
      expect({ args, code, stdout, stderr }).toEqual({
        args,
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(text),
      });
    }
  });

  it.skipIf(process.platform === 'win32')('does not read a device to its end, for it may have none', () => {
    for (const verb of ['info', 'verify']) expect(esekit([verb, '/dev/zero']).code).toBe(2);
  });

  it('shows a stack only with ESEKIT_DEBUG=1', () => {
    expect(esekit(['info', 'none']).stderr).not.toContain('    at ');
    expect(esekit(['info', 'none'], { ESEKIT_DEBUG: '1' }).stderr).toContain('    at ');
  });

  it('has no colours in a pipe, unless they are forced', () => {
    expect(esekit(['verify', 'instance']).stdout).not.toContain('\x1b');
    expect(esekit(['verify', 'instance'], { FORCE_COLOR: '1' }).stdout).toContain('\x1b[32m');
    expect(esekit(['verify', 'instance'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).not.toContain('\x1b');
  });
});

describe('a reader that goes away', () => {
  it('closing the pipe is no failure, and hides no damage', async () => {
    const cut = join(folder, 'cut.edb');
    copyFileSync(database, cut);
    truncateSync(cut, 700_000);
    for (const [paths, expected] of [
      [Array.from({ length: 200 }, () => database), 0],
      [Array.from({ length: 200 }, () => cut), 1],
    ] as const) {
      const child = spawn(process.execPath, [program, 'verify', '--json', ...paths]);
      child.stdout.once('data', () => child.stdout.destroy());
      const { code, stderr } = await outcomeOf(child);
      expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    }
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk under the output is one line and exit code 1', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [program, 'info', database], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^esekit: standard output: .*ENOSPC.*\n$/),
    });
  });
});

describe.skipIf(process.platform === 'win32')('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s: a backup stops and leaves nothing behind', async (signal) => {
    const source = longInstance(`long-${signal}`);
    const dest = join(folder, `set-${signal}`);
    const child = spawn(process.execPath, [program, 'backup', source, dest]);
    child.stderr.once('data', () => child.kill(signal));
    const { code, stdout, stderr } = await outcomeOf(child);
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    // Standard error is no terminal here: whole lines, one per 10 %.
    for (const text of lines.slice(0, -1)) expect(text).toMatch(/a\.edb: \d+0 % \(\d+ MiB\)$/);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.at(-1)).toBe('esekit: interrupted');
    expect(existsSync(dest)).toBe(false);
    expect(readdirSync(source)).toEqual(['a.edb']);
  });

  it('a repair stops and leaves nothing behind', async () => {
    const source = longInstance('long-repair');
    const child = spawn(process.execPath, [
      ...[program, 'verify', join(source, 'a.edb'), '--repair-bits', '--out', join(source, 'b.edb')],
    ]);
    const outcome = outcomeOf(child);
    // Nothing tells how far a repair is, so the draft that it writes does.
    while (child.exitCode === null && !existsSync(join(source, 'b.edb.partial'))) await setTimeout(5);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect({ code, stdout, stderr }).toEqual({ code: 130, stdout: '', stderr: 'esekit: interrupted\n' });
    expect(readdirSync(source)).toEqual(['a.edb']);
  });

  it('verify of several paths stops at once, with an object that says so', async () => {
    const source = longInstance('long-verify');
    const paths = Array.from({ length: 50 }, () => join(source, 'a.edb'));
    const child = spawn(process.execPath, [program, 'verify', '--json', ...paths]);
    child.stderr.once('data', () => child.kill('SIGINT'));
    const { code, stdout, stderr } = await outcomeOf(child);
    expect(code).toBe(130);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe('esekit: interrupted');
    const objects = stdout.trimEnd().split('\n');
    expect(JSON.parse(objects.at(-1)!)).toMatchObject({ ok: false, error: { code: -1329 } });
    expect(objects.length).toBeLessThan(5);
  });
});

describe('a file without read permission', () => {
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('is exit code 2', () => {
    const path = join(folder, 'secret.edb');
    writeFileSync(path, 'x');
    chmodSync(path, 0);
    expect(esekit(['verify', path])).toMatchObject({ code: 2, stdout: '' });
  });
});
