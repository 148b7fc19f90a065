import { JetError } from '@esekit/core';
import { seededRandom, seedForRun, type Random } from '@esekit/testkit';
import { lineFlag, pageFlag, type PageView } from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import {
  addToNodeData,
  changeNodeFlags,
  changeParentOfMerge,
  changeSeparator,
  convertRoot,
  deleteNode,
  deletePagePointer,
  emptyTree,
  formatMultipleExtentRoot,
  formatSingleExtentRoot,
  insertNode,
  insertNodeFrom,
  insertPagePointer,
  mergePages,
  movePage,
  replaceNodeData,
  setExternalHeader,
  splitPages,
} from '../../src/index';
import { blankPage, expectSound, pageOf, pageSizes, type NodeInWords } from './page-fixture';

/**
 * Pages and records that somebody made to do harm. Whatever comes, a change is refused with an error of the
 * engine or leaves pages, and it comes to an end; and where the pages were sound, what it leaves is sound.
 */

const cases = 2500;

function word(random: Random): number {
  return random.pick([0, 1, 2, 3, 4, 5, 0x1fff, 0x7fff, 0xffff, random.below(0x10000), random.below(40)]);
}

function signedWord(random: Random): number {
  return (word(random) << 16) >> 16;
}

function doubleWord(random: Random): number {
  return random.pick([0, 1, 20, 21, 50, 0xffff_ffff, 0x7fef_ffff, random.below(2 ** 32), random.below(100)]);
}

function someBytes(random: Random): Uint8Array {
  const cb = random.pick([0, 1, 4, 16, 25, random.below(40), random.below(40), word(random)]);
  const array = random.fill(new Uint8Array(cb));
  return random.below(2) === 0 ? array.map((byte) => 97 + (byte % 4)) : array;
}

const roleFlags = [
  pageFlag.leaf,
  pageFlag.leaf,
  pageFlag.parentOfLeaf,
  0,
  pageFlag.root | pageFlag.leaf,
  pageFlag.root | pageFlag.parentOfLeaf,
  pageFlag.root,
] as const;

function soundPage(random: Random, pageSize: number): PageView {
  const flags = random.pick(roleFlags);
  const isLeaf = (flags & pageFlag.leaf) !== 0;
  const isRoot = (flags & pageFlag.root) !== 0;
  const keys = new Set(Array.from({ length: random.below(9) }, () => String(random.below(1000))));
  const nodes = [...keys].sort().map((key): NodeInWords => {
    const data = isLeaf
      ? 'd'.repeat(1 + random.below(pageSize / 12))
      : `${random.pick([...'\u0014\u0015'])}\0\0\0`;
    return [key, data, isLeaf && random.below(2) === 0 ? 'D' : ''];
  });
  if (!isLeaf && random.below(2) === 0) nodes.push(['', '\u0014\0\0\0']);
  const prefix = isRoot ? new Uint8Array(random.pick([0, 16, 25])) : random.pick([...keys, '']);
  return pageOf(nodes, { pageSize, flags, prefix, pgnoPrev: 19, pgnoNext: 21 });
}

/** Header fields, tags, and the sizes at the beginning of lines. */
function damage(random: Random, view: PageView): void {
  for (let i = 1 + random.below(4); i > 0; i--) {
    const tags = view.pageSize - 4 * random.below(12) - 2;
    const places = [28, 30, 32, 34, 36, tags - 2, tags, view.cbHeader + random.below(64)];
    view.setU16(random.pick(places), word(random));
  }
}

interface Page {
  readonly view: PageView;
}

/** A page, or none. */
function maybe(random: Random, make: () => Page): PageView | undefined {
  return random.below(5) === 0 ? undefined : make().view;
}

function splitOf(random: Random) {
  return {
    kind: random.pick(['vertical', 'right', 'append'] as const),
    operation: random.pick(['none', 'insert', 'replace', 'flagInsertAndReplaceData'] as const),
    ...{
      ilineOper: word(random),
      ilineSplit: word(random),
      clines: random.pick([word(random), random.below(10)]),
    },
    line:
      random.below(4) === 0
        ? undefined
        : { key: someBytes(random), data: someBytes(random), flags: random.below(8) },
    child: random.below(2) === 0 ? undefined : { pgno: doubleWord(random), pgnoNew: doubleWord(random) },
    ...{ pgno: doubleWord(random), pgnoNew: doubleWord(random), pgnoRight: doubleWord(random), objidFDP: 9 },
    flagsNew: random.pick([...roleFlags, doubleWord(random)]),
    flagsSplit: random.pick([...roleFlags, doubleWord(random)]),
    prefixSplit: someBytes(random),
    ilinePrefixNew: random.pick([-1, signedWord(random), doubleWord(random) | 0]),
    ...{ cbUncommittedFreeSplit: signedWord(random), cbUncommittedFreeNew: signedWord(random) },
  };
}

function mergeOf(random: Random) {
  return {
    kind: random.pick(['emptyPage', 'fullRight', 'partialRight', 'fullLeft', 'partialLeft'] as const),
    ...{ pgno: doubleWord(random), pgnoLeft: doubleWord(random), pgnoRight: doubleWord(random) },
    ...{ ilineMerge: word(random), cbUncommittedFree: word(random) },
  };
}

