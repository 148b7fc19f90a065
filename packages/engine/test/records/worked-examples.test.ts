import { expect, test } from 'vitest';
import { coltyp, RecordView, RowDecoder, ValueFinder, type ColumnSchema, type Row } from '../../src/index';
import { column, fixedColumns } from './columns';
import { bytesOf, hexOf } from './hex';

/** The worked examples of 11 §8, byte for byte. */

function rowOf(notation: string, columns: readonly ColumnSchema[], isLarge = false): Row {
  const bytes = bytesOf(notation);
  const record = new RecordView(isLarge).reset(bytes, 0, bytes.length);
  return { ...new RowDecoder(columns).decode(record, new ValueFinder(undefined)) };
}

const basic = fixedColumns(
  [4, 1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 17],
  [
    'Id',
    'Bit',
    'Byte',
    'Short',
    'Long',
    'Currency',
    'Single',
    'Double',
    'Date',
    'ULong',
    'LongLong',
    'Guid',
    'UShort',
  ],
);

test('thirteen fixed columns (8.1)', () => {
  const row = rowOf(
    `0D 7F 4C00 01000000 00 D5 C7FA 37F833FF C9B000B41DC00400 0000803F 43614724F9806941 0000000080AFE140 C907CC00
     37F833FFFFFFFFFF F10A363F6667DC469AF20DACF295C2A1 3905 00 E0`,
    basic,
  );
  expect(row).toEqual({
    Id: 1,
    Bit: false,
    Byte: 213,
    Short: -1337,
    Long: -13371337,
    Currency: 1337133713371337n,
    Single: 1,
    Double: 13371337.13371337,
    Date: new Date('1999-03-01T00:00:00Z'),
    ULong: 13371337,
    LongLong: -13371337n,
    Guid: '3f360af1-6766-46dc-9af2-0dacf295c2a1',
    UShort: 1337,
  });
});

test('a record that is shorter than its table', () => {
  const row = rowOf(
    '09 7F 2E00 | 02000000 FF FF 3B05 EB55CC00 151FC996103EFBFF 000000C0 BC044964BD8A69C1 00000000F01409C1 | 00 FE',
    basic,
  );
  expect(row).toMatchObject({ Id: 2, Bit: true, Byte: 255, Short: 1339, Single: -2 });
  expect(Object.keys(row)).toHaveLength(9);
});

const multi = [
  ...fixedColumns([coltyp.long], ['Id']),
  column({ fid: 256, name: 'Bit', coltyp: coltyp.bit }),
  column({ fid: 257, name: 'Byte', coltyp: coltyp.unsignedByte }),
  column({ fid: 259, name: 'Long', coltyp: coltyp.long }),
];

test('two values, and many (8.2)', () => {
  // The three fields of the example that need no long values, with offsets of their own.
  const row = rowOf(
    `01 7F 0900 | 01000000 | FE | 0001 0C40 0101 1040 0301 1A40 |
     18 01 00 FF | 08 0600 0700 0800 00 7F FF | 08 0600 0A00 0E00 00000000 01000080 FFFFFF7F`,
    multi,
  );
  expect(row).toEqual({ Id: 1, Bit: [false, true], Byte: [0, 127, 255], Long: [0, -2147483647, 2147483647] });
});

const objids = [
  column({ fid: 256, name: 'objid', coltyp: coltyp.long }),
  column({ fid: 257, name: 'objidTable', coltyp: coltyp.long }),
  column({ fid: 258, name: 'type', coltyp: coltyp.short }),
];

test('tagged values without header bytes, and the same on large pages (8.3)', () => {
  const row = { objid: 2, objidTable: 2, type: 1 };
  expect(rowOf('007F0400 0001 0C00 0101 1000 0201 1400 02000000 02000000 0100', objids)).toEqual(row);
  expect(
    rowOf('007F0400 0001 0C00 0101 1100 0201 1600 00 02000000 00 02000000 00 0100', objids, true),
  ).toEqual(row);
});

test('two fixed columns and a variable one (8.3)', () => {
  const columns = [
    ...fixedColumns([coltyp.unsignedByte, coltyp.long]),
    column({ fid: 128, coltyp: coltyp.binary }),
  ];
  const key = '2E00'.repeat(23);
  const row = rowOf(`02 80 0A00 | 01 01000000 | FC | 2E00 | ${key}`, columns);
  expect(row).toMatchObject({ c1: 1, c2: 1 });
  expect(hexOf(row['c128'] as Uint8Array)).toBe(key.toLowerCase());
});

test.each([
  ['one column, not NULL', 1, 'FE', []],
  ['eight, none NULL', 8, '00', []],
  ['nine, the eighth NULL', 9, '80 FE', ['c8']],
])('null bits: %s (8.4)', (_, count, bitmap, nulls) => {
  const columns = fixedColumns(Array.from({ length: count }, () => coltyp.unsignedByte));
  const end = (4 + count + Math.ceil(count / 8)).toString(16).padStart(2, '0');
  const row = rowOf(
    `${count.toString(16).padStart(2, '0')} 7F ${end}00 | ${'07'.repeat(count)} | ${bitmap}`,
    columns,
  );
  expect(columns.map(({ name }) => name).filter((name) => row[name] === undefined)).toEqual(nulls);
});

test('the empty record has no column', () => {
  expect(rowOf('00 7F 04 00', basic)).toEqual({});
});
