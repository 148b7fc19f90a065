/** What an owned page is used for; each owned page has one use. */
export const pageUse = {
  none: 0,
  tree: 1,
  spaceTree: 2,
  available: 3,
  splitBuffer: 4,
  abandoned: 5,
} as const;

export type PageUse = (typeof pageUse)[keyof typeof pageUse];

const ownerBits = 24;
const ownerMask = (1 << ownerBits) - 1;
const useShift = ownerBits;
const useMask = 0x7;
const extentEndBit = 1 << 30;

/**
 * Who owns each page of the file, and what for: one number per page, whatever the size of its tree.
 *
 * | bits  | meaning                                                   |
 * |-------|-----------------------------------------------------------|
 * | 0-23  | owner: the number of the innermost tree, 0 = none         |
 * | 24-26 | use                                                       |
 * | 30    | last page of an owned extent of that tree                 |
 */
export class PageMap {
  readonly #pages: Uint32Array;

  constructor(readonly pageCount: number) {
    this.#pages = new Uint32Array(pageCount + 1);
  }

  /** The number of the innermost tree that owns the page; 0 when none does. */
  owner(pgno: number): number {
    return this.#pages[pgno]! & ownerMask;
  }

  use(pgno: number): PageUse {
    return ((this.#pages[pgno]! >>> useShift) & useMask) as PageUse;
  }

  setUse(pgno: number, use: PageUse): void {
    this.#pages[pgno] = (this.#pages[pgno]! & ~(useMask << useShift)) | (use << useShift);
  }

  /** Gives a page to a tree, without a use. */
  own(pgno: number, owner: number, isExtentEnd: boolean): void {
    this.#pages[pgno] = owner | (isExtentEnd ? extentEndBit : 0);
  }

  /** Whether an extent of the page's owner ends with it. */
  isExtentEnd(pgno: number): boolean {
    return (this.#pages[pgno]! & extentEndBit) !== 0;
  }
}
