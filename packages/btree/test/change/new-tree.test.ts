import type { PageView } from '@esekit/pages';
import { externalHeader, pageFlag, stampPageChecksum } from '@esekit/pages';
import { pageFromVector } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import {
  convertRoot,
  decodeRootHeader,
  emptyTree,
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  insertNode,
  setExternalHeader,
  type Conversion,
  type NewTree,
} from '../../src/index';
import { bytes } from '../fixture/entries';
import { blankPage, expectSound, hex, lineHex, nodesOf, pageOf } from './page-fixture';

const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;

const tree: NewTree = {
  pgnoFDP: 40,
  objidFDP: 9,
  pgnoParent: 1,
  cpgPrimary: 20,
  flags: pageFlag.index | pageFlag.nonUniqueKeys,
  isUnique: false,
};

function extentsOf(view: PageView): string[] {
  return Array.from({ length: view.clines }, (_, iline) => {
    const line = lineHex(view, iline + 1);
    expect(line).toMatch(/^0400/);
    const cpg = Number.parseInt(line.slice(12).match(/../g)!.reverse().join(''), 16);
    return `${Number.parseInt(line.slice(4, 12), 16)}:${cpg}`;
  });
}

describe('the pages of a new database are those of a real one (02 §3.5, P1 to P3)', () => {
  const vectors = [
    '@0 7ca70100 df7fdf7f 46 @24 01 @28 c40f0000 10000100 03a80000 fe @48 01 @52 02 @4092 10',
    '@0 d459ec00 92019201 46 @24 01 @28 b60f0000 1a000200 23a8 @56 04 @61 fefe @4088 0a001000 10',
  ];

  it('to the byte', () => {
    const pages = { root: blankPage(), ownedExtents: blankPage(), availableExtents: blankPage() };
    const numbers = { pgnoFDP: 1, pgnoOE: 2, pgnoAE: 3, pgnoParent: 0, cpgPrimary: 254, objidFDP: 1 };
    formatMultipleExtentRoot(pages, { ...numbers, flags: 0, isUnique: true, storesReservedTags: true });
    [pages.root, pages.ownedExtents].forEach((view, i) => {
      view.dbtime = 0x46n;
      view.flags |= 0xa000;
      // The real pages were made before reserved tags were written.
      view.ctagReserved = 0;
      stampPageChecksum(view.bytes, i + 1);
      expect(hex(view.bytes)).toBe(hex(pageFromVector(4096, vectors[i]!)));
    });
    // P3 has lost pages since: then as now the extent ends at 254.
    expect(extentsOf(pages.availableExtents)).toEqual(['254:251']);
    expect(pages.availableExtents.u16(34)).toBe(0x1002);
    expectSound(pages.root, pages.ownedExtents, pages.availableExtents);
  });
});

describe('a tree with all its pages in one extent', () => {
  it.each([
    [1, 0],
    [4, 7],
    [32, 0x7fff_ffff],
    [33, 0xffff_ffff],
    [300, 0xffff_ffff],
  ])('%i pages: bits %i', (cpgPrimary, rgbitAvail) => {
    const view = blankPage(16384);
    formatSingleExtentRoot(view, { ...tree, cpgPrimary });
    const header = decodeRootHeader(externalHeader(view));
    expect(header).toMatchObject({ form: 'plain', autoIncrementMost: undefined });
    expect(header.space).toEqual({
      cpg: cpgPrimary,
      pgnoParent: 1,
      flags: 2,
      rgbitAvailOrPgnoOE: rgbitAvail,
    });
    expect([view.flags, view.pgno, view.objidFDP, view.dbtime, view.clines]).toEqual([0xc43, 40, 9, 0n, 0]);
    expectSound(view);
  });

  it('is no tree when its numbers are none', () => {
    for (const wrong of [
      { cpgPrimary: 0 },
      { pgnoFDP: 0 },
      { cpgPrimary: 0x7fef_ffff },
      { flags: pageFlag.empty },
      { flags: pageFlag.preInit },
    ]) {
      expect(() => {
        formatSingleExtentRoot(blankPage(), { ...tree, ...wrong });
      }).toThrow(corrupted);
    }
  });
});

describe('a tree with space trees', () => {
  const numbers = { ...tree, pgnoOE: 41, pgnoAE: 42 };

  it('leaves pages alone that are newer already', () => {
    const ownedExtents = blankPage();
    formatMultipleExtentRoot({ ownedExtents }, numbers);
    expect(extentsOf(ownedExtents)).toEqual(['59:20']);
    expect([ownedExtents.flags, ownedExtents.objidFDP]).toEqual([0xc63, 9]);
    expect(hex(externalHeader(ownedExtents))).toBe('00'.repeat(16));
  });

  it('of three pages has none available', () => {
    const pages = { root: blankPage(), availableExtents: blankPage() };
    formatMultipleExtentRoot(pages, { ...numbers, cpgPrimary: 3 });
    expect(extentsOf(pages.availableExtents)).toEqual([]);
    expect(decodeRootHeader(externalHeader(pages.root)).space).toEqual({
      cpg: 3,
      pgnoParent: 1,
      flags: 3,
      rgbitAvailOrPgnoOE: 41,
    });
  });

  it('is no tree when its numbers are none', () => {
    for (const wrong of [{ cpgPrimary: 2 }, { pgnoAE: 43 }, { pgnoOE: 42, pgnoAE: 43 }, { pgnoOE: 0 }]) {
      expect(() => {
        formatMultipleExtentRoot({}, { ...numbers, ...wrong });
      }).toThrow(corrupted);
    }
  });
});

