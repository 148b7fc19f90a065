import { describe, expect, test } from 'vitest';
import {
  coltyp,
  decodeDate,
  formatGuid,
  formatStoredDate,
  UndecodedValue,
  valueDecoder,
  type Value,
} from '../../src/index';
import { column } from '../records/columns';
import { bytesOf, textBytes } from '../records/hex';

function decode(type: number, notation: string, codePage = 0): Value {
  const value = bytesOf(notation);
  const bytes = new Uint8Array(value.length + 6).fill(0xcc);
  bytes.set(value, 3);
  return valueDecoder(column({ fid: 256, coltyp: type, codePage }))(bytes, 3, value.length);
}

const dateOf = (notation: string): string | undefined => {
  const date = decodeDate(new DataView(bytesOf(notation).buffer), 0);
  return date && formatStoredDate(date);
};

function oleBytes(days: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(days);
  return bytes.toString('hex');
}

function fileTimeBytes(ticks: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(ticks);
  return bytes.toString('hex');
}

test.each<[string, number, string, Value]>([
  ['false', coltyp.bit, '00', false],
  ['true', coltyp.bit, 'FF', true],
  ['true of a tagged column, stored as given', coltyp.bit, '01', true],
  ['an unsigned byte', coltyp.unsignedByte, 'D5', 213],
  ['a short', coltyp.short, 'C7FA', -1337],
  ['an unsigned short', coltyp.unsignedShort, 'C7FA', 64199],
  ['a long', coltyp.long, '37F833FF', -13371337],
  ['an unsigned long', coltyp.unsignedLong, '37F833FF', 4281595959],
  ['currency', coltyp.currency, 'C9B000B41DC00400', 1337133713371337n],
  ['a long long', coltyp.longLong, 'FFFFFFFFFFFFFF7F', 9223372036854775807n],
  ['an unsigned long long', coltyp.unsignedLongLong, 'FFFFFFFFFFFFFFFF', 18446744073709551615n],
  ['a single', coltyp.ieeeSingle, '0000803F', 1],
  ['a double', coltyp.ieeeDouble, '43614724F9806941', 13371337.13371337],
  ['a GUID', coltyp.guid, 'F10A363F6667DC469AF20DACF295C2A1', '3f360af1-6766-46dc-9af2-0dacf295c2a1'],
  ['binary', coltyp.binary, '0001', bytesOf('0001')],
  ['a type that is not known', 99, '0102', bytesOf('0102')],
])('%s', (_, type, bytes, value) => {
  expect(decode(type, bytes)).toEqual(value);
});

test('binary is a copy', () => {
  const bytes = bytesOf('010203');
  const value = valueDecoder(column({ fid: 256 }))(bytes, 0, 3) as Uint8Array;
  bytes.fill(0);
  expect(value).toEqual(bytesOf('010203'));
});

test('a value of the wrong size is not read', () => {
  expect(decode(coltyp.long, '0102')).toEqual(
    new UndecodedValue('2 bytes for a value of 4', bytesOf('0102')),
  );
});

test('a GUID has its first three groups backwards', () => {
  expect(formatGuid(bytesOf('00 33221100 5544 7766 8899 AABBCCDDEEFF'), 1)).toBe(
    '00112233-4455-6677-8899-aabbccddeeff',
  );
});

describe('text', () => {
  test.each([
    ['code page 1252', '41 80 E4', 1252, 'A€ä'],
    ['no code page', '41 E4', 0, 'Aä'],
    ['UTF-16', '4100 3ED8 8ADD', 1200, 'A🦊'.replace('🦊', '\ud83e\udd8a')],
    ['a terminator, which is part of the value', '4100 0000', 1200, 'A\0'],
    ['a byte order mark, which is too', 'FFFE 4100', 1200, '\ufeffA'],
    ['half a character at the end', '4100 42', 1200, 'A'],
    ['surrogates without a partner', '4100 3ED8 4200 8ADD', 1200, 'A\ud83eB\udd8a'],
    ['nothing', '', 1200, ''],
  ])('%s', (_, bytes, codePage, text) => {
    expect(decode(coltyp.longText, bytes, codePage)).toBe(text);
  });

  test('malformed text of any length keeps every unit', () => {
    const text = `${'x'.repeat(5000)}\ud800${'y'.repeat(5000)}`;
    expect(decode(coltyp.longText, Buffer.from(textBytes(text, true)).toString('hex'), 1200)).toBe(text);
  });
});

describe('dates', () => {
  test.each([
    ['an OLE date', oleBytes(36220), '1999-03-01T00:00:00.000Z'],
    ['a part of a day', oleBytes(2.5), '1900-01-01T12:00:00.000Z'],
    ['day 0', oleBytes(0), '1899-12-30T00:00:00.000Z'],
    ['a day before it, whose time counts forward', oleBytes(-1.25), '1899-12-29T06:00:00.000Z'],
    ['the first day of all', oleBytes(-657434), '0100-01-01T00:00:00.000Z'],
    ['the last', oleBytes(2958465.5), '9999-12-31T12:00:00.000Z'],
    ['a FILETIME', fileTimeBytes(133_000_000_000_000_000n), '2022-06-18T04:26:40.000Z'],
    ['with its last digits', fileTimeBytes(133_000_000_000_012_345n), '2022-06-18T04:26:40.0012345Z'],
    ['the first FILETIME', fileTimeBytes(1n), '1601-01-01T00:00:00.0000001Z'],
  ])('%s', (_, bytes, text) => {
    expect(dateOf(bytes)).toBe(text);
  });

  test.each([
    ['NaN', oleBytes(NaN)],
    ['infinity', oleBytes(Infinity)],
    ['behind the year 9999', oleBytes(2_958_467)],
    ['before the year 100', oleBytes(-700_000)],
    ['minus one', fileTimeBytes(-1n)],
  ])('%s is none', (_, bytes) => {
    expect(dateOf(bytes)).toBeUndefined();
    expect(decode(coltyp.dateTime, bytes)).toEqual(
      new UndecodedValue('these bits are no date', bytesOf(bytes)),
    );
  });

  test('no FILETIME of the years 1601 to 9999 is taken for an OLE date, nor the reverse', () => {
    for (let year = 1602; year < 9999; year += 7) {
      const milliseconds = Date.UTC(year, 5, 15);
      const ticks = BigInt(milliseconds - Date.UTC(1601, 0, 1)) * 10_000n;
      expect(dateOf(fileTimeBytes(ticks))).toBe(new Date(milliseconds).toISOString());
      const days = (milliseconds - Date.UTC(1899, 11, 30)) / 86_400_000;
      expect(dateOf(oleBytes(days))).toBe(new Date(milliseconds).toISOString());
    }
  });
});
