import { equalSignatures, JetError, limits, type FileSystem } from '@esekit/core';
import { databasesInFolder, type DatabaseLocator, type LoggedDatabase } from '@esekit/log';
import { chooseHeader } from '@esekit/pages';
import { JET_bit } from '../../grbits';
import type { Instance } from '../../instances/instance';
import type { JET_RSTINFO, JET_RSTMAP } from './restart-info';

/**
 * Where JetInit looks for the databases of the logs (23 §9): in the alternate recovery folder when there is
 * one, else by the map, else at their logged places where these are places of this machine.
 */
export function databasesForInit(
  instance: Instance,
  info: JET_RSTINFO | null,
  grbit: number,
): DatabaseLocator {
  const { platform, parameters } = instance;
  const alternate = parameters.text('AlternateDatabaseRecoveryPath');
  if (alternate !== '') return databasesInFolder(platform.fs, alternate);
  const logged: DatabaseLocator = { locate: ({ path }) => platform.localPath(path) };
  if (info === null || info.rgrstmap.length === 0) return logged;
  const otherwise = (grbit & JET_bit.ReplayMissingMapEntryDB) === 0 ? undefined : logged;
  return databasesByRestartMap(platform.fs, info.rgrstmap, otherwise);
}

/** By the old name, or by the signature of what is at the new one. */
function databasesByRestartMap(
  fs: FileSystem,
  map: readonly JET_RSTMAP[],
  otherwise: DatabaseLocator | undefined,
): DatabaseLocator {
  return {
    isMap: true,
    locate(logged) {
      const path = logged.path.toLowerCase();
      const entry =
        map.find(({ szDatabaseName }) => szDatabaseName?.toLowerCase() === path) ??
        map.find(({ szNewDatabaseName }) => isDatabase(fs, szNewDatabaseName!, logged));
      return entry?.szNewDatabaseName ?? otherwise?.locate(logged);
    },
  };
}

function isDatabase(fs: FileSystem, path: string, { signDb }: LoggedDatabase): boolean {
  if (fs.statSync(path)?.kind !== 'file') return false;
  const file = fs.openSync(path, 'read');
  try {
    const start = new Uint8Array(2 * limits.pageSizeMost);
    return equalSignatures(
      chooseHeader(start.subarray(0, file.readSync(start, 0)), path).header.signDb,
      signDb,
    );
  } catch (error) {
    if (JetError.isInstance(error)) return false;
    throw error;
  } finally {
    file.closeSync();
  }
}
