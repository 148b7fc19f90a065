import { describe, expect, it } from 'vitest';
import { coltyp, makeSearchKey, keyGrbit } from '../../src/keys';
import { ascending, column, fromHex, hexKeys, indexOf, keyOf, repeated, toHex, windows10 } from './fixture';
import { indexDefinition } from '../../src/keys';

const plain = (text: string): string => text.replaceAll(' ', '').toLowerCase();

describe('the examples of the format documents (13 §3.3)', () => {
  const guid = '3f360af1-6766-46dc-9af2-0dacf295c2a1';
  const cases: [string, number, Parameters<typeof keyOf>[1], string][] = [
    ['Long 1', coltyp.long, 1, '7F 80000001'],
    ['Long -1', coltyp.long, -1, '7F 7FFFFFFF'],
    ['Short -1337', coltyp.short, -1337, '7F 7AC7'],
    ['UnsignedByte 213', coltyp.unsignedByte, 213, '7F D5'],
    ['LongLong 5', coltyp.longLong, 5n, '7F 8000000000000005'],
    ['UnsignedLong', coltyp.unsignedLong, 13371337, '7F 00CC07C9'],
    ['float 1', coltyp.ieeeSingle, 1, '7F BF800000'],
    ['float -1', coltyp.ieeeSingle, -1, '7F 407FFFFF'],
    ['double 1', coltyp.ieeeDouble, 1, '7F BFF0000000000000'],
    ['true', coltyp.bit, true, '7F FF'],
    ['false', coltyp.bit, false, '7F 00'],
    ['GUID', coltyp.guid, guid, '7F 0DACF295C2A1 9AF2 DC46 6667 F10A363F'],
    ['NULL', coltyp.long, null, '00'],
    ['empty text', coltyp.text, '', '40'],
    ['empty binary', coltyp.binary, new Uint8Array(0), '40'],
    ['binary 01', coltyp.binary, Uint8Array.of(1), '7F 0100000000000000 01'],
    ['ASCII text', coltyp.text, 'MSysObjects', '7F 4D5359534F424A45435453 00'],
    ['two letters', coltyp.text, 'Ab', '7F 41 42 00'],
  ];
  it.each(cases)('%s', (_, type, value, wanted) => {
    expect(keyOf(column(type), value)).toBe(plain(wanted));
  });

  it('Long 1 descending', () => {
    const index = indexDefinition({ segments: [{ column: column(coltyp.long), descending: true }] });
    expect(hexKeys(index, new Map([[index.segments[0]!.column, 1]]))).toEqual([plain('80 7FFFFFFE')]);
  });

  it('binary in two chunks (13 §3.1)', () => {
    const value = new TextEncoder().encode('test binary data');
    const wanted = '7F 7465737420 62696E 09 617279206461 7461 08';
    expect(keyOf(column(coltyp.binary), value)).toBe(plain(wanted));
  });

  it('a prefix search on Long and text (13 §5.1)', () => {
    const index = indexOf([column(coltyp.long), column(coltyp.text)]);
    const start = makeSearchKey(index, [5, 'Ab'], keyGrbit.partialColumnStartLimit);
    expect(toHex(start)).toBe(plain('7F80000005 7F4142'));
    const end = makeSearchKey(index, [5, 'Ab'], keyGrbit.partialColumnEndLimit);
    expect(toHex(end)).toBe(plain('7F80000005 7F4142') + repeated('f', 2 * 248));
    expect(end).toHaveLength(256);
  });

  it('Unicode (13 §6.1)', () => {
    const text = column(coltyp.text, { codePage: 1200 });
    const key = (value: string): string => keyOf(text, value, { unicode: windows10 });
    expect(key('\\')).toBe(plain('7F 0741 01 01 01 01 00'));
    expect(key('lab\\jane')).toBe(plain('7F 0E48 0E02 0E09 0741 0E35 0E02 0E70 0E21 01 01 01 01 00'));
    expect(key('lab\\dc-1$')).toBe(
      plain('7F 0E48 0E02 0E09 0741 0E1A 0E0A 0D1A 0721 01 01 01 01 FFF9 82 12 00'),
    );
  });
});

describe('the keys of the catalog (10 §2.2)', () => {
  const [table, type, id] = [column(coltyp.long), column(coltyp.short), column(coltyp.long)];
  const name = column(coltyp.text);
  const rootFlag = column(coltyp.bit);
  const row = new Map<typeof table, number | string>([
    [table, 2],
    [type, 2],
    [id, 0x104],
    [name, 'SpaceUsage'],
  ]);

  it('the clustered key', () => {
    expect(hexKeys(indexOf([table, type, id]), row)).toEqual([plain('7F80000002 7F8002 7F80000104')]);
  });

  it('the key by name', () => {
    const wanted = plain('7F80000002 7F8002 7F 5350414345555341474500');
    expect(hexKeys(indexOf([table, type, name]), row)).toEqual([wanted]);
  });

  it('only tables are among the root objects', () => {
    const index = indexOf([rootFlag, name], { allowAllNulls: false, allowFirstNull: false });
    expect(hexKeys(index, row)).toEqual([]);
    const rows = new Map<typeof table, boolean | string>([
      [rootFlag, true],
      [name, 'T'],
    ]);
    expect(hexKeys(index, rows)).toEqual([plain('7F FF 7F 54 00')]);
  });
});

describe('the other examples', () => {
  it('GUIDs as .NET orders them', () => {
    const of = column(coltyp.guid);
    const value = fromHex('00112233445566778899aabbccddeeff');
    expect(keyOf(of, value, { dotNetGuid: true })).toBe('7f33221100554477668899aabbccddeeff');
  });

  it('NULL sorts high when the index says so', () => {
    const of = column(coltyp.long);
    expect(keyOf(of, null, { sortNullsHigh: true })).toBe('c0');
    const down = indexDefinition({ segments: [{ column: of, descending: true }], sortNullsHigh: true });
    expect(hexKeys(down, new Map())).toEqual(['3f']);
  });

  it('both zeros have their own key', () => {
    const of = column(coltyp.ieeeDouble);
    expect(keyOf(of, -0)).toBe('7f7fffffffffffffff');
    expect(keyOf(of, 0)).toBe('7f8000000000000000');
  });

  it.each([
    ['aaaa', '7f4141414100'],
    ['aaaaa', '7f4141414141'],
    ['_____', '7f5f5f5f5f3f'],
    ['99999', '7f3939393919'],
    ['aaaaB', '7f4141414122'],
  ])('the last byte of cut text %s', (text, wanted) => {
    const index = indexDefinition({ segments: [ascending(column(coltyp.longText))], varSegMac: 6 });
    expect(hexKeys(index, new Map([[index.segments[0]!.column, text]]))).toEqual([wanted]);
  });
});
