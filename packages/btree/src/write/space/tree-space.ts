import { externalHeader, spaceFlag, type PageView, type SpaceHeader } from '@esekit/pages';
import { spaceError } from '../../space/extent';
import { spaceTreesAt } from '../../space/extents';
import { decodeRootHeader, rootView, withSpaceHeader } from '../../space/root-header';
import type { Tree } from '../../tree';
import type { Writer } from '../journal';
import { TreeWriter } from '../tree-writer';
import type { PageAllocator, WritableDatabase } from '../writable-database';
import { SpaceTree } from './space-tree';

/** Page 1 is the root of the database, which owns all pages (04 §1). */
export const pgnoDatabase = 1;

/** The space of one tree: what its root says of it, and its space trees if it has some. */
export class TreeSpace {
  readonly #database: WritableDatabase;
  readonly #headers: TreeWriter;
  readonly #onEmptied: (space: TreeSpace, pgno: number) => void;
  #pgnoOE = 0;
  #trees: { readonly owned: SpaceTree; readonly available: SpaceTree } | undefined;

  constructor(
    database: WritableDatabase,
    readonly tree: Tree,
    allocator: PageAllocator,
    onEmptied: (space: TreeSpace, pgno: number) => void,
  ) {
    this.#database = database;
    this.#headers = new TreeWriter({ database, tree, allocator });
    this.#onEmptied = onEmptied;
  }

  get isDatabase(): boolean {
    return this.tree.pgnoFDP === pgnoDatabase;
  }

  get isUnique(): boolean {
    return this.#headers.isUnique;
  }

  /** It means nothing after the next `get` of the buffer. */
  get rootPage(): PageView {
    return rootView(this.tree);
  }

  /** @throws JET_errSPOwnExtCorrupted when the root has none */
  get header(): SpaceHeader {
    const { space } = decodeRootHeader(externalHeader(this.rootPage));
    if (space) return space;
    throw this.error(`root page ${this.tree.pgnoFDP} has no space header`);
  }

  setHeader(writer: Writer, space: SpaceHeader): void {
    this.#headers.setExternalHeader(writer, (header) => {
      const changed = withSpaceHeader(header, space);
      if (changed) return changed;
      throw this.error(`root page ${this.tree.pgnoFDP} has a header of unknown form`);
    });
  }

  /** The space trees; only of a tree in the multiple-extent form. */
  get owned(): SpaceTree {
    return this.#spaceTrees().owned;
  }

  get available(): SpaceTree {
    return this.#spaceTrees().available;
  }

  #spaceTrees(): { readonly owned: SpaceTree; readonly available: SpaceTree } {
    const { flags, rgbitAvailOrPgnoOE: pgnoOE } = this.header;
    if (this.#trees && this.#pgnoOE === pgnoOE) return this.#trees;
    if ((flags & spaceFlag.multipleExtent) === 0) throw this.error('it has no space trees');
    const trees = spaceTreesAt(this.tree, pgnoOE);
    const emptied = (pgno: number): void => this.#onEmptied(this, pgno);
    this.#pgnoOE = pgnoOE;
    return (this.#trees = {
      owned: new SpaceTree(this.#database, trees.owned, 'owned', emptied),
      available: new SpaceTree(this.#database, trees.available, 'available', emptied),
    });
  }

  /** Whether pages of the tree's own roots are among these. */
  hasRootIn(pgnoFirst: number, pgnoLast: number): boolean {
    const { flags, rgbitAvailOrPgnoOE: pgnoOE } = this.header;
    const isIn = (pgno: number): boolean => pgno >= pgnoFirst && pgno <= pgnoLast;
    if (isIn(this.tree.pgnoFDP)) return true;
    return (flags & spaceFlag.multipleExtent) !== 0 && (isIn(pgnoOE) || isIn(pgnoOE + 1));
  }

  error(text: string): Error {
    return spaceError('owned', `${this.tree.label}: ${text}`);
  }
}

export function isMultiple({ flags }: SpaceHeader): boolean {
  return (flags & spaceFlag.multipleExtent) !== 0;
}
