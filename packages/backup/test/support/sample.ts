import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unpackArchive } from '@esekit/testkit';

/** The files of a folder: bytes by name. */
export type Contents = ReadonlyMap<string, Uint8Array>;

const archive = join(import.meta.dirname, '..', '..', '..', '..', 'samples', 'clean-small-4k.tar.gz');

/** The files of a folder on disk; sub-folders are left out. */
export function contentsOnDisk(folder: string): Contents {
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  return new Map(names.sort().map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

/** A small instance that was shut down cleanly: a database, its flush map, logs, checkpoint, reserve logs. */
export function unpackSample(folder: string): Contents {
  return contentsOnDisk(unpackArchive(archive, folder));
}

/** The names of the sample that belong in a set, in the order of a manifest. */
export const sampleParts = ['a.edb', 'a.jfm', 'edb.log', 'edb00000001.log', 'edb.chk'] as const;

export const pageSize = 4096;

/** Comparing a megabyte by matchers takes seconds; this takes none. */
export function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
}

/** Names of the files that are not the same in both folders. */
export function differences(a: Contents | undefined, b: Contents | undefined): string[] {
  const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
  return [...names].filter((name) => !sameBytes(a?.get(name), b?.get(name))).sort();
}
