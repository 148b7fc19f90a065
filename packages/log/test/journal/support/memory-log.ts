import type { Lgpos } from '@esekit/core';
import type { Writer } from '@esekit/btree';
import { PageBuffer } from '@esekit/pages';
import { createMemoryFileSystem, lgposMin, type File } from '@esekit/core';
import { encodeBegin0, encodeCommit0 } from '../../../src/records/encoders';
import { HeldPages } from '../../../src/recovery/redo/held-pages';
import { Redo } from '../../../src/recovery/redo/redo';
import { RedoMaps } from '../../../src/recovery/redo/redo-maps';
import type { ReplayDatabase } from '../../../src/recovery/redo/replay-database';
import type { RecordLog } from '../../../src/journal/record-journal';

export const procid = 5;
const trxBegin0 = 8;
export const writer: Writer = { procid, trxBegin0, level: 1, isSystemTask: false };
export const dbid = 1;

/** Keeps all records, and begins a transaction in front of the first of each. */
export class MemoryLog implements RecordLog {
  readonly records: Uint8Array[] = [];
  /** Number of records after which every further one is refused. */
  failAfter = Infinity;
  #hasBegun = false;

  append(...records: Uint8Array[]): Lgpos {
    if (this.records.length + records.length > this.failAfter) throw new Error('no more records');
    const lgpos = { lGeneration: 3, isec: 1 + this.records.length, ib: 0 };
    this.records.push(...records.map((record) => record.slice()));
    return lgpos;
  }

  flush(): void {}

  begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.append(encodeBegin0({ procid, levels: 1 << 4, trxBegin0 }));
  }

  commit(): void {
    if (!this.#hasBegun) return;
    this.#hasBegun = false;
    this.append(encodeCommit0({ procid, levelCommitTo: 0, trxCommit0: 12 }));
  }
}

/** A file of blank pages, on which `prepare` makes what the log goes out from. */
export function startingFile(pageSize: number, pages: number, prepare: (buffer: PageBuffer) => void): File {
  const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
  const buffer = new PageBuffer({ file, pageSize });
  buffer.resize(pages);
  prepare(buffer);
  buffer.releasePins();
  buffer.flush();
  buffer.close();
  return file;
}

/** Replays records onto the pages of a file, in an overlay. */
export function replay(file: File, pageSize: number, records: readonly Uint8Array[]): PageBuffer {
  const buffer = new PageBuffer({ file, pageSize, isOverlay: true });
  const database: ReplayDatabase = {
    ...{ dbid, path: 'a.edb', buffer, lgposAttach: lgposMin, lGenerationIgnoredBelow: 0 },
    ...{ mayHoldFutureData: false, storesReservedTags: false },
    ...{ redoMaps: new RedoMaps(), heldPages: new HeldPages() },
    noticeDbtime: () => {},
    noticeObjid: () => {},
  };
  const redo = new Redo({ database: (id) => (id === dbid ? database : undefined) });
  for (const [i, bytes] of records.entries()) {
    const at = { lGeneration: 3, isec: 1 + i, ib: 0, offset: 0 };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    redo.record({ type: bytes[0]!, size: bytes.length, ...at, bytes, view });
  }
  return buffer;
}

/** Pages of a buffer as `compareExactly` takes them. */
export function pagesOf(buffer: PageBuffer) {
  const { pageSize, pageCount } = buffer;
  return {
    pageSize,
    pageCount,
    page: (pgno: number): Uint8Array => {
      if (buffer.look(pgno) !== 'present') return new Uint8Array(pageSize);
      const { bytes, start } = buffer.get(pgno).view;
      return bytes.slice(start, start + pageSize);
    },
  };
}
