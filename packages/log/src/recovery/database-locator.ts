import { equalSignatures, JetError, type FileSystem, type Signature } from '@esekit/core';

/** A database as the logs know it. */
export interface LoggedDatabase {
  /** Full path on the machine that wrote the logs. */
  readonly path: string;
  readonly signDb: Signature;
}

/**
 * Where a database of the logs is on this machine. The file need not exist: what is missing is deferred
 * as the engine does. `undefined` leaves the database out, as a restore map without an entry for it does.
 */
export interface DatabaseLocator {
  /** Whether it is a restore map: then moves of databases are events. */
  readonly isMap?: boolean;
  locate(logged: LoggedDatabase): string | undefined;
}

/** The last part of a path of any system. */
export function loggedFileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
}

/**
 * Looks for databases by their file names in one folder, whatever place the logs name: those paths are of
 * another machine. Case does not matter where the folder has one such name only. Links are not followed,
 * since they lead out of the folder.
 */
export function databasesInFolder(fs: FileSystem, folder: string): DatabaseLocator {
  const known = new Map<string, LoggedDatabase>();
  return {
    locate(logged) {
      const name = loggedFileName(logged.path);
      checkName(name, logged.path);
      const before = known.get(name.toLowerCase());
      if (before !== undefined && !isSameDatabase(before, logged)) {
        throw new JetError(
          'JET_errInvalidParameter',
          `the logs hold two databases named ${name}: ${before.path} and ${logged.path}`,
          { hint: 'Say where each of them is with a map.' },
        );
      }
      known.set(name.toLowerCase(), logged);
      const path = fs.join(folder, nameInFolder(fs, folder, name));
      if (fs.statSync(path)?.isLink === true) {
        throw new JetError('JET_errFileAccessDenied', `${path} is a link; only files of the folder are used`);
      }
      return path;
    },
  };
}

function isSameDatabase(a: LoggedDatabase, b: LoggedDatabase): boolean {
  return a.path.toLowerCase() === b.path.toLowerCase() || equalSignatures(a.signDb, b.signDb);
}

/** Names out of a log go into paths, so they must be names. */
function checkName(name: string, path: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  if (name !== '' && name !== '.' && name !== '..' && !/[\u0000-\u001f:]/.test(name)) return;
  throw new JetError('JET_errDatabaseInvalidName', `the logs name a database '${path}'`);
}

function nameInFolder(fs: FileSystem, folder: string, name: string): string {
  const lower = name.toLowerCase();
  const names = fs.readDirectorySync(folder).filter((entry) => entry.toLowerCase() === lower);
  return names.find((entry) => entry === name) ?? names[0] ?? name;
}

/** One entry of a restore map (JET_RSTMAP, 23 §9). */
export interface DatabaseMapEntry {
  /** As the logs have it, without regard to case. */
  readonly loggedPath: string;
  readonly path: string;
}

/**
 * Places by a map of full logged paths; `otherwise` answers for the databases it does not name.
 */
export function databasesByMap(
  entries: readonly DatabaseMapEntry[],
  otherwise?: DatabaseLocator,
): DatabaseLocator {
  const places = new Map(entries.map((entry) => [entry.loggedPath.toLowerCase(), entry.path]));
  return {
    isMap: true,
    locate: (logged) => places.get(logged.path.toLowerCase()) ?? otherwise?.locate(logged),
  };
}