describe('a conversion to space trees', () => {
  const conversion: Conversion = {
    ...tree,
    pgnoOE: 100,
    pgnoAE: 101,
    pgnoSecondaryFirst: 100,
    cpgSecondary: 16,
    rgbitAvail: 0b1110_0101_1000,
  };

  function converted(changes: Partial<Conversion> = {}, header?: Uint8Array) {
    const pages = { root: blankPage(), ownedExtents: blankPage(), availableExtents: blankPage() };
    const numbers = { ...conversion, ...changes };
    formatSingleExtentRoot(pages.root, numbers);
    insertNode(pages.root, 0, bytes('k'), bytes('d'));
    if (header) setExternalHeader(pages.root, header);
    convertRoot(pages, numbers);
    expectSound(pages.root, pages.ownedExtents, pages.availableExtents);
    return { ...pages, numbers };
  }

  it('keeps the root and moves its bits into nodes', () => {
    const { root, ownedExtents, availableExtents } = converted();
    expect(nodesOf(root)).toEqual(['k=d']);
    const space = { cpg: 20, pgnoParent: 1, flags: 3, rgbitAvailOrPgnoOE: 100 };
    expect(decodeRootHeader(externalHeader(root)).space).toEqual(space);
    expect(extentsOf(ownedExtents)).toEqual(['59:20', '115:16']);
    // Bits 3 and 4, 6, and 9 to 11 are pages 44 and 45, 47, and 50 to 52.
    expect(extentsOf(availableExtents)).toEqual(['45:2', '47:1', '52:3', '115:14']);
  });

  it('takes along the pages that had no bit', () => {
    // Bit 31 is page 72; behind it, up to page 89, all are free.
    const { availableExtents } = converted({ cpgPrimary: 50, rgbitAvail: 0x8000_0001 });
    expect(extentsOf(availableExtents)).toEqual(['41:1', '89:18', '115:14']);
    expect(extentsOf(converted({ cpgPrimary: 50, rgbitAvail: 0 }).availableExtents)).toEqual([
      '89:17',
      '115:14',
    ]);
  });

  it('takes no page for a bit behind the extent', () => {
    expect(extentsOf(converted({ cpgPrimary: 4, rgbitAvail: 0xffff_ffff }).availableExtents)).toEqual([
      '43:3',
      '115:14',
    ]);
  });

  it('sorts a second extent that lies in front', () => {
    const { ownedExtents, availableExtents } = converted({
      pgnoOE: 10,
      pgnoAE: 11,
      pgnoSecondaryFirst: 10,
      cpgSecondary: 3,
    });
    expect(extentsOf(ownedExtents)).toEqual(['12:3', '59:20']);
    expect(extentsOf(availableExtents)).toEqual(['12:1', '45:2', '47:1', '52:3']);
  });

  it('leaves nothing of a second extent of two pages', () => {
    expect(extentsOf(converted({ cpgSecondary: 2 }).availableExtents)).toEqual(['45:2', '47:1', '52:3']);
  });

  it('keeps the other fields of an extended header (03 §3.1)', () => {
    const header = Uint8Array.from({ length: 25 }, (_, i) => (i === 0 ? 3 : 0));
    header.set([20, 0, 0, 0, 1, 0, 0, 0, 2], 1);
    header.set([7, 7], 17);
    const { root } = converted({}, header);
    expect(hex(externalHeader(root))).toBe(
      '03' + '14000000' + '01000000' + '03000000' + '64000000' + '0707000000000000',
    );
  });

  it('is refused when root and record contradict each other', () => {
    for (const header of [new Uint8Array(0), Uint8Array.of(8, ...new Uint8Array(16))]) {
      expect(() => converted({}, header)).toThrow(corrupted);
    }
    const unknown = Uint8Array.of(5, ...new Uint8Array(30));
    expect(() => converted({}, unknown)).toThrow(corrupted);
    const { root, numbers } = converted();
    for (const again of [root, pageOf([]), pageOf([], { prefix: new Uint8Array(16) })]) {
      expect(() => {
        convertRoot({ root: again }, numbers);
      }).toThrow(corrupted);
    }
    for (const wrong of [
      { pgnoAE: 100 },
      { pgnoSecondaryFirst: 99 },
      { cpgSecondary: 1 },
      { cpgSecondary: 0x7fff_ffff },
      { pgnoOE: 59, pgnoAE: 60, pgnoSecondaryFirst: 59 },
      { flags: pageFlag.repair },
    ]) {
      expect(() => converted(wrong)).toThrow(corrupted);
    }
  });
});

describe('an emptied tree', () => {
  it('is a leaf without nodes that keeps its header', () => {
    const flags = pageFlag.root | pageFlag.parentOfLeaf | pageFlag.index;
    const header = Uint8Array.from({ length: 16 }, (_, i) => i);
    const view = pageOf([['', 'abcd']], { flags, prefix: header });
    emptyTree(view);
    expect(view.flags).toBe(pageFlag.root | pageFlag.leaf | pageFlag.index | pageFlag.newRecordFormat);
    expect([view.clines, view.cbFree, hex(externalHeader(view))]).toEqual([0, 4056 - 4 - 16, hex(header)]);
    expectSound(view);
  });

  it('is a root', () => {
    expect(() => {
      emptyTree(pageOf([['a', 'b']]));
    }).toThrow(corrupted);
  });
});
