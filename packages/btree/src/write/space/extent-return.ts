import { pool, spaceError, type Extent } from '../../space/extent';
import type { Writer } from '../journal';
import { bitsOf, cpgOf, type ExtentSupply } from './extent-supply';
import { smallTree } from './growth';
import { parentsMost, type Spaces } from './spaces';
import { isMultiple, type TreeSpace } from './tree-space';

/** Takes pages back that trees do not need any more (04 §7.1). What is on them stays there. */
export class ExtentReturn {
  constructor(
    readonly spaces: Spaces,
    readonly supply: ExtentSupply,
  ) {}

  /**
   * Frees pages of a tree. An extent that has no other pages any more goes back to the parent.
   *
   * @throws JET_errSPOwnExtCorrupted when the tree does not own them
   * @throws JET_errSPAvailExtCorrupted when they are free already
   */
  free(space: TreeSpace, pgnoFirst: number, pgnoLast: number, writer: Writer, depth = 0): void {
    if (depth >= parentsMost) throw space.error(`its parents are more than ${parentsMost}`);
    if (space.hasRootIn(pgnoFirst, pgnoLast)) {
      throw space.error(`a root is among pages ${pgnoFirst} to ${pgnoLast}, which are to be freed`);
    }
    if (!isMultiple(space.header)) {
      this.#freeInPrimary(space, pgnoFirst, pgnoLast, writer);
      return;
    }
    for (let pgno = pgnoFirst; pgno <= pgnoLast;) {
      this.supply.fillBuffers(space, writer);
      const owner = space.owned.find('>=', pgno);
      if (owner === undefined || owner.pgnoFirst > pgno) {
        throw space.owned.error(`page ${pgno}, which is to be freed, is not in it`);
      }
      const end = Math.min(pgnoLast, owner.pgnoLast);
      const free = freeInExtent(space, owner, pgno, end, writer);
      if (cpgOf(free) === cpgOf(owner) && !space.isDatabase) {
        space.available.remove(writer, free);
        space.owned.remove(writer, owner);
        this.free(this.spaces.parentOf(space), owner.pgnoFirst, owner.pgnoLast, writer, depth + 1);
      }
      pgno = end + 1;
    }
  }

  /** Frees what was put off while space trees changed. */
  freeLeft(writer: Writer): void {
    for (let freed = this.spaces.takeFreed(); freed; freed = this.spaces.takeFreed()) {
      this.free(freed.space, freed.pgnoFirst, freed.pgnoLast, writer);
    }
  }

  #freeInPrimary(space: TreeSpace, pgnoFirst: number, pgnoLast: number, writer: Writer): void {
    const { header } = space;
    const { pgnoFDP } = space.tree;
    const last = pgnoFDP + Math.min(header.cpg - 1, smallTree.bits);
    if (pgnoFirst <= pgnoFDP || pgnoLast > last) {
      throw space.error(`pages ${pgnoFirst} to ${pgnoLast}, which are to be freed, are none of its own`);
    }
    const bits = bitsOf(pgnoFDP, pgnoFirst, pgnoLast);
    if ((header.rgbitAvailOrPgnoOE & bits) !== 0) {
      const text = `pages ${pgnoFirst} to ${pgnoLast}, which are to be freed, are free already`;
      throw spaceError('available', `${space.tree.label}: ${text}`);
    }
    const rgbitAvailOrPgnoOE = (header.rgbitAvailOrPgnoOE | bits) >>> 0;
    space.setHeader(writer, { ...header, rgbitAvailOrPgnoOE });
  }
}

/** Makes pages of one owned extent available, with the available ones beside them; what there is then. */
function freeInExtent(
  { available }: TreeSpace,
  owner: Extent,
  pgnoFirst: number,
  pgnoLast: number,
  writer: Writer,
): Extent {
  const behind = available.find('>=', pgnoFirst);
  const right = behind?.pool === pool.general ? behind : undefined;
  const region = available.find('>=', pgnoLast, pool.continuous);
  const left = pgnoFirst > owner.pgnoFirst ? available.find('=', pgnoFirst - 1) : undefined;
  for (const other of [right, region?.pool === pool.continuous ? region : undefined]) {
    if (other === undefined || other.pgnoFirst > pgnoLast) continue;
    throw available.error(
      `pages ${pgnoFirst} to ${pgnoLast} are freed, but ${other.pgnoFirst} is free already`,
    );
  }
  let last = pgnoLast;
  if (
    region?.pool === pool.continuous &&
    region.pgnoFirst === last + 1 &&
    region.pgnoLast <= owner.pgnoLast
  ) {
    available.remove(writer, region);
    last = region.pgnoLast;
  }
  const first = left && left.pgnoFirst >= owner.pgnoFirst ? left.pgnoFirst : pgnoFirst;
  if (left && first !== pgnoFirst) available.remove(writer, left);
  if (right && right.pgnoFirst === last + 1 && right.pgnoLast <= owner.pgnoLast) {
    available.resize(writer, right, right.pgnoLast - first + 1);
    return { ...right, pgnoFirst: first };
  }
  available.add(writer, last, last - first + 1);
  return { pgnoFirst: first, pgnoLast: last, pool: pool.general };
}
