import { describe, expect, it } from 'vitest';
import { coltyp, indexDefinition, type IndexDefinition, type KeyColumn } from '../../src/keys';
import { column, indexOf, keysOf, repeated, toHex, windows10 } from './fixture';

const limits = [1, 2, 5, 9, 10, 11, 18, 19, 255, 256, 500, 2000];
const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i % 26) + 0x61);

function keyWith(of: KeyColumn, index: IndexDefinition, value: Uint8Array | string) {
  return keysOf(index, new Map([[of, value]]))[0]!;
}

describe.each(limits)('with KeyMost %i', (keyMost) => {
  const lengths = Array.from({ length: keyMost + 3 }, (_, i) => i + 1);

  it('text keeps its terminator while there is room', () => {
    const of = column(coltyp.longText);
    const index = indexOf([of], { keyMost });
    for (const length of lengths) {
      const { key, isTruncated } = keyWith(of, index, bytesOf(length));
      expect(key.length, `${length}`).toBe(Math.min(length + 2, keyMost));
      expect(isTruncated).toBe(length + 2 > keyMost);
      if (!isTruncated) expect(key.at(-1)).toBe(0);
    }
  });

  it('binary is cut anywhere in a chunk', () => {
    const of = column(coltyp.longBinary);
    const index = indexOf([of], { keyMost });
    for (const length of lengths) {
      const { key, isTruncated } = keyWith(of, index, bytesOf(length));
      const full = 1 + 9 * Math.ceil(length / 8);
      expect(key.length).toBe(Math.min(full, keyMost));
      expect(isTruncated).toBe(full > keyMost);
      if (isTruncated && (keyMost - 1) % 9 === 0 && keyMost > 1) expect(key.at(-1)).toBe(9);
    }
  });

  it('Unicode text is cut anywhere in its sort key', () => {
    const of = column(coltyp.longText, { codePage: 1200 });
    const index = indexOf([of], { keyMost, unicode: windows10 });
    for (const length of lengths) {
      const { key } = keyWith(of, index, repeated('a', length));
      const units = keyMost === 255 ? Math.min(length, 127) : length;
      expect(key.length).toBe(Math.min(1 + 2 * units + 5, keyMost));
    }
  });

  it('numbers keep their leading bytes', () => {
    const of = column(coltyp.longLong);
    const index = indexOf([of], { keyMost });
    const { key } = keysOf(index, new Map([[of, 0x0102030405060708n]]))[0]!;
    expect(toHex(key)).toBe('7f8102030405060708'.slice(0, 2 * keyMost));
  });

  it('a full key takes nothing more', () => {
    const [text, number] = [column(coltyp.longText), column(coltyp.long)];
    const index = indexOf([text, number], { keyMost });
    for (const length of lengths) {
      const row = new Map<KeyColumn, string | number>([
        [text, repeated('x', length)],
        [number, 7],
      ]);
      const { key, isTruncated } = keysOf(index, row)[0]!;
      expect(key.length).toBeLessThanOrEqual(keyMost);
      expect(isTruncated).toBe(length + 2 + 5 > keyMost);
    }
  });
});

describe('truncation', () => {
  it('by VarSegMac lets the next segment follow', () => {
    const [text, number] = [column(coltyp.text), column(coltyp.long)];
    const index = indexOf([text, number], { varSegMac: 20 });
    const row = new Map<KeyColumn, string | number>([
      [text, repeated('a', 300)],
      [number, 1],
    ]);
    const { key, isTruncated } = keysOf(index, row)[0]!;
    expect(toHex(key)).toBe(`7f${'41'.repeat(19)}7f80000001`);
    expect(isTruncated).toBe(false);
  });

  it('is refused when the index forbids it', () => {
    const of = column(coltyp.longText);
    const index = indexOf([of], { disallowTruncation: true });
    expect(() => keyWith(of, index, repeated('a', 253))).not.toThrow();
    expect(() => keyWith(of, index, repeated('a', 254))).toThrow(
      expect.objectContaining({ name: 'JET_errKeyTruncated' }),
    );
  });

  it('still sees the NULLs behind the cut', () => {
    const [text, number] = [column(coltyp.longText), column(coltyp.long)];
    const index = indexOf([text, number], { noNullSegment: true });
    expect(() => keyWith(text, index, repeated('a', 400))).toThrow(
      expect.objectContaining({ name: 'JET_errNullKeyDisallowed' }),
    );
  });

  it('takes more of the source when characters without weight leave room', () => {
    const of = column(coltyp.longText, { codePage: 1200 });
    const value = '\0'.repeat(400) + 'ab';
    const at = (keyMost: number): string =>
      toHex(
        keyWith(
          of,
          indexDefinition({ segments: [{ column: of, descending: false }], keyMost, unicode: windows10 }),
          value,
        ).key,
      );
    expect(at(255)).toBe('7f0101010100');
    expect(at(256)).toBe('7f0e020e090101010100');
  });
});
