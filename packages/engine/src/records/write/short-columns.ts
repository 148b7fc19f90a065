import { JetError } from '@esekit/core';
import { tagField } from '../record-layout';
import type { ColumnPlan } from './column-plan';
import { Instances } from './instances';
import { setFlag } from './set-flags';
import { checkUnique } from './unique-values';
import type { WorkRecord } from './work-record';

/**
 * Setting columns whose values stand in the record (11 §2, §6). A value is bytes [start, start + length) of `bytes`,
 * or undefined for NULL.
 */

function nullInvalid(plan: ColumnPlan): JetError {
  return new JetError('JET_errNullInvalid', `column ${plan.schema.name} must have a value`);
}

function wrongSize(plan: ColumnPlan, length: number): JetError {
  return new JetError(
    'JET_errInvalidBufferSize',
    `${length} bytes for column ${plan.schema.name} of ${plan.size}`,
  );
}

/** Zero bytes are NULL unless the caller says that they are a value (11 §2). */
function isNull(bytes: Uint8Array | undefined, length: number, grbit: number): boolean {
  return bytes === undefined || (length === 0 && (grbit & setFlag.zeroLength) === 0);
}

/** @throws JET_errInvalidBufferSize, JET_errNullInvalid, JET_errRecordTooBig */
export function setFixed(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array | undefined,
  start: number,
  length: number,
  grbit: number,
): void {
  // A fixed text or binary column has no empty value, whatever the caller says.
  const becomesNull = isNull(bytes, length, grbit) || (length === 0 && plan.mayBeEmpty);
  if (becomesNull && plan.isNotNull) throw nullInvalid(plan);
  if (!becomesNull && (length > plan.size || (plan.typeSize > 0 && length !== plan.size))) {
    throw wrongSize(plan, length);
  }
  const { record, shape } = work;
  if (plan.fid > record.fidFixedLast) {
    if (record.length + record.growthOfFixed(plan) > work.bytesMost) {
      work.makeRoom(() => record.growthOfFixed(plan));
    }
    record.extendFixed(plan, shape.byFid);
  }
  if (becomesNull) record.putFixedNull(plan);
  else record.putFixed(plan, bytes!, start, length);
}

/**
 * @returns a warning when the value was cut to the size of the column
 * @throws JET_errNullInvalid, JET_errRecordTooBig
 */
export function setVariable(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array | undefined,
  start: number,
  length: number,
  grbit: number,
): 'JET_wrnColumnMaxTruncated' | undefined {
  const becomesNull = isNull(bytes, length, grbit);
  if (becomesNull && plan.isNotNull) throw nullInvalid(plan);
  const isCut = length > plan.size;
  const stored = becomesNull ? 0 : isCut ? plan.size : length;
  const { record, shape } = work;
  if (record.length + record.growthOfVariable(plan, stored, shape.byFid) > work.bytesMost) {
    work.makeRoom(() => record.growthOfVariable(plan, stored, shape.byFid));
  }
  record.extendVariable(plan, shape.byFid);
  if (becomesNull) record.putVariableNull(plan);
  else record.putVariable(plan, bytes!, start, stored);
  return isCut ? 'JET_wrnColumnMaxTruncated' : undefined;
}

/**
 * A tagged column that is no long value; for long ones only NULL comes here.
 *
 * @throws JET_errColumnTooBig, JET_errInvalidBufferSize, JET_errNullInvalid, JET_errMultiValuedDuplicate,
 *   JET_errRecordTooBig
 */
export function setTagged(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array | undefined,
  start: number,
  length: number,
  itag: number,
  grbit: number,
): void {
  if (isNull(bytes, length, grbit)) {
    if (plan.isNotNull) throw nullInvalid(plan);
    removeInstance(work, plan, itag);
    return;
  }
  checkTaggedSize(plan, length);
  const { area } = work;
  const { n, isPresent } = area.find(plan.fid, plan.isTemplate);
  const isSingle = !isPresent || area.isNull(n) || (itag === 1 && (area.headerOf(n) & ~0x20) === 0);
  if (isSingle) putSingle(work, plan, bytes!, start, length);
  else putInstance(work, plan, bytes!.slice(start, start + length), itag, grbit);
}

function checkTaggedSize(plan: ColumnPlan, length: number): void {
  if (plan.typeSize > 0 && length !== plan.typeSize) throw wrongSize(plan, length);
  if (length <= plan.size) return;
  throw new JetError(
    'JET_errColumnTooBig',
    `${length} bytes for column ${plan.schema.name}, which has at most ${plan.size}`,
  );
}

/** The only value of the column: raw bytes, with a header byte of zero on large pages (11 §1.3). */
function putSingle(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array,
  start: number,
  length: number,
): void {
  const { area, record, shape } = work;
  const headerSize = shape.isLargePage ? 1 : 0;
  const size = headerSize + length;
  if (record.length + size + tagField.size > work.bytesMost) {
    work.makeRoom(() => area.growth(plan.fid, plan.isTemplate, size));
  }
  let at = area.resize(plan.fid, plan.isTemplate, 0, size);
  if (headerSize === 1) record.bytes[at++] = 0;
  for (let i = 0; i < length; i++) record.bytes[at + i] = bytes[start + i]!;
}

function putInstance(
  work: WorkRecord,
  plan: ColumnPlan,
  bytes: Uint8Array,
  itag: number,
  grbit: number,
): void {
  const { area } = work;
  const instances = Instances.of(area, plan);
  const n = itag >= 1 && itag <= instances.list.length ? itag - 1 : instances.list.length;
  instances.list[n] = { bytes, isSeparated: false, isCompressed: false, isEncrypted: false };
  checkUnique(work, instances, n, grbit);
  work.makeRoom(() => area.growth(plan.fid, plan.isTemplate, instances.size));
  work.write(instances);
}

/** NULL: the instance goes and those behind it move up; the last one takes the column with it (11 §1.3). */
function removeInstance(work: WorkRecord, plan: ColumnPlan, itag: number): void {
  const instances = Instances.of(work.area, plan);
  const { list } = instances;
  if (itag < 1 || itag > Math.max(1, list.length)) return;
  list.splice(itag - 1, 1);
  if (list.length === 0) {
    work.setTaggedNull(plan);
    return;
  }
  work.write(instances);
}
