import type { File, FileSystem, OpenMode } from '@esekit/core';
import { readFileOf, type Random } from '@esekit/testkit';

/**
 * The fault model. Files are written through a cache that keeps what was not synced:
 * - a write or a truncation without a sync of its file behind it may be there, be absent, or be there in part, whatever
 *   became of the ones before and behind it. Parts are {@link wholeBytes} long;
 * - a log is the exception: it is written from its front to its end, and what is there of it is there without a hole.
 *   The format cannot bear one (T08), so the engine writes its logs through the cache;
 * - what was synced stays;
 * - creations, renames and removals are there at once and in order, as the journals of file systems keep them.
 */
export interface PowerLossFileSystem {
  readonly fs: FileSystem;
  /** The power fails now: decides what reached the disk of all that was not synced. */
  losePower(random: Random): void;
}

/**
 * What reaches a disk whole or not at all: a sector of 4096 bytes, and a page of a database. Smaller parts are beyond
 * what the formats can bear, with the engine as with us: a log segment that is torn when it is written for the first
 * time has no shadow yet (20 §5.8, T18), and a page with a wrong checksum ends redo (37 §2.18, S59).
 */
export function wholeBytes(path: string, pageSize: number): number {
  return /\.(edb|dat)$/i.test(path) ? pageSize : 4096;
}

/** A change of a file that is not durable yet. */
type Change = { readonly position: number; readonly bytes: Uint8Array } | { readonly size: number };

interface Unsynced {
  /** The content at the last sync. */
  readonly durable: Uint8Array;
  readonly changes: Change[];
}

/** Wraps a file system in memory. Only the synchronous operations are looked at: recovery uses no others. */
export function withPowerLoss(inner: FileSystem, pageSize: number): PowerLossFileSystem {
  const unsynced = new Map<string, Unsynced>();

  const note = (path: string, change: Change): void => {
    let entry = unsynced.get(path);
    if (entry === undefined) unsynced.set(path, (entry = { durable: readFileOf(inner, path), changes: [] }));
    entry.changes.push(change);
  };

  const fs = new Proxy(inner, {
    get(target, property) {
      if (property === 'openSync') {
        return (path: string, mode: OpenMode) => watched(target.openSync(path, mode), path, note, unsynced);
      }
      if (property === 'renameSync') {
        return (from: string, to: string) => {
          target.renameSync(from, to);
          const entry = unsynced.get(from);
          unsynced.delete(to);
          unsynced.delete(from);
          if (entry !== undefined) unsynced.set(to, entry);
        };
      }
      if (property === 'removeFileSync') {
        return (path: string) => {
          target.removeFileSync(path);
          unsynced.delete(path);
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

  const losePower = (random: Random): void => {
    for (const [path, entry] of unsynced) {
      if (inner.statSync(path) === undefined) continue;
      const left = path.endsWith('.log')
        ? whatIsLeftInOrder(entry, wholeBytes(path, pageSize), random)
        : whatIsLeft(entry, wholeBytes(path, pageSize), random);
      const file = inner.openSync(path, 'readWrite');
      file.truncateSync(0);
      file.writeSync(left, 0);
      file.closeSync();
    }
    unsynced.clear();
  };
  return { fs, losePower };
}

/** A file whose changes are noted before they are made. Files that are renamed while open are synced by then. */
function watched(
  file: File,
  path: string,
  note: (path: string, change: Change) => void,
  unsynced: Map<string, Unsynced>,
): File {
  return new Proxy(file, {
    get(target, property) {
      if (property === 'writeSync') {
        return (source: Uint8Array, position: number) => {
          if (source.length > 0) note(path, { position, bytes: source.slice() });
          target.writeSync(source, position);
        };
      }
      if (property === 'truncateSync') {
        return (size: number) => {
          note(path, { size });
          target.truncateSync(size);
        };
      }
      if (property === 'syncSync') {
        return () => {
          target.syncSync();
          unsynced.delete(path);
        };
      }
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function whatIsLeft({ durable, changes }: Unsynced, whole: number, random: Random): Uint8Array {
  const content = new Content(durable);
  for (const change of changes) {
    const fate = random.below(4);
    if (fate === 0) continue;
    if ('size' in change) content.resize(change.size);
    else content.write(change.position, change.bytes, whole, () => fate !== 1 || random.below(2) === 0);
  }
  return content.bytes;
}

function whatIsLeftInOrder({ durable, changes }: Unsynced, whole: number, random: Random): Uint8Array {
  const content = new Content(durable);
  const parts = changes.reduce((sum, change) => sum + partsOf(change, whole), 0);
  let left = random.below(parts + 1);
  for (const change of changes) {
    if (left === 0) break;
    if ('size' in change) {
      content.resize(change.size);
      left--;
    } else content.write(change.position, change.bytes, whole, () => left > 0 && left-- > 0);
  }
  return content.bytes;
}

function partsOf(change: Change, whole: number): number {
  return 'size' in change ? 1 : Math.ceil(change.bytes.length / whole);
}

/** The content of a file that changes arrive in. */
class Content {
  bytes: Uint8Array;

  constructor(durable: Uint8Array) {
    this.bytes = durable.slice();
  }

  resize(size: number): void {
    const resized = new Uint8Array(size);
    resized.set(this.bytes.subarray(0, Math.min(size, this.bytes.length)));
    this.bytes = resized;
  }

  /** Writes the parts that `isThere` says of. */
  write(position: number, bytes: Uint8Array, whole: number, isThere: () => boolean): void {
    for (let at = 0; at < bytes.length; at += whole) {
      if (!isThere()) continue;
      const part = bytes.subarray(at, at + whole);
      const end = position + at + part.length;
      if (end > this.bytes.length) this.resize(end);
      this.bytes.set(part, position + at);
    }
  }
}
