import { describe, expect, it, test } from 'vitest';
import {
  callbackFields,
  CatalogRecordEncoder,
  catalogNameKey,
  catalogPrimaryKey,
  catalogRootKey,
  columnFields,
  columnFlag,
  decodeSpaceHints,
  deletedColumnFields,
  encodeSpaceHints,
  indexFields,
  longValueFields,
  localeIndexKey,
  LocaleRecordEncoder,
  ObjidRecordEncoder,
  tableFields,
  type CatalogFields,
} from '../../../src/index';
import { bytesOf, hexOf, textBytes } from '../../records/hex';

/** The worked records of 10 §9 and the keys of 10 §2.2, byte for byte. */

const hex = (notation: string): string => hexOf(bytesOf(notation));
const text = (value: string): string => hexOf(textBytes(value));
const enUS = hexOf(textBytes('en-US', true));
const segment = (fid: number, descending = false) => ({
  fid,
  descending,
  isTemplate: false,
  mustBeNull: false,
});
const encoder = new CatalogRecordEncoder(4096);
const made = (fields: CatalogFields): string => hexOf(encoder.encode(fields));
const locale = { lcMapFlags: 0x30401, localeName: 'en-US' };
const time = 0x01dacc92_d548599en;

describe('records of the catalog', () => {
  test('a table (9.1)', () => {
    const fields = tableFields({
      objid: 2,
      pgnoFDP: 4,
      name: 'MSysObjects',
      density: 80,
      flags: 0xc000_0000,
      pages: 20,
    });
    expect(made(fields)).toBe(
      hex(
        `08 80 2000 02000000 0100 02000000 04000000 50000000 000000C0 14000000 FF 00 0B00 ${text('MSysObjects')}`,
      ),
    );
  });

  test('a fixed column (9.2)', () => {
    const fields = columnFields({
      objidTable: 2,
      fid: 1,
      name: 'ObjidTable',
      coltyp: 4,
      cbMax: 4,
      flags: 1,
      codePage: 1252,
      recordOffset: 4,
    });
    expect(made(fields)).toBe(
      hex(`09 80 2300 02000000 0200 01000000 04000000 04000000 01000000 E4040000 2A 0400 80FE 0A00
        ${text('ObjidTable')}`),
    );
  });

  test('an index (9.3)', () => {
    const fields = indexFields({
      objidTable: 2,
      objid: 2,
      pgnoFDP: 4,
      name: 'Id',
      density: 80,
      flags: 0x10031,
      segments: [1, 2, 3].map((fid) => segment(fid)),
      ...locale,
    });
    expect(made(fields)).toBe(
      hex(`0A 84 2700 02000000 0300 02000000 04000000 50000000 31000100 00000000 2A 2A2A 01040300 80FD
        0200 0280 0280 0280 0E00 ${text('Id')} 00000100 00000200 00000300 0501 0440 01 ${enUS}`),
    );
  });

  test('trees of newer formats, with the time (9.4)', () => {
    const tree = { objid: 6, pgnoFDP: 29, density: 100, lastSetTime: time };
    expect(made(tableFields({ ...tree, name: 'MSysObjids', flags: 0xc800_0000, pages: 0 }))).toBe(
      hex(`0D 80 3500 06000000 0100 06000000 1D000000 64000000 000000C8 00000000 FF 2A2A 2A2A2A2A 2A2A 2A2A2A2A
        9E5948D592CCDA01 00EF 0A00 ${text('MSysObjids')}`),
    );
    const index = {
      ...tree,
      ...locale,
      objidTable: 6,
      name: 'primary',
      flags: 0x1002f,
      segments: [segment(256)],
    };
    expect(made(indexFields(index))).toBe(
      hex(`0D 84 3500 06000000 0300 06000000 1D000000 64000000 2F000100 00000000 2A 2A2A 01040300 2A2A 2A2A2A2A
        9E5948D592CCDA01 80ED 0700 0780 0780 0780 0B00 ${text('primary')} 00000001 0501 0440 01 ${enUS}`),
    );
  });

  test('an index with a key maximum (9.5)', () => {
    const fields = indexFields({
      objidTable: 8,
      objid: 8,
      pgnoFDP: 31,
      name: 'IxId',
      density: 80,
      flags: 0x1002f,
      segments: [segment(1)],
      keyMost: 5,
      ...locale,
    });
    expect(made(fields)).toBe(
      hex(`0B 84 2900 08000000 0300 08000000 1F000000 50000000 2F000100 00000000 2A 2A2A 01040300 0500 80F9
        0400 0480 0480 0480 0800 ${text('IxId')} 00000100 0501 0440 01 ${enUS}`),
    );
  });

  const short = columnFields({
    objidTable: 8,
    fid: 4,
    name: 'Short',
    coltyp: 3,
    cbMax: 2,
    flags: columnFlag.default,
    codePage: 0,
    recordOffset: 10,
    defaultValue: bytesOf('3412'),
  });

  test('a column with a default (9.6), and what is left of it when it is deleted', () => {
    expect(made(short)).toBe(
      hex(`09 83 2300 08000000 0200 04000000 03000000 02000000 10000000 00000000 2A 0A00 80FE
        0500 0580 0580 0700 ${text('Short')} 3412`),
    );
    const deleted = encoder.change(encoder.encode(short), deletedColumnFields(8, 4, columnFlag.default));
    expect(hexOf(deleted)).toBe(
      hex(`09 83 2300 08000000 0200 04000000 00000000 02000000 00000000 00000000 2A 0A00 80FE
        0B00 0B80 0B80 0D00 ${text('JetStub_8_4')} 3412`),
    );
  });

  test('long values and callbacks', () => {
    expect(made(longValueFields({ objidTable: 8, objid: 11, pgnoFDP: 37 }))).toBe(
      hex(`07 80 1F00 08000000 0400 0B000000 25000000 64000000 00000000 01000000 80 0200 ${text('LV')}`),
    );
    expect(made(callbackFields({ objidTable: 8, type: 2, callback: 'd!f' }))).toBe(
      hex(
        `07 82 1F00 08000000 0500 05000000 00000000 00000000 02000000 00000000 80 0200 0280 0500 ${text('CBd!f')}`,
      ),
    );
  });
});

