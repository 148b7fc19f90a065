import { JetError } from '../errors/jet-error';
import type { File, FileSystem, OpenMode, PathFacts } from '../files/file-system';
import { promised } from '../files/promised';
import { MemoryFile } from './memory-file';
import { renameInMemory } from './memory-rename';
import { createFileNode, createFolder, locate, locateFolder, type MemoryNode } from './memory-tree';
import { baseNameOf, directoryNameOf, joinPath, pathSegments } from './paths';

/**
 * A file system that lives in memory and starts empty. Paths are '/'-separated; `.` and `/` are both its
 * root folder.
 *
 * @example
 * const fs = createMemoryFileSystem();
 * const file = fs.openSync('a.edb', 'createNew');
 */
export function createMemoryFileSystem(): FileSystem {
  return new MemoryFileSystem();
}

class MemoryFileSystem implements FileSystem {
  readonly #root = createFolder();

  openSync(path: string, mode: OpenMode): File {
    const place = locate(this.#root, path, 'open');
    if (mode === 'createNew') {
      if (!place || place.node) throw new JetError('JET_errFileAlreadyExists', `create ${path}`);
      const node = createFileNode();
      place.folder.entries.set(place.name, node);
      return new MemoryFile(path, node, true);
    }
    if (!place || place.node?.kind === 'directory') {
      throw new JetError('JET_errFileAccessDenied', `open ${path}: it is a folder`);
    }
    if (!place.node) throw new JetError('JET_errFileNotFound', `open ${path}`);
    return new MemoryFile(path, place.node, mode === 'readWrite');
  }

  statSync(path: string): PathFacts | undefined {
    const node = this.#nodeAt(path);
    if (!node) return undefined;
    return { kind: node.kind, size: node.kind === 'file' ? node.bytes.size : 0 };
  }

  readDirectorySync(path: string): string[] {
    return [...locateFolder(this.#root, path, 'list').entries.keys()].sort();
  }

  createDirectorySync(path: string): void {
    const place = locate(this.#root, path, 'create folder');
    if (!place || place.node) throw new JetError('JET_errFileAlreadyExists', `create folder ${path}`);
    place.folder.entries.set(place.name, createFolder());
  }

  renameSync(from: string, to: string): void {
    renameInMemory(this.#root, from, to);
  }

  removeFileSync(path: string): void {
    const place = locate(this.#root, path, 'remove');
    if (!place || place.node?.kind === 'directory') {
      throw new JetError('JET_errFileAccessDenied', `remove ${path}: it is a folder`);
    }
    if (!place.folder.entries.delete(place.name)) throw new JetError('JET_errFileNotFound', `remove ${path}`);
  }

  removeDirectorySync(path: string): void {
    const folder = locateFolder(this.#root, path, 'remove folder');
    const place = locate(this.#root, path, 'remove folder');
    if (!place || folder.entries.size > 0) {
      throw new JetError('JET_errFileAccessDenied', `remove folder ${path}: it is in use or not empty`);
    }
    place.folder.entries.delete(place.name);
  }

  syncDirectorySync(path: string): void {
    locateFolder(this.#root, path, 'sync folder');
  }

  open(path: string, mode: OpenMode): Promise<File> {
    return promised(() => this.openSync(path, mode));
  }

  stat(path: string): Promise<PathFacts | undefined> {
    return promised(() => this.statSync(path));
  }

  readDirectory(path: string): Promise<string[]> {
    return promised(() => this.readDirectorySync(path));
  }

  createDirectory(path: string): Promise<void> {
    return promised(() => this.createDirectorySync(path));
  }

  rename(from: string, to: string): Promise<void> {
    return promised(() => this.renameSync(from, to));
  }

  removeFile(path: string): Promise<void> {
    return promised(() => this.removeFileSync(path));
  }

  removeDirectory(path: string): Promise<void> {
    return promised(() => this.removeDirectorySync(path));
  }

  syncDirectory(path: string): Promise<void> {
    return promised(() => this.syncDirectorySync(path));
  }

  join(folder: string, name: string): string {
    return joinPath(folder, name);
  }

  baseName(path: string): string {
    return baseNameOf(path);
  }

  directoryName(path: string): string {
    return directoryNameOf(path);
  }

  /** Like {@link locate}, but a missing folder on the way means that nothing is there. */
  #nodeAt(path: string): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.#root;
    for (const name of pathSegments(path)) {
      if (node?.kind !== 'directory') return undefined;
      node = node.entries.get(name);
    }
    return node;
  }
}
