import type { PageSource } from '@esekit/pages';

export interface TreeOptions {
  readonly source: PageSource;
  /** Root page; it never moves (03 §1). */
  readonly pgnoFDP: number;
  /** The object id that every page of the tree carries. */
  readonly objidFDP: number;
  /** What messages call the tree, e.g. `table MSysObjects`. */
  readonly label?: string;
  /** An owned- or available-extent tree: its pages carry the flag SpaceTree, and its keys are unique. */
  readonly isSpaceTree?: boolean;
}

/** A B+ tree: where it begins, and in which pages. It holds no state, so one may have many cursors. */
export class Tree {
  readonly source: PageSource;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  readonly label: string;
  readonly isSpaceTree: boolean;

  constructor(options: TreeOptions) {
    this.source = options.source;
    this.pgnoFDP = options.pgnoFDP;
    this.objidFDP = options.objidFDP;
    this.label = options.label ?? `tree ${options.objidFDP}`;
    this.isSpaceTree = options.isSpaceTree ?? false;
  }
}
