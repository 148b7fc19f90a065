import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from '../database/instance';
import type { Contender } from '../measure/rounds';
import { runChildScript, runCommand, WrongOutput } from '../measure/run-command';
import type { SqliteVolume } from '../peers/sqlite';
import { dataFolder } from '../places';
import { esekit } from './esekit';

/** On the same file system as the sources; removed before and after every run. */
const targetFolder = join(dataFolder, 'target');
const target = join(targetFolder, 'copy');

export const copierNames = {
  unsynced: 'esekit backup, not synced (library)',
  cp: 'cp -r',
  synced: 'esekit backup (whole command)',
  cpSync: 'cp -r && sync',
  sha256Unsynced: 'esekit backup, SHA-256, not synced (library)',
  sha256: 'esekit backup --digest sha256 (whole command)',
  sqlite: 'better-sqlite3 backup, 100 pages a step',
  sqliteAtOnce: 'better-sqlite3 backup, one step',
} as const;

type Digest = 'xxh64' | 'sha256';

/**
 * Removes the last copy and writes out everything that waits to be written, so that no run pays for
 * the one before it.
 */
function clearTarget(): void {
  rmSync(targetFolder, { recursive: true, force: true });
  mkdirSync(targetFolder, { recursive: true });
  runCommand({ file: 'sync', args: [] });
}

/** Leaves the disk to what is measured next. */
export function removeTarget(): void {
  rmSync(targetFolder, { recursive: true, force: true });
}

function requireEqualDatabase({ database }: Instance): void {
  runCommand({ file: 'cmp', args: [database, join(target, 'a.edb')] });
}

function copier(name: string, instance: Instance, run: () => number): Contender {
  return {
    name,
    bytes: instance.shape.size,
    prepare: clearTarget,
    run,
    check: () => requireEqualDatabase(instance),
  };
}

/** The library with a file system that makes nothing durable: what `cp` does. */
export function unsyncedBackup(instance: Instance, digest: Digest): Contender {
  const args = [instance.folder, target, digest, 'unsynced'];
  const name = digest === 'sha256' ? copierNames.sha256Unsynced : copierNames.unsynced;
  return copier(name, instance, () => runChildScript<{ seconds: number }>('child-backup', args).seconds);
}

export function backupCommand(instance: Instance, digest: Digest): Contender {
  const command = esekit('backup', instance.folder, target, '--quiet', '--json', '--digest', digest);
  const name = digest === 'sha256' ? copierNames.sha256 : copierNames.synced;
  return copier(name, instance, () => {
    const { seconds, output } = runCommand(command);
    const answer = JSON.parse(output) as { ok: boolean; files: readonly unknown[] };
    if (!answer.ok || answer.files.length === 0) throw new WrongOutput(`esekit backup: ${output}`);
    return seconds;
  });
}

export function cp(instance: Instance): Contender {
  const command = { file: 'cp', args: ['-r', instance.folder, target] };
  return copier(copierNames.cp, instance, () => runCommand(command).seconds);
}

export function cpAndSync(instance: Instance): Contender {
  const command = { file: 'sh', args: ['-c', 'cp -r "$1" "$2" && sync', 'sh', instance.folder, target] };
  return copier(copierNames.cpSync, instance, () => runCommand(command).seconds);
}

/** A step of 100 pages is the package's default; one step for everything is the fastest it can be. */
export function sqliteBackup({ path, bytes }: SqliteVolume, pages: 'default' | 'atOnce'): Contender {
  const copy = join(targetFolder, 'copy.db');
  const rows = (file: string): string => JSON.stringify(runChildScript('child-sqlite', ['count', file]));
  let expected: string | undefined;
  return {
    name: pages === 'default' ? copierNames.sqlite : copierNames.sqliteAtOnce,
    bytes,
    prepare: clearTarget,
    run: () => runChildScript<{ seconds: number }>('child-sqlite', ['backup', path, copy, pages]).seconds,
    check() {
      expected ??= rows(path);
      if (rows(copy) !== expected)
        throw new WrongOutput('the copy of better-sqlite3 differs from its source');
    },
  };
}
