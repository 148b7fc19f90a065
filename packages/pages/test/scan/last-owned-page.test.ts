import { describe, expect, it } from 'vitest';
import { pageFlag } from '../../src/page/page-layout';
import { lastOwnedPage } from '../../src/space/last-owned-page';
import { buildDatabase, pageOf, putPage } from '../fixture/database';
import { flipBit, memoryWith } from '../fixture/files';
import { extentBranch, extentPage, recordPage, rootPage, type Extent } from '../fixture/pages';
import { seededRandom } from '@esekit/testkit';

/** The owned range of a database, from trees made for the purpose (04 §1 to §3). */

type Pages = Readonly<Record<number, Uint8Array>>;

/** A file of 20 pages with the given ones in place. */
function fileWith(pages: Pages, pageSize = 4096): Uint8Array {
  const file = buildDatabase({ pageSize, pages: 20 });
  for (const [pgno, page] of Object.entries(pages)) putPage(file, pageSize, Number(pgno), page);
  return file;
}

async function ownedIn(file: Uint8Array, pageSize = 4096): Promise<number> {
  const open = memoryWith({ 'a.edb': file }).openSync('a.edb', 'read');
  return lastOwnedPage(open, pageSize);
}

function leaf(pgno: number, extents: readonly Extent[], pageSize = 4096): Uint8Array {
  return extentPage({ pageSize, pgno }, extents);
}

function branch(pgno: number, children: readonly (readonly [number, number])[]): Uint8Array {
  return extentBranch({ pageSize: 4096, pgno }, children);
}

async function refusal(file: Uint8Array): Promise<string> {
  return ownedIn(file).then(
    (owned) => `owned ${owned}`,
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );
}

describe('a single page of extents', () => {
  it.each([2048, 4096, 8192, 16384, 32768])('%i bytes', async (pageSize) => {
    const file = fileWith(
      {
        2: leaf(
          2,
          [
            { last: 8, cpg: 8 },
            { last: 14, cpg: 6 },
          ],
          pageSize,
        ),
      },
      pageSize,
    );
    expect(await ownedIn(file, pageSize)).toBe(14);
  });

  it('deleted nodes do not count', async () => {
    const extents = [
      { last: 8, cpg: 8 },
      { last: 14, cpg: 6, isDeleted: true },
    ];
    expect(await ownedIn(fileWith({ 2: leaf(2, extents) }))).toBe(8);
  });

  it('on large pages the deleted flag stands in the line', async () => {
    const extents = [
      { last: 8, cpg: 8 },
      { last: 14, cpg: 6, isDeleted: true },
    ];
    expect(await ownedIn(fileWith({ 2: leaf(2, extents, 32768) }, 32768), 32768)).toBe(8);
  });

  it('may own more than the file has', async () => {
    expect(await ownedIn(fileWith({ 2: leaf(2, [{ last: 500, cpg: 500 }]) }))).toBe(500);
  });

  it('may stand anywhere', async () => {
    expect(await ownedIn(fileWith({ 1: rootPage(4096, 17), 17: leaf(17, [{ last: 19, cpg: 19 }]) }))).toBe(
      19,
    );
  });

  it('the second form of the space header is read as well', async () => {
    expect(await ownedIn(fileWith({ 1: rootPage(4096, 2, 'ecc', 5) }))).toBe(20);
  });
});

describe('a tree of several levels', () => {
  const leaves = {
    5: leaf(5, [{ last: 6, cpg: 6 }]),
    6: leaf(6, [{ last: 12, cpg: 6 }]),
    7: leaf(7, [
      { last: 16, cpg: 4 },
      { last: 18, cpg: 2 },
    ]),
  };

  it('the last extent of the last leaf counts', async () => {
    expect(
      await ownedIn(
        fileWith({
          ...leaves,
          2: branch(2, [
            [6, 5],
            [12, 6],
            [18, 7],
          ]),
        }),
      ),
    ).toBe(18);
  });

  it('over three levels', async () => {
    const file = fileWith({
      ...leaves,
      2: branch(2, [
        [6, 5],
        [18, 8],
      ]),
      8: branch(8, [
        [12, 6],
        [18, 7],
      ]),
    });
    expect(await ownedIn(file)).toBe(18);
  });

  it('goes back to the leaf before one whose nodes are all deleted', async () => {
    const file = fileWith({
      ...leaves,
      2: branch(2, [
        [6, 5],
        [12, 6],
        [18, 7],
      ]),
      7: leaf(7, [{ last: 18, cpg: 6, isDeleted: true }]),
    });
    expect(await ownedIn(file)).toBe(12);
  });

  it('with nothing but deleted nodes owns nothing, which cannot be', async () => {
    const file = fileWith({ 2: leaf(2, [{ last: 18, cpg: 18, isDeleted: true }]) });
    expect(await refusal(file)).toMatch(/^JET_errSPOwnExtCorrupted: .*owns nothing/);
  });

  it('that leads back into itself is refused', async () => {
    expect(await refusal(fileWith({ 2: branch(2, [[18, 2]]) }))).toMatch(
      /JET_errSPOwnExtCorrupted: .*no tree/,
    );
    const file = fileWith({ 2: branch(2, [[18, 8]]), 8: branch(8, [[18, 2]]) });
    expect(await refusal(file)).toMatch(/JET_errSPOwnExtCorrupted: .*no tree/);
  });

  it('that is deeper than any tree is refused', async () => {
    const pages: Record<number, Uint8Array> = {};
    for (let pgno = 2; pgno < 12; pgno++) pages[pgno] = branch(pgno, [[18, pgno + 1]]);
    pages[12] = leaf(12, [{ last: 18, cpg: 18 }]);
    expect(await refusal(fileWith(pages))).toMatch(/JET_errSPOwnExtCorrupted: .*too deep/);
    pages[9] = leaf(9, [{ last: 18, cpg: 18 }]);
    expect(await ownedIn(fileWith(pages))).toBe(18);
  });
});

