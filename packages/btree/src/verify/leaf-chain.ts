import type { TreePage } from '../page/tree-page';

/** A sibling link that is not what the parents say, and the page that has it. */
export type BadLink = (pgno: number, text: string) => void;

/**
 * The leaves in the order of their parents, against the links they have (03 §8, 13). Where a page is
 * missing in between, the links across it are not known.
 */
export class LeafChain {
  #left: { readonly pgno: number; readonly next: number } | undefined = { pgno: 0, next: -1 };

  add(leaf: TreePage, report: BadLink): void {
    const { pgnoPrev, pgnoNext } = leaf.frame.view;
    const left = this.#left;
    if (left && left.pgno !== pgnoPrev) {
      report(leaf.pgno, `its left neighbour is page ${pgnoPrev}, but page ${left.pgno} comes before it`);
    }
    if (left && left.pgno !== 0 && left.next !== leaf.pgno) {
      report(left.pgno, `its right neighbour is page ${left.next}, but page ${leaf.pgno} comes behind it`);
    }
    this.#left = { pgno: leaf.pgno, next: pgnoNext };
  }

  /** A page, and perhaps leaves below it, was not seen. */
  breakOff(): void {
    this.#left = undefined;
  }

  end(report: BadLink): void {
    const left = this.#left;
    if (left && left.pgno !== 0 && left.next !== 0) {
      report(left.pgno, `its right neighbour is page ${left.next}, but it is the last one`);
    }
  }
}
