import { JetError, type FileSystem } from '@esekit/core';
import {
  databasesByMap,
  databasesInFolder,
  loggedFileName,
  type DatabaseLocator,
  type LoggedDatabase,
} from '@esekit/log';
import type { RestoreEvents } from './restore-events';

/** Where the databases of a restore go. */
export interface RestorePlaces extends DatabaseLocator {
  /** Whether that is another place than the logs name. */
  isMoved(logged: LoggedDatabase, path: string): boolean;
}

/** Chosen places, and for databases without one those of `otherwise`. */
export function movedPlaces(chosen: DatabaseLocator | undefined, otherwise?: DatabaseLocator): RestorePlaces {
  return {
    locate: (logged) => chosen?.locate(logged) ?? otherwise?.locate(logged),
    isMoved: ({ path: loggedPath }, path) => path.toLowerCase() !== loggedPath.toLowerCase(),
  };
}

/** Event 216. */
export function tellOfMove(events: RestoreEvents, loggedPath: string, path: string): void {
  events.write(216, `${loggedPath} is now ${path}`, loggedPath, path);
}

/**
 * Every database goes into one folder, under its own name. Two of one name are JET_errInvalidParameter.
 *
 * @param createsFolder JET_paramCreatePathIfNotExist; without it an absent folder is JET_errInvalidPath with
 *   event 487, once the first database is to be copied
 */
export function placesInFolder(
  fs: FileSystem,
  folder: string,
  createsFolder: boolean,
  events: RestoreEvents,
): DatabaseLocator {
  const inFolder = databasesInFolder(fs, folder);
  return {
    locate(logged) {
      if (fs.statSync(folder) === undefined) {
        if (createsFolder) createFolder(fs, folder);
        else {
          const error = new JetError('JET_errInvalidPath', `there is no folder ${folder}`);
          const name = loggedFileName(logged.path);
          events.write(487, `${name} cannot be copied: ${error.message}`, name, folder, error.code);
          throw error;
        }
      }
      return inFolder.locate(logged);
    },
  };
}

/** Creates a folder and those above it that are missing. */
export function createFolder(fs: FileSystem, folder: string): void {
  const above = fs.directoryName(folder);
  if (above !== folder && fs.statSync(above) === undefined) createFolder(fs, above);
  fs.createDirectorySync(folder);
  fs.syncDirectorySync(above);
}

/** Where the logs say, when that is a place of this machine: no destination is given (31 §2, step 1). */
export function recordedPlaces(
  chosen: DatabaseLocator | undefined,
  localPath: (loggedPath: string) => string,
): RestorePlaces {
  const places = movedPlaces(chosen);
  return {
    locate: (logged) => places.locate(logged) ?? localPath(logged.path),
    isMoved: (logged, path) => places.locate(logged) !== undefined && places.isMoved(logged, path),
  };
}

/** One entry of the map of an external restore (JET_RSTMAP). */
export interface ExternalMapEntry {
  /** As the logs have it; a name without folders stands for every database of that name. Case does not matter. */
  readonly oldName: string;
  /** Where the copy has been put. */
  readonly newName: string;
}

/** Places by the map of an external restore: by the full path, then by the bare name (23 §9, 31 §5.2). */
export function placesByMap(map: readonly ExternalMapEntry[]): RestorePlaces {
  const names = new Map(map.map(({ oldName, newName }) => [oldName.toLowerCase(), newName]));
  const byName: DatabaseLocator = {
    locate: ({ path }) => names.get(loggedFileName(path).toLowerCase()),
  };
  const entries = map.map(({ oldName, newName }) => ({ loggedPath: oldName, path: newName }));
  return movedPlaces(databasesByMap(entries, byName));
}
