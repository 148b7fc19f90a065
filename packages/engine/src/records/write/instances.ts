import { JetError } from '@esekit/core';
import { multiValue, taggedHeader } from '../record-layout';
import type { ColumnPlan } from './column-plan';
import type { TaggedArea } from './tagged-area';

/** One value of a tagged column as the record stores it. */
export interface Instance {
  readonly bytes: Uint8Array;
  readonly isSeparated: boolean;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
}

/** Two values have a form of their own on small pages when each has at most so many bytes (11 §1.3). */
const twoValuesMost = 0xff;

/**
 * The instances of a tagged column, taken out of a record to be changed and put together again (11 §1.3).
 * An instance keeps its stored bytes: what is compressed or separated stays so.
 */
export class Instances {
  readonly list: Instance[] = [];
  /** They stand in the record with an array of offsets, which stays as long as there are two. */
  #isArray = false;

  constructor(
    readonly plan: ColumnPlan,
    readonly isLargePage: boolean,
  ) {}

  /** The instances in the record; none when the column is absent or NULL. */
  static of(area: TaggedArea, plan: ColumnPlan): Instances {
    const instances = new Instances(plan, area.isLargePage);
    const { n, isPresent } = area.find(plan.fid, plan.isTemplate);
    if (!isPresent || area.isNull(n)) return instances;
    const header = area.headerOf(n);
    const begin = area.beginOf(n) + (area.hasHeader(n) ? 1 : 0);
    const value = area.record.bytes.slice(begin, area.endOf(n));
    if ((header & taggedHeader.multiValues) === 0) instances.#add(value, header, true);
    else if ((header & taggedHeader.twoValues) !== 0) instances.#addTwo(value, header);
    else instances.#addMany(value, header);
    return instances;
  }

  #add(bytes: Uint8Array, header: number, isFirst: boolean): void {
    this.list.push({
      bytes,
      isSeparated: (header & taggedHeader.separated) !== 0,
      isCompressed: isFirst && (header & taggedHeader.compressed) !== 0,
      isEncrypted: (header & taggedHeader.encrypted) !== 0,
    });
  }

  #addTwo(value: Uint8Array, header: number): void {
    const end = 1 + (value[0] ?? 0);
    if (end > value.length) throw damaged('the first of two values does not fit');
    this.#add(value.subarray(1, end), header, true);
    this.#add(value.subarray(end), header, false);
  }

  #addMany(value: Uint8Array, header: number): void {
    const word = (n: number): number => value[2 * n]! | (value[2 * n + 1]! << 8);
    const count = value.length < 2 ? 0 : (word(0) & multiValue.offsetMask) >> 1;
    if (count === 0 || 2 * count > value.length) throw damaged('the offsets of a multi-value do not fit');
    for (let n = 0; n < count; n++) {
      const begin = word(n) & multiValue.offsetMask;
      const end = n + 1 < count ? word(n + 1) & multiValue.offsetMask : value.length;
      if (begin > end || end > value.length) throw damaged('an instance of a multi-value does not fit');
      const separated = (word(n) & multiValue.separated) !== 0 ? taggedHeader.separated : 0;
      this.#add(value.subarray(begin, end), (header & ~taggedHeader.separated) | separated, n === 0);
    }
    this.#isArray = true;
  }

  get #isTwo(): boolean {
    const { list } = this;
    return (
      list.length === 2 &&
      !this.isLargePage &&
      !this.plan.isLong &&
      !this.#isArray &&
      list.every(({ bytes }) => bytes.length <= twoValuesMost)
    );
  }

  /** The header byte (11 §1.3); 0 on small pages means that none is written. */
  get header(): number {
    const { list } = this;
    const first = list[0];
    let header = this.plan.isLong ? taggedHeader.longValue : 0;
    if (first?.isCompressed) header |= taggedHeader.compressed;
    if (first?.isEncrypted) header |= taggedHeader.encrypted;
    if (list.length === 1 && first!.isSeparated) header |= taggedHeader.separated;
    if (list.length > 1) header |= taggedHeader.multiValues;
    return this.#isTwo ? header | taggedHeader.twoValues : header;
  }

  get hasHeader(): boolean {
    return this.isLargePage || this.header !== 0;
  }

  /** Bytes in the record, header byte included. */
  get size(): number {
    let size = this.hasHeader ? 1 : 0;
    for (const { bytes } of this.list) size += bytes.length;
    if (this.list.length < 2) return size;
    return size + (this.#isTwo ? 1 : 2 * this.list.length);
  }

  /** Writes all {@link size} bytes. */
  write(into: Uint8Array, at: number): void {
    const { list } = this;
    if (this.hasHeader) into[at++] = this.header;
    if (list.length > 1) at = this.#isTwo ? this.#writeLength(into, at) : this.#writeOffsets(into, at);
    for (const { bytes } of list) {
      into.set(bytes, at);
      at += bytes.length;
    }
  }

  #writeLength(into: Uint8Array, at: number): number {
    into[at] = this.list[0]!.bytes.length;
    return at + 1;
  }

  #writeOffsets(into: Uint8Array, at: number): number {
    let offset = 2 * this.list.length;
    for (const { bytes, isSeparated } of this.list) {
      const word = offset | (isSeparated ? multiValue.separated : 0);
      into[at++] = word & 0xff;
      into[at++] = word >> 8;
      offset += bytes.length;
    }
    return at;
  }
}

function damaged(why: string): JetError {
  return new JetError('JET_errDatabaseCorrupted', `record in work: ${why}`);
}
