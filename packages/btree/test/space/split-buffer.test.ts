import { describe, expect, it } from 'vitest';
import {
  addToBuffer,
  decodeSplitBuffer,
  encodeSplitBuffer,
  pagesInBuffer,
  takeFromBuffer,
  type SplitBuffer,
} from '../../src/space/split-buffer';

describe('a split buffer (04 §5)', () => {
  const buffer: SplitBuffer = [
    { pgnoLast: 0x1234, cpg: 3 },
    { pgnoLast: 0x20, cpg: 2 },
  ];

  it('is two entries of last page and count', () => {
    const bytes = encodeSplitBuffer(buffer);
    expect(Buffer.from(bytes).toString('hex')).toBe('34120000' + '03000000' + '20000000' + '02000000');
    expect(decodeSplitBuffer(bytes)).toEqual(buffer);
  });

  it('of a very old root is an empty tag', () => {
    expect(pagesInBuffer(decodeSplitBuffer(new Uint8Array(0))!, 100)).toBe(0);
  });

  it('is none when it has other bytes, or pages that cannot be', () => {
    expect(decodeSplitBuffer(new Uint8Array(15))).toBeUndefined();
    const impossible = encodeSplitBuffer([
      { pgnoLast: 2, cpg: 3 },
      { pgnoLast: 0, cpg: 0 },
    ]);
    expect(decodeSplitBuffer(impossible)).toBeUndefined();
  });

  it('gives the lowest page of the smaller entry, and keeps what ended it', () => {
    const pgnos: number[] = [];
    let rest: SplitBuffer = buffer;
    for (let taken = takeFromBuffer(rest, 0x2000); taken; taken = takeFromBuffer(rest, 0x2000)) {
      pgnos.push(taken.pgno);
      rest = taken.rest;
    }
    expect(pgnos).toEqual([0x1f, 0x20, 0x1232, 0x1233, 0x1234]);
    expect(rest).toEqual([
      { pgnoLast: 0x1234, cpg: 0 },
      { pgnoLast: 0x20, cpg: 0 },
    ]);
  });

  it('has nothing behind the end of the file', () => {
    expect(pagesInBuffer(buffer, 0x1233)).toBe(2);
    expect(takeFromBuffer(buffer, 0x1f)).toBeUndefined();
  });

  it('takes an extent in place of the smaller entry', () => {
    const entry = { pgnoLast: 50, cpg: 8 };
    const added = addToBuffer(buffer, entry);
    expect(added).toEqual({ buffer: [buffer[0], entry], replaced: buffer[1] });
    const equal: SplitBuffer = [buffer[1], buffer[1]];
    expect(addToBuffer(equal, entry)).toEqual({ buffer: [entry, buffer[1]], replaced: buffer[1] });
  });
});
