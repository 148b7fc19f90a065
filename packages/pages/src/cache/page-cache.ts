import { JetError, type EventSink, type File } from '@esekit/core';
import { isPageSize, pageCount } from '../geometry';
import type { FlushMap } from '../flush-map/flush-map';
import { checkFlushType } from '../page/flush-type';
import { correctionEvent } from './correction-events';
import { FramePool } from './frame-pool';
import type { Frame, PageSource } from './page-source';
import { isPageNumber, missingPageError, noSuchPageError, readFrame } from './read-frame';
import { affordableSlots, defaultBudget } from './slot-budget';
import type { PageCorrection } from './verify-frame';

export interface PageCacheOptions {
  readonly file: File;
  readonly pageSize: number;
  /** Pages that may be asked for. Default: all that the file holds. */
  readonly pageCount?: number;
  /** Bytes of pages kept in memory; at least one page, at most 2 GiB, never more than the file. Default 64 MiB. */
  readonly budget?: number;
  /** Pages that it contradicts have lost their last write: JET_errReadLostFlushVerifyFailure. */
  readonly flushMap?: FlushMap | undefined;
  /** Told once of each page whose wrong bits were corrected. */
  readonly onEvent?: EventSink | undefined;
}

export interface PageCacheStatistics {
  readonly hits: number;
  /** Pages read from the file, damaged ones included. */
  readonly misses: number;
  readonly evictions: number;
}

/** Memory is taken as it is needed: a large slab costs more than reading a catalog does. */
const firstSlabBytes = 2 << 20;
const slabGrowth = 4;

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
  readonly #flushMap: FlushMap | undefined;
  readonly #pool: FramePool;
  readonly #slotsMost: number;
  /** Pages told of already: a page that is evicted and read again is no news. */
  readonly #corrected = new Set<number>();
  #hits = 0;
  #misses = 0;
  #evictions = 0;

  /**
   * @throws JET_errInvalidParameter when there is no such page size, or the budget is no number of bytes
   * @throws JET_errOutOfMemory when there is not enough memory for the first pages; {@link get} for more
   */
  constructor({ file, pageSize, onEvent, budget = defaultBudget, ...options }: PageCacheOptions) {
    if (!isPageSize(pageSize)) throw new JetError('JET_errInvalidParameter', `no page has ${pageSize} bytes`);
    const affordable = affordableSlots(budget, pageSize);
    this.pageSize = pageSize;
    this.pageCount = options.pageCount ?? pageCount(file.sizeSync(), pageSize);
    this.#file = file;
    this.#onEvent = onEvent;
    this.#flushMap = options.flushMap;
    this.#slotsMost = Math.max(1, Math.min(affordable, this.pageCount));
    const slots = Math.min(this.#slotsMost, firstSlabBytes / pageSize);
    this.#pool = new FramePool(pageSize, slots, this.pageCount);
  }

  get statistics(): PageCacheStatistics {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }

  /** Bytes of pages that fit. */
  get capacity(): number {
    return this.#slotsMost * this.pageSize;
  }

  get(pgno: number): Frame {
    const slot = this.#pool.slotOf(pgno);
    if (slot < 0) return this.#load(pgno);
    this.#hits++;
    this.#pool.touch(slot);
    return this.#pool.frameAt(slot);
  }

  #load(pgno: number): Frame {
    const { path } = this.#file;
    if (!isPageNumber(pgno, this.pageCount)) throw noSuchPageError(path, pgno, this.pageCount);
    this.#misses++;
    if (this.#pool.isFull && this.#pool.slots < this.#slotsMost) this.#grow();
    const slot = this.#pool.choose();
    if (this.#pool.vacate(slot)) this.#evictions++;
    const frame = this.#pool.frameAt(slot);
    try {
      const reading = readFrame(this.#file, frame, pgno);
      if (this.#flushMap !== undefined && reading !== 'beyondEnd') {
        checkFlush(this.#flushMap, frame, pgno, reading === 'blank', path);
      }
      if (typeof reading === 'string') throw missingPageError(reading, path, pgno);
      if (reading !== undefined) this.#report(pgno, reading);
    } catch (error) {
      this.#pool.giveBack(slot);
      throw error;
    }
    this.#pool.place(slot, pgno);
    return frame;
  }

  #grow(): void {
    const { slots } = this.#pool;
    this.#pool.grow(Math.min(slots * slabGrowth, this.#slotsMost));
  }

  #report(pgno: number, correction: PageCorrection): void {
    if (this.#onEvent === undefined || this.#corrected.has(pgno)) return;
    this.#corrected.add(pgno);
    this.#onEvent(correctionEvent(this.#file, pgno, this.pageSize, correction));
  }
}

function checkFlush(map: FlushMap, { view }: Frame, pgno: number, isBlank: boolean, path: string): void {
  if (!isBlank) map.noticeRead(pgno, view.dbtime);
  const error = checkFlushType(map.stateOf(pgno), view.flushType, isBlank);
  if (error !== 'ok') throw new JetError(error, `${path}: the last write of page ${pgno} is lost`);
}
