import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import {
  comparePagesLogically,
  describeCorpus,
  pagesOfFile,
  temporaryFolder,
  unpackEngineArchive,
} from '../src';

describeCorpus('the comparison of pages', () => {
  const folder = temporaryFolder();
  const pageSize = 4096;
  const pgno = 45;
  let original: Buffer;

  beforeAll(() => {
    original = readFileSync(join(unpackEngineArchive('dirty-btree-split-4k', folder), 'recovered', 'a.edb'));
  });

  /** Compares the database with one that had something done to page 45. */
  function afterChange(change: (page: DataView) => void): readonly string[] {
    const copy = Buffer.from(original);
    const at = (pgno + 1) * pageSize;
    change(new DataView(copy.buffer, copy.byteOffset + at, pageSize));
    return comparePagesLogically(pagesOfFile(copy), pagesOfFile(original)).differences;
  }

  it('finds nothing between a file and itself', () => {
    const store = pagesOfFile(original);
    const { differences, pages, nodes } = comparePagesLogically(store, store);
    expect(differences).toEqual([]);
    expect(pages).toBeGreaterThan(150);
    expect(nodes).toBeGreaterThan(3000);
  });

  it('does not look at checksums, flush types and the versioned flag', () => {
    expect(
      afterChange((page) => {
        page.setUint32(0, 1, true);
        page.setUint32(36, page.getUint32(36, true) ^ 0x1c000, true);
        const tag = pageSize - 4 * 2;
        page.setUint16(tag + 2, page.getUint16(tag + 2, true) ^ 0x2000, true);
      }),
    ).toEqual([]);
  });

  it.each([
    ['a dbtime', (page: DataView) => page.setBigUint64(8, 1n, true), /^page 45: dbtime ours 1, theirs \d+$/],
    ['a sibling', (page: DataView) => page.setUint32(20, 7, true), /^page 45: pgnoNext ours 7, theirs \d+$/],
    ['an owner', (page: DataView) => page.setUint32(24, 3, true), /^page 45: objidFDP ours 3/],
    [
      'a page flag',
      (page: DataView) => page.setUint32(36, page.getUint32(36, true) ^ 0x40, true),
      /^page 45: fFlags/,
    ],
    ['a deleted node', (page: DataView) => flagDeleted(page), /^page 45: live nodes ours \d+ of/],
    ['a byte of data', (page: DataView) => changeLastByteOfNode(page), /^page 45: live node 0: data ours/],
  ] as const)('finds %s', (_, change, text) => {
    const differences = afterChange(change);
    expect(differences).not.toEqual([]);
    expect(differences[0]).toMatch(text);
  });

  function flagDeleted(page: DataView): void {
    const tag = pageSize - 4 * 2;
    page.setUint16(tag + 2, page.getUint16(tag + 2, true) | 0x4000, true);
  }

  function changeLastByteOfNode(page: DataView): void {
    const tag = pageSize - 4 * 2;
    const [cb, ib] = [page.getUint16(tag, true) & 0x1fff, page.getUint16(tag + 2, true) & 0x1fff];
    const at = 40 + ib + cb - 1;
    page.setUint8(at, page.getUint8(at) ^ 1);
  }
});
