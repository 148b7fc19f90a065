import { limits, type EventSink } from '@esekit/core';
import { pageStatus } from '../checksum/kernel';
import { pageOffset } from '../geometry';
import type { PageRun } from '../scan/page-source';
import type { BadPage } from './database-verification';
import { diagnosePage, type PageDamage } from './diagnose-page';

/** Counts the pages of a scan and collects the damaged ones, as many as are listed. */
export class PageCounter {
  readonly bad: BadPage[] = [];
  #bad = 0;
  #good = 0;
  #blank = 0;
  #correctable = 0;
  #beyond = { good: 0, blank: 0, bad: 0 };

  constructor(
    readonly path: string,
    readonly pageSize: number,
    /** Last owned page; `Infinity` when it is not known. */
    readonly owned: number,
    readonly onEvent: EventSink | undefined,
  ) {}

  get totals(): { good: number; blank: number; bad: number; correctable: number } {
    return { good: this.#good, blank: this.#blank, bad: this.#bad, correctable: this.#correctable };
  }

  get beyondOwned(): { good: number; blank: number; bad: number } {
    return { ...this.#beyond };
  }

  /** Counts a run; returns its damaged pages. */
  count(run: PageRun): readonly BadPage[] {
    const { pageSize } = this;
    const { statuses, pgnoFirst } = run;
    const damaged: BadPage[] = [];
    for (let i = 0; i < run.count; i++) {
      const pgno = pgnoFirst + i;
      const status = statuses[i]!;
      if (status === pageStatus.blank) this.#countBlank(pgno);
      else if (status === pageStatus.good) this.#countGood(pgno);
      else {
        const damage = diagnosePage(run.bytes.subarray(i * pageSize, (i + 1) * pageSize), pgno);
        if (damage) damaged.push(this.#countBad(damage));
        else this.#countGood(pgno);
      }
    }
    return damaged;
  }

  #countGood(pgno: number): void {
    this.#good++;
    if (pgno > this.owned) this.#beyond.good++;
  }

  #countBlank(pgno: number): void {
    this.#blank++;
    if (pgno > this.owned) this.#beyond.blank++;
  }

  #countBad({ pgno, ...damage }: PageDamage): BadPage {
    const bad: BadPage = { page: pgno, ...damage, beyondOwned: pgno > this.owned };
    this.#bad++;
    if (bad.beyondOwned) this.#beyond.bad++;
    if (bad.correctable) this.#correctable++;
    if (this.bad.length < limits.badPagesListedMost) this.bad.push(bad);
    this.onEvent?.({
      kind: 'damage',
      path: this.path,
      offset: pageOffset(pgno, this.pageSize),
      size: this.pageSize,
      error: damage.error,
      text: `page ${pgno}: ${damage.text}`,
    });
    return bad;
  }
}
