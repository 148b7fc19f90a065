import { JetError, type EventSink, type File } from '@esekit/core';
import { createKernelSlab, type KernelSlab } from '../checksum/kernel';
import { isPageSize, pageCount, pageOffset } from '../geometry';
import { PageView } from '../page/page-header';
import { Clock } from './clock';
import type { Frame, PageSource } from './page-source';
import { createPageTable, type PageTable } from './page-table';
import { verifyFrame } from './verify-frame';

export interface PageCacheOptions {
  readonly file: File;
  readonly pageSize: number;
  /** Pages that may be asked for. Default: all that the file holds. */
  readonly pageCount?: number;
  /** Bytes of pages kept in memory; at least one page, at most 2 GiB, never more than the file. Default 64 MiB. */
  readonly budget?: number;
  /** Told once of each page whose wrong bits were corrected. */
  readonly onEvent?: EventSink | undefined;
}

export interface PageCacheStatistics {
  readonly hits: number;
  /** Pages read from the file, damaged ones included. */
  readonly misses: number;
  readonly evictions: number;
}

const defaultBudget = 64 << 20;

/** Positions in the slab stay below 2^31, where arithmetic on them is the fastest. */
const budgetMost = 2 ** 31 - (1 << 20);

/** A frame as its cache sees it. */
interface CacheFrame extends Frame {
  pgno: number;
  readonly view: PageView;
}

/**
 * The pages of a file that is only read, as many of them as the budget allows. Synchronous: a miss is
 * one read into the place where the page is checked and stays. A hit allocates nothing.
 *
 * What is kept was correct when it was read; changes of the file are not noticed.
 */
export class PageCache implements PageSource {
  readonly pageSize: number;
  readonly pageCount: number;
  readonly #file: File;
  readonly #onEvent: EventSink | undefined;
  readonly #slab: KernelSlab;
  readonly #table: PageTable;
  readonly #clock: Clock;
  readonly #frames: CacheFrame[] = [];
  readonly #targets: Uint8Array[] = [];
  /** Pages told of already: a page that is evicted and read again is no news. */
  readonly #corrected = new Set<number>();
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /**
   * @throws JET_errInvalidParameter when there is no such page size, or the budget is no number of bytes
   * @throws JET_errOutOfMemory when there is not enough memory for the budget
   */
  constructor({ file, pageSize, onEvent, budget = defaultBudget, ...options }: PageCacheOptions) {
    if (!isPageSize(pageSize)) throw new JetError('JET_errInvalidParameter', `no page has ${pageSize} bytes`);
    if (!(budget >= 0)) throw new JetError('JET_errInvalidParameter', `${budget} bytes of cache`);
    this.pageSize = pageSize;
    this.pageCount = options.pageCount ?? pageCount(file.sizeSync(), pageSize);
    this.#file = file;
    this.#onEvent = onEvent;
    const affordable = Math.floor(Math.min(budget, budgetMost) / pageSize);
    const slots = Math.max(1, Math.min(affordable, this.pageCount));
    this.#slab = createSlab(pageSize, slots);
    this.#table = createPageTable(this.pageCount);
    this.#clock = new Clock(slots);
  }

  get statistics(): PageCacheStatistics {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }

  /** Bytes of pages that fit. */
  get capacity(): number {
    return this.#slab.bytes.length;
  }

  get(pgno: number): Frame {
    const slot = this.#table.get(pgno);
    if (slot < 0) return this.#load(pgno);
    this.#hits++;
    this.#clock.touch(slot);
    return this.#frames[slot]!;
  }

  #load(pgno: number): Frame {
    const { path } = this.#file;
    if (!(Number.isInteger(pgno) && pgno >= 1 && pgno <= this.pageCount)) {
      throw new JetError('JET_errFileIOBeyondEOF', `${path}: there is no page ${pgno} of ${this.pageCount}`);
    }
    this.#misses++;
    const slot = this.#freeSlot();
    const frame = this.#frames[slot]!;
    try {
      const bytesRead = this.#file.readSync(this.#targets[slot]!, pageOffset(pgno, this.pageSize));
      if (bytesRead !== this.pageSize) {
        throw new JetError('JET_errFileIOBeyondEOF', `${path}: page ${pgno} lies behind the end of the file`);
      }
      const correction = verifyFrame(frame.view, pgno, this.#slab.check(slot, pgno), path);
      if (correction !== undefined) this.#report(pgno, correction);
    } catch (error) {
      this.#clock.giveBack(slot);
      throw error;
    }
    frame.pgno = pgno;
    this.#table.set(pgno, slot);
    return frame;
  }

  /** A slot without a page: a fresh one as long as there are any. */
  #freeSlot(): number {
    const slot = this.#clock.advance();
    const frame = this.#frames[slot];
    if (frame === undefined) {
      const start = slot * this.pageSize;
      const { bytes } = this.#slab;
      // Slots are first chosen in order, so this appends.
      this.#frames[slot] = { pgno: 0, view: new PageView(bytes, start, this.pageSize) };
      this.#targets[slot] = bytes.subarray(start, start + this.pageSize);
    } else if (frame.pgno !== 0) {
      this.#evictions++;
      this.#table.delete(frame.pgno);
      frame.pgno = 0;
    }
    return slot;
  }

  #report(pgno: number, text: string): void {
    if (this.#onEvent === undefined || this.#corrected.has(pgno)) return;
    this.#corrected.add(pgno);
    this.#onEvent({
      kind: 'damage',
      path: this.#file.path,
      offset: pageOffset(pgno, this.pageSize),
      size: this.pageSize,
      error: 'JET_errReadVerifyFailure',
      text,
    });
  }
}

function createSlab(pageSize: number, slots: number): KernelSlab {
  try {
    return createKernelSlab(pageSize, slots);
  } catch (cause) {
    throw new JetError('JET_errOutOfMemory', `a cache of ${slots} pages of ${pageSize} bytes`, { cause });
  }
}
