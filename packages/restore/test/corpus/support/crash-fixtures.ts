import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FileSystem } from '@esekit/core';
import type { RecoveryOptions } from '@esekit/log/recovery';
import {
  damageCases,
  materialiseDamageCase,
  readFolder,
  unpackEngineArchive,
  type FolderContents,
} from '@esekit/testkit';
import { recoveryOptionsOf } from './damage-run';
import { caseName, engineCases } from './engine-cases';
import { memoryFolder } from './memory-folder';

/** An instance that recovery brings to a clean end. */
export interface CrashFixture {
  readonly name: string;
  contents(): Promise<FolderContents>;
  options(fs: FileSystem): Partial<RecoveryOptions>;
  /** Paths of the databases that are clean afterwards. */
  readonly databases: readonly string[];
}

/** Every instance with logs that is recovered without an error: those of the archives and those with a damage. */
export function crashFixtures(folder: string): CrashFixture[] {
  const archives = engineCases
    .filter(({ code = 0, without }) => code >= 0 && without === undefined)
    .map((one) => ({
      name: caseName(one),
      contents: () => {
        const root = join(folder, one.archive);
        if (!existsSync(root)) unpackEngineArchive(one.archive, folder);
        return Promise.resolve(readFolder(join(root, one.folder ?? 'files')));
      },
      options: () => ({ flags: one.flags }),
      databases: one.databases.map(({ name }) => `${memoryFolder}/${name}`),
    }));
  const damaged = damageCases('softRecovery')
    .filter(({ returnCode, stateAfter }) => returnCode === 0 && Object.keys(stateAfter.databases).length > 0)
    .map((one) => ({
      name: `${one.id}: ${one.scenario}`,
      contents: async () => readFolder(materialiseDamageCase(one.id, folder)),
      options: (fs: FileSystem) => recoveryOptionsOf(fs, one.parameters),
      databases: Object.entries(one.stateAfter.databases)
        .filter(([, state]) => typeof state !== 'string' && state.state === 'Clean')
        .map(([name]) => `${memoryFolder}/${name}`),
    }));
  return [...archives, ...damaged];
}
