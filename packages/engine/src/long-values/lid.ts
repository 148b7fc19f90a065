import { JetError, viewOf } from '@esekit/core';

/** The LIDs of a tree (12 §2.2): 32 bits, or 64 with the top bit set. A tree may contain both. */

const lid32Most = 0x7fff_ff00n;
const lid64First = 0x8000_0000_8000_0001n;
const lid64Most = 0x80ff_ffff_0000_0000n;

/**
 * The LID in a key of the tree; a key of 8 bytes is a root of the one kind or a chunk of the other.
 *
 * @throws JET_errLVCorrupted when it can be neither
 */
export function lidOfKey(key: Uint8Array): bigint {
  const view = viewOf(key);
  const isWide = key.length >= 8 && (key[0]! & 0x80) !== 0;
  if (isWide && (key.length === 8 || key.length === 12)) return view.getBigUint64(0);
  if (!isWide && (key.length === 4 || key.length === 8)) return BigInt(view.getUint32(0));
  throw new JetError('JET_errLVCorrupted', `a long value cannot have a key of ${key.length} bytes`);
}

/** What new values of one table are called: one more than the largest that was there. */
export class LidCounter {
  #last: bigint | undefined;

  /** @param lidSize bytes of the LIDs of new values: 8 from update 70 on */
  constructor(readonly lidSize: 4 | 8) {}

  /**
   * @param lastKey the last key of the tree; asked for the first value only
   * @returns the LID as a record holds it: little endian
   * @throws JET_errOutOfLongValueIDs
   */
  next(lastKey: () => Uint8Array | undefined): Uint8Array {
    this.#last ??= this.#lastOf(lastKey());
    const lid = this.#last + 1n;
    if (lid > (this.lidSize === 8 ? lid64Most : lid32Most)) {
      throw new JetError('JET_errOutOfLongValueIDs', `there is no LID behind 0x${this.#last.toString(16)}`);
    }
    this.#last = lid;
    const bytes = new Uint8Array(this.lidSize);
    const view = viewOf(bytes);
    if (this.lidSize === 8) view.setBigUint64(0, lid, true);
    else view.setUint32(0, Number(lid), true);
    return bytes;
  }

  /** New values have LIDs of 64 bits even where all others have 32. */
  #lastOf(key: Uint8Array | undefined): bigint {
    const last = key === undefined ? 0n : lidOfKey(key);
    return this.lidSize === 8 && last < lid64First ? lid64First - 1n : last;
  }
}
