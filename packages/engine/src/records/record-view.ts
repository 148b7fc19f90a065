import { JetError } from '@esekit/core';
import {
  multiValue,
  noVariableColumns,
  recordHeaderSize,
  tagField,
  taggedHeader,
  variableNull,
} from './record-layout';

/** What a record says of one column value. */
export type ValueState = 'value' | 'null' | 'absent';

/**
 * A record inside some bytes. It is moved from record to record with {@link reset}; each `find…`
 * answers whether there is a value and leaves its place in {@link valueStart} and {@link valueLength}, so
 * a scan allocates nothing.
 *
 * Every offset is compared with the record's end before it is used: a damaged record gives
 * JET_errDatabaseCorrupted, and nothing outside of it is ever read.
 */
export class RecordView {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  valueStart = 0;
  valueLength = 0;
  /** Of the last tagged value: the bits of its header byte. */
  valueFlags = 0;
  #fidFixedLast = 0;
  #fidVarLast = noVariableColumns;
  #ibEndOfFixed = recordHeaderSize;
  #variableStart = 0;
  #taggedStart = 0;
  #taggedCount = 0;
  readonly #offsetMask: number;

  constructor(readonly isLargePage: boolean) {
    this.#offsetMask = isLargePage ? tagField.offsetMaskLarge : tagField.offsetMaskSmall;
  }

