import { flushMapPagesFor, flushMapPagesPerPage } from './flush-map-layout';
import {
  createFlushMapPage,
  flushMapDbtimeMax,
  flushMapState,
  raiseFlushMapDbtime,
  setFlushMapState,
} from './flush-map-page';
import { dbtimeSpecial } from '../page/page-layout';

/**
 * The flush types of a database's pages in memory (02 §8, §9). Knows which of its pages changed
 * since they were last taken for writing; flush-map-reader.ts and flush-map-writer.ts know the file.
 */
export class FlushMap {
  readonly #pages: Uint8Array[] = [];
  readonly #dirty = new Set<number>();

  /** A map that knows nothing, for pages up to `pgnoLast`. */
  constructor(pgnoLast: number) {
    this.growTo(pgnoLast);
  }

  get pages(): readonly Uint8Array[] {
    return this.#pages;
  }

  /** Makes room for pages up to `pgnoLast`; new ones are unknown. */
  growTo(pgnoLast: number): void {
    for (let n = this.#pages.length; n < flushMapPagesFor(pgnoLast); n++) {
      this.#pages.push(createFlushMapPage(n));
      this.#dirty.add(n);
    }
  }

  /** Replaces data page `n` by one read from disk. */
  load(n: number, page: Uint8Array): void {
    this.#pages[n]!.set(page);
    this.#dirty.delete(n);
  }

  /** 0 unknown, 1 to 3; 0 for pages the map does not reach. */
  stateOf(pgno: number): number {
    const page = this.#pages[Math.floor(pgno / flushMapPagesPerPage)];
    return page ? flushMapState(page, pgno) : 0;
  }

  /** Records that the page was written with this flush type. */
  record(pgno: number, state: number, dbtime: bigint): void {
    this.growTo(pgno);
    const n = Math.floor(pgno / flushMapPagesPerPage);
    setFlushMapState(this.#pages[n]!, pgno, state);
    raiseFlushMapDbtime(this.#pages[n]!, dbtime);
    this.#dirty.add(n);
  }

  /** Makes all pages from `pgnoFirst` on unknown: the file was cut there. */
  forget(pgnoFirst: number): void {
    for (let n = Math.floor(pgnoFirst / flushMapPagesPerPage); n < this.#pages.length; n++) {
      const page = this.#pages[n]!;
      const from = Math.max(pgnoFirst, n * flushMapPagesPerPage);
      for (let pgno = from; pgno < (n + 1) * flushMapPagesPerPage; pgno++) setFlushMapState(page, pgno, 0);
      this.#dirty.add(n);
    }
  }

  /**
   * Must be told the dbtime of each page read: one that is newer than the map's page knows was
   * written by an engine that did not keep the map, so that whole map page is forgotten (02 §9.3, 6).
   */
  noticeRead(pgno: number, dbtime: bigint): void {
    const n = Math.floor(pgno / flushMapPagesPerPage);
    const page = this.#pages[n];
    if (!page) return;
    const known = flushMapDbtimeMax(page);
    if (known === dbtimeSpecial.nil || dbtime <= known) return;
    this.#pages[n] = createFlushMapPage(n);
    this.#dirty.add(n);
  }

  /** Whether it knows more than what was taken last. */
  get isChanged(): boolean {
    return this.#dirty.size > 0;
  }

  /** Numbers of the pages changed since the last call, ascending. */
  takeDirty(): number[] {
    const dirty = [...this.#dirty].sort((a, b) => a - b);
    this.#dirty.clear();
    return dirty;
  }
}
