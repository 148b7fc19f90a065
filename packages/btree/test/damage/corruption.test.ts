import { JetError, type JetErrorName } from '@esekit/core';
import {
  deleteLine,
  insertLine,
  NodeView,
  pageFlag,
  replaceLine,
  tagCb,
  tagIb,
  type PageView,
} from '@esekit/pages';
import { describe, expect, it } from 'vitest';
import { TreeCursor, verifyTree, type TreeLoss, type TreeRule } from '../../src/index';
import { entry, numbered } from '../fixture/entries';
import { BuiltTree, pgnoRoot } from '../fixture/tree-builder';

/**
 * One kind of damage after the other in a tree of 3 levels: what a strict walk throws, what a tolerant
 * one reports and still finds, and what a verification says.
 */

const entries = numbered(60).map((each, i) => entry(new TextDecoder().decode(each.key), `data ${i}`));

function build(): BuiltTree {
  return new BuiltTree(entries, { linesMost: 4, pageSize: 4096 });
}

/** Points node `iline` of an inner page to another page. */
function setChild(view: PageView, iline: number, pgno: number): void {
  const { bytes, dataStart } = new NodeView().read(view, iline);
  bytes.set(
    [pgno, pgno >> 8, pgno >> 16, pgno >> 24].map((n) => n & 0xff),
    dataStart,
  );
}

interface Damage {
  readonly name: string;
  readonly damage: (built: BuiltTree) => void;
  /** What a strict forward walk throws, and a page its message names. */
  readonly error?: JetErrorName;
  readonly page?: (built: BuiltTree) => number;
  readonly rule: TreeRule;
  /** Leaves whose entries a tolerant walk does not find. */
  readonly lost?: (built: BuiltTree) => number[];
  readonly lossKinds: readonly TreeLoss['kind'][];
  /** Where a backward walk meets the damage in another order. */
  readonly backwardKinds?: readonly TreeLoss['kind'][];
}

const leaf = (i: number) => (built: BuiltTree) => built.leaves.at(i)!;
const lost =
  (...is: number[]) =>
  (built: BuiltTree) =>
    is.map((i) => built.leaves.at(i)!);
/** The parent of leaves 4 to 7, and leaves 4 to 7 themselves. */
const parent = (built: BuiltTree): number => built.inner[1]!;

