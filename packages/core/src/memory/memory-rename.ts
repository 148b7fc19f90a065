import { JetError, type JetErrorOptions } from '../errors/jet-error';
import type { JetErrorName } from '../errors/error-info';
import { locate, type MemoryFolder, type MemoryNode } from './memory-tree';

/** Renames as POSIX does: at once, over a file or an empty folder of the same kind. */
export function renameInMemory(root: MemoryFolder, from: string, to: string): void {
  const refuse = (name: JetErrorName, why: string, options?: JetErrorOptions): JetError =>
    new JetError(name, `rename ${from} to ${to}: ${why}`, options);

  const source = locate(root, from, 'rename');
  const target = locate(root, to, 'rename');
  if (!source || !target) throw refuse('JET_errFileAccessDenied', 'the root folder has no name to change');
  if (!source.node) throw refuse('JET_errFileNotFound', 'there is no such file');
  if (source.node === target.node) return;
  if (source.node.kind === 'directory' && contains(source.node, target.folder)) {
    throw refuse('JET_errInvalidPath', 'a folder cannot move into itself');
  }
  if (target.node) requireReplaceable(source.node, target.node, refuse);

  source.folder.entries.delete(source.name);
  target.folder.entries.set(target.name, source.node);
}

function requireReplaceable(
  source: MemoryNode,
  target: MemoryNode,
  refuse: (name: JetErrorName, why: string) => JetError,
): void {
  if (target.kind === 'file') {
    if (source.kind === 'directory') throw refuse('JET_errInvalidPath', 'the target is no folder');
    return;
  }
  if (source.kind === 'file') throw refuse('JET_errFileAccessDenied', 'the target is a folder');
  if (target.entries.size > 0) throw refuse('JET_errFileAccessDenied', 'the target folder is not empty');
}

function contains(folder: MemoryFolder, searched: MemoryFolder): boolean {
  if (folder === searched) return true;
  for (const node of folder.entries.values()) {
    if (node.kind === 'directory' && contains(node, searched)) return true;
  }
  return false;
}
