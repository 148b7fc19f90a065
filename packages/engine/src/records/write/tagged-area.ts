import { JetError } from '@esekit/core';
import { tagField, taggedHeader } from '../record-layout';
import type { RecordBytes } from './record-bytes';

/** A tagged column within a record in work: where its TAGFLD and its bytes are. */
export interface TaggedPlace {
  /** Position among the tagged columns: its own, or the one where it would be inserted. */
  readonly n: number;
  readonly isPresent: boolean;
}

/** Tagged columns are ordered template columns first, then by fid (11 §1.3). */
const orderOf = (fid: number, isTemplate: boolean): number => (isTemplate ? 0 : 0x1_0000) | fid;

/**
 * The tagged columns of a record in work (11 §6.3): the array of TAGFLDs and the values behind it. Values are
 * moved whole; what is in them is the business of {@link TaggedValue}.
 */
export class TaggedArea {
  readonly #mask: number;

  constructor(
    readonly record: RecordBytes,
    readonly isLargePage: boolean,
  ) {
    this.#mask = isLargePage ? tagField.offsetMaskLarge : tagField.offsetMaskSmall;
  }

  get count(): number {
    const { record } = this;
    const start = record.taggedStart;
    return start === record.length ? 0 : (record.u16(start + 2) & this.#mask) / tagField.size;
  }

  /** Position of the column, or where it belongs; `isPresent` says which. Kept until the next call. */
  find(fid: number, isTemplate: boolean): TaggedPlace {
    const wanted = orderOf(fid, isTemplate);
    let low = 0;
    let high = this.count;
    this.#place.isPresent = false;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#orderAt(middle);
      if (order === wanted) this.#place.isPresent = true;
      if (order < wanted) low = middle + 1;
      else high = middle;
    }
    this.#place.n = low;
    return this.#place;
  }

  readonly #place = { n: 0, isPresent: false };

  fidAt(n: number): number {
    return this.record.u16(this.record.taggedStart + n * tagField.size);
  }

  isTemplateAt(n: number): boolean {
    return (this.#word(n) & tagField.derived) !== 0;
  }

  /** Where the bytes of column n begin, header byte included. */
  beginOf(n: number): number {
    return this.record.taggedStart + (this.#word(n) & this.#mask);
  }

  endOf(n: number): number {
    return n + 1 < this.count ? this.beginOf(n + 1) : this.record.length;
  }

  hasHeader(n: number): boolean {
    return this.isLargePage || (this.#word(n) & tagField.extendedInfo) !== 0;
  }

  /** The header byte of column n; 0 where it has none. */
  headerOf(n: number): number {
    return this.hasHeader(n) ? this.record.bytes[this.beginOf(n)]! : 0;
  }

  /** Whether the column is there to say that it is NULL although it has a default. */
  isNull(n: number): boolean {
    if (this.isLargePage) return (this.headerOf(n) & taggedHeader.isNull) !== 0;
    return (this.#word(n) & tagField.isNull) !== 0;
  }

  /** Bytes by which the record grows when the column gets `length` bytes, header byte included. */
  growth(fid: number, isTemplate: boolean, length: number): number {
    const { n, isPresent } = this.find(fid, isTemplate);
    return isPresent ? length - (this.endOf(n) - this.beginOf(n)) : length + tagField.size;
  }

  /**
   * Makes room for the bytes of a column, old or new, and returns where they begin. On small pages `bits` say
   * what the field itself tells: a header byte, NULL.
   */
  resize(fid: number, isTemplate: boolean, bits: number, length: number): number {
    const { n, isPresent } = this.find(fid, isTemplate);
    if (!isPresent) this.#insertField(n, fid);
    const begin = this.beginOf(n);
    const end = this.endOf(n);
    if (end < begin || end > this.record.length) {
      throw new JetError('JET_errDatabaseCorrupted', `tagged column ${fid} has the bytes ${begin} to ${end}`);
    }
    const delta = length - (end - begin);
    this.record.move(end, delta);
    this.#shift(n + 1, this.count, delta);
    const at = this.record.taggedStart + n * tagField.size + 2;
    const offset = begin - this.record.taggedStart;
    this.record.setU16(at, offset | bits | (isTemplate ? tagField.derived : 0));
    return begin;
  }

  /** Takes a column out. */
  remove(fid: number, isTemplate: boolean): void {
    const { n, isPresent } = this.find(fid, isTemplate);
    if (!isPresent) return;
    const { record, count } = this;
    const begin = this.beginOf(n);
    const size = this.endOf(n) - begin;
    record.move(begin + size, -size);
    this.#shift(n + 1, count, -size);
    const field = record.taggedStart + n * tagField.size;
    record.move(field + tagField.size, -tagField.size);
    this.#shift(0, count - 1, -tagField.size);
  }

  /** A field without bytes, so that its column is the empty value between its neighbours. */
  #insertField(n: number, fid: number): void {
    const { record, count } = this;
    const start = record.taggedStart;
    const offset = n < count ? record.u16(start + n * tagField.size + 2) & this.#mask : record.length - start;
    record.move(start + n * tagField.size, tagField.size);
    record.setU16(start + n * tagField.size, fid);
    record.setU16(start + n * tagField.size + 2, offset);
    this.#shift(0, count + 1, tagField.size);
  }

  /** Adds to the offsets of the fields [from, to); their flags stay. */
  #shift(from: number, to: number, delta: number): void {
    const { record } = this;
    const start = record.taggedStart;
    for (let n = from; n < to; n++) {
      const at = start + n * tagField.size + 2;
      record.setU16(at, record.u16(at) + delta);
    }
  }

  #word(n: number): number {
    return this.record.u16(this.record.taggedStart + n * tagField.size + 2);
  }

  #orderAt(n: number): number {
    return orderOf(this.fidAt(n), this.isTemplateAt(n));
  }
}
