import { createMemoryFileSystem } from '@esekit/core';
import { externalHeader, lineFlag, NodeView, PageBuffer, pageFlag, type PageView } from '@esekit/pages';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  formatSingleExtentRoot,
  Tree,
  TreeCursor,
  TreeWriter,
  verifyTree,
  type Journal,
  type WritableDatabase,
  type Writer,
} from '../../src/index';

const writer: Writer = { procid: 5, trxBegin0: 8, level: 1, isSystemTask: false };
const pgnoFDP = 4;

/** A tree of 4 KiB pages whose journal only remembers what was logged. */
class Scene {
  readonly logged: string[] = [];
  /** Calls of the journal that go well; the ones after them do not. */
  good = Infinity;
  /** What nodes keep for rollback, by the first byte of their key. */
  readonly reserved = new Map<number, number>();
  readonly buffer: PageBuffer;
  readonly tree: Tree;
  readonly treeWriter: TreeWriter;
  readonly freed: number[] = [];
  #pgnoNext = 5;
  #dbtime = 100;

  constructor(flags = 0) {
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    this.buffer = new PageBuffer({ file, pageSize: 4096, isOverlay: true });
    this.buffer.resize(200);
    const { view } = this.buffer.create(pgnoFDP);
    const isUnique = (flags & pageFlag.nonUniqueKeys) === 0;
    formatSingleExtentRoot(view, { pgnoFDP, objidFDP: 7, pgnoParent: 1, cpgPrimary: 16, flags, isUnique });
    this.tree = new Tree({ source: this.buffer, pgnoFDP, objidFDP: 7 });
    const database: WritableDatabase = {
      ...{ dbid: 1, buffer: this.buffer, storesReservedTags: false, logsNewPages: true },
      journal: this.#journal(),
      nextDbtime: () => ++this.#dbtime,
      cbReserved: (_tree, { bytes, suffixStart, cbPrefix }) =>
        (cbPrefix === 0 && this.reserved.get(bytes[suffixStart]!)) || 0,
    };
    const allocator = {
      allocatePage: () => this.#pgnoNext++,
      freePage: (_tree: Tree, pgno: number) => void this.freed.push(pgno),
    };
    this.treeWriter = new TreeWriter({ database, tree: this.tree, allocator });
  }

  #journal(): Journal {
    const log = (name: string): number => {
      if (this.logged.length >= this.good) throw new Error('the log is full');
      this.logged.push(name);
      return 65537;
    };
    return new Proxy({} as Journal, { get: (_, name) => () => log(String(name)) });
  }

  insert(key: number, cbData: number): void {
    this.treeWriter.seek(Uint8Array.of(key, 0));
    this.treeWriter.insert(writer, 1, new Uint8Array(cbData).fill(key));
  }

  page(pgno: number): PageView {
    return this.buffer.get(pgno).view;
  }

  /** All pages that are there, byte by byte. */
  contents(): string[] {
    const pages: string[] = [];
    for (let pgno = 1; pgno <= this.buffer.pageCount; pgno++) {
      if (this.buffer.look(pgno) !== 'present') continue;
      const { bytes, start, flags } = this.page(pgno);
      if ((flags & pageFlag.preInit) !== 0) continue;
      pages.push(`${pgno} ${Buffer.from(bytes.subarray(start, start + 4096)).toString('base64')}`);
    }
    return pages;
  }

  expectSound(): void {
    const problems: string[] = [];
    verifyTree(this.tree, ({ text }) => problems.push(text));
    expect(problems).toEqual([]);
  }
}

