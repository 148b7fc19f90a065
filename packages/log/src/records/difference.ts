import { JetError } from '@esekit/core';

/**
 * How ReplaceD says what changed in the data of a node (21 §4): entries in ascending order of their offset
 * in the old data, each with the bytes that come in and the number of bytes that go.
 *
 * | narrow | wide | field                                                                  |
 * |--------|------|------------------------------------------------------------------------|
 * | 0, u16 | 0, u16 | offset; narrow: 13 bits of it, the flags in the upper three           |
 * |        | 2, u8 | flags                                                                  |
 * | 2      | 3    | cbNew: u8, or u16 with `longSizes`                                      |
 * | ..     | ..   | cbOld, as wide; absent with `sameSize` (cbNew) and with `insertion` (0) |
 * | ..     | ..   | cbNew bytes                                                             |
 */
export const differenceFlag = { sameSize: 0x20, insertion: 0x40, longSizes: 0x80 } as const;

/** Pages above this size have the wide form. */
export const narrowDifferencePageMost = 8192;

const narrowOffsetMask = 0x1fff;

/**
 * The new data of a node.
 *
 * @throws JetError JET_errLogFileCorrupt when the difference contradicts itself, the old data or the sizes
 */
export function applyDifference(
  old: Uint8Array,
  difference: Uint8Array,
  isWide: boolean,
  cbNew: number,
  cbOld: number,
): Uint8Array {
  if (old.length !== cbOld) return contradict(`the node has ${old.length} bytes, not ${cbOld}`);
  const result = new Uint8Array(cbNew);
  const reader = new EntryReader(difference, isWide);
  let taken = 0;
  let made = 0;
  while (reader.next()) {
    const kept = reader.offset - taken;
    if (kept < 0 || reader.offset + reader.cbOld > cbOld || made + kept + reader.cbNew > cbNew) {
      return contradict(`an entry at ${reader.offset} does not fit`);
    }
    result.set(old.subarray(taken, reader.offset), made);
    result.set(difference.subarray(reader.data, reader.data + reader.cbNew), made + kept);
    made += kept + reader.cbNew;
    taken = reader.offset + reader.cbOld;
  }
  if (made + cbOld - taken !== cbNew) return contradict('the result has another size');
  result.set(old.subarray(taken), made);
  return result;
}

/** Steps through the entries of a difference. */
class EntryReader {
  readonly #bytes: Uint8Array;
  readonly #isWide: boolean;
  #at = 0;
  offset = 0;
  cbNew = 0;
  cbOld = 0;
  /** Where the bytes that come in lie. */
  data = 0;

  constructor(bytes: Uint8Array, isWide: boolean) {
    this.#bytes = bytes;
    this.#isWide = isWide;
  }

  /** @returns false at the end */
  next(): boolean {
    if (this.#at === this.#bytes.length) return false;
    const word = this.#take(2);
    const flags = this.#isWide ? this.#take(1) : word >>> 8;
    this.offset = this.#isWide ? word : word & narrowOffsetMask;
    const width = (flags & differenceFlag.longSizes) === 0 ? 1 : 2;
    this.cbNew = this.#take(width);
    if ((flags & differenceFlag.sameSize) !== 0) this.cbOld = this.cbNew;
    else this.cbOld = (flags & differenceFlag.insertion) === 0 ? this.#take(width) : 0;
    this.data = this.#at;
    this.#at += this.cbNew;
    if (this.#at > this.#bytes.length) contradict('it is cut off');
    return true;
  }

  #take(width: number): number {
    const at = this.#at;
    this.#at += width;
    if (this.#at > this.#bytes.length) contradict('it is cut off');
    return width === 1 ? this.#bytes[at]! : this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }
}

function contradict(why: string): never {
  throw new JetError('JET_errLogFileCorrupt', `the difference of a replace cannot be applied: ${why}`);
}

/** Equal bytes between two changes that are worth an entry of their own. */
const worthwhileGap = 6;

/**
 * A difference that makes `next` from `old`. Data of one size is compared place by place; otherwise one
 * entry says what stands between the common start and the common end.
 *
 * @returns `undefined` when the complete data would be no longer, or the form cannot hold the offsets
 */
export function createDifference(old: Uint8Array, next: Uint8Array, isWide: boolean): Uint8Array | undefined {
  if (!isWide && old.length > narrowOffsetMask) return undefined;
  const common = Math.min(old.length, next.length);
  let from = 0;
  while (from < common && old[from] === next[from]) from++;
  let tail = 0;
  while (tail < common - from && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail++;
  const writer = new EntryWriter(next, isWide);
  if (old.length !== next.length) {
    writer.add(from, next.length - tail - from, old.length - tail - from);
    return writer.result();
  }
  const end = next.length - tail;
  while (from < end) {
    let to = from + 1;
    for (let same = 0, at = to; at < end && same < worthwhileGap; at++) {
      same = old[at] === next[at] ? same + 1 : 0;
      if (same === 0) to = at + 1;
    }
    writer.add(from, to - from, to - from);
    from = to;
    while (from < end && old[from] === next[from]) from++;
  }
  return writer.result();
}

/** Collects entries until they are no shorter than the data they stand for. */
class EntryWriter {
  readonly #next: Uint8Array;
  readonly #isWide: boolean;
  readonly #bytes: number[] = [];

  constructor(next: Uint8Array, isWide: boolean) {
    this.#next = next;
    this.#isWide = isWide;
  }

  add(offset: number, cbNew: number, cbOld: number): void {
    if (this.#bytes.length > this.#next.length) return;
    const width = cbNew > 0xff || cbOld > 0xff ? 2 : 1;
    const flags =
      (cbNew === cbOld ? differenceFlag.sameSize : cbOld === 0 ? differenceFlag.insertion : 0) |
      (width === 2 ? differenceFlag.longSizes : 0);
    this.#put(this.#isWide ? offset : offset | (flags << 8), 2);
    if (this.#isWide) this.#put(flags, 1);
    this.#put(cbNew, width);
    if (cbNew !== cbOld && cbOld !== 0) this.#put(cbOld, width);
    for (let i = offset; i < offset + cbNew; i++) this.#bytes.push(this.#next[i]!);
  }

  result(): Uint8Array | undefined {
    return this.#bytes.length < this.#next.length ? Uint8Array.from(this.#bytes) : undefined;
  }

  #put(value: number, width: number): void {
    this.#bytes.push(value & 0xff);
    if (width === 2) this.#bytes.push(value >>> 8);
  }
}
