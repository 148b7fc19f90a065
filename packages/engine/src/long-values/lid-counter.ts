import { JetError, viewOf } from '@esekit/core';
import { lidNumber, longValueKey } from './long-value-key';

const lid32Most = 0x7fff_ff00n;
const lid64First = 0x8000_0000_8000_0001n;
const lid64Most = 0x80ff_ffff_0000_0000n;

/**
 * What new values of one table are called: one more than the largest that was there (12 §2.2). LIDs have 32
 * bits, or 64 with the top bit set; a tree may contain both.
 */
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
    const kind = key === undefined ? undefined : longValueKey(key, key.length);
    if (key !== undefined && kind === undefined) {
      throw new JetError('JET_errLVCorrupted', `a long value cannot have a key of ${key.length} bytes`);
    }
    const last = kind === undefined ? 0n : lidNumber(key!, kind.width);
    return this.lidSize === 8 && last < lid64First ? lid64First - 1n : last;
  }
}
