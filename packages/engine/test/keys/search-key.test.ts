import { describe, expect, it } from 'vitest';
import {
  coltyp,
  defaultTupleLimits,
  indexDefinition,
  keyGrbit,
  makeSearchKey,
  SearchKey,
  type IndexDefinition,
} from '../../src/keys';
import { column, fromHex, indexOf, repeated, toHex, windows10 } from './fixture';

const g = keyGrbit;
const text = column(coltyp.text);
const unicode = column(coltyp.text, { codePage: 1200 });
const binary = column(coltyp.binary);
const long = column(coltyp.long);
const one = (index: IndexDefinition, data: Uint8Array | null, grbit = 0): string => {
  const key = new SearchKey(index);
  key.make(data, g.newKey | grbit);
  return toHex(key.view());
};
const failure = (code: number): unknown => expect.objectContaining({ code });
/** `key` filled up with FF to the 256 bytes of a limit. */
const filled = (key: string): string => key + repeated('f', 512 - key.length);

describe('limits (13 §5.1)', () => {
  const ab = new TextEncoder().encode('ab');
  const wide = fromHex('61006200');
  const nine = fromHex('010203040506070809');
  const eight = fromHex('0102030405060708');
  const down = indexDefinition({ segments: [{ column: text, descending: true }] });
  const wideDown = indexDefinition({ segments: [{ column: unicode, descending: true }], unicode: windows10 });
  const wideUp = indexOf([unicode], { unicode: windows10 });
  const cases: [string, IndexDefinition, Uint8Array | null, number, string][] = [
    ['text, full start', indexOf([text]), ab, g.fullColumnStartLimit, '7f414200'],
    ['text, full end', indexOf([text]), ab, g.fullColumnEndLimit, filled('7f414200')],
    ['text, Str', indexOf([text]), ab, g.strLimit, filled('7f414200')],
    ['text, partial start', indexOf([text]), ab, g.partialColumnStartLimit, '7f4142'],
    ['text, partial end', indexOf([text]), ab, g.partialColumnEndLimit, filled('7f4142')],
    ['text, SubStr', indexOf([text]), ab, g.subStrLimit, filled('7f4142')],
    ['descending text', down, ab, g.partialColumnEndLimit, filled('80bebd')],
    ['NULL text', indexOf([text]), null, g.partialColumnEndLimit, filled('00')],
    ['empty text', indexOf([text]), null, g.keyDataZeroLength | g.partialColumnEndLimit, filled('40')],
    ['Unicode, partial start', wideUp, wide, g.partialColumnStartLimit, '7f0e020e09'],
    ['Unicode, partial end', wideUp, wide, g.partialColumnEndLimit, filled('7f0e020e09')],
    ['descending Unicode', wideDown, wide, g.partialColumnEndLimit, filled('80f1fdf1f6')],
    ['binary, partial start', indexOf([binary]), nine, g.partialColumnStartLimit, `7f${toHex(eight)}0909`],
    [
      'binary, partial end',
      indexOf([binary]),
      nine,
      g.partialColumnEndLimit,
      `7f${toHex(eight)}0909${'ff'.repeat(9 - 1 + 1)}`,
    ],
    ['binary, whole chunk', indexOf([binary]), eight, g.partialColumnEndLimit, `7f${toHex(eight)}ffff`],
    ['binary, Str', indexOf([binary]), eight, g.strLimit, `7f${toHex(eight)}ffff`],
    ['binary, SubStr', indexOf([binary]), eight, g.subStrLimit, `7f${toHex(eight)}08`],
    ['Long, Str', indexOf([long]), fromHex('01000000'), g.strLimit, filled('7f80000001')],
    ['Long, SubStr', indexOf([long]), fromHex('01000000'), g.subStrLimit, '7f80000001'],
    ['Long, full end', indexOf([long]), fromHex('01000000'), g.fullColumnEndLimit, filled('7f80000001')],
  ];
  it.each(cases)('%s', (_, index, data, grbit, wanted) => {
    expect(one(index, data, grbit)).toBe(wanted);
  });

  it('exclude each other, and partial ones want text or chunks', () => {
    const both = g.fullColumnStartLimit | g.fullColumnEndLimit;
    expect(() => one(indexOf([text]), ab, both)).toThrow(failure(-900));
    expect(() => one(indexOf([long]), fromHex('01000000'), g.partialColumnEndLimit)).toThrow(failure(-900));
    const fixed = column(coltyp.binary, { isFixed: true, size: 2 });
    expect(() => one(indexOf([fixed]), ab, g.partialColumnStartLimit)).toThrow(failure(-900));
  });

  it('end the key', () => {
    const key = new SearchKey(indexOf([text, long]));
    key.make(ab, g.newKey | g.fullColumnStartLimit);
    expect(key.isLimit).toBe(true);
    expect(() => key.make(fromHex('01000000'))).toThrow(failure(-1516));
  });

  it('never make a key longer than KeyMost and its sentinel', () => {
    const long255 = new TextEncoder().encode(repeated('a', 300));
    expect(one(indexOf([text]), long255, g.fullColumnEndLimit)).toHaveLength(512);
    expect(one(indexOf([binary]), long255, g.partialColumnEndLimit)).toHaveLength(512);
    expect(one(indexOf([text]), long255)).toHaveLength(510);
  });
});

