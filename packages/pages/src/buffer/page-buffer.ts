import { JetError, limits, type EventSink, type File } from '@esekit/core';
import { correctionEngineEvent, correctionEvent } from '../cache/correction-events';
import { FramePool } from '../cache/frame-pool';
import type { PageFrame } from '../cache/page-frame';
import type { Frame, PageSource } from '../cache/page-source';
import {
  isPageNumber,
  missingPageError,
  noSuchPageError,
  readFrame,
  type MissingPage,
} from '../cache/read-frame';
import { affordableSlots, defaultBudget } from '../cache/slot-budget';
import type { PageCorrection } from '../cache/verify-frame';
import type { FlushMap } from '../flush-map/flush-map';
import { isPageSize, pageCount } from '../geometry';
import { isSpecialDbtime } from '../page/page-layout';
import { FrameMarks } from './frame-marks';
import { PageWriter } from './page-writer';

export interface PageBufferOptions {
  /** Stays with its owner: {@link PageBuffer.close} does not close it. */
  readonly file: File;
  readonly pageSize: number;
  /** Pages of the database. Default: all that the file holds. */
  readonly pageCount?: number;
  /** Bytes of pages kept in memory; at least one page, at most 2 GiB. Pinned pages may go beyond. Default 64 MiB. */
  readonly budget?: number;
  /** Changed pages stay in memory, beyond the budget if need be, and the file is never written. */
  readonly isOverlay?: boolean;
  /** Bytes of pinned pages and of changed pages of an overlay, at most. Default and most: core's limit. */
  readonly overlayBytesMost?: number;
  /** Told of every page read and written (02 §8, §9); gives the flush type of the next write. */
  readonly flushMap?: FlushMap;
  /**
   * The write-ahead rule (24 §1.1): called before changed pages are written, with the newest log segment
   * that changed one of them, 0 when none did, and with their numbers, which are to be read during the call.
   * Must not use the buffer. What it throws stops the write.
   */
  readonly beforeWrite?: (logSegment: number, pgnos: Iterable<number>) => void;
  /**
   * Where in the log the operation that is changing pages now may have begun, for {@link PageBuffer.oldestChange}.
   * Default: the segment that a change is made with.
   */
  readonly operationStart?: (() => number) | undefined;
  /** Changed pages that must stay in memory for now, and are left out of every write (24 §1.3). */
  readonly heldPages?: PageSet | undefined;
  /** Told once of each page whose wrong bits were corrected: as damage, and as the engine's event 399. */
  readonly onEvent?: EventSink | undefined;
}

/** Some pages of a database, kept by somebody else. */
export interface PageSet {
  readonly size: number;
  has(pgno: number): boolean;
}

export interface PageBufferStatistics {
  /** Pages read from the file, damaged and blank ones included. */
  readonly misses: number;
  readonly evictions: number;
  readonly pagesWritten: number;
  /** Writes they took. */
  readonly writes: number;
}

const noPages: PageSet = new Set();

/** A pool is enlarged by half of what it is, and by no less. */
const growthLeast = 1 << 20;

/**
 * The pages of a database that is changed. Synchronous; a page that is in memory is found without an
 * allocation.
 *
 * Pages are written when their place is needed, with the changed neighbours they have, or by
 * {@link flush}; pinned ones by `flush` only. As an overlay it writes nothing at all.
 *
 * Lost flushes (02 §8.3) are not looked for: a page that is older than the map knows is what a replay of
 * logs brings up to date.
 */
export class PageBuffer implements PageSource {
  readonly pageSize: number;
  readonly #file: File;
  readonly #isOverlay: boolean;
  readonly #flushMap: FlushMap | undefined;
  readonly #beforeWrite: PageBufferOptions['beforeWrite'];
  readonly #operationStart: (() => number) | undefined;
  readonly #onEvent: EventSink | undefined;
  readonly #heldPages: PageSet;
  readonly #affordable: number;
  readonly #slotsMost: number;
  readonly #writer: PageWriter;
  /** Pages told of already. */
  readonly #corrected = new Set<number>();
  #pool: FramePool;
  #marks: FrameMarks;
  #pageCount: number;
  /** Pages up to here are in the file; later ones are blank until they are created. */
  #readable: number;
  #misses = 0;
  #evictions = 0;
  #pagesWritten = 0;
  #writes = 0;