const damages: readonly Damage[] = [
  {
    name: 'a damaged page in the middle',
    damage: (built) => built.page(leaf(5)(built)).bytes.fill(0xa5, 100, 200),
    error: 'JET_errReadVerifyFailure',
    page: leaf(5),
    rule: 'page',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a blank page',
    damage: (built) => built.page(leaf(5)(built)).bytes.fill(0),
    error: 'JET_errPageNotInitialized',
    page: leaf(5),
    rule: 'page',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a damaged inner page',
    damage: (built) => built.page(parent(built)).bytes.fill(0xa5, 100, 200),
    error: 'JET_errReadVerifyFailure',
    page: parent,
    rule: 'page',
    lost: lost(4, 5, 6, 7),
    lossKinds: ['page'],
  },
  {
    name: 'a foreign objid',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.objidFDP = 99)),
    error: 'JET_errBadParentPageLink',
    page: leaf(5),
    rule: 'object',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'another kind',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.flags |= pageFlag.longValue)),
    error: 'JET_errBadParentPageLink',
    page: leaf(5),
    rule: 'kind',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a root below the root',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.flags |= pageFlag.root)),
    error: 'JET_errBadParentPageLink',
    page: leaf(5),
    rule: 'role',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'an emptied page',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.flags |= pageFlag.empty)),
    error: 'JET_errBadParentPageLink',
    page: leaf(5),
    rule: 'role',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'an inner page where a leaf should be',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, built.inner[2]!)),
    error: 'JET_errBadParentPageLink',
    page: (built) => built.inner[2]!,
    rule: 'level',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a leaf where an inner page should be',
    damage: (built) => built.change(pgnoRoot, (view) => setChild(view, 1, leaf(5)(built))),
    error: 'JET_errBadParentPageLink',
    page: leaf(5),
    rule: 'level',
    lost: lost(4, 5, 6, 7),
    lossKinds: ['page'],
  },
  {
    name: 'a pointer to itself',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, parent(built))),
    error: 'JET_errBadParentPageLink',
    page: parent,
    rule: 'pointer',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a pointer to the root',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, pgnoRoot)),
    error: 'JET_errBadParentPageLink',
    page: () => pgnoRoot,
    rule: 'pointer',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'child 0',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, 0)),
    error: 'JET_errBadParentPageLink',
    page: parent,
    rule: 'pointer',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a child outside the file',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, 0xfffffff0)),
    error: 'JET_errBadParentPageLink',
    page: parent,
    rule: 'pointer',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'a leaf twice',
    damage: (built) => built.change(parent(built), (view) => setChild(view, 1, leaf(4)(built))),
    error: 'JET_errBadPageLink',
    page: leaf(4),
    rule: 'pointer',
    lost: lost(5),
    lossKinds: ['page'],
    backwardKinds: ['siblingLink', 'siblingLink', 'page'],
  },
  {
    name: 'a pointer of the wrong size',
    damage: (built) =>
      built.change(parent(built), (view) => {
        const itag = 1 + view.ctagReserved;
        const start = view.dataStart + tagIb(view, itag);
        const line = view.bytes.slice(start, start + tagCb(view, itag));
        replaceLine(view, itag, Uint8Array.from([...line, 0]));
      }),
    error: 'JET_errDatabaseCorrupted',
    page: parent,
    rule: 'node',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'an inner page without nodes',
    damage: (built) =>
      built.change(parent(built), (view) => {
        while (view.clines > 0) deleteLine(view, view.ctagReserved);
      }),
    error: 'JET_errDatabaseCorrupted',
    page: parent,
    rule: 'noNodes',
    lost: lost(4, 5, 6, 7),
    lossKinds: ['page'],
  },
  {
    name: 'siblings in a cycle',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.pgnoNext = leaf(4)(built))),
    error: 'JET_errBadPageLink',
    page: leaf(5),
    rule: 'sibling',
    lossKinds: ['siblingLink'],
  },
  {
    name: 'a wrong left neighbour',
    damage: (built) => built.change(leaf(5)(built), (view) => (view.pgnoPrev = leaf(2)(built))),
    error: 'JET_errBadPageLink',
    page: leaf(5),
    rule: 'sibling',
    lossKinds: ['siblingLink'],
  },
  {
    name: 'a first leaf with a left neighbour',
    damage: (built) => built.change(leaf(0)(built), (view) => (view.pgnoPrev = leaf(-1)(built))),
    error: 'JET_errBadPageLink',
    page: leaf(0),
    rule: 'sibling',
    lossKinds: ['siblingLink'],
  },
  {
    name: 'a last leaf with a right neighbour',
    damage: (built) => built.change(leaf(-1)(built), (view) => (view.pgnoNext = leaf(0)(built))),
    error: 'JET_errBadPageLink',
    page: leaf(-1),
    rule: 'sibling',
    lossKinds: ['siblingLink'],
  },
  {
    name: 'swapped keys',
    damage: (built) =>
      built.change(leaf(5)(built), (view) => {
        const itag = 1 + view.ctagReserved;
        const start = view.dataStart + tagIb(view, itag);
        const line = view.bytes.slice(start, start + tagCb(view, itag));
        deleteLine(view, itag);
        insertLine(view, itag + 2, line, 4);
      }),
    error: 'JET_errDatabaseCorrupted',
    page: leaf(5),
    rule: 'page',
    lost: lost(5),
    lossKinds: ['page'],
  },
  {
    name: 'the same key twice',
    damage: (built) =>
      built.change(leaf(5)(built), (view) => {
        const node = new NodeView().read(view, 0);
        const { suffixStart, cbSuffix } = node;
        const suffix = node.bytes.slice(suffixStart, suffixStart + cbSuffix);
        const other = node.read(view, 1);
        other.bytes.set(suffix.subarray(0, other.cbSuffix), other.suffixStart);
      }),
    rule: 'keyOrder',
    lossKinds: [],
  },
];

