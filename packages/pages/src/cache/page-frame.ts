import type { KernelSlab } from '../checksum/kernel';
import { PageView } from '../page/page-header';
import type { Frame } from './page-source';

/** A frame as its cache sees it: a place in a slab. */
export class PageFrame implements Frame {
  pgno = 0;
  readonly view: PageView;
  /** The page's bytes. */
  readonly page: Uint8Array;
  readonly #slab: KernelSlab;
  readonly #place: number;

  constructor(slab: KernelSlab, place: number, pageSize: number) {
    const start = place * pageSize;
    this.view = new PageView(slab.bytes, start, pageSize);
    this.page = slab.bytes.subarray(start, start + pageSize);
    this.#slab = slab;
    this.#place = place;
  }

  /** What the kernel says of the bytes as page `pgno`: a `pageStatus`. */
  check(pgno: number): number {
    return this.#slab.check(this.#place, pgno);
  }

  /** Puts the checksum of the bytes as page `pgno` into them. */
  stampChecksum(pgno: number): void {
    this.#slab.stamp(this.#place, pgno);
  }
}
