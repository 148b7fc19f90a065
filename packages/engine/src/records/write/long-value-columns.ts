import { JetError, limits } from '@esekit/core';
import { compress } from '@esekit/core/compression';
import { tagField, taggedHeader } from '../record-layout';
import type { ColumnPlan } from './column-plan';
import { Instances, type Instance } from './instances';
import {
  checkOverwrite,
  longValueOperation,
  sizeAfter,
  valueAfter,
  type LongValueOperation,
} from './long-value-operation';
import type { LongValueChange } from './long-value-store';
import { setFlag } from './set-flags';
import { checkUnique } from './unique-values';
import type { WorkRecord } from './work-record';

/** What a JetSetColumn of a long value says. */
export interface LongValueSetting {
  readonly plan: ColumnPlan;
  readonly data: Uint8Array;
  /** Bytes, or the size where JET_bitSetSizeLV comes without data. */
  readonly cbData: number;
  readonly ibLongValue: number;
  /** 0, or behind the last: a new instance. */
  readonly itag: number;
  readonly grbit: number;
}

const empty = new Uint8Array(0);

/**
 * Sets a long value: within the record, compressed or not, or separated (12 §3).
 *
 * @returns false when the operation sets the column, or the instance, to NULL, which is the caller's to do
 * @throws JET_errColumnTooBig, JET_errColumnNoChunk, JET_errMultiValuedDuplicate, JET_errRecordTooBig,
 *   JET_errColumnNoEncryptionKey
 */
export function setLongValue(work: WorkRecord, setting: LongValueSetting): boolean {
  const { plan, itag, grbit, cbData, ibLongValue } = setting;
  const instances = Instances.of(work.area, plan);
  const n = itag >= 1 && itag <= instances.list.length ? itag - 1 : instances.list.length;
  const old = instances.list[n] ?? defaultInstance(work, plan, n);
  const operation = longValueOperation(grbit, cbData, ibLongValue, old !== undefined);
  if (operation === 'nothing') return true;
  if (operation === 'setNull') return false;
  if (plan.isEncrypted) throw new JetError('JET_errColumnNoEncryptionKey', `set column ${plan.fid}`);
  const oldSize = old === undefined ? 0 : logicalSize(work, old);
  const size = sizeAfter(operation, oldSize, cbData, ibLongValue);
  if (operation.startsWith('overwrite')) checkOverwrite(ibLongValue, oldSize);
  checkSize(plan, size);
  instances.list[n] = stored(work, setting, operation, old, size, n);
  checkUnique(work, instances, n, grbit);
  if (old?.isSeparated && instances.list[n].bytes !== old.bytes && isWhole(operation)) {
    work.needStore().release(old.bytes);
  }
  put(work, instances, n, size);
  return true;
}

/**
 * What most long values are: the first of a column that has none, small, and stored as it is. It goes straight
 * into the record.
 *
 * @returns false, with nothing done, when it is anything else: {@link setLongValue} knows all of it
 */
export function setPlainLongValue(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array,
  start: number,
  length: number,
  grbit: number,
): boolean {
  const { area, record, shape } = work;
  if ((grbit & ~setFlag.zeroLength) !== 0 || (length === 0 && grbit === 0)) return false;
  if (plan.isCompressed || plan.isEncrypted || (plan.size !== 0 && length > plan.size)) return false;
  if (length > preferredBytes(work, 0)) return false;
  if (record.length + length + 1 + tagField.size > work.bytesMost) return false;
  if (area.find(plan.fid, plan.isTemplate).isPresent) return false;
  const bits = shape.isLargePage ? 0 : tagField.extendedInfo;
  const at = area.resize(plan.fid, plan.isTemplate, bits, 1 + length);
  record.bytes[at] = taggedHeader.longValue;
  const isWhole = start === 0 && length === bytes.length;
  record.bytes.set(isWhole ? bytes : bytes.subarray(start, start + length), at + 1);
  return true;
}

/** A default that the record does not hold is what there is to be appended to and written over (12 §3.1). */
function defaultInstance({ area }: WorkRecord, plan: ColumnPlan, n: number): Instance | undefined {
  const { defaultValue } = plan;
  if (n !== 0 || defaultValue === undefined || area.find(plan.fid, plan.isTemplate).isPresent)
    return undefined;
  return { bytes: defaultValue, isSeparated: false, isCompressed: false, isEncrypted: false };
}

const isWhole = (operation: LongValueOperation): boolean => operation === 'whole' || operation === 'zeros';

