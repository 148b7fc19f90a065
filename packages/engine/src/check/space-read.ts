import { decodeExtent, spaceTrees, splitBuffers, TreeCursor, readRootHeader } from '@esekit/btree';
import type { Extent, SplitBufferExtent, Tree } from '@esekit/btree';
import { spaceFlag, type SpaceHeader } from '@esekit/pages';
import type { CheckRun } from './check-run';
import { isDamage } from '../records/damage';
import { unlessDamaged } from './damage';
import { placeOf, type TreeEntry } from './tree-list';

/** What a tree says of its space, as far as it could be read. */
export interface TreeSpace {
  readonly entry: TreeEntry;
  readonly header: SpaceHeader | undefined;
  readonly owned: readonly Extent[];
  readonly available: readonly Extent[];
  readonly buffers: readonly SplitBufferExtent[];
  /** Whether all of it was read: what is not known cannot be called wrong. */
  readonly isComplete: boolean;
}

/** Flags of a space header (04 §2). */
const knownSpaceFlags = spaceFlag.multipleExtent | spaceFlag.nonUnique | spaceFlag.formTwo;

/** Pages an rgbitAvail has bits for (04 §2.1). */
const bitsInAvail = 32;

/** Reads the space of a tree, and tells of everything in it that is no extent. */
export function readSpace(run: CheckRun, entry: TreeEntry): TreeSpace {
  const none: TreeSpace = {
    entry,
    header: undefined,
    owned: [],
    available: [],
    buffers: [],
    isComplete: false,
  };
  const { tree } = entry;
  // The walk over the tree tells of a root that cannot be read, or has no header.
  const header = unlessDamaged(() => readRootHeader(tree).space);
  if (!header) return none;
  checkHeaderFlags(run, entry, header);
  if ((header.flags & spaceFlag.multipleExtent) === 0)
    return { ...none, header, ...singleExtent(run, entry, header) };
  const trees = spaceTreesOf(run, entry);
  if (!trees) return { ...none, header };
  const owned = readExtents(run, entry, trees.owned, 'owned');
  const available = readExtents(run, entry, trees.available, 'available');
  const buffers = readBuffers(run, entry);
  return {
    entry,
    header,
    owned: owned.extents,
    available: available.extents,
    buffers: buffers ?? [],
    isComplete: owned.isComplete && available.isComplete && buffers !== undefined,
  };
}

function checkHeaderFlags(run: CheckRun, entry: TreeEntry, { flags }: SpaceHeader): void {
  const isFormTwoAlone = (flags & spaceFlag.formTwo) !== 0 && (flags & spaceFlag.multipleExtent) === 0;
  if ((flags & ~knownSpaceFlags) === 0 && !isFormTwoAlone) return;
  const { label, pgnoFDP } = entry.tree;
  run.report('rootHeader', `${label}: root page ${pgnoFDP} has a space header with the flags ${flags}`, {
    ...placeOf(entry),
    page: pgnoFDP,
  });
}

function spaceTreesOf(run: CheckRun, entry: TreeEntry): { owned: Tree; available: Tree } | undefined {
  try {
    return spaceTrees(entry.tree);
  } catch (error) {
    if (!isDamage(error)) throw error;
    run.report('rootHeader', error.message, { ...placeOf(entry), page: entry.tree.pgnoFDP });
    return undefined;
  }
}

/** The single-extent form: the pages behind the root, and a bit for each of the first of them (04 §2.1). */
function singleExtent(
  run: CheckRun,
  entry: TreeEntry,
  { cpg, rgbitAvailOrPgnoOE: bits }: SpaceHeader,
): Pick<TreeSpace, 'owned' | 'available' | 'isComplete'> {
  const { pgnoFDP, label } = entry.tree;
  const place = { ...placeOf(entry), page: pgnoFDP };
  if (cpg < 1) {
    run.report('rootHeader', `${label}: root page ${pgnoFDP} says that the tree owns no page`, place);
    return { owned: [], available: [], isComplete: false };
  }
  const pgnoLast = pgnoFDP + cpg - 1;
  const available: Extent[] = [];
  for (let i = 0; i < bitsInAvail; i++) {
    const pgno = pgnoFDP + 1 + i;
    if (((bits >>> i) & 1) === 1) available.push({ pgnoFirst: pgno, pgnoLast: pgno, pool: 0 });
  }
  // Pages too far behind the root for a bit were never handed out.
  const firstWithoutBit = pgnoFDP + bitsInAvail + 1;
  if (firstWithoutBit <= pgnoLast) available.push({ pgnoFirst: firstWithoutBit, pgnoLast, pool: 0 });
  return { owned: [{ pgnoFirst: pgnoFDP, pgnoLast, pool: 0 }], available, isComplete: true };
}

function readExtents(
  run: CheckRun,
  entry: TreeEntry,
  tree: Tree,
  kind: 'owned' | 'available',
): { extents: Extent[]; isComplete: boolean } {
  const extents: Extent[] = [];
  let isComplete = true;
  // The walk over the space tree itself tells what was lost.
  const cursor = new TreeCursor(tree, { onLoss: (loss) => (isComplete &&= loss.kind === 'siblingLink') });
  while (cursor.next()) {
    const extent = decodeExtent(cursor.node, kind);
    if (extent) {
      extents.push(extent);
      continue;
    }
    isComplete = false;
    run.report('spaceNode', `${tree.label}: page ${cursor.pgno} node ${cursor.iline} is no extent`, {
      ...placeOf(entry),
      page: cursor.pgno,
      key: cursor.key(),
    });
  }
  return { extents, isComplete };
}

function readBuffers(run: CheckRun, entry: TreeEntry): SplitBufferExtent[] | undefined {
  try {
    return splitBuffers(entry.tree);
  } catch (error) {
    if (!isDamage(error)) throw error;
    // A root that is damaged as a page is told of elsewhere; one that is read has to have a buffer.
    if (error.name === 'JET_errSPOwnExtCorrupted' || error.name === 'JET_errSPAvailExtCorrupted') {
      run.report('spaceNode', error.message, { ...placeOf(entry), page: entry.tree.pgnoFDP });
    }
    return undefined;
  }
}