function treeOf(random: Random) {
  const numbers = { pgnoFDP: doubleWord(random), objidFDP: 9, pgnoParent: doubleWord(random) };
  const pgnoOE = random.pick([doubleWord(random), numbers.pgnoFDP + 1]);
  return {
    ...numbers,
    ...{
      cpgPrimary: doubleWord(random),
      flags: random.pick([0, doubleWord(random)]),
      isUnique: random.below(2) === 1,
    },
    ...{ pgnoOE, pgnoAE: pgnoOE + 1, pgnoSecondaryFirst: random.pick([pgnoOE, doubleWord(random)]) },
    ...{ cpgSecondary: doubleWord(random), rgbitAvail: doubleWord(random) },
  };
}

/** Does something to some pages; returns those it may have changed. */
function anyChange(random: Random, make: () => Page): (PageView | undefined)[] {
  const view = make().view;
  const iline = word(random);
  const flag = lineFlag.version | lineFlag.deleted;
  const array = someBytes(random);
  switch (random.below(18)) {
    case 0:
      insertNode(view, iline, array, someBytes(random), word(random));
      break;
    case 1: {
      const cbKey = random.below(array.length + 1);
      insertNodeFrom(view, iline, array, 0, cbKey, array.length - cbKey, word(random));
      break;
    }
    case 2:
      deleteNode(view, iline);
      break;
    case 3:
      changeNodeFlags(view, iline, word(random) & flag, word(random) & flag);
      break;
    case 4:
      replaceNodeData(view, iline, array);
      break;
    case 5:
      addToNodeData(
        view,
        iline,
        word(random),
        BigInt(doubleWord(random)) << 20n,
        random.pick([4, 8] as const),
      );
      break;
    case 6:
      setExternalHeader(view, array);
      break;
    case 7:
      insertPagePointer(view, array, { pgno: random.pick([20, 21]), pgnoNew: doubleWord(random) });
      break;
    case 8:
      deletePagePointer(view, iline);
      break;
    case 9:
      changeSeparator(view, iline, array);
      break;
    case 10:
      emptyTree(view);
      break;
    case 11:
      formatSingleExtentRoot(view, treeOf(random));
      break;
    case 12: {
      const pages = { root: view, ownedExtents: maybe(random, make), availableExtents: maybe(random, make) };
      if (random.below(2) === 0) formatMultipleExtentRoot(pages, treeOf(random));
      else convertRoot(pages, treeOf(random));
      return Object.values(pages);
    }
    case 13: {
      const booleans = () => random.below(2) === 0;
      changeParentOfMerge(view, {
        ...{ iline, pgnoChild: random.pick([20, 21]), separator: array },
        ...{ changesKey: booleans(), deletesNode: booleans(), emptiesPage: booleans() },
        leafMerge: booleans() ? mergeOf(random) : undefined,
      });
      break;
    }
    case 14: {
      const pages = {
        source: maybe(random, make),
        destination: maybe(random, make),
        parent: maybe(random, make),
      };
      movePage(pages, { pgno: random.pick([20, 21]), pgnoDest: doubleWord(random), ilineParent: iline });
      return Object.values(pages);
    }
    case 15: {
      const pages = { source: maybe(random, make), left: maybe(random, make), right: maybe(random, make) };
      mergePages(pages, mergeOf(random));
      return Object.values(pages);
    }
    default: {
      const pages = {
        source: maybe(random, make),
        created: blankPage(view.pageSize),
        right: maybe(random, make),
      };
      if (random.below(2) === 0) pages.right = undefined;
      const split = splitOf(random);
      // Half of them agree with the page as far as that goes.
      if (pages.source && random.below(2) === 0) {
        split.clines = pages.source.clines + (split.operation === 'insert' ? 1 : 0);
        split.flagsNew = pages.source.flags & ~(pageFlag.root | pageFlag.newRecordFormat);
        split.ilineSplit = random.below(split.clines + 1);
        split.ilineOper = random.below(split.clines + 1);
      }
      splitPages(pages, split);
      return Object.values(pages);
    }
  }
  return [view];
}

describe('nothing but errors of the engine', () => {
  it.each(pageSizes)('comes out of damaged pages of %i bytes', (pageSize) => {
    const random = seededRandom(seedForRun(`damaged pages of ${pageSize} bytes`));
    let done = 0;
    for (let i = 0; i < cases; i++) {
      try {
        anyChange(random, () => {
          const view = soundPage(random, pageSize);
          damage(random, view);
          return { view };
        });
        done++;
      } catch (error) {
        if (!JetError.isInstance(error)) throw error;
      }
    }
    expect(done).toBeGreaterThan(0);
  });

  it.each(pageSizes)(
    'comes out of senseless changes to sound pages of %i bytes, which stay sound',
    (pageSize) => {
      const random = seededRandom(seedForRun(`senseless changes to pages of ${pageSize} bytes`));
      const errors = new Set<string>();
      let done = 0;
      for (let i = 0; i < cases; i++) {
        try {
          const pages = anyChange(random, () => ({ view: soundPage(random, pageSize) }));
          expectSound(...pages);
          done++;
        } catch (error) {
          if (!JetError.isInstance(error)) throw error;
          errors.add(error.name);
        }
      }
      expect(done).toBeGreaterThan(0);
      expect([...errors].sort()).toEqual([
        'JET_errDatabaseBufferDependenciesCorrupted',
        'JET_errDatabaseCorrupted',
      ]);
    },
  );
});