  /**
   * Moves to a record of `length` bytes at `start`.
   *
   * @throws JET_errDatabaseCorrupted when its parts do not fit together
   */
  reset(bytes: Uint8Array, start: number, length: number): this {
    this.bytes = bytes;
    this.start = start;
    this.end = start + length;
    if (length < recordHeaderSize) throw this.#damaged('it has no header');
    this.#fidFixedLast = bytes[start]!;
    this.#fidVarLast = bytes[start + 1]!;
    this.#ibEndOfFixed = this.#u16(start + 2);
    const endOfFixed = start + this.#ibEndOfFixed;
    const variableColumns = this.#fidVarLast - noVariableColumns;
    this.#variableStart = endOfFixed + 2 * variableColumns;
    const bitmap = (this.#fidFixedLast + 7) >> 3;
    if (
      variableColumns < 0 ||
      this.#ibEndOfFixed < recordHeaderSize + bitmap ||
      this.#variableStart > this.end
    ) {
      throw this.#damaged('its fixed and variable parts do not fit');
    }
    const variableLength = variableColumns === 0 ? 0 : this.#u16(this.#variableStart - 2) & ~variableNull;
    this.#taggedStart = this.#variableStart + variableLength;
    if (this.#taggedStart > this.end) throw this.#damaged('its variable part runs over its end');
    this.#taggedCount = this.#countTagged();
    return this;
  }

  get fidFixedLast(): number {
    return this.#fidFixedLast;
  }

  get fidVarLast(): number {
    return this.#fidVarLast;
  }

  /** Number of tagged columns present. */
  get taggedCount(): number {
    return this.#taggedCount;
  }

  /**
   * @param fid 1 to 127
   * @param offset the column's RecordOffset
   * @param size bytes of the column
   */
  findFixed(fid: number, offset: number, size: number): ValueState {
    if (fid > this.#fidFixedLast) return 'absent';
    const bitmap = this.start + this.#ibEndOfFixed - ((this.#fidFixedLast + 7) >> 3);
    const bit = fid - 1;
    this.valueFlags = 0;
    if (((this.bytes[bitmap + (bit >> 3)]! >> (bit & 7)) & 1) === 1) return 'null';
    this.valueStart = this.start + offset;
    this.valueLength = size;
    if (this.valueStart + size > bitmap) throw this.#damaged(`fixed column ${fid} runs into the null bitmap`);
    return 'value';
  }

  /** @param fid 128 to 255 */
  findVariable(fid: number): ValueState {
    if (fid > this.#fidVarLast) return 'absent';
    const entry = this.start + this.#ibEndOfFixed + 2 * (fid - noVariableColumns - 1);
    const end = this.#u16(entry);
    this.valueFlags = 0;
    if ((end & variableNull) !== 0) return 'null';
    const begin = fid - noVariableColumns === 1 ? 0 : this.#u16(entry - 2) & ~variableNull;
    this.valueStart = this.#variableStart + begin;
    this.valueLength = end - begin;
    if (this.valueLength < 0 || this.#variableStart + end > this.#taggedStart) {
      throw this.#damaged(`variable column ${fid} does not fit`);
    }
    return 'value';
  }

  /**
   * Finds a tagged column: all of its instances together, header byte behind the front already taken
   * off into {@link valueFlags}. `instance` takes one of them out.
   *
   * @param derived whether the column belongs to the template of a derived table
   */
  findTagged(fid: number, derived: boolean): ValueState {
    // Template columns come first, then ascending by fid (11 §1.3).
    const wanted = (derived ? 0 : 0x10000) | fid;
    let low = 0;
    let high = this.#taggedCount;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#taggedOrder(middle) < wanted) low = middle + 1;
      else high = middle;
    }
    if (low === this.#taggedCount || this.#taggedOrder(low) !== wanted) return 'absent';
    return this.taggedAt(low);
  }

  /** The fid of the n-th tagged column present. */
  taggedFid(n: number): number {
    return this.#u16(this.#taggedStart + n * tagField.size);
  }

  /** Whether the n-th tagged column present belongs to the template. */
  isTaggedDerived(n: number): boolean {
    return (this.#u16(this.#taggedStart + n * tagField.size + 2) & tagField.derived) !== 0;
  }

  /** Like {@link findTagged}, for the n-th tagged column present. */
  taggedAt(n: number): ValueState {
    const entry = this.#taggedStart + n * tagField.size;
    const word = this.#u16(entry + 2);
    const begin = this.#taggedStart + (word & this.#offsetMask);
    const end =
      n + 1 < this.#taggedCount
        ? this.#taggedStart + (this.#u16(entry + tagField.size + 2) & this.#offsetMask)
        : this.end;
    if (begin > end || end > this.end) throw this.#damaged(`tagged column ${this.taggedFid(n)} does not fit`);
    const hasHeader = this.isLargePage || (word & tagField.extendedInfo) !== 0;
    if (hasHeader && begin === end)
      throw this.#damaged(`tagged column ${this.taggedFid(n)} has no header byte`);
    this.valueFlags = hasHeader ? this.bytes[begin]! : 0;
    this.valueStart = hasHeader ? begin + 1 : begin;
    this.valueLength = end - this.valueStart;
    const isNull = this.isLargePage
      ? (this.valueFlags & taggedHeader.isNull) !== 0
      : (word & tagField.isNull) !== 0;
    return isNull ? 'null' : 'value';
  }

  /** Instances of the tagged value found last. */
  get instanceCount(): number {
    if ((this.valueFlags & taggedHeader.multiValues) === 0) return 1;
    if ((this.valueFlags & taggedHeader.twoValues) !== 0) return 2;
    if (this.valueLength < 2) throw this.#damaged('a multi-value has no offsets');
    const first = this.#u16(this.valueStart) & multiValue.offsetMask;
    if (first < 2 || (first & 1) !== 0 || first > this.valueLength) {
      throw this.#damaged('the offsets of a multi-value do not fit');
    }
    return first >> 1;
  }

  /**
   * The place of instance `itag` (1 is the first) of the tagged value found last; moves
   * {@link instanceStart}, {@link instanceLength} and {@link instanceFlags} and leaves the value.
   */
  findInstance(itag: number): void {
    const { valueStart, valueLength, valueFlags } = this;
    this.instanceFlags = valueFlags & ~(taggedHeader.multiValues | taggedHeader.twoValues);
    if ((valueFlags & taggedHeader.multiValues) === 0) {
      this.instanceStart = valueStart;
      this.instanceLength = valueLength;
    } else if ((valueFlags & taggedHeader.twoValues) !== 0) this.#findOfTwo(itag);
    else this.#findOfMany(itag);
    if (itag > 1) this.instanceFlags &= ~taggedHeader.compressed;
  }

  instanceStart = 0;
  instanceLength = 0;
  /** Header bits that hold for the instance: separated, compressed, encrypted, longValue. */
  instanceFlags = 0;

  #findOfTwo(itag: number): void {
    const first = this.valueLength > 0 ? this.bytes[this.valueStart]! : 0;
    if (1 + first > this.valueLength) throw this.#damaged('the first of two values does not fit');
    this.instanceStart = this.valueStart + 1 + (itag === 1 ? 0 : first);
    this.instanceLength = itag === 1 ? first : this.valueLength - 1 - first;
  }

  #findOfMany(itag: number): void {
    const count = this.instanceCount;
    const entry = this.valueStart + 2 * (itag - 1);
    const word = this.#u16(entry);
    const begin = word & multiValue.offsetMask;
    const end = itag < count ? this.#u16(entry + 2) & multiValue.offsetMask : this.valueLength;
    if (itag < 1 || itag > count || begin > end || end > this.valueLength || begin < 2 * count) {
      throw this.#damaged(`instance ${itag} of ${count} does not fit`);
    }
    this.instanceStart = this.valueStart + begin;
    this.instanceLength = end - begin;
    const separated = (word & multiValue.separated) !== 0 ? taggedHeader.separated : 0;
    this.instanceFlags = (this.instanceFlags & ~taggedHeader.separated) | separated;
  }

  #countTagged(): number {
    const length = this.end - this.#taggedStart;
    if (length === 0) return 0;
    if (length < tagField.size) throw this.#damaged('its tagged part is too short');
    const first = this.#u16(this.#taggedStart + 2) & this.#offsetMask;
    if (first === 0 || first % tagField.size !== 0 || first > length) {
      throw this.#damaged('its tagged part does not fit');
    }
    return first / tagField.size;
  }

  #taggedOrder(n: number): number {
    const at = this.#taggedStart + n * tagField.size;
    return ((this.#u16(at + 2) & tagField.derived) !== 0 ? 0 : 0x10000) | this.#u16(at);
  }

  #u16(at: number): number {
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  #damaged(why: string): JetError {
    return new JetError('JET_errDatabaseCorrupted', `record of ${this.end - this.start} bytes: ${why}`);
  }
}
