import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { corpus, unpackArchive } from '@esekit/testkit';
import { contentsOnDisk, type Contents } from './sample';

/** A folder of the corpus that holds databases, with what their headers say, read independently. */
export interface CorpusFolder {
  readonly name: string;
  readonly contents: Contents;
  /** dbstate of each database. */
  readonly states: readonly number[];
}

const dbstateOffset = 52;

export function archiveNames(): string[] {
  if (!corpus.available) return [];
  return readdirSync(corpus.path('engine')).filter((name) => name.endsWith('.tar.gz'));
}

/** Every folder of an archive that has databases in it. */
export function databaseFolders(archive: string, temporary: string): CorpusFolder[] {
  const root = unpackArchive(corpus.path('engine', archive), join(temporary, archive));
  return foldersBelow(root).flatMap((folder) => {
    const contents = contentsOnDisk(folder);
    const databases = [...contents].filter(([name]) => /\.edb$/i.test(name));
    if (databases.length === 0) return [];
    const states = databases.map(([, bytes]) =>
      new DataView(bytes.buffer, bytes.byteOffset).getUint32(dbstateOffset, true),
    );
    return [{ name: relative(root, folder).replaceAll('\\', '/'), contents, states }];
  });
}

function foldersBelow(folder: string): string[] {
  const inside = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
  return [folder, ...inside.flatMap(foldersBelow)];
}
