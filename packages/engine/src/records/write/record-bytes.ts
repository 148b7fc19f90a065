import { JetError } from '@esekit/core';
import { noVariableColumns, recordHeaderSize, variableNull } from '../record-layout';
import { coltyp } from '../../values/coltyp';
import type { ColumnPlan } from './column-plan';

/** What the bytes of a fixed column hold that became physical without ever getting a value (11 §1.1). */
const nullFiller = 0x2a;

const bitmapSize = (fidFixedLast: number): number => (fidFixedLast + 7) >> 3;

/**
 * A record in work: the fixed and variable columns of 11 §6.1 and §6.2, changed where they stand, as the
 * engine does it. Whoever calls has asked for the growth before and knows that it fits.
 */
export class RecordBytes {
  /** The record is [0, length). */
  readonly bytes: Uint8Array;
  length = recordHeaderSize;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.startEmpty();
  }

  /** The minimum record, `007F0400`. */
  startEmpty(): void {
    this.bytes[0] = 0;
    this.bytes[1] = noVariableColumns;
    this.setU16(2, recordHeaderSize);
    this.length = recordHeaderSize;
  }

  startFrom(source: Uint8Array, start: number, length: number): void {
    const isWhole = start === 0 && length === source.length;
    this.bytes.set(isWhole ? source : source.subarray(start, start + length), 0);
    this.length = length;
  }

  get fidFixedLast(): number {
    return this.bytes[0]!;
  }

  get fidVarLast(): number {
    return this.bytes[1]!;
  }

  get ibEndOfFixed(): number {
    return this.u16(2);
  }

  /** Where the data of the variable columns begins. */
  get variableStart(): number {
    return this.ibEndOfFixed + 2 * (this.fidVarLast - noVariableColumns);
  }

  get taggedStart(): number {
    const start = this.variableStart;
    return this.fidVarLast === noVariableColumns ? start : start + (this.u16(start - 2) & ~variableNull);
  }

  /** Bytes by which the record grows when the column becomes physical. */
  growthOfFixed(plan: ColumnPlan): number {
    const { fidFixedLast } = this;
    if (plan.fid <= fidFixedLast) return 0;
    return plan.offset + plan.size + bitmapSize(plan.fid) - this.ibEndOfFixed;
  }

  /**
   * Makes the fixed columns up to this one physical: those with a default get it, the others are NULL.
   *
   * @param fixedByFid the table's fixed columns; deleted ones are missing
   * @throws JET_errCatalogCorrupted when the column lies before the end of what the record has
   */
  extendFixed(plan: ColumnPlan, fixedByFid: readonly (ColumnPlan | undefined)[]): void {
    const { bytes } = this;
    const first = this.fidFixedLast + 1;
    if (plan.fid < first) return;
    const oldEnd = this.ibEndOfFixed;
    const bitmapOld = oldEnd - bitmapSize(first - 1);
    const bitmapNew = plan.offset + plan.size;
    if (bitmapNew < bitmapOld + plan.size) {
      throw new JetError(
        'JET_errCatalogCorrupted',
        `column ${plan.fid} has the impossible offset ${plan.offset}`,
      );
    }
    const newEnd = bitmapNew + bitmapSize(plan.fid);
    this.move(oldEnd, newEnd - oldEnd);
    bytes.copyWithin(bitmapNew, bitmapOld, oldEnd);
    bytes.fill(nullFiller, bitmapOld, bitmapNew);
    bytes.fill(0xff, bitmapNew + (oldEnd - bitmapOld), newEnd);
    for (let fid = first; fid <= plan.fid; fid++) this.#setNullBit(bitmapNew, fid);
    for (let bit = plan.fid; bit < 8 * bitmapSize(plan.fid); bit++) this.#setNullBit(bitmapNew, bit + 1);
    bytes[0] = plan.fid;
    this.setU16(2, newEnd);
    for (let fid = first; fid <= plan.fid; fid++) {
      const column = fixedByFid[fid];
      if (column?.defaultValue !== undefined)
        this.putFixed(column, column.defaultValue, 0, column.defaultValue.length);
    }
  }

  /** Writes the value of a column that is physical, padded to its size (11 §2). */
  putFixed(plan: ColumnPlan, source: Uint8Array, start: number, length: number): void {
    const { bytes } = this;
    const { offset, size } = plan;
    const bitmap = this.ibEndOfFixed - bitmapSize(this.fidFixedLast);
    bytes[bitmap + ((plan.fid - 1) >> 3)]! &= ~(1 << ((plan.fid - 1) & 7));
    const count = Math.min(length, size);
    for (let i = 0; i < count; i++) bytes[offset + i] = source[start + i]!;
    if (plan.schema.coltyp === coltyp.bit) bytes[offset] = bytes[offset] === 0 ? 0x00 : 0xff;
    for (let i = count; i < size; i++) bytes[offset + i] = padding(plan, i);
  }

  putFixedNull(plan: ColumnPlan): void {
    this.#setNullBit(this.ibEndOfFixed - bitmapSize(this.fidFixedLast), plan.fid);
  }

  isFixedNull(fid: number): boolean {
    const bitmap = this.ibEndOfFixed - bitmapSize(this.fidFixedLast);
    return ((this.bytes[bitmap + ((fid - 1) >> 3)]! >> ((fid - 1) & 7)) & 1) === 1;
  }

  isVariableNull(fid: number): boolean {
    return fid > this.fidVarLast || (this.u16(this.#variableEntry(fid)) & variableNull) !== 0;
  }

  /** Bytes by which the record grows when a variable column gets a value of `length` bytes. */
  growthOfVariable(
    plan: ColumnPlan,
    length: number,
    variableByFid: readonly (ColumnPlan | undefined)[],
  ): number {
    const last = this.fidVarLast;
    if (plan.fid <= last) return length - this.#variableLength(plan.fid);
    let growth = 2 * (plan.fid - last) + length;
    for (let fid = last + 1; fid < plan.fid; fid++) growth += variableByFid[fid]?.defaultValue?.length ?? 0;
    return growth;
  }

  /** Makes variable columns physical, those before this one with their defaults (11 §6.2). */
  extendVariable(plan: ColumnPlan, variableByFid: readonly (ColumnPlan | undefined)[]): void {
    const last = this.fidVarLast;
    if (plan.fid <= last) return;
    const { variableStart, taggedStart } = this;
    const end = taggedStart - variableStart;
    this.move(variableStart, 2 * (plan.fid - last));
    this.bytes[1] = plan.fid;
    for (let fid = last + 1; fid <= plan.fid; fid++) {
      this.setU16(this.#variableEntry(fid), end | variableNull);
    }
    for (let fid = last + 1; fid < plan.fid; fid++) {
      const column = variableByFid[fid];
      const value = column?.defaultValue;
      if (column !== undefined && value !== undefined) this.putVariable(column, value, 0, value.length);
    }
  }

  /** Writes the value of a variable column that is physical. */
  putVariable(plan: ColumnPlan, source: Uint8Array, start: number, length: number): void {
    const at = this.#resizeVariable(plan.fid, length);
    const { bytes } = this;
    for (let i = 0; i < length; i++) bytes[at + i] = source[start + i]!;
  }

  putVariableNull(plan: ColumnPlan): void {
    this.#resizeVariable(plan.fid, 0);
    const entry = this.#variableEntry(plan.fid);
    this.setU16(entry, this.u16(entry) | variableNull);
  }

  /** Moves what follows the value of a variable column; returns where the value begins. */
  #resizeVariable(fid: number, length: number): number {
    const start = this.variableStart;
    const begin = fid === noVariableColumns + 1 ? 0 : this.u16(this.#variableEntry(fid - 1)) & ~variableNull;
    const oldEnd = this.u16(this.#variableEntry(fid)) & ~variableNull;
    const delta = begin + length - oldEnd;
    this.move(start + oldEnd, delta);
    this.setU16(this.#variableEntry(fid), begin + length);
    if (delta === 0) return start + begin;
    for (let later = fid + 1; later <= this.fidVarLast; later++) {
      const entry = this.#variableEntry(later);
      this.setU16(entry, this.u16(entry) + delta);
    }
    return start + begin;
  }

  #variableLength(fid: number): number {
    const begin = fid === noVariableColumns + 1 ? 0 : this.u16(this.#variableEntry(fid - 1)) & ~variableNull;
    return (this.u16(this.#variableEntry(fid)) & ~variableNull) - begin;
  }

  #variableEntry(fid: number): number {
    return this.ibEndOfFixed + 2 * (fid - noVariableColumns - 1);
  }

  /** Moves everything from `at` on by `delta` bytes. */
  move(at: number, delta: number): void {
    if (delta === 0) return;
    if (at < this.length) this.bytes.copyWithin(at + delta, at, this.length);
    this.length += delta;
  }

  #setNullBit(bitmap: number, fid: number): void {
    this.bytes[bitmap + ((fid - 1) >> 3)]! |= 1 << ((fid - 1) & 7);
  }

  u16(at: number): number {
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  setU16(at: number, value: number): void {
    this.bytes[at] = value & 0xff;
    this.bytes[at + 1] = value >> 8;
  }
}

/** Text is filled up with spaces, UTF-16 in units of two bytes, binary with zeros (11 §2). */
function padding(plan: ColumnPlan, at: number): number {
  if (!plan.isText) return 0;
  // The odd last byte of a UTF-16 column is a space of one byte.
  return plan.isWideText && at % 2 === 1 ? 0x00 : 0x20;
}
