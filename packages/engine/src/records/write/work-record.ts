import { JetError } from '@esekit/core';
import { decompress } from '@esekit/core/compression';
import { tagField, taggedHeader } from '../record-layout';
import type { ColumnPlan } from './column-plan';
import { Instances, type Instance } from './instances';
import type { LongValueStore } from './long-value-store';
import { RecordBytes } from './record-bytes';
import type { RecordShape } from './record-shape';
import { TaggedArea } from './tagged-area';

/** A record in work with what decides over its size: limits, and the tree that takes long values out of it. */
export class WorkRecord {
  readonly record: RecordBytes;
  readonly area: TaggedArea;
  /** Bytes that the record may have; a stored record that is larger already may stay as it is. */
  bytesMost: number;

  constructor(
    readonly shape: RecordShape,
    readonly store: LongValueStore | undefined,
  ) {
    // One value more than the largest record is written before anything is compared with the limit.
    this.record = new RecordBytes(2 * shape.pageSize);
    this.area = new TaggedArea(this.record, shape.isLargePage);
    this.bytesMost = shape.recordMost;
  }

  /** LIDs in records of this table; without a tree nothing is separated, so their size only bounds. */
  get lidSize(): number {
    return this.store?.lidSize ?? 4;
  }

  /** Thresholds of 12 §3.4: half a page, a quarter and so on, and in the end the size of a LID. */
  *thresholds(): Generator<number, void, void> {
    const { pageSize } = this.shape;
    for (let size = pageSize >> 2; size >= pageSize >> 6; size >>= 1) yield size;
    yield this.lidSize;
  }

  /**
   * Makes sure that the record may grow; if need be, long values leave it (12 §3.4).
   *
   * @param growth asked again after every step
   * @throws JET_errRecordTooBig
   */
  makeRoom(growth: () => number): void {
    if (this.record.length + growth() <= this.bytesMost) return;
    if (this.store !== undefined) {
      for (const threshold of this.thresholds()) {
        this.separateAbove(threshold, undefined);
        if (this.record.length + growth() <= this.bytesMost) return;
      }
    }
    throw this.tooBig(growth());
  }

  tooBig(growth: number): JetError {
    return new JetError(
      'JET_errRecordTooBig',
      `a record of ${this.record.length + growth} bytes in ${this.shape.schema.name}, which has at most ${this.bytesMost}`,
    );
  }

  /** Separates every intrinsic long value that takes more than `threshold` bytes of the record. */
  separateAbove(threshold: number, except: ColumnPlan | undefined): void {
    for (const plan of this.shape.columns) {
      if (!plan.isLong || plan === except) continue;
      const instances = Instances.of(this.area, plan);
      if (this.separateInstances(instances, threshold)) this.write(instances);
    }
  }

  /** @returns whether there was one to separate */
  separateInstances(instances: Instances, threshold: number): boolean {
    let isChanged = false;
    for (let n = 0; n < instances.list.length; n++) {
      if (this.separateInstance(instances, n, threshold)) isChanged = true;
    }
    return isChanged;
  }

  /** Separates instance n, if it is intrinsic and takes more than `threshold` bytes. */
  separateInstance({ list, plan }: Instances, n: number, threshold: number): boolean {
    const instance = list[n]!;
    if (instance.isSeparated || instance.isEncrypted || instance.bytes.length <= threshold) return false;
    const lid = this.needStore().create(this.valueOf(instance), instance.isCompressed || plan.isCompressed);
    list[n] = { bytes: lid, isSeparated: true, isCompressed: false, isEncrypted: false };
    return true;
  }

  /**
   * The logical value of an instance.
   *
   * @throws JET_errLVCorrupted, JET_errDecompressionFailed, JET_errColumnNoEncryptionKey
   */
  valueOf(instance: Instance): Uint8Array {
    if (instance.isEncrypted) {
      throw new JetError('JET_errColumnNoEncryptionKey', 'read an encrypted value in order to change it');
    }
    if (instance.isSeparated) return this.needStore().read(instance.bytes);
    if (!instance.isCompressed) return instance.bytes;
    const value = decompress(instance.bytes);
    if (value.kind === 'data') return value.bytes;
    throw new JetError('JET_errDecompressionFailed', `a value that is ${value.kind}`);
  }

  needStore(): LongValueStore {
    if (this.store) return this.store;
    throw new JetError('JET_errLVCorrupted', 'a long value in a table that has no tree for them');
  }

  /** Puts the instances of a column back; the caller knows that they fit. */
  write(instances: Instances): void {
    const { plan, size } = instances;
    const at = this.area.resize(plan.fid, plan.isTemplate, this.fieldBits(instances.hasHeader), size);
    instances.write(this.record.bytes, at);
  }

  /** Bits of a TAGFLD on small pages; large ones say everything in the header byte. */
  fieldBits(hasHeader: boolean): number {
    return hasHeader && !this.shape.isLargePage ? tagField.extendedInfo : 0;
  }

  /** Takes a tagged column out, or says explicitly that it is NULL where it has a default (11 §1.3). */
  setTaggedNull(plan: ColumnPlan): void {
    if (!plan.hasDefault) {
      this.area.remove(plan.fid, plan.isTemplate);
      return;
    }
    const { isLargePage } = this.shape;
    const size = isLargePage ? 1 : 0;
    this.makeRoom(() => this.area.growth(plan.fid, plan.isTemplate, size));
    const bits = isLargePage ? 0 : tagField.isNull;
    const at = this.area.resize(plan.fid, plan.isTemplate, bits, size);
    if (isLargePage) this.record.bytes[at] = taggedHeader.isNull | (plan.isLong ? taggedHeader.longValue : 0);
  }
}
