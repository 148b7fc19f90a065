import { limits } from '@esekit/core';
import { externalHeader, spaceFlag, type SpaceHeader } from '@esekit/pages';
import { TreeCursor, type TreeCursorOptions } from '../cursor/tree-cursor';
import { Tree } from '../tree';
import { decodeExtent, pool, spaceError, type Extent, type SpaceTreeKind } from './extent';
import { freeInPrimary } from './primary-extent';
import { readRootHeader, rootView } from './root-header';
import { decodeSplitBuffer } from './split-buffer';

/** The two trees that say which pages a tree owns, and which of them are free (04 §2.2). */
export interface SpaceTrees {
  readonly owned: Tree;
  readonly available: Tree;
}

/**
 * The space trees of a tree; `undefined` in the single-extent form, where the root's header says it all.
 *
 * @throws JET_errSPOwnExtCorrupted when the root has no space header, or it names no possible page
 */
export function spaceTrees(tree: Tree): SpaceTrees | undefined {
  const header = spaceHeaderOf(tree);
  if ((header.flags & spaceFlag.multipleExtent) === 0) return undefined;
  return spaceTreesAt(tree, header.rgbitAvailOrPgnoOE);
}

/**
 * The space trees of a tree whose header names the root of the first.
 *
 * @throws JET_errSPOwnExtCorrupted when there is no such page
 */
export function spaceTreesAt(tree: Tree, pgnoOE: number): SpaceTrees {
  // The root of the available extents follows the one of the owned extents (04 §2).
  if (pgnoOE < 1 || pgnoOE + 1 > tree.source.pageCount) {
    throw spaceError(
      'owned',
      `${tree.label}: root page ${tree.pgnoFDP} has its space trees at page ${pgnoOE}`,
    );
  }
  const common = { source: tree.source, objidFDP: tree.objidFDP, isSpaceTree: true };
  return {
    owned: new Tree({ ...common, pgnoFDP: pgnoOE, label: `owned extents of ${tree.label}` }),
    available: new Tree({ ...common, pgnoFDP: pgnoOE + 1, label: `available extents of ${tree.label}` }),
  };
}

/**
 * The extents a tree owns, ascending.
 *
 * @throws JET_errSPOwnExtCorrupted when a node is no extent, or extents overlap; as TreeCursor does
 */
export function* ownedExtents(tree: Tree, options: TreeCursorOptions = {}): Generator<Extent, void, void> {
  const trees = spaceTrees(tree);
  if (trees) {
    yield* extentsIn(trees.owned, 'owned', options);
    return;
  }
  yield primaryExtent(tree, spaceHeaderOf(tree));
}

/**
 * The extents a tree has to give away, ascending by pool and page. Those of the shelved pool lie behind
 * the end of the file.
 *
 * @throws JET_errSPAvailExtCorrupted when a node is no extent, or extents of a pool overlap; as
 *   TreeCursor does
 */
export function* availableExtents(
  tree: Tree,
  options: TreeCursorOptions = {},
): Generator<Extent, void, void> {
  const trees = spaceTrees(tree);
  if (trees) yield* extentsIn(trees.available, 'available', options);
  else yield* primaryFree(tree, spaceHeaderOf(tree));
}

/** Pages kept for splits of a space tree itself: owned, and neither available nor in use (04 §5). */
export interface SplitBufferExtent extends Extent {
  readonly of: SpaceTreeKind;
}

/**
 * The non-empty split buffers of a tree's space trees, up to four.
 *
 * @throws JET_errSPOwnExtCorrupted, JET_errSPAvailExtCorrupted when one is not readable
 */
export function splitBuffers(tree: Tree): SplitBufferExtent[] {
  const trees = spaceTrees(tree);
  if (!trees) return [];
  return [...bufferOf(trees.owned, 'owned'), ...bufferOf(trees.available, 'available')];
}

function spaceHeaderOf(tree: Tree): SpaceHeader {
  const { space } = readRootHeader(tree);
  if (space) return space;
  throw spaceError('owned', `${tree.label}: root page ${tree.pgnoFDP} has no space header`);
}

function* extentsIn(
  tree: Tree,
  kind: SpaceTreeKind,
  options: TreeCursorOptions,
): Generator<Extent, void, void> {
  const cursor = new TreeCursor(tree, { ...options, seesDeleted: false });
  let last: Extent | undefined;
  while (cursor.next()) {
    const place = `page ${cursor.pgno} node ${cursor.iline}`;
    const extent = decodeExtent(cursor.node, kind);
    if (!extent) throw spaceError(kind, `${tree.label}: ${place} is no extent`);
    if (last?.pool === extent.pool && extent.pgnoFirst <= last.pgnoLast) {
      throw spaceError(kind, `${tree.label}: ${place} overlaps the extent that ends at ${last.pgnoLast}`);
    }
    last = extent;
    yield extent;
  }
}

/** The single-extent form: the tree owns what follows its root (04 §2.1). */
function primaryExtent(tree: Tree, { cpg }: SpaceHeader): Extent {
  const { pgnoFDP } = tree;
  if (cpg < 1 || pgnoFDP + cpg - 1 > limits.pgnoMost) {
    throw spaceError('owned', `${tree.label}: root page ${pgnoFDP} owns ${cpg} pages from itself on`);
  }
  return { pgnoFirst: pgnoFDP, pgnoLast: pgnoFDP + cpg - 1, pool: pool.general };
}

function primaryFree(tree: Tree, header: SpaceHeader): Generator<Extent, void, void> {
  primaryExtent(tree, header);
  return freeInPrimary(tree.pgnoFDP, header.cpg, header.rgbitAvailOrPgnoOE);
}

function bufferOf(tree: Tree, kind: SpaceTreeKind): SplitBufferExtent[] {
  const buffer = decodeSplitBuffer(externalHeader(rootView(tree)));
  if (!buffer) throw noBuffer(tree, kind);
  return buffer
    .filter(({ cpg }) => cpg > 0)
    .map(({ pgnoLast, cpg }) => ({ pgnoFirst: pgnoLast - cpg + 1, pgnoLast, pool: pool.general, of: kind }));
}

/** No split buffer that can be read. */
export function noBuffer(tree: Tree, kind: SpaceTreeKind): Error {
  return spaceError(kind, `${tree.label}: root page ${tree.pgnoFDP} has no readable split buffer`);
}
