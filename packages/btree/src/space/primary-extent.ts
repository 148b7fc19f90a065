import { pool, type Extent } from './extent';

/** Pages an rgbitAvail has bits for (04 §2.1). */
const bitsInAvail = 32;

/** The rgbitAvail of a new tree: every page behind its root is available (04 §2.1). */
export function initialAvail(cpgPrimary: number): number {
  return cpgPrimary > bitsInAvail ? 0xffff_ffff : 2 ** (cpgPrimary - 1) - 1;
}

/**
 * The extents of a primary extent that are available, ascending, neighbouring pages in one: those with a
 * bit, and all that are too far behind the root for one, because those were never handed out (04 §2.1).
 *
 * @param cpgPrimary at least 1, and small enough for page numbers to exist
 */
export function* freeInPrimary(
  pgnoFDP: number,
  cpgPrimary: number,
  rgbitAvail: number,
): Generator<Extent, void, void> {
  const end = pgnoFDP + cpgPrimary - 1;
  let pgnoFirst = 0;
  for (let i = 0, pgno = pgnoFDP + 1; i < bitsInAvail && pgno <= end; i++, pgno++) {
    const isAvailable = ((rgbitAvail >>> i) & 1) === 1;
    if (isAvailable && pgnoFirst === 0) pgnoFirst = pgno;
    if (!isAvailable && pgnoFirst !== 0) {
      yield { pgnoFirst, pgnoLast: pgno - 1, pool: pool.general };
      pgnoFirst = 0;
    }
  }
  const firstWithoutBit = pgnoFDP + bitsInAvail + 1;
  if (pgnoFirst === 0 && firstWithoutBit <= end) pgnoFirst = firstWithoutBit;
  if (pgnoFirst !== 0) yield { pgnoFirst, pgnoLast: end, pool: pool.general };
}
