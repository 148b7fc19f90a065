import { JetError } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  buildKeys,
  coltyp,
  columnBytes,
  decodeKey,
  indexDefinition,
  SearchKey,
  storedColumnBytes,
  type ColumnValue,
} from '../../src/keys';
import { column, fromHex, toHex, windows10 } from './fixture';

const bytes = (type: number, value: ColumnValue): string => toHex(columnBytes(column(type), value)!);
const failure = (name: string): unknown => expect.objectContaining({ name });

describe('values as column bytes (11 §2)', () => {
  it.each<[number, ColumnValue, string]>([
    [coltyp.bit, true, 'ff'],
    [coltyp.bit, 0n, '00'],
    [coltyp.bit, 7, 'ff'],
    [coltyp.short, -2, 'feff'],
    [coltyp.unsignedLong, 0x01020304, '04030201'],
    [coltyp.longLong, -1n, 'ffffffffffffffff'],
    [coltyp.unsignedLongLong, 2n ** 64n - 1n, 'ffffffffffffffff'],
    [coltyp.currency, 10000, '1027000000000000'],
    [coltyp.ieeeSingle, 1, '0000803f'],
    [coltyp.dateTime, new Date('1899-12-31T12:00:00Z'), '000000000000f83f'],
    [coltyp.dateTime, 40000.25, '0000000008 88e340'.replace(' ', '')],
    [coltyp.guid, '{3f360af1-6766-46dc-9af2-0dacf295c2a1}', 'f10a363f6667dc469af20dacf295c2a1'],
    [coltyp.text, 'a€é', '6180e9'],
    [coltyp.longBinary, Uint8Array.of(1, 2), '0102'],
  ])('type %i, %s', (type, value, wanted) => {
    expect(bytes(type, value)).toBe(wanted);
  });

  it('write Unicode as UTF-16LE', () => {
    expect(toHex(columnBytes(column(coltyp.longText, { codePage: 1200 }), 'a€')!)).toBe('6100ac20');
  });

  it.each<[number, ColumnValue, string]>([
    [coltyp.unsignedByte, 256, 'JET_errColumnDoesNotFit'],
    [coltyp.unsignedByte, -1, 'JET_errColumnDoesNotFit'],
    [coltyp.long, 2n ** 31n, 'JET_errColumnDoesNotFit'],
    [coltyp.long, 1.5, 'JET_errInvalidParameter'],
    [coltyp.long, NaN, 'JET_errInvalidParameter'],
    [coltyp.long, 'one', 'JET_errInvalidParameter'],
    [coltyp.guid, 'not-a-guid', 'JET_errInvalidParameter'],
    [coltyp.binary, 'text', 'JET_errInvalidParameter'],
    [coltyp.dateTime, new Date(NaN), 'JET_errInvalidParameter'],
    [coltyp.text, 'Ω', 'JET_errUnicodeTranslationFail'],
    [coltyp.text, 5, 'JET_errInvalidParameter'],
    [99, 5, 'JET_errInvalidParameter'],
  ])('type %i refuses %s', (type, value, name) => {
    expect(() => bytes(type, value)).toThrow(failure(name));
  });
});

describe('values to store', () => {
  it('fit the column', () => {
    const small = column(coltyp.text, { size: 3 });
    expect(toHex(storedColumnBytes(small, 'abc')!)).toBe('616263');
    expect(() => storedColumnBytes(small, 'abcd')).toThrow(failure('JET_errColumnTooBig'));
    expect(() => storedColumnBytes(column(coltyp.long), Uint8Array.of(1))).toThrow(
      failure('JET_errInvalidBufferSize'),
    );
  });

  it('are padded when the text is fixed', () => {
    const fixed = column(coltyp.text, { codePage: 1200, isFixed: true, size: 7 });
    expect(toHex(storedColumnBytes(fixed, 'ab')!)).toBe('61006200200020');
    expect(toHex(storedColumnBytes(fixed, fromHex('6100620063'))!)).toBe('61006200630020');
    expect(() => storedColumnBytes(fixed, 'abcd')).toThrow(failure('JET_errInvalidBufferSize'));
  });
});

it('whatever the bytes, there is a key or a JetError', () => {
  const random = seededRandom(seedForRun('any bytes'));
  const tolerate = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      if (!JetError.isInstance(error)) throw error;
    }
  };
  for (let i = 0; i < 20_000; i++) {
    const value = random.fill(new Uint8Array(random.below(40)));
    const segments = Array.from({ length: 1 + random.below(3) }, () => ({
      column: column(random.below(21), {
        isFixed: random.below(2) === 0,
        size: random.below(20),
        codePage: random.pick([0, 1200, 1252]),
      }),
      descending: random.below(2) === 0,
    }));
    const keyMost = 1 + random.below(60);
    const varSegMac = 1 + random.below(keyMost);
    const index = indexDefinition({ segments, keyMost, varSegMac, unicode: windows10 });
    tolerate(() => buildKeys(index, (_, itag) => (itag === 1 ? value : undefined)));
    tolerate(() => new SearchKey(index).make(value, 1 | (random.below(0x1000) & 0xf17)));
    tolerate(() => decodeKey(index, value));
  }
});
