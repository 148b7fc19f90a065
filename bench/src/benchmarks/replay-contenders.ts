import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../measure/rounds';
import { runChildScript, runCommand } from '../measure/run-command';
import { dataFolder } from '../places';
import { requireEqualSums, type DirtyFiles, type RowSums, type WalFiles } from '../replay/dirty-files';

const targetFolder = join(dataFolder, 'target');
/** Where a run finds what it works on. */
export const copyFolder = join(targetFolder, 'copy');

type Answer = RowSums & { readonly seconds: number };

export const restoreNames = {
  restore: 'esekit restoreInstance (library)',
  cpAndReplay: 'cp of the set, then esekit recover (library)',
} as const;

export const walName = 'better-sqlite3: open and wal_checkpoint(TRUNCATE)';

export function replayName(cacheMebibytes: number): string {
  return `esekit recover, cache of ${cacheMebibytes} MiB (library)`;
}

/** Leaves nothing of the last run, in the folder or waiting to be written. */
function clearTarget(): void {
  rmSync(targetFolder, { recursive: true, force: true });
  mkdirSync(targetFolder, { recursive: true });
}

export function removeTarget(): void {
  rmSync(targetFolder, { recursive: true, force: true });
}

/** A fresh copy of `source` in {@link copyFolder}, written to disk. */
export function prepareCopy(source: string): void {
  clearTarget();
  cpSync(source, copyFolder, { recursive: true });
  runCommand({ file: 'sync', args: [] });
}

export function replay(files: DirtyFiles, cacheMebibytes: number): Contender {
  const name = replayName(cacheMebibytes);
  return {
    name,
    bytes: files.facts.logBytes,
    prepare: () => prepareCopy(files.instance),
    run() {
      const answer = runChildScript<Answer>('child-replay', ['recover', copyFolder, String(cacheMebibytes)]);
      requireEqualSums(name, answer, files.sums);
      return answer.seconds;
    },
  };
}

export function walRecovery(files: DirtyFiles, wal: WalFiles, cacheMebibytes: number): Contender {
  return {
    name: walName,
    bytes: wal.walBytes,
    prepare: () => prepareCopy(wal.folder),
    run() {
      const answer = runChildScript<Answer>('child-wal', ['recover', copyFolder, String(cacheMebibytes)]);
      requireEqualSums(walName, answer, files.sums);
      return answer.seconds;
    },
  };
}

export function restoreSet(files: DirtyFiles, bytes: number, cacheMebibytes: number): Contender {
  return {
    name: restoreNames.restore,
    bytes,
    prepare: prepareNothing,
    run() {
      const args = ['restore', files.set, copyFolder, String(cacheMebibytes)];
      const answer = runChildScript<Answer>('child-replay', args);
      requireEqualSums(restoreNames.restore, answer, files.sums);
      return answer.seconds;
    },
  };
}

/** What a restore comes to by hand: the set is copied, and what it holds is recovered. */
export function cpAndReplay(files: DirtyFiles, bytes: number, cacheMebibytes: number): Contender {
  return {
    name: restoreNames.cpAndReplay,
    bytes,
    prepare: prepareNothing,
    run() {
      const { seconds } = runCommand({ file: 'cp', args: ['-r', files.instance, copyFolder] });
      const answer = runChildScript<Answer>('child-replay', ['recover', copyFolder, String(cacheMebibytes)]);
      requireEqualSums(restoreNames.cpAndReplay, answer, files.sums);
      return seconds + answer.seconds;
    },
  };
}

function prepareNothing(): void {
  clearTarget();
  runCommand({ file: 'sync', args: [] });
}
