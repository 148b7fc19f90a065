import { transferFile, type Digest } from '@esekit/backup';
import { JetError, type File, type FileSystem } from '@esekit/core';
import type { RestoreEvents } from './restore-events';

const chunkBytes = 1 << 20;

/** Nothing that the engine writes beside its sets could be compared with. */
const noDigest: Digest = { update: () => undefined, hex: () => '' };

/** What a copy tells while it is made, and what may stop it. */
export interface CopyWatch {
  /** Bytes copied of one file, and its size. */
  onCopied?: ((bytesDone: number, bytesTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the file that a copy goes to: a new one, or one that is there, emptied. It is empty on disk before
 * the first byte comes, so that a crash leaves a part of the copy and never a mixture of two databases.
 *
 * @throws JET_errInvalidPath with event 487 when the folder is not there; JET_errFileAccessDenied when the
 *   name is a link, which may lead anywhere
 */
export function openCopyTarget(fs: FileSystem, source: string, path: string, events: RestoreEvents): File {
  try {
    const facts = fs.statSync(path);
    if (facts === undefined) return fs.openSync(path, 'createNew');
    if (facts.isLink) throw new JetError('JET_errFileAccessDenied', `${path} is a link; it is not followed`);
    const file = fs.openSync(path, 'readWrite');
    try {
      file.truncateSync(0);
      file.syncSync();
      return file;
    } catch (error) {
      file.closeSync();
      throw error;
    }
  } catch (error) {
    if (JetError.isInstance(error)) {
      events.write(487, `${source} cannot be copied to ${path}: ${error.message}`, source, path, error.code);
    }
    throw error;
  }
}

/** Copies a file and makes it durable, the name included. */
export function copyFileSync(
  fs: FileSystem,
  from: string,
  to: string,
  events: RestoreEvents,
  watch: CopyWatch = {},
): void {
  const source = fs.openSync(from, 'read');
  try {
    const target = openCopyTarget(fs, from, to, events);
    try {
      const total = source.sizeSync();
      const chunk = new Uint8Array(Math.min(chunkBytes, Math.max(1, total)));
      for (let position = 0; ;) {
        watch.signal?.throwIfAborted();
        const length = source.readSync(chunk, position);
        if (length === 0) break;
        target.writeSync(chunk.subarray(0, length), position);
        position += length;
        watch.onCopied?.(position, total);
      }
      target.syncSync();
    } finally {
      target.closeSync();
    }
  } finally {
    source.closeSync();
  }
  fs.syncDirectorySync(fs.directoryName(to));
}

/** Like {@link copyFileSync}; a piece is written while the next is read. */
export async function copyFile(
  fs: FileSystem,
  from: string,
  to: string,
  events: RestoreEvents,
  watch: CopyWatch = {},
): Promise<void> {
  const source = await fs.open(from, 'read');
  try {
    const target = openCopyTarget(fs, from, to, events);
    try {
      await transferFile({
        source,
        target,
        digest: noDigest,
        signal: watch.signal,
        onProgress: ({ bytesDone, bytesTotal }) => watch.onCopied?.(bytesDone, bytesTotal ?? bytesDone),
      });
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  await fs.syncDirectory(fs.directoryName(to));
}

/** Whether two files hold the same bytes. */
export function equalFiles(fs: FileSystem, a: string, b: string): boolean {
  const first = fs.openSync(a, 'read');
  try {
    const second = fs.openSync(b, 'read');
    try {
      return first.sizeSync() === second.sizeSync() && equalBytes(first, second);
    } finally {
      second.closeSync();
    }
  } finally {
    first.closeSync();
  }
}

function equalBytes(a: File, b: File): boolean {
  const chunks = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)] as const;
  for (let position = 0; ; position += chunkBytes) {
    const length = a.readSync(chunks[0], position);
    b.readSync(chunks[1], position);
    for (let i = 0; i < length; i++) if (chunks[0][i] !== chunks[1][i]) return false;
    if (length < chunkBytes) return true;
  }
}
