import { JetError, limits, type FileSystem } from '@esekit/core';
import { chooseHeader, isBackupCopy } from '@esekit/pages';
import { loggedFileName } from '@esekit/log';

/** The databases of a set, by what 31 §2 step 8 goes by: the base name, without regard to case. */
export class SetDatabases {
  private constructor(
    readonly fs: FileSystem,
    readonly folder: string,
    readonly keys: ReadonlySet<string>,
    readonly names: readonly string[],
  ) {}

  /**
   * Looks for the markers `*.pat`. A set without any is one whose markers were left behind: its backup
   * copies are found by their headers.
   *
   * @throws JET_errPatchFileMissing when there is neither a marker nor a backup copy
   */
  static look(fs: FileSystem, folder: string): SetDatabases {
    const names = fs.readDirectorySync(folder);
    const markers = names.filter((name) => name.toLowerCase().endsWith('.pat'));
    const databases =
      markers.length > 0 ? markers : names.filter((name) => isCopy(fs, fs.join(folder, name)));
    if (databases.length === 0) {
      throw new JetError('JET_errPatchFileMissing', `${folder} holds no database of a backup`, {
        hint: 'An incremental backup is restored together with the full backup it belongs to.',
      });
    }
    return new SetDatabases(fs, folder, new Set(databases.map(databaseKey)), names);
  }

  /**
   * The file of a database, by its logged path.
   *
   * @returns `undefined` when the set has no marker for it, or has the marker alone
   * @throws JET_errFileAccessDenied when the name is a link, which may lead out of the set
   */
  find(loggedPath: string): string | undefined {
    const name = loggedFileName(loggedPath);
    if (!this.keys.has(databaseKey(name))) return undefined;
    const lower = name.toLowerCase();
    const candidates = this.names.filter((entry) => entry.toLowerCase() === lower);
    const found = candidates.find((entry) => entry === name) ?? candidates[0];
    if (found === undefined) return undefined;
    const path = this.fs.join(this.folder, found);
    const facts = this.fs.statSync(path);
    if (facts?.isLink)
      throw new JetError('JET_errFileAccessDenied', `${path} is a link; only files of the set are used`);
    return facts?.kind === 'file' ? path : undefined;
  }
}

/** Name without extension, in lower case. */
export function databaseKey(name: string): string {
  const dot = name.lastIndexOf('.');
  return (dot < 0 ? name : name.slice(0, dot)).toLowerCase();
}

function isCopy(fs: FileSystem, path: string): boolean {
  if (fs.statSync(path)?.kind !== 'file') return false;
  const file = fs.openSync(path, 'read');
  try {
    const start = new Uint8Array(2 * limits.pageSizeMost);
    return isBackupCopy(chooseHeader(start.subarray(0, file.readSync(start, 0)), path).header);
  } catch (error) {
    if (JetError.isInstance(error)) return false;
    throw error;
  } finally {
    file.closeSync();
  }
}