describe.each(damages)(
  '$name',
  ({ damage, error, page, rule, lost: lostLeaves, lossKinds, backwardKinds }) => {
    const built = build();
    damage(built);
    const tree = built.tree();
    const gone = lostLeaves?.(built) ?? [];
    const remaining = built.leaves
      .filter((pgno) => !gone.includes(pgno))
      .flatMap((pgno) => built.leafEntries.get(pgno)!);

    it('stops a strict walk, either way', () => {
      for (const direction of [1, -1]) {
        const cursor = new TreeCursor(tree);
        const walk = (): void => {
          let isOn = direction > 0 ? cursor.first() : cursor.last();
          while (isOn) isOn = direction > 0 ? cursor.next() : cursor.previous();
        };
        if (error === undefined) {
          expect(walk).not.toThrow();
          continue;
        }
        expect(walk).toThrow(JetError);
        expect(cursor.isOnNode).toBe(false);
        if (direction > 0) {
          expect(() => new TreeCursor(tree).last() && walk()).toThrow(
            expect.objectContaining({ name: error }) as Error,
          );
          expect(walk).toThrow(new RegExp(`page ${page!(built)}\\b`));
        }
      }
    });

    it('is reported and passed over, either way', () => {
      for (const direction of [1, -1]) {
        const losses: TreeLoss[] = [];
        const cursor = new TreeCursor(tree, { onLoss: (loss) => losses.push(loss) });
        const found: string[] = [];
        let isOn = direction > 0 ? cursor.first() : cursor.last();
        for (; isOn; isOn = direction > 0 ? cursor.next() : cursor.previous()) {
          found.push(new TextDecoder().decode(cursor.data()));
        }
        if (direction < 0) found.reverse();
        expect(losses.map(({ kind }) => kind)).toEqual(
          direction < 0 ? (backwardKinds ?? lossKinds) : lossKinds,
        );
        expect(found).toEqual(remaining.map(({ data }) => new TextDecoder().decode(data)));
        for (const loss of losses) expect(loss.error).toMatch(/^JET_err/);
        if (backwardKinds) continue;
        for (const loss of losses.filter(({ kind }) => kind === 'page')) checkBounds(built, loss, gone);
      }
    });

    it('is found by a verification', () => {
      const rules: TreeRule[] = [];
      const pages: number[] = [];
      const facts = verifyTree(tree, (problem) => rules.push(problem.rule), {
        onPage: (pgno) => pages.push(pgno),
      });
      expect(rules).toContain(rule);
      expect(facts.problems).toBe(rules.length);
      expect(new Set(pages).size).toBe(pages.length);
    });

    it('does not lead a seek astray', () => {
      const cursor = new TreeCursor(tree, { onLoss: () => undefined });
      for (const each of remaining) {
        if (rule === 'keyOrder') continue;
        expect(cursor.seek(each.key)).toBe(true);
      }
      for (const each of gone.flatMap((pgno) => built.leafEntries.get(pgno)!)) {
        expect(cursor.seek(each.key)).toBe(false);
      }
    });
  },
);

/** The keys that were lost lie between the bounds of the loss. */
function checkBounds(built: BuiltTree, loss: TreeLoss, gone: readonly number[]): void {
  const text = (bytes: Uint8Array | null, open: string): string =>
    bytes ? new TextDecoder().decode(bytes) : open;
  const [from, to] = [text(loss.keyFrom, ''), text(loss.keyTo, '\uffff')];
  const keys = gone.flatMap((pgno) => built.leafEntries.get(pgno)!).map(({ key }) => text(key, ''));
  expect(keys.some((key) => key >= from && key < to)).toBe(true);
  const kept = built.leaves
    .filter((pgno) => !gone.includes(pgno))
    .flatMap((pgno) => built.leafEntries.get(pgno)!);
  expect(kept.some(({ key }) => text(key, '') >= from && text(key, '') < to)).toBe(false);
}

describe('a bad separator', () => {
  it('is found by a verification, and hides keys from a seek only', () => {
    const built = build();
    built.change(parent(built), (view) => {
      const node = new NodeView().read(view, 1);
      node.bytes[node.suffixStart + node.cbSuffix - 1]!++;
    });
    const problems: [TreeRule, number][] = [];
    verifyTree(built.tree(), ({ rule, pgno }) => problems.push([rule, pgno]));
    expect(problems).toEqual([['bounds', built.leaves[6]]]);
    let count = 0;
    for (const cursor = new TreeCursor(built.tree()); cursor.next();) count++;
    expect(count).toBe(60);
  });

  it('is found where it should equal the one of the parent', () => {
    const built = build();
    built.change(parent(built), (view) => {
      const node = new NodeView().read(view, 3);
      node.bytes[node.suffixStart + node.cbSuffix - 1]!++;
    });
    const rules: TreeRule[] = [];
    verifyTree(built.tree(), ({ rule }) => rules.push(rule));
    expect(rules).toEqual(['separator']);
  });
});

