import * as fs from 'node:fs';
import * as fsAsync from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { JetError } from '../errors/jet-error';
import type { File, FileSystem, OpenMode, PathFacts } from '../files/file-system';
import type { FileOperation } from '../files/operations';
import { syncFolder, syncFolderSync } from './directory-sync';
import { errnoName } from './errno-name';
import { LockService } from './native-locks';
import { toJetError } from './node-error';
import { NodeFile } from './node-file';
import { openDescriptor, openDescriptorSync } from './open-file';

/**
 * The files of this computer. Relative paths start at the current folder of the process.
 *
 * @example
 * const fs = createNodeFileSystem();
 * const file = await fs.open('a.edb', 'read');
 */
export function createNodeFileSystem(): FileSystem {
  return new NodeFileSystem(new LockService());
}

class NodeFileSystem implements FileSystem {
  readonly #locks: LockService;

  constructor(locks: LockService) {
    this.#locks = locks;
  }

  async open(path: string, mode: OpenMode): Promise<File> {
    const fd = await run('open', [path], () => openDescriptor(path, mode));
    return new NodeFile(path, fd, mode !== 'read', this.#locks);
  }

  openSync(path: string, mode: OpenMode): File {
    const fd = runSync('open', [path], () => openDescriptorSync(path, mode));
    return new NodeFile(path, fd, mode !== 'read', this.#locks);
  }

  stat(path: string): Promise<PathFacts | undefined> {
    return run('stat', [path], async () => {
      try {
        const own = await fsAsync.lstat(path);
        return own.isSymbolicLink() ? throughLink(await fsAsync.stat(path)) : pathFacts(own);
      } catch (error) {
        if (isNothingThere(error)) return undefined;
        throw error;
      }
    });
  }

  statSync(path: string): PathFacts | undefined {
    return runSync('stat', [path], () => {
      try {
        const own = fs.lstatSync(path);
        return own.isSymbolicLink() ? throughLink(fs.statSync(path)) : pathFacts(own);
      } catch (error) {
        if (isNothingThere(error)) return undefined;
        throw error;
      }
    });
  }

  async readDirectory(path: string): Promise<string[]> {
    const names = await run('readDirectory', [path], () => fsAsync.readdir(path));
    return names.sort();
  }

  readDirectorySync(path: string): string[] {
    return runSync('readDirectory', [path], () => fs.readdirSync(path)).sort();
  }

  createDirectory(path: string): Promise<void> {
    return run('createDirectory', [path], () => fsAsync.mkdir(path));
  }

  createDirectorySync(path: string): void {
    runSync('createDirectory', [path], () => fs.mkdirSync(path));
  }

  rename(from: string, to: string): Promise<void> {
    return run('rename', [from, to], () => fsAsync.rename(from, to));
  }

  renameSync(from: string, to: string): void {
    runSync('rename', [from, to], () => fs.renameSync(from, to));
  }

  removeFile(path: string): Promise<void> {
    return run('removeFile', [path], () => fsAsync.unlink(path));
  }

  removeFileSync(path: string): void {
    runSync('removeFile', [path], () => fs.unlinkSync(path));
  }

  removeDirectory(path: string): Promise<void> {
    return run('removeDirectory', [path], () => fsAsync.rmdir(path));
  }

  removeDirectorySync(path: string): void {
    runSync('removeDirectory', [path], () => fs.rmdirSync(path));
  }

  syncDirectory(path: string): Promise<void> {
    return run('syncDirectory', [path], () => syncFolder(path));
  }

  syncDirectorySync(path: string): void {
    runSync('syncDirectory', [path], () => syncFolderSync(path));
  }

  join(folder: string, name: string): string {
    return join(folder, name);
  }

  baseName(path: string): string {
    return basename(path);
  }

  directoryName(path: string): string {
    return dirname(path);
  }
}

function pathFacts(facts: fs.Stats): PathFacts {
  if (facts.isFile()) return { kind: 'file', size: facts.size };
  return { kind: facts.isDirectory() ? 'directory' : 'other', size: 0 };
}

function throughLink(facts: fs.Stats): PathFacts {
  return { ...pathFacts(facts), isLink: true };
}

function isNothingThere(error: unknown): boolean {
  const errno = errnoName(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

/** Node takes an empty path for a file that is absent; it is no name at all. */
function requireNames(operation: FileOperation, paths: readonly string[]): void {
  if (paths.includes('')) throw new JetError('JET_errInvalidPath', `${operation}: a path is empty`);
}

async function run<T>(
  operation: FileOperation,
  paths: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    requireNames(operation, paths);
    return await work();
  } catch (error) {
    throw toJetError(error, operation, ...paths);
  }
}

function runSync<T>(operation: FileOperation, paths: readonly string[], work: () => T): T {
  try {
    requireNames(operation, paths);
    return work();
  } catch (error) {
    throw toJetError(error, operation, ...paths);
  }
}
