import { describe, expect, it } from 'vitest';
import { lidNumber, longValueKey, turnLid } from '../../src/long-values/long-value-key';

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));

describe('keys of long values', () => {
  it.each([
    ['00000006', 'root', 4],
    ['0000000600000fd2', 'chunk', 4],
    ['800000008000000c', 'root', 8],
    ['800000008000000c00000000', 'chunk', 8],
  ])('%s is a %s of a LID of %i bytes', (hex, kind, width) => {
    expect(longValueKey(bytes(hex), hex.length / 2)).toEqual({ kind, width });
  });

  it.each(['80000001', '000000060000', '000000060000000000000000', '8000000080'])('%s is none', (hex) => {
    expect(longValueKey(bytes(hex), hex.length / 2)).toBeUndefined();
  });

  it('turns the LID of a record into that of the tree', () => {
    const lid = turnLid(bytes('ff0c00008000000080'), 1, 8, new Uint8Array(8));
    expect(lid).toEqual(bytes('800000008000000c'));
    expect(lidNumber(lid, 8)).toBe(0x800000008000000cn);
    expect(lidNumber(bytes('00000006'), 4)).toBe(6n);
  });
});
