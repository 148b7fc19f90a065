import { loggedFileName, type DatabaseLocator } from '@esekit/log';

/** One `--map OLD=NEW`. */
export interface MapEntry {
  /** A path as the logs have it, or the name at its end. */
  readonly old: string;
  readonly path: string;
}

/** @returns `undefined` when it is not of the form OLD=NEW */
export function parseMapEntry(text: string): MapEntry | undefined {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) return undefined;
  return { old: text.slice(0, at), path: text.slice(at + 1) };
}

/** Databases by a map, the others by `otherwise`. Full paths win over bare names; case does not matter. */
export function databasesByEntries(map: readonly MapEntry[], otherwise?: DatabaseLocator): DatabaseLocator {
  const places = new Map(map.map(({ old, path }) => [old.toLowerCase(), path]));
  return {
    locate: (logged) =>
      places.get(logged.path.toLowerCase()) ??
      places.get(loggedFileName(logged.path).toLowerCase()) ??
      otherwise?.locate(logged),
  };
}
