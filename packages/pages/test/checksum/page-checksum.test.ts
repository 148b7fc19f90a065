import { pageFromVector, seededRandom } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { eccChecksum, readEccChecksum } from '../../src/checksum/ecc';
import {
  checkPageChecksum,
  correctPageBits,
  pageChecksumFormat,
  stampPageChecksum,
} from '../../src/checksum/page-checksum';
import { pageVectors } from '../page/page-vectors';
import { flipBit, sameBytes } from '../fixture/files';
import { recordPage } from '../fixture/pages';

type Name = keyof typeof pageVectors;

function vector(name: Name): { page: Uint8Array; pgno: number } {
  const [size, pgno, bytes] = pageVectors[name];
  return { page: pageFromVector(size, bytes), pgno };
}

function checksumAt(page: Uint8Array, offset: number): bigint {
  const { ecc, xor } = readEccChecksum(page, offset);
  return (BigInt(ecc) << 32n) | BigInt(xor);
}

function blockChecksum(block: Uint8Array, pgno: number, kind: 'header' | 'continuation'): bigint {
  const { ecc, xor } = eccChecksum(block, pgno, kind);
  return (BigInt(ecc) << 32n) | BigInt(xor);
}

/** Stores another page number in a large page of 16 KiB; only the checksum of block 0 covers it. */
function stampFirstBlockWithNumber(page: Uint8Array, pgno: number, stored: number): void {
  const view = new DataView(page.buffer);
  view.setUint32(64, stored, true);
  const { xor, ecc } = eccChecksum(page.subarray(0, 4096), pgno, 'header');
  view.setUint32(0, xor, true);
  view.setUint32(4, ecc, true);
}

describe('the pages of the format document', () => {
  it.each<[Name, bigint[]]>([
    ['P1', [0x7fdf7fdf0001a77cn]],
    ['P2', [0x0192019200ec59d4n]],
    ['P3', [0x0184018400cfd8c9n]],
    ['P4', [0x7e787e780001a7ccn]],
    ['P5', [0x7d4a02b5001ae81fn, 1n, 1n, 0x001b7fe400000011n]],
    ['P6', [0x0042004200228bdfn, 0x1an, 0x1an, 0x0032003200100000n]],
    ['P7', [0x01310131001a28c0n, 1n, 1n, 0x001bffe400000011n]],
    ['P8', [0xfe1a01e5fe9bb954n, 2n, 2n, 0x0079ff86000a0012n]],
    ['P9', [0xfe1cfe1c0001377cn]],
  ])('%s stores and gets these checksums', (name, expected) => {
    const { page, pgno } = vector(name);
    const size = page.length / expected.length;
    const stored = expected.map((_, i) => checksumAt(page, [0, 40, 48, 56][i]!));
    const computed = expected.map((_, i) =>
      blockChecksum(page.subarray(i * size, (i + 1) * size), pgno, i === 0 ? 'header' : 'continuation'),
    );
    expect(stored).toEqual(expected);
    expect(computed).toEqual(expected);
  });

  it.each(Object.keys(pageVectors) as Name[])('stamping %s anew gives the same bytes', (name) => {
    const { page, pgno } = vector(name);
    expect(checkPageChecksum(page, pgno)).toEqual({ state: 'good' });
    const again = page.slice();
    for (const at of page.length > 8192 ? [0, 40, 48, 56, 64] : [0]) again.fill(0, at, at + 4);
    stampPageChecksum(again, pgno, name === 'P10' ? 'legacy' : 'ecc');
    expect(sameBytes(again, page)).toBe(true);
  });

  it.each<[Name, string]>([
    ['P1', 'ecc'],
    ['P9', 'ecc'],
    ['P5', 'multiBlock'],
    ['P7', 'multiBlock'],
    ['P10', 'legacy'],
  ])('%s is of the format %s', (name, format) => {
    expect(pageChecksumFormat(vector(name).page)).toBe(format);
  });
});