  /**
   * @throws JET_errInvalidParameter when there is no such page size, or a budget is no number of bytes
   * @throws JET_errOutOfMemory when there is not enough memory
   */
  constructor({ file, pageSize, ...options }: PageBufferOptions) {
    if (!isPageSize(pageSize)) throw new JetError('JET_errInvalidParameter', `no page has ${pageSize} bytes`);
    const inFile = pageCount(file.sizeSync(), pageSize);
    this.pageSize = pageSize;
    this.#pageCount = options.pageCount ?? inFile;
    this.#readable = Math.max(inFile, this.#pageCount);
    this.#file = file;
    this.#isOverlay = options.isOverlay ?? false;
    this.#flushMap = options.flushMap;
    this.#beforeWrite = options.beforeWrite;
    this.#operationStart = options.operationStart;
    this.#onEvent = options.onEvent;
    this.#heldPages = options.heldPages ?? noPages;
    this.#affordable = affordableSlots(options.budget ?? defaultBudget, pageSize);
    const most = affordableSlots(options.overlayBytesMost ?? limits.overlayBytesMost, pageSize);
    this.#slotsMost = Math.max(this.#affordable, most);
    this.#writer = new PageWriter(file, pageSize, this.#flushMap);
    const slots = Math.min(this.#affordable, Math.max(this.#pageCount, growthLeast / pageSize));
    this.#pool = new FramePool(pageSize, slots, this.#pageCount);
    this.#marks = new FrameMarks(slots, this.#isOverlay);
  }

  get pageCount(): number {
    return this.#pageCount;
  }

  /** Changed pages that are not in the file yet. */
  get changedPages(): number {
    return this.#marks.changedCount;
  }

  /**
   * The first log segment that a replay would need for changed pages that are not in the file yet; infinite when
   * it needs none. Looks at every page in memory.
   */
  get oldestChange(): number {
    return this.#marks.oldest;
  }

  /** Bytes of pages there is memory for now. */
  get capacity(): number {
    return this.#pool.slots * this.pageSize;
  }

  get statistics(): PageBufferStatistics {
    return {
      misses: this.#misses,
      evictions: this.#evictions,
      pagesWritten: this.#pagesWritten,
      writes: this.#writes,
    };
  }

  /** As {@link PageSource.get}; the frame is not pinned. */
  get(pgno: number): Frame {
    const slot = this.#pool.slotOf(pgno);
    if (slot < 0) return this.#pool.frameAt(this.#load(pgno));
    this.#pool.touch(slot);
    return this.#pool.frameAt(slot);
  }

  /** The page, which stays in its frame until {@link releasePins}. Fails as {@link get}. */
  pin(pgno: number): Frame {
    let slot = this.#pool.slotOf(pgno);
    if (slot < 0) slot = this.#load(pgno);
    else this.#pool.touch(slot);
    this.#marks.pin(slot);
    return this.#pool.frameAt(slot);
  }

  releasePins(): void {
    this.#marks.releasePins();
  }

  /**
   * Whether there is a page to {@link get}.
   *
   * @throws the error of a damaged page
   */
  look(pgno: number): 'present' | MissingPage {
    if (this.#pool.slotOf(pgno) >= 0) return 'present';
    if (!isPageNumber(pgno, this.#pageCount)) return 'beyondEnd';
    const found = this.#read(pgno);
    return typeof found === 'string' ? found : 'present';
  }

  /**
   * A pinned frame of zeros for a page whose contents do not matter: it is not read, and counts as
   * changed. The database grows when the page lies behind its end. Whoever creates a page formats it
   * before it releases the pin; until then `get` gives out the zeros.
   *
   * @throws JET_errFileIOBeyondEOF for a number no database has
   */
  create(pgno: number): Frame {
    if (!isPageNumber(pgno, limits.pgnoMost)) throw noSuchPageError(this.#file.path, pgno, limits.pgnoMost);
    let slot = this.#pool.slotOf(pgno);
    if (slot < 0) {
      slot = this.#freeSlot();
      this.#pool.reach(pgno);
      this.#pageCount = Math.max(this.#pageCount, pgno);
      this.#pool.place(slot, pgno);
    }
    const frame = this.#pool.frameAt(slot);
    frame.page.fill(0);
    this.#marks.change(slot, 0);
    this.#marks.pin(slot);
    return frame;
  }

  /**
   * Must come before the first change of the frame's bytes, and again after anything that may have written
   * the page: {@link flush}, and for a page that is not pinned any other call of the buffer. A page keeps
   * the highest log segment it was changed with.
   *
   * @param logSegment lGeneration * 65536 + isec of the record, 0 when there is none
   * @throws JET_errInternalError when the frame holds another page by now
   */
  change(frame: Frame, logSegment: number): void {
    const slot = this.#pool.slotOf(frame.pgno);
    if (slot < 0 || this.#pool.frameAt(slot) !== frame) {
      throw new JetError('JET_errInternalError', `the frame of page ${frame.pgno} is not in use`);
    }
    if (logSegment > 0 && this.#marks.needsFirst(slot)) {
      this.#marks.setFirst(slot, this.#operationStart?.() ?? logSegment);
    }
    this.#marks.change(slot, logSegment);
  }

  /**
   * Makes the database longer or shorter. Pages cut off are dropped with their changes; new ones are blank.
   * The file is extended or truncated at once, except by an overlay.
   *
   * @throws JET_errInvalidParameter when it is no number of pages
   */
  resize(pages: number): void {
    if (!(pages === 0 || isPageNumber(pages, limits.pgnoMost))) {
      throw new JetError('JET_errInvalidParameter', `${this.#file.path}: a database of ${pages} pages`);
    }
    if (pages < this.#pageCount) this.#cut(pages);
    else if (!this.#isOverlay) this.#extend(pages);
    this.#pool.reach(pages);
    this.#pageCount = pages;
  }

  /**
   * Writes all changed pages but those that are held, pinned ones too, in ascending order; an overlay keeps
   * them. They are durable after {@link sync}. When a write fails, what was not written is still changed.
   */
  flush(): void {
    this.#flushPages(this.#changedPgnos());
  }

  /**
   * Writes pages whose changes are older than a log segment, so that a replay needs the log from there only; the
   * oldest first.
   *
   * @returns the number of pages; fewer than `pagesMost` when there are no more of them
   */
  flushBelow(logSegment: number, pagesMost: number): number {
    const firstOf = (pgno: number): number => this.#marks.firstOf(this.#pool.slotOf(pgno));
    const pgnos = this.#changedPgnos().filter((pgno) => firstOf(pgno) !== 0 && firstOf(pgno) < logSegment);
    if (pgnos.length <= pagesMost) return this.#flushPages(pgnos);
    const oldest = [...pgnos].sort((a, b) => firstOf(a) - firstOf(b)).slice(0, pagesMost);
    return this.#flushPages(Uint32Array.from(oldest).sort());
  }

  #flushPages(wanted: Uint32Array): number {
    if (this.#isOverlay) return 0;
    const pgnos = wanted.filter((pgno) => !this.#heldPages.has(pgno));
    if (pgnos.length > 0) this.#beforeWrite?.(this.#newestSegment(pgnos), pgnos);
    for (let i = 0; i < pgnos.length;) {
      const first = pgnos[i]!;
      let count = 1;
      while (count < this.#writer.pagesMost && pgnos[i + count] === first + count) count++;
      this.#write(first, first + count - 1);
      i += count;
    }
    return pgnos.length;
  }

  #newestSegment(pgnos: Uint32Array): number {
    let newest = 0;
    for (const pgno of pgnos) newest = Math.max(newest, this.#marks.segmentOf(this.#pool.slotOf(pgno)));
    return newest;
  }

  /** Makes everything written durable. */
  sync(): void {
    if (!this.#isOverlay) this.#file.syncSync();
  }

  /** Lets go of all pages, without writing changed ones: afterwards there is no page. */
  close(): void {
    for (let slot = 0; slot < this.#pool.used; slot++) this.#pool.vacate(slot);
    this.#pool = new FramePool(this.pageSize, 1, 0);
    this.#marks = new FrameMarks(1, this.#isOverlay);
    this.#pageCount = 0;
  }

  #load(pgno: number): number {
    const { path } = this.#file;
    if (!isPageNumber(pgno, this.#pageCount)) throw noSuchPageError(path, pgno, this.#pageCount);
    const found = this.#read(pgno);
    if (typeof found === 'string') throw missingPageError(found, path, pgno);
    return found;
  }

  /** Reads a page that is in no slot, and says in which it is now. */
  #read(pgno: number): number | MissingPage {
    if (pgno > this.#readable) return 'blank';
    this.#misses++;
    const slot = this.#freeSlot();
    const frame = this.#pool.frameAt(slot);
    let isGood = false;
    try {
      const reading = readFrame(this.#file, frame, pgno);
      if (typeof reading === 'string') return reading;
      if (reading !== undefined) this.#report(pgno, reading);
      isGood = true;
    } finally {
      if (!isGood) this.#pool.giveBack(slot);
    }
    this.#noticeRead(frame, pgno);
    this.#pool.place(slot, pgno);
    return slot;
  }

  #noticeRead({ view }: PageFrame, pgno: number): void {
    if (this.#flushMap === undefined) return;
    const { dbtime } = view;
    if (isSpecialDbtime(dbtime)) return;
    this.#flushMap.noticeRead(pgno, dbtime);
    // The map of a database that was not closed is older than its pages: replay reads those that differ.
    if (this.#flushMap.stateOf(pgno) !== 0) this.#flushMap.record(pgno, view.flushType, dbtime);
  }

  /** A slot without a page. */
  #freeSlot(): number {
    if (this.#pool.isFull) this.#growPool();
    for (;;) {
      const slot = this.#pool.choose();
      if (this.#marks.isHeld(slot)) continue;
      const { pgno } = this.#pool.frameAt(slot);
      if (this.#heldPages.has(pgno)) continue;
      if (this.#marks.isChanged(slot)) this.#writeAround(pgno);
      if (this.#pool.vacate(slot)) this.#evictions++;
      return slot;
    }
  }

  /** Enlarges the pool when the budget allows it, or when hardly any page of it may be given away. */
  #growPool(): void {
    const { slots } = this.#pool;
    const isWithinBudget = slots < this.#affordable;
    // Looking for one page in sixteen that may go is quick; looking for the only one is not.
    const heldCount = this.#marks.heldCount + this.#heldPages.size;
    if (!isWithinBudget && slots - heldCount > slots >> 4) return;
    const wanted = slots + Math.max(growthLeast / this.pageSize, slots >> 1);
    const grown = Math.min(wanted, isWithinBudget ? this.#affordable : this.#slotsMost);
    if (grown > slots) {
      this.#pool.grow(grown);
      this.#marks.grow(grown);
    } else if (heldCount >= slots) {
      throw new JetError('JET_errOutOfMemory', `${this.#file.path}: ${slots} pages have to stay in memory`);
    }
  }

  /** Writes a changed page, and the neighbours that are to be written too. */
  #writeAround(pgno: number): void {
    let first = pgno;
    let last = pgno;
    const { pagesMost } = this.#writer;
    while (last - first + 1 < pagesMost && this.#isWritable(last + 1)) last++;
    while (last - first + 1 < pagesMost && this.#isWritable(first - 1)) first--;
    const pgnos = Uint32Array.from({ length: last - first + 1 }, (_, i) => first + i);
    this.#beforeWrite?.(this.#newestSegment(pgnos), pgnos);
    this.#write(first, last);
  }

  #isWritable(pgno: number): boolean {
    const slot = this.#pool.slotOf(pgno);
    return slot >= 0 && this.#marks.isWritable(slot) && !this.#heldPages.has(pgno);
  }

  #write(first: number, last: number): void {
    const frames: PageFrame[] = [];
    for (let pgno = first; pgno <= last; pgno++) {
      const slot = this.#pool.slotOf(pgno);
      const frame = this.#pool.frameAt(slot);
      this.#writer.stamp(frame, this.#marks.segmentOf(slot) > 0);
      frames.push(frame);
    }
    this.#writer.write(frames);
    this.#writes++;
    this.#pagesWritten += frames.length;
    this.#readable = Math.max(this.#readable, last);
    for (const { pgno } of frames) this.#marks.clean(this.#pool.slotOf(pgno));
  }

  #changedPgnos(): Uint32Array {
    const pgnos = new Uint32Array(this.#marks.changedCount);
    for (let slot = 0, i = 0; i < pgnos.length; slot++) {
      if (this.#marks.isChanged(slot)) pgnos[i++] = this.#pool.frameAt(slot).pgno;
    }
    return pgnos.sort();
  }

  #cut(pages: number): void {
    for (let slot = 0; slot < this.#pool.used; slot++) {
      if (this.#pool.frameAt(slot).pgno <= pages) continue;
      this.#marks.drop(slot);
      this.#pool.vacate(slot);
    }
    this.#readable = Math.min(this.#readable, pages);
    this.#flushMap?.forget(pages + 1);
    const size = (pages + 2) * this.pageSize;
    if (!this.#isOverlay && this.#file.sizeSync() > size) this.#file.truncateSync(size);
  }

  #extend(pages: number): void {
    const size = (pages + 2) * this.pageSize;
    // `#readable` stays: what is new holds nothing until it is written.
    if (this.#file.sizeSync() < size) this.#file.truncateSync(size);
  }

  #report(pgno: number, correction: PageCorrection): void {
    if (this.#onEvent === undefined || this.#corrected.has(pgno)) return;
    this.#corrected.add(pgno);
    this.#onEvent(correctionEvent(this.#file, pgno, this.pageSize, correction));
    this.#onEvent(correctionEngineEvent(this.#file, pgno, this.pageSize, correction));
  }
}