describe('a root', () => {
  const rootProblems: [string, (view: PageView) => void][] = [
    ['of another object', (view) => (view.objidFDP = 9)],
    ['that is none', (view) => (view.flags &= ~pageFlag.root)],
    ['that was emptied', (view) => (view.flags |= pageFlag.empty)],
    ['of a space tree', (view) => (view.flags |= pageFlag.spaceTree)],
  ];

  it.each(rootProblems)('%s is refused', (_, edit) => {
    const built = build();
    built.change(pgnoRoot, edit);
    const cursor = new TreeCursor(built.tree());
    expect(() => cursor.first()).toThrow(
      expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error,
    );
    expect(() => cursor.seek(entries[3]!.key)).toThrow(`page ${pgnoRoot}`);
    const losses: TreeLoss[] = [];
    const tolerant = new TreeCursor(built.tree(), { onLoss: (loss) => losses.push(loss) });
    expect(tolerant.next()).toBe(false);
    expect(losses).toMatchObject([{ pgno: pgnoRoot, keyFrom: null, keyTo: null }]);
  });

  it.each([
    [new Uint8Array(0), 'rootHeader'],
    [new Uint8Array(5), 'rootHeader'],
    [Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0), 'rootHeader'],
  ])('with the header %s is reported', (rootHeader, rule) => {
    const rules: string[] = [];
    verifyTree(new BuiltTree(entries, { rootHeader }).tree(), (problem) => rules.push(problem.rule));
    expect(rules).toEqual([rule]);
  });

  it('whose space comes from elsewhere is reported', () => {
    const rules: string[] = [];
    verifyTree(build().tree(), (problem) => rules.push(problem.rule), { pgnoParent: 8 });
    expect(rules).toEqual(['rootHeader']);
    verifyTree(build().tree(), (problem) => rules.push(problem.rule), { pgnoParent: 1 });
    expect(rules).toHaveLength(1);
  });
});

describe('pages that lead back to themselves by the million', () => {
  /** Inner pages of many pointers, all to the same page below: a full walk would never end. */
  function maze(): BuiltTree {
    const built = new BuiltTree(numbered(3000), { linesMost: 3, pageSize: 4096 });
    const levels = [built.leaves[0]!];
    for (let flags: number = pageFlag.parentOfLeaf; levels.length < 8; flags = 0) {
      const pgno = levels.length === 7 ? pgnoRoot : built.inner[levels.length]!;
      const below = levels.at(-1)!;
      built.change(pgno, (view) => {
        view.flags = (view.flags & pageFlag.root) | flags | pageFlag.newRecordFormat;
        while (view.clines > 0) deleteLine(view, view.ctagReserved);
        for (let key = 1; key <= 100; key++) {
          insertLine(view, view.itagMicFree, Uint8Array.of(1, 0, key, below & 0xff, below >> 8, 0, 0));
        }
      });
      levels.push(pgno);
    }
    built.change(levels[0]!, (view) => ([view.pgnoPrev, view.pgnoNext] = [levels[0]!, levels[0]!]));
    return built;
  }

  it('end a strict walk', () => {
    const cursor = new TreeCursor(maze().tree());
    const walk = (): void => {
      cursor.seek(Uint8Array.of(50), '>=');
      while (cursor.next());
    };
    expect(walk).toThrow(expect.objectContaining({ name: 'JET_errBadPageLink' }) as Error);
  });

  it('end a tolerant walk, each page read once', () => {
    const losses: TreeLoss[] = [];
    const cursor = new TreeCursor(maze().tree(), { onLoss: (loss) => losses.push(loss) });
    let count = 0;
    while (cursor.next()) count++;
    expect(count).toBe(3);
    expect(losses.length).toBeLessThan(1000);
  });

  it('end a verification', () => {
    let problems = 0;
    const facts = verifyTree(maze().tree(), () => problems++);
    expect(facts.depth).toBe(8);
    expect(problems).toBeLessThan(2000);
  });
});
