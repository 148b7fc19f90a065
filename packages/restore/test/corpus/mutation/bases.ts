import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { JetError, type FileSystem } from '@esekit/core';
import { checkDatabase, openDatabase } from '@esekit/engine';
import type { RecoveryOptions } from '@esekit/log/recovery';
import {
  damageCase,
  dumpLines,
  materialiseDamageCase,
  readFolder,
  unpackEngineArchive,
  type FolderContents,
} from '@esekit/testkit';
import { recoveryOptionsOf } from '../support/damage-run';
import { inMemory, memoryFolder } from '../support/memory-folder';
import { runRecovery } from '../support/run-recovery';
import { logFiles } from './log-file';

/** An instance that is mutated, and the states that a log that simply ends earlier leads to. */
export interface Base {
  readonly name: string;
  readonly contents: FolderContents;
  readonly databases: readonly string[];
  /** Digests of the rows of all databases: after the whole log, and after each segment at which it may end. */
  readonly states: ReadonlySet<string>;
  options(fs: FileSystem): Partial<RecoveryOptions>;
}

const archives = [
  'dirty-uncommitted-4k',
  'dirty-lv-4k',
  'dirty-ddl-4k',
  'dirty-ckpt-advanced-4k',
  'dirty-circular-4k',
  'dirty-twodb-4k',
  'dirty-btree-split-4k',
  'dirty-uncommitted-32k',
];

/** A crash with one open transaction, one behind a recovery, one with committed logs, one behind a backup, a clean end. */
const damageBases = ['S01', 'T01', 'W01', 'T20', 'S73'];

export async function loadBases(folder: string): Promise<Base[]> {
  const found: Base[] = [];
  for (const archive of archives) {
    const contents = readFolder(join(unpackEngineArchive(archive, folder), 'files'));
    found.push(
      await withStates({ name: archive, contents, databases: databasesIn(contents), options: () => ({}) }),
    );
  }
  for (const id of damageBases) {
    const { parameters } = damageCase(id);
    const contents = readFolder(materialiseDamageCase(id, folder));
    const options = (fs: FileSystem): Partial<RecoveryOptions> => recoveryOptionsOf(fs, parameters);
    found.push(await withStates({ name: id, contents, databases: databasesIn(contents), options }));
  }
  return found;
}

function databasesIn(contents: FolderContents): string[] {
  return [...contents.keys()].filter((name) => name.endsWith('.edb'));
}

/**
 * The model: a log may end at any segment of its last file, as a crash leaves it. Zeroing the rest of the file makes
 * each of these logs (37 §2.5, T05 and T07). Where pages on disk are ahead of such a log the result is no state of the
 * instance; undo or the check of the database says so.
 */
async function withStates(base: Omit<Base, 'states'>): Promise<Base> {
  const states = new Set<string>();
  const last = logFiles(base.contents).at(-1)!;
  for (let end = last.segments + 1; end >= 1; end--) {
    const contents = new Map(base.contents);
    const bytes = contents.get(last.name)!.slice();
    if (end <= last.segments) bytes.fill(0, end * 4096);
    contents.set(last.name, bytes);
    const fs = inMemory(contents);
    const { code } = runRecovery(fs, memoryFolder, base.options(fs));
    const isState = code >= 0 && (await problemsIn(fs, base.databases)) === 0;
    if (isState) states.add(stateOf(fs, base.databases));
    else if (end > last.segments) throw new Error(`${base.name} is not recovered`);
  }
  return { ...base, states };
}

/** A digest of every row and index entry of some databases. */
export function stateOf(fs: FileSystem, databases: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of pathsOf(fs, databases)) {
    hash.update(path);
    using database = openDatabase(fs, path);
    for (const line of dumpLines(database, true)) hash.update(line).update('\n');
  }
  return hash.digest('hex');
}

/** What the check of the databases reports, without space that nothing uses: a log may end where some was allocated. */
export async function problemsIn(fs: FileSystem, databases: readonly string[]): Promise<number> {
  let problems = 0;
  for (const path of pathsOf(fs, databases)) {
    try {
      using database = openDatabase(fs, path, { onLoss: () => undefined });
      await checkDatabase(database, ({ severity }) => (problems += severity === 'error' ? 1 : 0));
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
      problems++;
    }
  }
  return problems;
}

/** Those of the databases that are there. */
function pathsOf(fs: FileSystem, databases: readonly string[]): string[] {
  return databases.map((name) => `${memoryFolder}/${name}`).filter((path) => fs.statSync(path) !== undefined);
}