describe('pages that are not what they should be', () => {
  const random = seededRandom(1);
  const foreign = extentPage({ pageSize: 4096, pgno: 2, objid: 7 }, [{ last: 18, cpg: 18 }]);
  const noSpaceTree = extentPage({ pageSize: 4096, pgno: 2, flags: pageFlag.leaf }, [{ last: 18, cpg: 18 }]);

  it.each<[string, Pages, RegExp]>([
    ['a page of another object', { 2: foreign }, /^JET_errSPOwnExtCorrupted: .*object 7/],
    ['a page of no space tree', { 2: noSpaceTree }, /^JET_errSPOwnExtCorrupted: .*no space tree/],
    ['a root behind the end of the file', { 1: rootPage(4096, 21) }, /^JET_errSPOwnExtCorrupted: .*outside/],
    ['page 0 as the root', { 1: rootPage(4096, 0) }, /^JET_errSPOwnExtCorrupted: .*outside/],
    [
      'a child behind the end of the file',
      { 2: branch(2, [[18, 99]]) },
      /^JET_errSPOwnExtCorrupted: .*outside/,
    ],
    ['a blank page', { 2: new Uint8Array(4096) }, /^JET_errPageNotInitialized/],
    ['a blank root', { 1: new Uint8Array(4096) }, /^JET_errPageNotInitialized/],
    ['random bytes', { 2: random.fill(new Uint8Array(4096)) }, /^JET_errReadVerifyFailure/],
    ['another page in its place', { 2: leaf(3, [{ last: 18, cpg: 18 }]) }, /^JET_errReadVerifyFailure/],
    ['a database root in the single form', { 1: rootPage(4096, 2, 'ecc', 0) }, /no owned-extent tree/],
    ['a database root without a space header', { 1: ordinaryRoot() }, /no owned-extent tree|object 100/],
    [
      'an extent of no pages',
      { 2: leaf(2, [{ last: 18, cpg: 0 }]) },
      /^JET_errSPOwnExtCorrupted: .*impossible/,
    ],
    ['an extent before page 1', { 2: leaf(2, [{ last: 18, cpg: 19 }]) }, /impossible/],
    ['an extent beyond all pages', { 2: leaf(2, [{ last: 0x7ff00000, cpg: 1 }]) }, /impossible/],
  ])('%s', async (_, pages, expected) => {
    expect(await refusal(fileWith(pages))).toMatch(expected);
  });

  function ordinaryRoot(): Uint8Array {
    return recordPage(random, 4096, 1);
  }

  it('one wrong bit does not hide the range, two do', async () => {
    const file = fileWith({ 2: leaf(2, [{ last: 18, cpg: 18 }]) });
    const page = pageOf(file, 4096, 2);
    for (const at of [40, 42, 48, 4090]) {
      flipBit(page, 8 * at);
      expect(await ownedIn(file)).toBe(18);
      flipBit(page, 8 * at);
    }
    flipBit(page, 8 * 40);
    flipBit(page, 8 * 50);
    expect(await refusal(file)).toMatch(/^JET_errReadVerifyFailure: page 2/);
  });

  it('a wrong bit in the root is put right as well', async () => {
    const file = fileWith({});
    flipBit(pageOf(file, 4096, 1), 8 * 52);
    expect(await ownedIn(file)).toBe(20);
  });

  it.each([0, 4096, 8192, 12287])('a file of %i bytes has no page 1', async (size) => {
    expect(await refusal(fileWith({}).subarray(0, size))).toMatch(/^JET_errSPOwnExtCorrupted: page 1/);
  });
});
