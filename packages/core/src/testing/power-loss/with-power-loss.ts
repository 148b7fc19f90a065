import type { FileSystem, OpenMode } from '../../files/file-system';
import { PowerLossFile, type ChangeNotes } from './power-loss-file';
import { UnsyncedFile, type Chance, type PowerLossReport } from './unsynced-file';

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
  /** The power fails now: decides what reached the disk of all that was not synced. Files have to be closed. */
  losePower(chance: Chance): PowerLossReport;
  /** A sync of some of a file's writes only, for disks that lie. */
  settle(path: string, isDurable: (position: number) => boolean): void;
}

/**
 * What reaches a disk whole or not at all: a sector of 4096 bytes, and a page of a database. Smaller parts are beyond
 * what the formats can bear, with the engine as with us: a log segment that is torn when it is written for the first
 * time has no shadow yet (20 §5.8, T18), and a page with a wrong checksum ends redo (37 §2.18, S59).
 */
export function wholeBytes(path: string, pageSize: number): number {
  return /\.(edb|dat)$/i.test(path) ? pageSize : 4096;
}

/**
 * Wraps a file system in memory.
 *
 * @example
 * const disk = withPowerLoss(createMemoryFileSystem(), 4096);
 * writeThrough(disk.fs);
 * disk.losePower(random);
 */
export function withPowerLoss(inner: FileSystem, pageSize: number): PowerLossFileSystem {
  const unsynced = new Map<string, UnsyncedFile>();
  const notes = notesIn(unsynced);
  return {
    fs: watched(inner, notes, unsynced),
    settle: (path, isDurable) => unsynced.get(path)?.settle(isDurable),
    losePower: (chance) => {
      const report: PowerLossReport = { lost: 0, torn: 0, reordered: 0, kept: 0 };
      for (const [path, changes] of unsynced) {
        if (inner.statSync(path) === undefined) continue;
        const file = inner.openSync(path, 'readWrite');
        changes.lose(file, wholeBytes(path, pageSize), /\.(log|jtx)$/i.test(path), chance, report);
        file.closeSync();
      }
      unsynced.clear();
      return report;
    },
  };
}

function notesIn(unsynced: Map<string, UnsyncedFile>): ChangeNotes {
  return {
    of: (path) => {
      let changes = unsynced.get(path);
      if (changes === undefined) unsynced.set(path, (changes = new UnsyncedFile()));
      return changes;
    },
    forget: (path) => void unsynced.delete(path),
  };
}

function watched(inner: FileSystem, notes: ChangeNotes, unsynced: Map<string, UnsyncedFile>): FileSystem {
  const own: Partial<FileSystem> = {
    openSync: (path: string, mode: OpenMode) => new PowerLossFile(inner.openSync(path, mode), notes),
    open: async (path: string, mode: OpenMode) => new PowerLossFile(await inner.open(path, mode), notes),
    renameSync: (from: string, to: string) => {
      inner.renameSync(from, to);
      const changes = unsynced.get(from);
      unsynced.delete(to);
      unsynced.delete(from);
      if (changes !== undefined) unsynced.set(to, changes);
    },
    removeFileSync: (path: string) => {
      inner.removeFileSync(path);
      unsynced.delete(path);
    },
  };
  own.rename = (from, to) => Promise.resolve().then(() => own.renameSync!(from, to));
  own.removeFile = (path) => Promise.resolve().then(() => own.removeFileSync!(path));
  return new Proxy(inner, {
    get(target, property) {
      const mine: unknown = Reflect.get(own, property);
      if (mine !== undefined) return mine;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
