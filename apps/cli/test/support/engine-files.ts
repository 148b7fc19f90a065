import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryFileSystem, type FileSystem } from '@esekit/core';
import { corpus, temporaryFolder, unpackArchive } from '@esekit/testkit';

const unpacked = new Map<string, ReadonlyMap<string, Uint8Array>>();

/** The files of a base instance of the damage fixtures (37 §1), by path in it. */
export function baseFiles(base: string): ReadonlyMap<string, Uint8Array> {
  let files = unpacked.get(base);
  if (files === undefined) {
    const folder = unpackArchive(corpus.path('damage', 'bases', `${base}.tar.gz`), temporaryFolder());
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const found = names.filter((name) => statSync(join(folder, name)).isFile());
    files = new Map(found.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
    unpacked.set(base, files);
  }
  return files;
}

/** A disk in memory with the files of a base instance in the folder `in`. */
export function diskWith(base: string, filter: (name: string) => boolean = () => true): FileSystem {
  const fs = createMemoryFileSystem();
  fs.createDirectorySync('in');
  for (const [name, bytes] of baseFiles(base)) if (filter(name)) put(fs, `in/${name}`, bytes);
  return fs;
}

export function put(fs: FileSystem, path: string, bytes: Uint8Array): void {
  const folder = fs.directoryName(path);
  if (fs.statSync(folder) === undefined) fs.createDirectorySync(folder);
  if (fs.statSync(path) !== undefined) fs.removeFileSync(path);
  const file = fs.openSync(path, 'createNew');
  file.writeSync(bytes, 0);
  file.closeSync();
}

/** Everything in a folder, to see later whether it is still the same. */
export function imageOf(fs: FileSystem, folder: string): Record<string, string> {
  const image: Record<string, string> = {};
  for (const name of fs.readDirectorySync(folder)) {
    const path = fs.join(folder, name);
    if (fs.statSync(path)?.kind !== 'file') continue;
    const file = fs.openSync(path, 'read');
    const bytes = Buffer.alloc(file.sizeSync());
    file.readSync(bytes, 0);
    file.closeSync();
    image[name] = bytes.toString('base64');
  }
  return image;
}
