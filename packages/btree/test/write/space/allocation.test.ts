import { describe, expect, it } from 'vitest';
import { range, SpaceScene, writer } from './space-scene';

/** Which pages trees get (04 §6), with the records of it (24 §4). */

describe('a new database', () => {
  it('owns all its pages and has all but its roots', () => {
    const scene = new SpaceScene();
    expect(scene.logged).toEqual(['extendDatabase 254', 'createMultipleExtentFDP 1 254']);
    expect(scene.header(scene.root)).toEqual([254, 0, 1, 2]);
    expect([scene.owned(scene.root), scene.available(scene.root)]).toEqual([[[1, 254]], [[4, 254]]]);
  });

  it('has the catalog where every engine looks for it (04 §8.2)', () => {
    const scene = new SpaceScene();
    const objects = scene.create(scene.root, { cpg: 20, isMultiple: true });
    const shadow = scene.create(scene.root, { cpg: 5, isMultiple: true });
    const names = scene.create(objects, { cpg: 3, isMultiple: true, kind: 'index' });
    const roots = scene.create(objects, { cpg: 3, isMultiple: true, kind: 'index' });
    expect([objects, shadow, names, roots].map(({ pgnoFDP }) => pgnoFDP)).toEqual([4, 24, 7, 10]);
    expect(scene.allocate(objects, 2)).toEqual([13, 14]);
    expect(scene.allocate(shadow, 2)).toEqual([27, 28]);
    // The only node of a root is flagged, as the engine leaves it.
    expect(scene.logged.at(-1)).toBe('flagDelete 26 0');
    expect(scene.create(scene.root).pgnoFDP).toBe(29);
    expect(scene.create(scene.root).pgnoFDP).toBe(30);
    // The name index gets pages out of what the catalog has.
    expect(scene.log(() => scene.allocate(names, 1))).toEqual([
      'setExternalHeader 7 04000000040000000500000008000000',
      'replace 6 0 05000000',
      'insert 8 1 00000012 04000000',
      'insert 9 0 00000012 04000000',
      'replace 9 0 03000000',
    ]);
    expect(scene.available(names)).toEqual([[16, 18]]);
  });
});

describe('a tree of one extent', () => {
  it('hands its pages out by bits, the lowest first', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 4 });
    expect(scene.header(tree)).toEqual([4, 1, 0, 7]);
    expect(scene.log(() => scene.allocate(tree, 2))).toEqual([
      'setExternalHeader 4 04000000010000000000000006000000',
      'setExternalHeader 4 04000000010000000000000004000000',
    ]);
    scene.free(tree, 5);
    expect(scene.header(tree)).toEqual([4, 1, 0, 5]);
    expect(scene.allocate(tree, 2)).toEqual([5, 7]);
    expect(scene.header(tree)).toEqual([4, 1, 0, 0]);
  });

  it('gets space trees when it is used up (04 §6.3)', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root);
    expect(scene.log(() => expect(scene.allocate(tree, 1)).toEqual([7]))).toEqual([
      'replace 3 0 f7000000',
      'convertFDP 4 1 3',
      'flagDelete 6 0',
    ]);
    expect(scene.header(tree)).toEqual([1, 1, 1, 5]);
    expect(scene.owned(tree)).toEqual([
      [4, 4],
      [5, 7],
    ]);
    expect(scene.available(tree)).toEqual([]);
  });

  it('keeps what it has when it gets them', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 40 });
    expect(scene.allocate(tree, 32)).toEqual(range(5, 36));
    scene.free(tree, 10, 12, 13);
    // Pages that have no bits can be had from now on; freed ones are behind the hint no more.
    expect(scene.allocate(tree, 1)).toEqual([10]);
    scene.allocate(tree, 2);
    expect(scene.allocate(tree, 1, 20)).toEqual([37]);
    expect(scene.owned(tree)).toEqual([
      [4, 43],
      [44, 83],
    ]);
    expect(scene.available(tree)).toEqual([
      [38, 43],
      [46, 83],
    ]);
  });

  it('gives a child as many of its pages as it needs, and no more', () => {
    const scene = new SpaceScene();
    const table = scene.create(scene.root, { cpg: 8 });
    scene.allocate(table, 2);
    scene.free(table, 5);
    const index = scene.create(table, { cpg: 3, isMultiple: true, kind: 'index', isUnique: false });
    expect([index.pgnoFDP, scene.header(index)]).toEqual([7, [3, 4, 3, 8]]);
    expect(scene.header(table)).toEqual([8, 1, 0, 0b1100001]);
    expect(scene.page(8).flags & 0x460).toBe(0x460);
  });
});

