import { JetError } from '../errors/jet-error';
import { MemoryLocks } from './memory-locks';
import { pathSegments } from './paths';
import { SparseBytes } from './sparse-bytes';

/** A file apart from its name, so that open files outlive a removal or a rename. */
export interface MemoryFileNode {
  readonly kind: 'file';
  readonly bytes: SparseBytes;
  readonly locks: MemoryLocks;
}

export interface MemoryFolder {
  readonly kind: 'directory';
  readonly entries: Map<string, MemoryNode>;
}

export type MemoryNode = MemoryFileNode | MemoryFolder;

/** Where a path leads: the folder that holds its last name, and what that name stands for, if anything. */
export interface Place {
  readonly folder: MemoryFolder;
  readonly name: string;
  readonly node: MemoryNode | undefined;
}

export function createFileNode(): MemoryFileNode {
  return { kind: 'file', bytes: new SparseBytes(), locks: new MemoryLocks() };
}

export function createFolder(): MemoryFolder {
  return { kind: 'directory', entries: new Map() };
}

/**
 * Follows `path` from the root. `undefined` stands for the root itself, which no folder holds;
 * JET_errInvalidPath when something above the last name is absent or no folder.
 */
export function locate(root: MemoryFolder, path: string, doing: string): Place | undefined {
  const segments = pathSegments(path);
  const name = segments.pop();
  if (name === undefined) return undefined;
  let folder = root;
  for (const segment of segments) {
    const next = folder.entries.get(segment);
    if (next?.kind !== 'directory') {
      throw new JetError('JET_errInvalidPath', `${doing} ${path}: there is no folder ${segment}`);
    }
    folder = next;
  }
  return { folder, name, node: folder.entries.get(name) };
}

/** The folder at `path`; JET_errInvalidPath when there is none. */
export function locateFolder(root: MemoryFolder, path: string, doing: string): MemoryFolder {
  const place = locate(root, path, doing);
  const node = place ? place.node : root;
  if (node?.kind === 'directory') return node;
  throw new JetError('JET_errInvalidPath', `${doing} ${path}: there is no such folder`);
}