describe('the states of a search key', () => {
  it('are checked', () => {
    const key = new SearchKey(indexOf([long]));
    expect(() => key.view()).toThrow(failure(-1608));
    expect(() => key.make(fromHex('01000000'))).toThrow(failure(-1608));
    key.make(fromHex('01000000'), g.newKey);
    expect(() => key.make(fromHex('01000000'))).toThrow(failure(-1516));
    key.clear();
    expect(key.isMade).toBe(false);
    expect(() => new SearchKey(undefined).make(fromHex('01'), g.newKey)).toThrow(failure(-1515));
  });

  it('survive a refused segment', () => {
    const key = new SearchKey(indexOf([long, unicode], { unicode: windows10 }));
    key.make(fromHex('01000000'), g.newKey);
    expect(() => key.make(fromHex('61006501'))).toThrow(failure(-603));
    expect(toHex(key.view())).toBe('7f80000001');
    key.make(fromHex('6100'));
    expect(toHex(key.view())).toBe('7f800000017f0e020101010100');
  });

  it('begin with the placeholder by themselves', () => {
    const placeholder = column(coltyp.bit, { isPlaceholder: true });
    expect(toHex(makeSearchKey(indexOf([placeholder, long]), [1]))).toBe('7f007f80000001');
    const down = indexDefinition({
      segments: [
        { column: placeholder, descending: true },
        { column: long, descending: false },
      ],
    });
    expect(toHex(makeSearchKey(down, [1]))).toBe('80ff7f80000001');
  });
});

describe('normalised keys', () => {
  it('are taken as they are', () => {
    const key = new SearchKey(undefined);
    key.make(fromHex('00000001'), g.normalizedKey);
    expect(toHex(key.view())).toBe('00000001');
    expect(key.isLimit).toBe(false);
  });

  it('may have the sentinel, and no more', () => {
    const key = new SearchKey(indexOf([long]));
    key.make(new Uint8Array(256), g.normalizedKey);
    expect(key.isLimit).toBe(true);
    expect(() => key.make(new Uint8Array(257), g.normalizedKey)).toThrow(failure(-1003));
    const short = new SearchKey(indexOf([long], { keyMost: 5 }));
    short.make(new Uint8Array(200), g.normalizedKey);
    expect(short.view()).toHaveLength(6);
  });
});

describe('the size of search values', () => {
  it('must fit fixed columns, except text, which is padded', () => {
    const fixedText = column(coltyp.text, { isFixed: true, size: 5 });
    const down = indexDefinition({ segments: [{ column: fixedText, descending: true }] });
    expect(toHex(makeSearchKey(down, ['ab']))).toBe('80bebddfdfdfff');
    expect(() => makeSearchKey(down, ['abcdef'])).toThrow(failure(-1047));
    const fixedBinary = indexOf([column(coltyp.binary, { isFixed: true, size: 4 })]);
    expect(() => makeSearchKey(fixedBinary, [Uint8Array.of(1)])).toThrow(failure(-1047));
    expect(() => makeSearchKey(fixedBinary, [new Uint8Array(0)])).toThrow(failure(-1047));
    expect(() => makeSearchKey(indexOf([long]), [new Uint8Array(0)])).toThrow(failure(-1047));
    expect(() => makeSearchKey(indexOf([long]), [Uint8Array.of(1, 2)])).toThrow(failure(-1047));
  });

  it('is limited in tuple indexes', () => {
    const index = indexOf([text], { tuple: { ...defaultTupleLimits, lengthMax: 5 } });
    expect(toHex(makeSearchKey(index, ['hello world']))).toBe('7f48454c4c4f00');
    expect(() => makeSearchKey(index, ['he'])).toThrow(failure(-1437));
    expect(() => makeSearchKey(index, [null])).toThrow(failure(-1437));
  });

  it('counts 127 characters of Unicode with KeyMost 255', () => {
    const index = indexOf([unicode], { unicode: windows10, varSegMac: 255 });
    expect(makeSearchKey(index, [repeated('a', 127) + '@'])).toHaveLength(255);
    const hyphens = makeSearchKey(index, [repeated('\0', 127) + 'a']);
    expect(toHex(hyphens)).toBe('7f0101010100');
  });
});
