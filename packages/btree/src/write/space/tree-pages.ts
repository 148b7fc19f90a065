import { pageFlag, spaceFlag, type Frame } from '@esekit/pages';
import {
  convertRoot,
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  type NewTree,
} from '../../change/new-tree';
import { Tree } from '../../tree';
import { changeFlag, type Writer } from '../journal';
import { dbtimeBefore, newPage, stampDbtime } from '../page-marks';
import type { WritableDatabase } from '../writable-database';
import type { TreeSpace } from './tree-space';

/** The pages of a tree that begins, and of one that gets space trees (04 §6.2, §6.3): logged, then formatted. */

const dbtimeNil = -1;

/** A tree of one extent, or with space trees behind its root. */
export function createTreePages(
  database: WritableDatabase,
  tree: NewTree,
  isMultiple: boolean,
  writer: Writer,
): void {
  const { pgnoFDP, objidFDP, pgnoParent: pgnoFDPParent, cpgPrimary, flags: fPageFlags } = tree;
  const { buffer, journal, storesReservedTags } = database;
  const owner = new Tree({ source: buffer, pgnoFDP, objidFDP });
  const pgnoOE = pgnoFDP + 1;
  const pgnoAE = pgnoOE + 1;
  const pgnos = isMultiple ? [pgnoFDP, pgnoOE, pgnoAE] : [pgnoFDP];
  const frames = pgnos.map((pgno) => newPage(database, owner, pgno, writer));
  const dbtime = database.nextDbtime();
  const flags = tree.isUnique ? changeFlag.unique : 0;
  const change = {
    ...{ writer, pgno: pgnoFDP, dbtime, dbtimeBefore: dbtimeNil, iline: 0, flags },
    ...{ objidFDP, pgnoFDPParent, cpgPrimary, fPageFlags },
  };
  const logSegment = isMultiple
    ? journal.createMultipleExtentFDP({ ...change, pgnoOE, pgnoAE })
    : journal.createSingleExtentFDP(change);
  changeAll(database, frames, logSegment, dbtime, ([root, ownedExtents, availableExtents]) => {
    if (!isMultiple) return formatSingleExtentRoot(root!.view, { ...tree, storesReservedTags });
    const pages = {
      ...{ root: root!.view, ownedExtents: ownedExtents!.view, availableExtents: availableExtents!.view },
    };
    formatMultipleExtentRoot(pages, { ...tree, pgnoOE, pgnoAE, storesReservedTags });
  });
}

/** What a root says of its role and of the last write, and not of the kind of its tree. */
const roleFlags = pageFlag.root | pageFlag.leaf | pageFlag.parentOfLeaf | pageFlag.flushTypeMask;

/** Space trees on the first two pages of a second extent, for a tree that has none. */
export function convertTreePages(
  database: WritableDatabase,
  space: TreeSpace,
  extent: { readonly pgnoFirst: number; readonly pgnoLast: number },
  writer: Writer,
): void {
  const { tree, header } = space;
  const { buffer, journal, storesReservedTags } = database;
  const { pgnoFDP, objidFDP } = tree;
  const [pgnoOE, pgnoAE] = [extent.pgnoFirst, extent.pgnoFirst + 1];
  const isUnique = (header.flags & spaceFlag.nonUnique) === 0;
  const frames = [pgnoOE, pgnoAE].map((pgno) => newPage(database, tree, pgno, writer));
  const root = buffer.pin(pgnoFDP);
  const dbtime = database.nextDbtime();
  const converted = {
    ...{ pgnoFDP, objidFDP, isUnique, storesReservedTags, pgnoOE, pgnoAE },
    pgnoParent: header.pgnoParent,
    cpgPrimary: header.cpg,
    flags: root.view.flags & ~roleFlags,
    pgnoSecondaryFirst: extent.pgnoFirst,
    cpgSecondary: extent.pgnoLast - extent.pgnoFirst + 1,
    rgbitAvail: header.rgbitAvailOrPgnoOE,
  };
  const logSegment = journal.convertFDP({
    ...{ writer, pgno: pgnoFDP, dbtime, dbtimeBefore: dbtimeBefore(root, dbtime), iline: 0 },
    flags: space.isUnique ? changeFlag.unique : 0,
    ...{ objidFDP, pgnoOE, pgnoAE, pgnoFDPParent: converted.pgnoParent, fPageFlags: converted.flags },
    ...{ cpgPrimary: converted.cpgPrimary, cpgSecondary: converted.cpgSecondary },
    ...{ pgnoSecondaryFirst: converted.pgnoSecondaryFirst, rgbitAvail: converted.rgbitAvail },
  });
  changeAll(database, [root, ...frames], logSegment, dbtime, ([, ownedExtents, availableExtents]) => {
    const pages = { ownedExtents: ownedExtents!.view, availableExtents: availableExtents!.view };
    convertRoot({ root: root.view, ...pages }, converted);
  });
}

function changeAll(
  { buffer }: WritableDatabase,
  frames: readonly Frame[],
  logSegment: number,
  dbtime: number,
  change: (frames: readonly Frame[]) => void,
): void {
  for (const frame of frames) buffer.change(frame, logSegment);
  change(frames);
  for (const { view } of frames) stampDbtime(view, dbtime);
  buffer.releasePins();
}
