import { NodeView, PageView } from '@esekit/pages';
import type { Random } from '@esekit/testkit';
import type { Base, PageKind } from '../bases';
import type { OverlayFile } from '../overlay-file';

/** Changes one thing of a database. */
export interface Mutator {
  readonly name: string;
  /** Damages the case; `false` when this base has nothing of the kind, or an earlier mutation took it away. */
  apply(target: Target): boolean;
}

/** A node to be changed, on a private copy of its page. */
export interface NodeTarget {
  readonly pgno: number;
  readonly view: PageView;
  readonly iline: number;
  readonly itag: number;
  readonly node: NodeView;
}

const numbersOfInterest = [
  0, 1, 2, 3, 4, 7, 8, 16, 24, 127, 128, 255, 256, 0x1fff, 0x2000, 0x7fff, 0x8000, 0xffff, 0x10000, 0xfffff,
  0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

/** The database of one case while it is being mutated. */
export class Target {
  /** Header copies whose checksum has to be made good again. */
  readonly headers = new Set<number>();

  constructor(
    readonly base: Base,
    readonly file: OverlayFile,
    readonly random: Random,
  ) {}

  /** A private copy of a page. */
  page(pgno: number): PageView {
    return new PageView(this.file.block(pgno + 1), 0, this.base.pageSize);
  }

  pickPage(...kinds: readonly PageKind[]): PageView | undefined {
    const pgno = this.pickPgno(...kinds);
    return pgno === undefined ? undefined : this.page(pgno);
  }

  /** A page number of one of the kinds, or of any page in use. */
  pickPgno(...kinds: readonly PageKind[]): number | undefined {
    const list = kinds.length === 0 ? this.base.used : this.base.pages[this.random.pick(kinds)];
    return list.length === 0 ? undefined : this.random.pick(list);
  }

  /** Any node of a page of one of the kinds. Throws a JetError where an earlier mutation broke the page. */
  pickNode(...kinds: readonly PageKind[]): NodeTarget | undefined {
    const pgno = this.pickPgno(...kinds);
    if (pgno === undefined) return undefined;
    const view = this.page(pgno);
    if (view.clines === 0) return undefined;
    return this.nodeAt(pgno, view, this.random.below(view.clines));
  }

  nodeAt(pgno: number, view: PageView, iline: number): NodeTarget {
    return { pgno, view, iline, itag: iline + view.ctagReserved, node: new NodeView().read(view, iline) };
  }

  chance(oneIn: number): boolean {
    return this.random.below(oneIn) === 0;
  }

  /** A number that is likely to hurt: an extreme one, one near to the old one, or any. */
  number(old = 0): number {
    switch (this.random.below(4)) {
      case 0:
        return this.random.pick(numbersOfInterest);
      case 1:
        return (old + this.random.below(9) - 4) >>> 0;
      case 2:
        return (old ^ (1 << this.random.below(32))) >>> 0;
      default:
        return this.random.below(this.random.pick([256, 0x10000, 0x1_0000_0000]));
    }
  }

  /** A page number, mostly of a page that exists. */
  pgno(near = 0): number {
    switch (this.random.below(5)) {
      case 0:
        return near;
      case 1:
        return this.random.below(this.base.pageCount + 3);
      case 2:
        return this.number(near);
      default:
        return this.random.pick(this.base.used);
    }
  }

  /** Changes a byte of `bytes[start, end)`. */
  spoilByte(bytes: Uint8Array, start: number, end: number): boolean {
    if (end <= start) return false;
    const at = start + this.random.below(end - start);
    const old = bytes[at]!;
    bytes[at] = this.chance(2) ? old ^ (1 << this.random.below(8)) : this.number(old);
    return bytes[at] !== old;
  }
}