describe('the correction examples', () => {
  it('bit 2 of byte 48 of P1', () => {
    const { page } = vector('P1');
    const original = page.slice();
    page[48] = 0x05;
    expect(blockChecksum(page, 1, 'header')).toBe(0x01a27e5d0001a778n);
    expect(correctPageBits(page, 1)).toEqual([386]);
    expect(sameBytes(page, original)).toBe(true);
  });

  it('bit 0 of byte 100 as well cannot be corrected', () => {
    const { page } = vector('P1');
    page[48] = 0x05;
    page[100]! ^= 1;
    const stored = readEccChecksum(page, 0);
    const computed = eccChecksum(page, 1, 'header');
    expect((stored.ecc ^ computed.ecc) >>> 0).toBe(0x02a202a2);
    expect(correctPageBits(page, 1)).toBeUndefined();
  });

  it('P1 in the place of page 2 is known as page 1', () => {
    const { page } = vector('P1');
    expect(blockChecksum(page, 2, 'header')).toBe(0x7fdf7fdf0001a77fn);
    expect(checkPageChecksum(page, 2)).toEqual({
      state: 'bad',
      error: 'JET_errReadVerifyFailure',
      actualPgno: 1,
    });
    expect(correctPageBits(page, 2)).toBeUndefined();
  });

  it('bit 0 of byte 5000 of P5 lies in block 1', () => {
    const { page } = vector('P5');
    const original = page.slice();
    page[5000]! ^= 1;
    expect(blockChecksum(page.subarray(4096, 8192), 1, 'continuation')).toBe(0x63bf1c4000000000n);
    expect(correctPageBits(page, 1)).toEqual([8 * 5000]);
    expect(sameBytes(page, original)).toBe(true);
  });
});

describe('a page in the wrong place', () => {
  it.each([4096, 8192, 16384, 32768])('of %i bytes is named', (size) => {
    const page = recordPage(seededRandom(size), size, 77);
    expect(checkPageChecksum(page, 76)).toMatchObject({ state: 'bad', actualPgno: 77 });
  });

  it('in the legacy form says so itself', () => {
    const page = recordPage(seededRandom(5), 4096, 77, 'legacy');
    expect(checkPageChecksum(page, 76)).toEqual({
      state: 'bad',
      error: 'JET_errReadPgnoVerifyFailure',
      actualPgno: 77,
    });
  });

  it('a large page with a right checksum and another number is JET_errReadPgnoVerifyFailure', () => {
    const page = recordPage(seededRandom(6), 16384, 77);
    stampFirstBlockWithNumber(page, 77, 78);
    expect(checkPageChecksum(page, 77)).toEqual({
      state: 'bad',
      error: 'JET_errReadPgnoVerifyFailure',
      actualPgno: 78,
    });
  });
});

describe('large pages', () => {
  it.each([16384, 32768])('%i bytes: one wrong bit in every block is corrected', (size) => {
    const page = recordPage(seededRandom(size), size, 5);
    const original = page.slice();
    const bits = [0, 1, 2, 3].map((block) => block * 2 * size + 1000 + block);
    for (const bit of bits) flipBit(page, bit);
    expect(correctPageBits(page, 5)).toEqual(bits);
    expect(sameBytes(page, original)).toBe(true);
  });

  it('a wrong bit in a stored checksum is put right before the block that it belongs to', () => {
    const page = recordPage(seededRandom(7), 16384, 5);
    const original = page.slice();
    const bits = [8 * 43 + 1, 8 * 5000];
    for (const bit of bits) flipBit(page, bit);
    expect(correctPageBits(page, 5)).toEqual(bits);
    expect(sameBytes(page, original)).toBe(true);
  });

  it('with another number are not made good by a corrected bit', () => {
    const page = recordPage(seededRandom(10), 16384, 77);
    stampFirstBlockWithNumber(page, 77, 78);
    flipBit(page, 8 * 9000);
    expect(correctPageBits(page, 77)).toBeUndefined();
  });

  it('have no legacy form', () => {
    const page = recordPage(seededRandom(8), 16384, 5, 'legacy');
    expect(pageChecksumFormat(page)).toBe('multiBlock');
    expect(checkPageChecksum(page, 5)).toEqual({ state: 'good' });
  });
});

describe('stamping', () => {
  it.each([2048, 4096, 8192, 16384, 32768])('%i bytes sets the flag of the format', (size) => {
    const page = recordPage(seededRandom(size), size, 3);
    page[37]! &= ~0x20;
    stampPageChecksum(page, 3);
    expect(page[37]! & 0x20).toBe(0x20);
    expect(checkPageChecksum(page, 3)).toEqual({ state: 'good' });
  });

  it('moves a page between the formats and back', () => {
    const page = recordPage(seededRandom(9), 4096, 3);
    const original = page.slice();
    stampPageChecksum(page, 3, 'legacy');
    expect(pageChecksumFormat(page)).toBe('legacy');
    expect(checkPageChecksum(page, 3)).toEqual({ state: 'good' });
    stampPageChecksum(page, 3);
    expect(sameBytes(page, original)).toBe(true);
  });
});
