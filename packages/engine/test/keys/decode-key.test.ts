import { describe, expect, it } from 'vitest';
import { coltyp, decodeKey, decodeKeySegment } from '../../src/keys';
import { column, fromHex, indexOf, windows10 } from './fixture';

const long = column(coltyp.long);
const text = column(coltyp.text);
const binary = column(coltyp.binary);
const one = fromHex('01000000');

describe('values out of keys (13 §5.4)', () => {
  it('tell NULL, empty and data apart', () => {
    const index = indexOf([long, binary, binary]);
    expect(decodeKey(index, fromHex('00407f610000000000000001'))).toEqual([
      null,
      new Uint8Array(0),
      Uint8Array.of(0x61),
    ]);
    expect(decodeKeySegment(index, fromHex('c000407f'), 0)).toBeNull();
  });

  it('leave text to the record, but find what follows it', () => {
    expect(decodeKey(indexOf([text, long]), fromHex('7f4142007f80000001'))).toEqual([undefined, one]);
  });

  it('find nothing behind Unicode text', () => {
    const unicode = column(coltyp.text, { codePage: 1200 });
    const index = indexOf([long, unicode, long], { unicode: windows10 });
    const key = fromHex('7f800000017f0e0201010101007f80000001');
    expect(decodeKey(index, key)).toEqual([one, undefined, undefined]);
  });

  it('skip text and binary that VarSegMac has cut', () => {
    const index = indexOf([text, binary, long], { varSegMac: 6 });
    expect(decodeKey(index, fromHex('7f4141414141 7f6162636465 7f80000001'))).toEqual([
      undefined,
      undefined,
      one,
    ]);
  });

  it('do not trust the end of a full key', () => {
    const index = indexOf([binary, long], { keyMost: 12 });
    expect(decodeKey(index, fromHex('7f010203040506070808 7f80'))).toEqual([
      fromHex('0102030405060708'),
      undefined,
    ]);
    expect(decodeKey(index, fromHex('7f010203040506070809 0102'))).toEqual([undefined, undefined]);
  });

  it.each(['', '55', '7f8000', '7f800000017f', '7f800000017f00000000000000000a'])('refuse %j', (key) => {
    expect(() => decodeKey(indexOf([long, binary]), fromHex(key))).toThrow(
      expect.objectContaining({ name: 'JET_errSecondaryIndexCorrupted' }),
    );
  });

  /**
   * Found by the fuzzer: a KeyMost that was made smaller in the catalog took a segment in the middle of a
   * chunk for a whole one, and its last byte for the number of bytes in use: a negative length, RangeError.
   */
  it('refuse a key that is longer than KeyMost', () => {
    const key = fromHex('7f 616263646566676809 696a000000000000 02');
    expect(decodeKeySegment(indexOf([binary]), key, 0)).toHaveLength(10);
    for (let keyMost = 1; keyMost < key.length; keyMost++) {
      expect(() => decodeKey(indexOf([binary], { keyMost }), key)).toThrow(
        expect.objectContaining({ name: 'JET_errSecondaryIndexCorrupted' }),
      );
    }
  });
});
