import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** SHA-256 by path below the folder, with `/` between the parts. */
export type FolderDigests = ReadonlyMap<string, string>;

/** The digests of all files below a folder. */
export function folderDigests(folder: string): FolderDigests {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name.split(sep).join('/'),
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
}

export interface FolderChanges {
  readonly changed: readonly string[];
  readonly created: readonly string[];
  readonly removed: readonly string[];
}

export const noChanges: FolderChanges = { changed: [], created: [], removed: [] };

/** What happened to a folder between two looks at it. */
export function folderChanges(before: FolderDigests, after: FolderDigests): FolderChanges {
  return {
    changed: [...after]
      .filter(([name, digest]) => (before.get(name) ?? digest) !== digest)
      .map(([name]) => name),
    created: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
  };
}