function logicalSize(work: WorkRecord, old: Instance): number {
  return old.isSeparated ? work.needStore().size(old.bytes) : work.valueOf(old).length;
}

function checkSize(plan: ColumnPlan, size: number): void {
  if (size <= limits.longValueBytesMost && (plan.size === 0 || size <= plan.size)) return;
  throw new JetError(
    'JET_errColumnTooBig',
    `${size} bytes for column ${plan.schema.name}, which has at most ${plan.size || limits.longValueBytesMost}`,
  );
}

/** Bytes that a long value may have within the record (12 §3.1). */
function preferredBytes(work: WorkRecord, grbit: number): number {
  const { shape, lidSize } = work;
  if ((grbit & setFlag.separateLV) !== 0) return lidSize;
  if ((grbit & setFlag.intrinsicLV) !== 0) return shape.intrinsicMost;
  return Math.min(Math.max(shape.preferredIntrinsic, lidSize), shape.intrinsicMost);
}

function wantsCompression(plan: ColumnPlan, grbit: number): boolean {
  if ((grbit & setFlag.uncompressed) !== 0) return false;
  return plan.isCompressed || (grbit & setFlag.compressed) !== 0;
}

/** The instance as it will stand in the record. */
function stored(
  work: WorkRecord,
  setting: LongValueSetting,
  operation: LongValueOperation,
  old: Instance | undefined,
  size: number,
  n: number,
): Instance {
  const { plan, data, cbData, ibLongValue, grbit } = setting;
  const compresses = wantsCompression(plan, grbit);
  // A value that is out of the record stays there until another takes its place (12 §3.5).
  if (old?.isSeparated && !isWhole(operation)) {
    return separated(work.needStore().change(old.bytes, changeOf(operation, setting), compresses));
  }
  const before = old === undefined || isWhole(operation) ? empty : work.valueOf(old);
  if (size > preferredBytes(work, grbit) && work.store !== undefined) {
    return separated(create(work, setting, operation, before, compresses));
  }
  const value = valueAfter(operation, before, data, cbData, ibLongValue);
  const short = compresses && n === 0 ? compressed(work, value) : undefined;
  return { bytes: short ?? value, isSeparated: false, isCompressed: short !== undefined, isEncrypted: false };
}

function compressed(work: WorkRecord, value: Uint8Array): Uint8Array | undefined {
  const { allowsXpress, xpressBytesLeast } = work.shape.options;
  return compress(value, {
    storedBytesLeast: work.lidSize,
    ...(allowsXpress === undefined ? {} : { allowsXpress }),
    ...(xpressBytesLeast === undefined ? {} : { xpressBytesLeast }),
  });
}

function separated(lid: Uint8Array): Instance {
  return { bytes: lid, isSeparated: true, isCompressed: false, isEncrypted: false };
}

/** A new separated value; zeros are made by the tree, because there may be two gigabytes of them. */
function create(
  work: WorkRecord,
  setting: LongValueSetting,
  operation: LongValueOperation,
  before: Uint8Array,
  compresses: boolean,
): Uint8Array {
  const store = work.needStore();
  const { data, cbData, ibLongValue } = setting;
  if (operation === 'zeros' || operation === 'resize') {
    return store.change(store.create(before, compresses), { kind: 'resize', size: cbData }, compresses);
  }
  return store.create(valueAfter(operation, before, data, cbData, ibLongValue), compresses);
}

function changeOf(operation: LongValueOperation, setting: LongValueSetting): LongValueChange {
  const { data, cbData, ibLongValue } = setting;
  if (operation === 'append') return { kind: 'append', data };
  if (operation === 'resize') return { kind: 'resize', size: cbData };
  return { kind: 'overwrite', at: ibLongValue, data, cuts: operation === 'overwriteAndCut' };
}

/** Writes the instances; where the record has no room, long values leave it, this one first (12 §3.4). */
function put(work: WorkRecord, instances: Instances, n: number, size: number): void {
  const { plan, list } = instances;
  const fits = (): boolean =>
    work.record.length + work.area.growth(plan.fid, plan.isTemplate, instances.size) <= work.bytesMost;
  if (!fits()) {
    if (work.store === undefined) throw work.tooBig(list[n]!.bytes.length);
    if (size > work.shape.pageSize >> 1) work.separateInstance(instances, n, work.lidSize);
    for (const threshold of work.thresholds()) {
      if (fits()) break;
      work.separateAbove(threshold, plan);
      work.separateInstances(instances, threshold);
    }
    if (!fits()) throw work.tooBig(list[n]!.bytes.length);
  }
  work.write(instances);
}
