import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Bytes of files by path below a folder, with `/` between the parts. */
export type FolderContents = ReadonlyMap<string, Uint8Array>;

/** All files below a folder on the disk. */
export function readFolder(folder: string): FolderContents {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name.split(sep).join('/'), new Uint8Array(readFileSync(join(folder, name)))]),
  );
}

/** Names of files that are not the same in both. */
export function changedFiles(before: FolderContents, after: FolderContents): string[] {
  const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
    a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => !isSame(before.get(name), after.get(name)))
    .sort();
}

/** What is needed of a file system here; core's has this shape, but this package stands below core. */
export interface FolderFileSystem {
  statSync(path: string): { readonly kind: string } | undefined;
  readDirectorySync(path: string): string[];
  createDirectorySync(path: string): void;
  openSync(path: string, mode: 'read' | 'createNew'): FolderFile;
}

export interface FolderFile {
  sizeSync(): number;
  readSync(target: Uint8Array, position: number): number;
  writeSync(source: Uint8Array, position: number): void;
  closeSync(): void;
}

/** Creates a folder with these files. */
export function putFolder(fs: FolderFileSystem, folder: string, contents: FolderContents): void {
  if (fs.statSync(folder) === undefined) fs.createDirectorySync(folder);
  for (const [name, bytes] of contents) {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const above = `${folder}/${parts.slice(0, depth).join('/')}`;
      if (fs.statSync(above) === undefined) fs.createDirectorySync(above);
    }
    const file = fs.openSync(`${folder}/${name}`, 'createNew');
    file.writeSync(bytes, 0);
    file.closeSync();
  }
}

export function readFileOf(fs: FolderFileSystem, path: string): Uint8Array {
  const file = fs.openSync(path, 'read');
  try {
    const bytes = new Uint8Array(file.sizeSync());
    file.readSync(bytes, 0);
    return bytes;
  } finally {
    file.closeSync();
  }
}

/** All files below a folder of any file system. */
export function contentsOf(fs: FolderFileSystem, folder: string, prefix = ''): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const name of fs.readDirectorySync(folder)) {
    const path = `${folder}/${name}`;
    if (fs.statSync(path)?.kind !== 'directory') found.set(prefix + name, readFileOf(fs, path));
    else for (const [inner, bytes] of contentsOf(fs, path, `${prefix}${name}/`)) found.set(inner, bytes);
  }
  return found;
}
