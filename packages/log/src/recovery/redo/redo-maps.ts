import { JetError, compareLgpos, type JetErrorName, type Lgpos } from '@esekit/core';

/** Why records on a page cannot be replayed. */
export type LostPageKind =
  /** Never written, or beyond the end of the file. */
  | 'zeroed'
  /** Older than the state that the record changes. */
  | 'badDbtime'
  /** Taken back to an older state by a revert. */
  | 'reverted';

/** The first record that could not be replayed onto a page. */
export interface LostPage {
  readonly pgno: number;
  readonly kind: LostPageKind;
  readonly error: JetErrorName;
  /** Position of that record. */
  readonly lgpos: Lgpos;
  /** Of the page; negative for one without. */
  readonly dbtimePage: number;
  readonly dbtimeBefore: number;
  readonly dbtimeAfter: number;
}

/** Pages that may be lost at one time; every record adds at most one, so no real log comes near. */
export const lostPagesMost = 4_000_000;

/**
 * The pages of a database that records could not be replayed onto although they may be all right in the end
 * (23 §6): as long as it may hold data of later logs, one of these may free them or make them anew. Once a
 * page is in here, every further record on it is skipped.
 */
export class RedoMaps {
  readonly #pages = new Map<number, LostPage>();

  get isEmpty(): boolean {
    return this.#pages.size === 0;
  }

  get size(): number {
    return this.#pages.size;
  }

  has(pgno: number): boolean {
    return this.#pages.has(pgno);
  }

  /**
   * Only the first entry of a page counts.
   *
   * @throws JET_errOutOfMemory beyond {@link lostPagesMost}
   */
  add(page: LostPage): void {
    if (this.#pages.has(page.pgno)) return;
    if (this.#pages.size >= lostPagesMost) {
      throw new JetError('JET_errOutOfMemory', `more than ${lostPagesMost} pages are lost`);
    }
    this.#pages.set(page.pgno, page);
  }

  /** The page is made anew, or empty. */
  remove(pgno: number): void {
    this.#pages.delete(pgno);
  }

  /** The pages are made anew, trimmed or freed. */
  removeRange(pgnoFirst: number, pgnoLast: number): void {
    if (pgnoLast - pgnoFirst < this.#pages.size) {
      for (let pgno = pgnoFirst; pgno <= pgnoLast; pgno++) this.#pages.delete(pgno);
      return;
    }
    for (const pgno of this.#pages.keys()) {
      if (pgno >= pgnoFirst && pgno <= pgnoLast) this.#pages.delete(pgno);
    }
  }

  /** The file ends with page `pgnoLast` now. */
  removeBeyond(pgnoLast: number): void {
    for (const pgno of this.#pages.keys()) if (pgno > pgnoLast) this.#pages.delete(pgno);
  }

  clear(): void {
    this.#pages.clear();
  }

  /** The page that was missed first: what recovery fails with when it is still lost at the end. */
  firstProblem(): LostPage | undefined {
    let first: LostPage | undefined;
    for (const page of this.#pages.values()) {
      if (first === undefined || compareLgpos(page.lgpos, first.lgpos) < 0) first = page;
    }
    return first;
  }
}
