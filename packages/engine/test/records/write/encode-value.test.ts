import type { JetErrorName } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { coltyp, fixedSize, valueDecoder } from '../../../src/index';
import type { ColumnValue } from '../../../src/keys';
import { columnPlan } from '../../../src/records/write/column-plan';
import { ValueEncoder } from '../../../src/records/write/encode-value';
import { column } from '../columns';
import { hexOf } from '../hex';

const encoder = new ValueEncoder();
const planOf = (type: number, codePage: number) =>
  columnPlan(column({ fid: 256, coltyp: type, codePage, cbMax: fixedSize(type) }), 0);

describe('values of JavaScript as bytes, and back', () => {
  it.each<[number, ColumnValue, string, number?]>([
    [coltyp.bit, true, 'ff'],
    [coltyp.unsignedByte, 255, 'ff'],
    [coltyp.short, -2, 'feff'],
    [coltyp.unsignedShort, 0xfffe, 'feff'],
    [coltyp.long, -2147483648, '00000080'],
    [coltyp.unsignedLong, 0xffffffff, 'ffffffff'],
    [coltyp.currency, -1n, 'ffffffffffffffff'],
    [coltyp.longLong, 0x1_0000_0002n, '0200000001000000'],
    [coltyp.unsignedLongLong, 2n ** 64n - 1n, 'ffffffffffffffff'],
    [coltyp.ieeeSingle, 1, '0000803f'],
    [coltyp.ieeeDouble, 1, '000000000000f03f'],
    [coltyp.dateTime, new Date('1899-12-31T12:00:00Z'), '000000000000f83f'],
    [coltyp.dateTime, new Date('1899-12-29T06:00:00Z'), '000000000000f4bf'],
    [coltyp.guid, '3f360af1-6766-46dc-9af2-0dacf295c2a1', 'f10a363f6667dc469af20dacf295c2a1'],
    [coltyp.text, 'a€é', '6180e9', 1252],
    [coltyp.longText, 'a€', '6100ac20', 1200],
    [coltyp.longText, '\ud800', '00d8', 1200],
    [coltyp.binary, Uint8Array.of(1, 2), '0102'],
  ])('type %i, %s', (type, value, wanted, codePage = 0) => {
    const plan = planOf(type, codePage);
    expect(encoder.encode(plan, value)).toBe(true);
    const { bytes, start, length } = encoder;
    expect(hexOf(bytes.subarray(start, start + length))).toBe(wanted);
    expect(valueDecoder(plan.schema)(bytes, start, length)).toEqual(value);
  });

  it.each([-1, -0x1_0000_0000, 0x7fff_ffff_ffff, -0x7fff_ffff_ffff])('%i as a 64-bit number', (value) => {
    const plan = planOf(coltyp.longLong, 0);
    encoder.encode(plan, value);
    expect(valueDecoder(plan.schema)(encoder.bytes, encoder.start, encoder.length)).toBe(BigInt(value));
  });

  it('long texts', () => {
    const plan = planOf(coltyp.longText, 1200);
    const text = 'ä'.repeat(10_000);
    encoder.encode(plan, text);
    expect(valueDecoder(plan.schema)(encoder.bytes, encoder.start, encoder.length)).toBe(text);
  });

  it('NULL is no value', () => {
    expect(encoder.encode(planOf(coltyp.long, 0), null)).toBe(false);
  });

  it.each<[number, ColumnValue, JetErrorName]>([
    [coltyp.unsignedByte, 256, 'JET_errColumnDoesNotFit'],
    [coltyp.long, 2 ** 31, 'JET_errColumnDoesNotFit'],
    [coltyp.unsignedLong, -1, 'JET_errColumnDoesNotFit'],
    [coltyp.longLong, 2n ** 63n, 'JET_errColumnDoesNotFit'],
    [coltyp.long, 1.5, 'JET_errInvalidParameter'],
    [coltyp.long, 'one', 'JET_errInvalidParameter'],
    [coltyp.text, 5, 'JET_errInvalidParameter'],
    [coltyp.text, 'Ω', 'JET_errUnicodeTranslationFail'],
    [coltyp.dateTime, new Date(NaN), 'JET_errInvalidParameter'],
    [coltyp.binary, 'text', 'JET_errInvalidParameter'],
  ])('type %i refuses %s', (type, value, name) => {
    expect(() => encoder.encode(planOf(type, 1252), value)).toThrow(expect.objectContaining({ name }));
  });
});