describe('records of the other system tables (10 §4)', () => {
  test('MSysObjids', () => {
    const row = { objid: 4, objidTable: 2, type: 3 } as const;
    expect(hexOf(new ObjidRecordEncoder(4096).encode(row))).toBe(
      hex('007F0400 0001 0C00 0101 1000 0201 1400 04000000 02000000 0300'),
    );
    expect(hexOf(new ObjidRecordEncoder(16384).encode(row))).toBe(
      hex('007F0400 0001 0C00 0101 1100 0201 1600 00 04000000 00 02000000 00 0300'),
    );
  });

  test('MSysLocales', () => {
    const key = localeIndexKey('en-US', '00000001-57EE-1E5C-00B4-D0000BB1E11E', [0x6020f, 0x6020f]);
    expect(key).toBe('LocaleName=en-US,SortID=00000001-57ee-1e5c-00b4-d0000bb1e11e,Ver=6020f0006020f');
    const record = new LocaleRecordEncoder(4096).encode({ key: 'ab', type: 2, value: 23 });
    expect(hexOf(record)).toBe(hex('02 80 0A00 02 17000000 FC 0600 6100 6200 0000'));
  });
});

describe('keys of the catalog (10 §2.2)', () => {
  it('are those of the examples', () => {
    const name = textBytes('SpaceUsage');
    expect(hexOf(catalogPrimaryKey(2, 2, 0x104))).toBe(hex('7F80000002 7F8002 7F80000104'));
    expect(hexOf(catalogNameKey(2, 2, name))).toBe(hex('7F80000002 7F8002 7F 5350414345555341474500'));
    expect(hexOf(catalogRootKey(textBytes('t1')))).toBe(hex('7FFF 7F 543100'));
  });
});

describe('space hints (10 §6)', () => {
  const stored = bytesOf('01 64000000 00000000 02000000 64000000 C8000000 00800000 00000800');

  it('are the members from the first that the row does not say, up to the last that is not zero', () => {
    const hints = decodeSpaceHints(stored, 'deferredLongValues');
    expect(hints).toEqual({
      ulInitialDensity: 100,
      cbInitial: 0,
      grbit: 2,
      ulMaintDensity: 100,
      ulGrowth: 200,
      cbMinExtent: 0x8000,
      cbMaxExtent: 0x80000,
    });
    expect(hexOf(encodeSpaceHints(hints, 'deferredLongValues')!)).toBe(hexOf(stored));
    expect(hexOf(encodeSpaceHints({ ...hints, cbMinExtent: 0, cbMaxExtent: 0, ulGrowth: 0 }, 'table')!)).toBe(
      hex('01 02000000 64000000'),
    );
    const nothing = decodeSpaceHints(bytesOf('01'), 'tree');
    expect(encodeSpaceHints(nothing, 'tree')).toBeUndefined();
  });

  it('are refused when they are none', () => {
    const failure = expect.objectContaining({ name: 'JET_errCatalogCorrupted' }) as unknown;
    expect(() => decodeSpaceHints(bytesOf('02 00000000'), 'tree')).toThrow(failure);
    expect(() => decodeSpaceHints(bytesOf('01 0000'), 'tree')).toThrow(failure);
    expect(() => decodeSpaceHints(new Uint8Array(0), 'tree')).toThrow(failure);
    expect(() => decodeSpaceHints(Uint8Array.of(1, ...stored.subarray(1), 0, 0, 0, 0), 'tree')).toThrow(
      failure,
    );
  });
});
