import { expect, test } from 'vitest';
import { decodeCatalogRow, type CatalogRow } from '../../src/catalog/catalog-row';
import { RecordView } from '../../src/records/record-view';
import { bytesOf, hexOf, textBytes } from '../records/hex';

/** The worked records of 10 §9, byte for byte. */

function decode(notation: string, isLarge = false): Record<string, unknown> {
  const bytes = bytesOf(notation);
  // Somewhere inside a page, as records are.
  const page = new Uint8Array(bytes.length + 40).fill(0xee);
  page.set(bytes, 20);
  return present(decodeCatalogRow(new RecordView(isLarge).reset(page, 20, bytes.length)));
}

/** What is not NULL, with bytes as hex, text as text. */
function present(row: CatalogRow): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === undefined) continue;
    shown[name] =
      typeof value === 'number' ? value : name === 'Name' ? Buffer.from(value).toString() : hexOf(value);
  }
  return shown;
}

const hex = (text: string): string => hexOf(textBytes(text));
const enUS = hexOf(textBytes('en-US', true));

test('the table row of MSysObjects (9.1)', () => {
  const row = decode(`08 80 2000 02000000 0100 02000000 04000000 50000000 000000C0 14000000 FF | 00 | 0B00 |
    ${hex('MSysObjects')}`);
  expect(row).toEqual({
    ObjidTable: 2,
    Type: 1,
    Id: 2,
    ColtypOrPgnoFDP: 4,
    SpaceUsage: 80,
    Flags: 0xc000_0000,
    PagesOrLocale: 20,
    RootFlag: 0xff,
    Name: 'MSysObjects',
  });
});

test('a column row, whose RootFlag is NULL (9.2)', () => {
  const row =
    decode(`09 80 2300 | 02000000 0200 01000000 04000000 04000000 01000000 E4040000 2A 0400 | 80 FE | 0A00 |
    ${hex('ObjidTable')}`);
  expect(row).toEqual({
    ObjidTable: 2,
    Type: 2,
    Id: 1,
    ColtypOrPgnoFDP: 4,
    SpaceUsage: 4,
    Flags: 1,
    PagesOrLocale: 1252,
    RecordOffset: 4,
    Name: 'ObjidTable',
  });
});

test('an index row with its segments and locale (9.3)', () => {
  const row =
    decode(`0A 84 2700 | 02000000 0300 02000000 04000000 50000000 31000100 00000000 2A 2A2A 01040300 | 80 FD |
    0200 0280 0280 0280 0E00 | ${hex('Id')} 00000100 00000200 00000300 | 0501 0440 | 01 ${enUS}`);
  expect(row).toEqual({
    ObjidTable: 2,
    Type: 3,
    Id: 2,
    ColtypOrPgnoFDP: 4,
    SpaceUsage: 80,
    Flags: 0x10031,
    PagesOrLocale: 0,
    LCMapFlags: 0x30401,
    Name: 'Id',
    KeyFldIDs: '000001000000020000000300',
    LocaleName: enUS,
  });
});

test('rows with PgnoFDPLastSetTime (9.4)', () => {
  const table =
    decode(`0D 80 3500 | 06000000 0100 06000000 1D000000 64000000 000000C8 00000000 FF 2A2A 2A2A2A2A 2A2A
    2A2A2A2A 9E5948D592CCDA01 | 00 EF | 0A00 | ${hex('MSysObjids')}`);
  expect(table).toMatchObject({
    Id: 6,
    ColtypOrPgnoFDP: 29,
    Flags: 0xc800_0000,
    RootFlag: 0xff,
    Name: 'MSysObjids',
  });
  expect(table).not.toHaveProperty('LVChunkMax');
  const index =
    decode(`0D 84 3500 | 06000000 0300 06000000 1D000000 64000000 2F000100 00000000 2A 2A2A 01040300 2A2A
    2A2A2A2A 9E5948D592CCDA01 | 80 ED | 0700 0780 0780 0780 0B00 | ${hex('primary')} 00000001 | 0501 0440 01 ${enUS}`);
  expect(index).toMatchObject({
    LCMapFlags: 0x30401,
    Name: 'primary',
    KeyFldIDs: '00000001',
    LocaleName: enUS,
  });
  expect(index).not.toHaveProperty('KeyMost');
});

test('an index row with KeyMost (9.5)', () => {
  const row =
    decode(`0B 84 2900 | 08000000 0300 08000000 1F000000 50000000 2F000100 00000000 2A 2A2A 01040300 0500 |
    80 F9 | 0400 0480 0480 0480 0800 | ${hex('IxId')} 00000100 | 0501 0440 01 ${enUS}`);
  expect(row).toMatchObject({ KeyMost: 5, Name: 'IxId', KeyFldIDs: '00000100' });
});

test('a column row with a default (9.6)', () => {
  const row =
    decode(`09 83 2300 | 08000000 0200 04000000 03000000 02000000 10000000 00000000 2A 0A00 | 80 FE |
    0500 0580 0580 0700 | ${hex('Short')} 34 12`);
  expect(row).toMatchObject({
    Id: 4,
    ColtypOrPgnoFDP: 3,
    Flags: 0x10,
    RecordOffset: 10,
    Name: 'Short',
    DefaultValue: '3412',
  });
});

test('on large pages every tagged value has a header byte', () => {
  const row = decode(
    `0A 80 2700 | 02000000 0300 02000000 04000000 50000000 31000100 00000000 2A 2A2A 01040300 | 80 FD |
    0200 | ${hex('Id')} | 0501 0400 | 01 ${enUS}`,
    true,
  );
  expect(row).toMatchObject({ Name: 'Id', LocaleName: enUS });
});

test('a long value that is not in the record as it is comes out as absent', () => {
  const row =
    decode(`08 80 2000 02000000 0100 02000000 04000000 50000000 000000C0 14000000 FF | 00 | 0100 | 58 |
    0501 0440 | 05 01000000`);
  expect(row).not.toHaveProperty('LocaleName');
});
