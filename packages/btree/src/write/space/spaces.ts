import { Tree } from '../../tree';
import type { PageAllocator, WritableDatabase } from '../writable-database';
import type { SpaceHints, SpaceOptions } from './space-options';
import { pgnoDatabase, TreeSpace } from './tree-space';

/** A run of pages that a tree does not need any more. */
interface FreedPages {
  readonly space: TreeSpace;
  readonly pgnoFirst: number;
  readonly pgnoLast: number;
}

/** Parents of a tree at most, so that pages that name each other end in an error. */
export const parentsMost = 8;
/** Trees whose cursors are kept. */
const spacesMost = 2048;
const objidDatabase = 1;

/** The space of every tree that was asked for, and what is put off until an operation on it is done. */
export class Spaces {
  readonly database: WritableDatabase;
  readonly root: Tree;
  readonly #allocator: PageAllocator;
  readonly #spaces = new Map<number, TreeSpace>();
  readonly #freed: FreedPages[] = [];

  constructor(
    readonly options: SpaceOptions,
    allocator: PageAllocator,
  ) {
    this.database = options.database;
    this.#allocator = allocator;
    const source = options.database.buffer;
    this.root = new Tree({ source, pgnoFDP: pgnoDatabase, objidFDP: objidDatabase, label: 'database' });
  }

  of(tree: Tree): TreeSpace {
    const known = this.#spaces.get(tree.pgnoFDP);
    if (known?.tree.objidFDP === tree.objidFDP) return known;
    if (this.#spaces.size >= spacesMost) this.#spaces.clear();
    const onEmptied = (space: TreeSpace, pgno: number): void => this.freeLater(space, pgno, pgno);
    const space = new TreeSpace(this.database, tree, this.#allocator, onEmptied);
    this.#spaces.set(tree.pgnoFDP, space);
    return space;
  }

  /** @throws JET_errSPOwnExtCorrupted when the root names no possible page */
  parentOf(space: TreeSpace): TreeSpace {
    const { buffer } = this.database;
    const { pgnoParent } = space.header;
    if (pgnoParent < 1 || pgnoParent > buffer.pageCount || pgnoParent === space.tree.pgnoFDP) {
      throw space.error(`its parent cannot be at page ${pgnoParent}`);
    }
    if (pgnoParent === pgnoDatabase) return this.of(this.root);
    const { objidFDP } = buffer.get(pgnoParent).view;
    const known = this.#spaces.get(pgnoParent);
    if (known?.tree.objidFDP === objidFDP) return known;
    return this.of(new Tree({ source: buffer, pgnoFDP: pgnoParent, objidFDP }));
  }

  hintsOf({ tree }: TreeSpace): SpaceHints | undefined {
    return this.options.hintsOf?.(tree);
  }

  forget(tree: Tree): void {
    this.#spaces.delete(tree.pgnoFDP);
  }

  /** Pages that are to be freed when the space trees are not in the middle of a change any more. */
  freeLater(space: TreeSpace, pgnoFirst: number, pgnoLast: number): void {
    this.#freed.push({ space, pgnoFirst, pgnoLast });
  }

  takeFreed(): FreedPages | undefined {
    return this.#freed.pop();
  }
}
