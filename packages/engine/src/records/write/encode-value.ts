import { columnBytes, type ColumnValue } from '../../keys';
import { coltyp } from '../../values/coltyp';
import type { ColumnPlan } from './column-plan';

const millisecondsPerDay = 86_400_000;
/** Days from the origin of DateTime, 1899-12-30, to that of `Date`. */
const daysToUnixEpoch = 25569;
const twoTo32 = 0x1_0000_0000;

/**
 * Values of JavaScript as the bytes of a column, the reverse of `valueDecoder`. Bytes lie in
 * [start, start + length) of {@link bytes} until the next value, so that a number or a text costs no
 * allocation; what is rare goes the way of `columnBytes`, which also knows every refusal.
 */
export class ValueEncoder {
  bytes: Uint8Array;
  start = 0;
  length = 0;
  #scratch = new Uint8Array(512);
  #view = new DataView(this.#scratch.buffer);

  constructor() {
    this.bytes = this.#scratch;
  }

  /**
   * @returns false for NULL
   * @throws JET_errColumnDoesNotFit for a number out of range, JET_errUnicodeTranslationFail for text that its
   *   code page does not have, JET_errInvalidParameter for a value of another kind
   */
  encode(plan: ColumnPlan, value: ColumnValue): boolean {
    if (value === null) return false;
    if (value instanceof Uint8Array) this.#take(value);
    else if (!this.#encodeQuickly(plan, value)) {
      this.#take(columnBytes(plan.key, value) ?? new Uint8Array(0));
    }
    return true;
  }

  #take(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.start = 0;
    this.length = bytes.length;
  }

  #own(length: number): boolean {
    this.bytes = this.#scratch;
    this.start = 0;
    this.length = length;
    return true;
  }

  #encodeQuickly(plan: ColumnPlan, value: Exclude<ColumnValue, null | Uint8Array>): boolean {
    if (typeof value === 'number') return this.#number(plan.schema.coltyp, value);
    if (typeof value === 'bigint') return this.#bigint(plan.schema.coltyp, value);
    if (typeof value === 'string') return plan.isText && this.#text(plan, value);
    if (value instanceof Date) return plan.schema.coltyp === coltyp.dateTime && this.#date(value);
    return false;
  }

  #number(type: number, value: number): boolean {
    const view = this.#view;
    switch (type) {
      case coltyp.unsignedByte:
        return value === (value & 0xff) && (view.setUint8(0, value), this.#own(1));
      case coltyp.short:
        return value === (value << 16) >> 16 && (view.setInt16(0, value, true), this.#own(2));
      case coltyp.unsignedShort:
        return value === (value & 0xffff) && (view.setUint16(0, value, true), this.#own(2));
      case coltyp.long:
        return value === (value | 0) && (view.setInt32(0, value, true), this.#own(4));
      case coltyp.unsignedLong:
        return value === value >>> 0 && (view.setUint32(0, value, true), this.#own(4));
      case coltyp.ieeeSingle:
        view.setFloat32(0, value, true);
        return this.#own(4);
      case coltyp.ieeeDouble:
      case coltyp.dateTime:
        view.setFloat64(0, value, true);
        return this.#own(8);
      case coltyp.currency:
      case coltyp.longLong:
        return Number.isSafeInteger(value) && this.#wide(value);
      default:
        return false;
    }
  }

  #bigint(type: number, value: bigint): boolean {
    if (type !== coltyp.currency && type !== coltyp.longLong) return false;
    this.#view.setBigInt64(0, value, true);
    // What does not come back was out of range.
    return this.#view.getBigInt64(0, true) === value && this.#own(8);
  }

  #wide(value: number): boolean {
    const high = Math.floor(value / twoTo32);
    this.#view.setUint32(0, value - high * twoTo32, true);
    this.#view.setInt32(4, high, true);
    return this.#own(8);
  }

  #text(plan: ColumnPlan, value: string): boolean {
    const { length } = value;
    const unit = plan.isWideText ? 2 : 1;
    if (length * unit > this.#scratch.length) this.#grow(length * unit);
    const scratch = this.#scratch;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (unit === 2) {
        scratch[2 * i] = code & 0xff;
        scratch[2 * i + 1] = code >> 8;
      } else if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) scratch[i] = code;
      else return false;
    }
    return this.#own(length * unit);
  }

  /** An OLE date. Before day 0 the fraction still counts forward: -1.25 is six hours into day -1. */
  #date(value: Date): boolean {
    const days = value.getTime() / millisecondsPerDay + daysToUnixEpoch;
    if (Number.isNaN(days)) return false;
    const whole = Math.floor(days);
    this.#view.setFloat64(0, days < 0 ? whole - (days - whole) : days, true);
    return this.#own(8);
  }

  #grow(length: number): void {
    this.#scratch = new Uint8Array(Math.max(length, 2 * this.#scratch.length));
    this.#view = new DataView(this.#scratch.buffer);
  }
}
