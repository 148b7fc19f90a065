import type { Tree } from '../../tree';
import type { WritableDatabase } from '../writable-database';

/** How a tree wants to grow (04 §6.4), as it was created with; in pages. */
export interface SpaceHints {
  /** Percent of the last extent that the next one has at least; below 100: as many pages as the last one. */
  readonly growthPercent: number;
  /** Extents are no smaller; 0 for no such bound. */
  readonly cpgExtentLeast: number;
  /** Extents are no larger; 0 for no such bound. Equal to the least one: all extents have that size. */
  readonly cpgExtentMost: number;
  /** Children get pages out of its own available extents first, as they do from the database (04 §6.5). */
  readonly sharesAvailable?: boolean;
  /** Pages that are appended stand in a row, in extents that nothing else is put into (04 §6.1). */
  readonly appendsInRow?: boolean;
}

export interface SpaceOptions {
  readonly database: WritableDatabase;
  /** JET_paramDbExtensionSize: pages by which the file grows at least. */
  readonly extensionPages: number;
  /** JET_paramPageFragment: rests of an extent that are smaller are not kept by parents. Default 8. */
  readonly fragmentPages?: number;
  /** Pages of the database at most; beyond them JET_errOutOfDatabaseSpace. Default `limits.pgnoMost`. */
  readonly pagesMost?: number;
  /** Whether roots say what their last extent was: database format from update 13 on (04 §2). Default true. */
  readonly notesLastExtent?: boolean;
  /** Whether extents of deleted trees are logged one by one, for revert snapshots (24 §9). Default true. */
  readonly logsFreedExtents?: boolean;
  /** What the catalog says of a tree's growth; `undefined`: nothing. */
  readonly hintsOf?: (tree: Tree) => SpaceHints | undefined;
  /**
   * The file gets pages up to pgnoLast: called after the ExtendDB record is durable. Makes the buffer and the
   * file `pgnoLast` pages long and notes it in the header (24 §4, 04 §6.6).
   */
  readonly grow: (pgnoLast: number) => void;
}

export type TreeKind = 'table' | 'index' | 'longValue';

export interface NewTreeRequest {
  /** Whose space it gets: the database for a table, the table for its indexes and long values. */
  readonly parent: Tree;
  readonly objidFDP: number;
  /** Pages of its first extent, its root and those of its space trees included. */
  readonly cpg: number;
  /** With space trees of its own from the beginning (04 §6.2). */
  readonly isMultiple: boolean;
  readonly kind: TreeKind;
  /** Whether a key is the whole of a bookmark. */
  readonly isUnique: boolean;
}

/** Of a tree that is deleted, for its FreeFDP record (24 §9). */
export interface DeletedTree {
  /** Of the transaction that deleted it. */
  readonly trxCommitted: number;
  readonly kind: 'table' | 'index';
}
