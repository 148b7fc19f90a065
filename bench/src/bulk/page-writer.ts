import { writeSync } from 'node:fs';
import { pageOffset, stampPageChecksum } from '@esekit/pages';
import { layOutPage, type Line, type PageFacts } from '../database/page-image';

const runBytes = 4 << 20;

/** Facts of a page that the builder decides; the rest is the same for a whole file. */
export type TreePageFacts = Pick<PageFacts, 'pgnoPrev' | 'pgnoNext' | 'objidFDP' | 'flags'>;

/** Writes pages of a new file, neighbours in one go. */
export class PageWriter {
  readonly #run: Uint8Array;
  #start = 0;
  #used = 0;

  constructor(
    readonly fd: number,
    readonly pageSize: number,
    /** Which all new pages carry. */
    readonly dbtime: bigint,
  ) {
    this.#run = new Uint8Array(runBytes);
  }

  /** Lays out and writes a page. @param lines tag 0, which is the external header, first */
  write(pgno: number, facts: TreePageFacts, lines: readonly Line[]): void {
    const page = this.#place(pgno);
    layOutPage(page, pgno, { ...facts, dbtime: this.dbtime, ctagReserved: 0 }, lines);
    stampPageChecksum(page, pgno);
  }

  /** Writes a page that is finished. */
  copy(pgno: number, source: Uint8Array): void {
    this.#place(pgno).set(source);
  }

  flush(): void {
    if (this.#used > 0) writeSync(this.fd, this.#run, 0, this.#used, this.#start);
    this.#used = 0;
  }

  #place(pgno: number): Uint8Array {
    const position = pageOffset(pgno, this.pageSize);
    const isNext = position === this.#start + this.#used && this.#used < runBytes;
    if (!isNext) {
      this.flush();
      this.#start = position;
    }
    const page = this.#run.subarray(this.#used, this.#used + this.pageSize);
    this.#used += this.pageSize;
    return page;
  }
}