describe('a tree that is written', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });

  function nameOf(act: () => unknown): string | undefined {
    try {
      act();
      return undefined;
    } catch (error) {
      return (error as Error).name;
    }
  }

  it('is untouched when nothing can be logged', () => {
    for (let key = 1; key <= 30; key++) scene.insert(key, 300);
    // With the number of calls that each of them makes at least: pages are announced first.
    const operations: [act: () => unknown, calls: number][] = [
      [() => scene.insert(40, 10), 1],
      [() => scene.insert(41, 3000), 2],
      [() => scene.treeWriter.replace(writer, 3, new Uint8Array(3000)), 2],
      [() => scene.treeWriter.replace(writer, 3, new Uint8Array(3)), 1],
      [() => scene.treeWriter.flagDelete(writer, 3), 1],
      [() => scene.treeWriter.delete(writer), 1],
      [() => scene.treeWriter.addDelta(writer, 3, 0, 1n, 4), 1],
      [() => scene.treeWriter.setExternalHeader(writer, () => new Uint8Array(25)), 1],
    ];
    const before = scene.contents();
    for (const [operation, calls] of operations) {
      for (let good = 0; good < calls; good++) {
        scene.treeWriter.seek(Uint8Array.of(10, 0));
        scene.good = scene.logged.length + good;
        expect(operation).toThrow('the log is full');
        expect(scene.contents()).toEqual(before);
      }
    }
    scene.good = Infinity;
    scene.insert(50, 3000);
    scene.expectSound();
  });

  it('refuses what does not fit what is there', () => {
    const { treeWriter } = scene;
    scene.insert(1, 10);
    const at = (key: number): Uint8Array => Uint8Array.of(key, 0);
    expect(nameOf(() => scene.insert(1, 10))).toBe('JET_errKeyDuplicate');
    expect(nameOf(() => treeWriter.flagDelete(writer, 3))).toBe('JET_errInternalError');
    treeWriter.seek(at(2));
    expect(nameOf(() => treeWriter.flagDelete(writer, 3))).toBe('JET_errNoCurrentRecord');
    expect(nameOf(() => scene.insert(2, 4060))).toBe('JET_errRecordTooBig');
    treeWriter.seek(at(1));
    expect(nameOf(() => treeWriter.addDelta(writer, 3, 8, 1n, 4))).toBe('JET_errInvalidParameter');
    treeWriter.seek(at(1));
    expect(nameOf(() => treeWriter.revive(writer, 3, 5, at(9)))).toBe('JET_errKeyDuplicate');
    treeWriter.seek(at(1));
    treeWriter.flagDelete(writer, 3);
    expect(treeWriter.seek(at(1))).toBe('deleted');
    expect(nameOf(() => treeWriter.replace(writer, 3, at(9)))).toBe('JET_errRecordDeleted');
    const { source: buffer, ...tree } = scene.tree;
    const foreign = new Tree({ ...tree, source: { pageSize: 4096, pageCount: 1, get: () => buffer.get(1) } });
    const options = { tree: foreign, database: { buffer } as never, allocator: {} as never };
    expect(nameOf(() => new TreeWriter(options))).toBe('JET_errInvalidParameter');
  });

  it('keeps what a shrinking replace may need again', () => {
    scene.insert(1, 1000);
    scene.insert(2, 100);
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    scene.treeWriter.replace(writer, 3, new Uint8Array(200));
    const root = scene.page(pgnoFDP);
    expect(root.cbUncommittedFree).toBe(800);
    // Growing again takes from what the node itself has kept.
    scene.reserved.set(1, 800);
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    scene.treeWriter.replace(writer, 5, new Uint8Array(500));
    expect(root.cbUncommittedFree).toBe(500);
    scene.reserved.set(1, 500);
    scene.insert(0x20, root.cbFree - 500 - 900);
    // Nobody else gets it: the page is split.
    const { cbFree } = root;
    scene.insert(0x10, cbFree - 400);
    expect(root.hasFlag(pageFlag.parentOfLeaf)).toBe(true);
    scene.expectSound();
  });

  it('counts again before it gives way to versions that are gone', () => {
    scene.insert(1, 1000);
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    scene.treeWriter.replace(writer, 3, new Uint8Array(10));
    const root = scene.page(pgnoFDP);
    expect(root.cbUncommittedFree).toBe(990);
    scene.insert(0, root.cbFree - 200);
    expect([root.cbUncommittedFree, root.hasFlag(pageFlag.leaf)]).toEqual([0, true]);
  });

  it('fills the last page no further than its density', () => {
    for (let key = 1; key <= 60; key++) scene.insert(key, 100);
    // 80 % of 4096 are used but for less than one node. The first leaf is what the root had been.
    const { cbFree } = scene.page(pgnoFDP + 2);
    expect(cbFree).toBeGreaterThanOrEqual(819);
    expect(cbFree).toBeLessThan(819 + 110);
  });

  it('gives the prefix up that no node uses any more', () => {
    for (let key = 1; key <= 3; key++) {
      scene.treeWriter.seek(Uint8Array.of(...new Uint8Array(100).fill(7), key));
      scene.treeWriter.insert(writer, 0, new Uint8Array(1500));
    }
    const last = scene.page(pgnoFDP + 2);
    expect(externalHeader(last).length).toBe(101);
    const far = Uint8Array.of(9, 9);
    scene.treeWriter.seek(far);
    scene.treeWriter.insert(writer, 0, Uint8Array.of(1));
    scene.treeWriter.seek(Uint8Array.of(...new Uint8Array(100).fill(7), 3));
    expect(scene.treeWriter.delete(writer)).toBe(true);
    scene.treeWriter.seek(far);
    expect(scene.treeWriter.delete(writer)).toBe(false);
    scene.treeWriter.seek(far);
    expect(scene.treeWriter.shortenPrefix(writer)).toBe(true);
    expect(externalHeader(last).length).toBe(0);
    scene.expectSound();
  });

  it('brings nodes of either kind back', () => {
    scene.insert(1, 10);
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    scene.treeWriter.flagDelete(writer, 3);
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    scene.treeWriter.revive(writer, 5, 7, Uint8Array.of(9));
    expect(scene.treeWriter.seek(Uint8Array.of(1, 0))).toBe('present');
    expect([...scene.treeWriter.node.data()]).toEqual([9]);

    const index = new Scene(pageFlag.index | pageFlag.nonUniqueKeys);
    const [key, data] = [Uint8Array.of(1), Uint8Array.of(2)];
    index.treeWriter.seek(key, data);
    index.treeWriter.insert(writer, 0);
    index.treeWriter.seek(key, data);
    index.treeWriter.flagDelete(writer, 3);
    expect(index.treeWriter.seek(key, Uint8Array.of(3))).toBe('absent');
    expect(index.treeWriter.seek(key, data)).toBe('deleted');
    index.treeWriter.flagInsert(writer, 5);
    expect(new NodeView().read(index.page(pgnoFDP), 0).flags).toBe(lineFlag.version);
    expect(index.logged).toEqual(['insert', 'flagDelete', 'flagInsert']);
  });

  it('moves nodes down when the header of the root needs their room', () => {
    scene.insert(1, 3200);
    // In front of the last node, so that no density stands against it.
    scene.insert(0, scene.page(pgnoFDP).cbFree - 10);
    const root = scene.page(pgnoFDP);
    expect([root.clines, root.cbFree]).toEqual([2, 2]);
    scene.treeWriter.setExternalHeader(writer, (header) => Uint8Array.of(3, ...header, ...new Uint8Array(8)));
    expect([root.clines, externalHeader(root).length]).toEqual([1, 25]);
    expect(scene.logged.slice(-3)).toEqual(['newPage', 'split', 'setExternalHeader']);
    scene.expectSound();
  });

  it('hands pages back that a merge has emptied', () => {
    for (let key = 1; key <= 40; key++) scene.insert(key, 300);
    for (let key = 1; key <= 20; key++) {
      scene.treeWriter.seek(Uint8Array.of(key, 0));
      scene.treeWriter.flagDelete(writer, 0);
    }
    scene.treeWriter.seek(Uint8Array.of(1, 0));
    const { pgno } = scene.treeWriter;
    expect(scene.treeWriter.merge(writer)).toBe('emptyPage');
    expect(scene.freed).toEqual([pgno]);
    expect(scene.page(pgno).hasFlag(pageFlag.empty)).toBe(true);
    scene.expectSound();
  });

  it('keeps again what an undone replace had used', () => {
    scene.insert(1, 1000);
    const seek = (): unknown => scene.treeWriter.seek(Uint8Array.of(1, 0));
    seek();
    scene.treeWriter.replace(writer, 3, new Uint8Array(200));
    scene.reserved.set(1, 800);
    seek();
    scene.treeWriter.replace(writer, 5, new Uint8Array(700));
    const root = scene.page(pgnoFDP);
    expect(root.cbUncommittedFree).toBe(300);
    scene.reserved.set(1, 300);
    seek();
    scene.treeWriter.undo(writer, {
      ...{ oper: 'replace', rceid: 5, levelOper: 1 },
      ...{ image: new Uint8Array(200), cbDelta: -500 },
    });
    expect(root.cbUncommittedFree).toBe(800);
  });

  it('tells a cursor where it can go on from', () => {
    for (let key = 1; key <= 30; key++) scene.insert(2 * key, 300);
    const cursor = new TreeCursor(scene.tree);
    expect([cursor.isPlaceUnchanged, cursor.canStep(1)]).toEqual([false, false]);
    cursor.first();
    const { pgno } = cursor;
    while (cursor.pgno === pgno) cursor.next();
    cursor.previous();
    expect([cursor.isPlaceUnchanged, cursor.canStep(-1), cursor.canStep(1)]).toEqual([true, true, true]);
    // A split elsewhere: the leaf is as it was, the way to its neighbour is not.
    for (let key = 50; key < 60; key++) scene.insert(key + 0x40, 300);
    expect([cursor.isPlaceUnchanged, cursor.canStep(-1), cursor.canStep(1)]).toEqual([true, true, false]);
    scene.treeWriter.seek(Uint8Array.of(2, 0));
    scene.treeWriter.flagDelete(writer, 3);
    expect([cursor.isPlaceUnchanged, cursor.canStep(-1)]).toEqual([false, false]);
  });
});