describe('a tree of several extents', () => {
  it('takes a page behind the hint, or else the first of all', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 20, isMultiple: true });
    scene.allocate(tree, 17);
    scene.free(tree, 9, 11, 12, 15);
    expect(scene.available(tree)).toEqual([
      [9, 9],
      [11, 12],
      [15, 15],
    ]);
    expect(scene.allocate(tree, 1, 10)).toEqual([11]);
    expect(scene.allocate(tree, 1, 13)).toEqual([15]);
    expect(scene.allocate(tree, 1, 13)).toEqual([9]);
  });

  it('is given little while it is small, and 16 pages then (04 §6.4)', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root);
    scene.allocate(tree, 1 + 4 + 16 + 1);
    expect(scene.owned(tree)).toEqual([
      [4, 4],
      [5, 7],
      [8, 11],
      [12, 27],
      [28, 43],
    ]);
    expect(scene.header(tree)).toEqual([16, 1, 5, 5]);
  });

  it('grows by its primary extent when that is larger', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 20, isMultiple: true });
    scene.allocate(tree, 18);
    expect(scene.owned(tree)).toEqual([
      [4, 23],
      [24, 43],
    ]);
    expect(scene.header(tree)).toEqual([20, 1, 1, 5]);
  });

  it('passes on what a child asks for, and keeps nothing of it', () => {
    const scene = new SpaceScene();
    scene.create(scene.root, { cpg: 27 });
    const table = scene.create(scene.root);
    const index = scene.create(table, { kind: 'index' });
    // The table got space trees for it, with one page too many: children get extents of their own.
    expect([table.pgnoFDP, index.pgnoFDP, scene.available(table)]).toEqual([31, 35, [[34, 34]]]);
    expect(scene.log(() => scene.allocate(index, 1))).toEqual([
      'replace 3 0 d8000000',
      'insert 32 3 00000026 03000000',
      'insert 33 1 00000026 03000000',
      'delete 33 1',
      'convertFDP 35 1 3',
      'flagDelete 37 0',
    ]);
    expect(scene.header(table)).toEqual([1, 1, 1, 32]);
  });

  it('stands in rows of growing extents when its hints say so', () => {
    const hints = { growthPercent: 200, cpgExtentLeast: 4, cpgExtentMost: 16, appendsInRow: true };
    const scene = new SpaceScene({ hintsOf: ({ objidFDP }) => (objidFDP === 2 ? hints : undefined) });
    const tree = scene.create(scene.root, { cpg: 3, isMultiple: true });
    const other = scene.create(scene.root, { cpg: 3, isMultiple: true });
    expect(scene.allocate(tree, 4, 4, true)).toEqual(range(10, 13));
    scene.allocate(other, 1);
    const next = scene.allocate(tree, 9, 13, true);
    expect(next[0]! + 8).toBe(next[8]);
    // The mark of the second region alone is left; the ninth page began the third.
    expect(scene.owned(tree).map(([first, last]) => last! - first! + 1)).toEqual([3, 4, 8, 16]);
    scene.free(tree, next[8]!);
    expect(scene.available(tree)).toEqual([]);
  });
});

describe('the database', () => {
  it('puts the trees of a small file close together', () => {
    const scene = new SpaceScene({ extensionPages: 16 }, 46);
    scene.space.allocatePage(scene.root, 1, writer);
    const trees = range(0, 40).map(() => scene.create(scene.root).pgnoFDP);
    expect(trees).toEqual(range(5, 45));
    expect(scene.available(scene.root)).toEqual([[46, 46]]);
  });

  it('does not keep rests of less than four pages', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 248 });
    expect([scene.header(tree)[0], scene.available(scene.root)]).toEqual([251, []]);
  });

  it('makes the file longer, to a multiple of its extension', () => {
    const scene = new SpaceScene({ extensionPages: 16 }, 40);
    scene.create(scene.root, { cpg: 37 });
    // 16 pages would lead to 58, the header included: 6 of them make 48.
    expect(scene.log(() => scene.create(scene.root))).toEqual([
      'extendDatabase 46',
      'insert 2 1 0000002e 06000000',
      'insert 3 1 0000002e 06000000',
      'replace 3 1 05000000',
      'createSingleExtentFDP 41 1',
    ]);
    // An extent is no longer than its part of the file, and never joined with the one before: five pages are left.
    expect(scene.log(() => scene.create(scene.root, { cpg: 20 }))[0]).toBe('extendDatabase 78');
    expect(scene.available(scene.root)[0]).toEqual([42, 46]);
    expect(scene.owned(scene.root)).toEqual([
      [1, 40],
      [41, 46],
      [47, 78],
    ]);
  });

  it('has no more pages than it may', () => {
    const scene = new SpaceScene({ extensionPages: 16, pagesMost: 50 }, 46);
    const tree = scene.create(scene.root, { cpg: 43 });
    expect(scene.create(scene.root).pgnoFDP).toBe(47);
    scene.create(scene.root, { cpg: 3 });
    expect(() => scene.allocate(tree, 43)).toThrow(
      expect.objectContaining({ name: 'JET_errOutOfDatabaseSpace' }),
    );
  });
});
