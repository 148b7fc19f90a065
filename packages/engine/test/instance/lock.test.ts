import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeFileSystem } from '@esekit/core/node';
import { InstanceScene, withDatabase } from './support/instance-scene';
import { named } from './support/named';
import { TreeRows } from './support/tree-rows';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'instance-lock-'));
  mkdirSync(join(folder, 'log'));
  mkdirSync(join(folder, 'data'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Locks the same files as an instance does, in a process of its own. */
const holder = `
  const { createNodeFileSystem } = await import(process.argv[1]);
  const fs = createNodeFileSystem();
  const files = process.argv.slice(2).map((path) => fs.openSync(path, 'readWrite'));
  process.stdout.write(String(files.every((file) => file.tryLock('exclusive'))));
  setInterval(() => {}, 1000);
`;

function scene(): InstanceScene {
  return new InstanceScene({ fs: createNodeFileSystem(), logFolder: join(folder, 'log') });
}

describe('the folders of an instance', () => {
  it('belong to one instance at a time, through roll-overs, until it ends', async () => {
    const first = scene();
    const instance = await first.open();
    const session = instance.beginSession();
    await expect(scene().open()).rejects.toThrow(named('JET_errFileAccessDenied'));
    const { database } = await instance.createDatabase(session, join(folder, 'data', 'a.edb'));
    const rows = TreeRows.create(session, database);
    session.isLazyByDefault = true;
    rows.insert(session, 0, 1000, 200);
    expect(first.files(join(folder, 'log')).length).toBeGreaterThan(5);
    await expect(scene().open()).rejects.toThrow(named('JET_errFileAccessDenied'));
    await instance.term();
    await (await scene().open()).term();
  });

  it('are free again when the process that had them was killed', async () => {
    await (await scene().open()).term();
    const child = await hold([join(folder, 'log', 'edb.log'), join(folder, 'log', 'edb.chk')]);
    await expect(scene().open()).rejects.toThrow(named('JET_errFileAccessDenied'));
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await (await scene().open()).term();
  });

  it('are found out by the log alone, or by the checkpoint alone', async () => {
    await (await scene().open()).term();
    for (const name of ['edb.log', 'edb.chk']) {
      const child = await hold([join(folder, 'log', name)]);
      await expect(scene().open()).rejects.toThrow(named('JET_errFileAccessDenied'));
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
  });
});

describe('an attached database', () => {
  it('is closed to other instances', async () => {
    const mine = new InstanceScene();
    await withDatabase(mine);
    const other = new InstanceScene({ fs: mine.fs, logFolder: 'data' });
    const instance = await other.open();
    const session = instance.beginSession();
    await expect(instance.attachDatabase(session, 'data/a.edb')).rejects.toThrow(
      named('JET_errFileAccessDenied'),
    );
    await instance.term();
    const aware = await new InstanceScene({
      fs: mine.fs,
      logFolder: 'data',
      isUsedElsewhere: () => true,
    }).open();
    await expect(aware.attachDatabase(aware.beginSession(), 'data/a.edb')).rejects.toThrow(
      named('JET_errDatabaseSharingViolation'),
    );
  });
});

async function hold(paths: readonly string[]): Promise<ChildProcess> {
  const node = import.meta.resolve('@esekit/core/node');
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, node, ...paths], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await new Promise((resolve) =>
    child.stdout.once('data', (data) => void resolve(String(data))),
  );
  expect(answer).toBe('true');
  return child;
}
