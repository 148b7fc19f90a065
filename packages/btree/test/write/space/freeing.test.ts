import { describe, expect, it } from 'vitest';
import { SpaceScene, writer } from './space-scene';

/** Pages that are given back (04 §7), with the records of it (24 §4, §9). */

describe('pages that a tree gives up', () => {
  it('are joined with free ones beside them', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 20, isMultiple: true });
    scene.allocate(tree, 17);
    expect(scene.log(() => scene.free(tree, 10))).toEqual(['insert 6 0 0000000a 01000000']);
    // The first node of a page is only flagged, as the engine's logs have it.
    expect(scene.log(() => scene.free(tree, 11))).toEqual(['flagDelete 6 0', 'insert 6 1 0000000b 02000000']);
    expect(scene.log(() => scene.free(tree, 14))).toEqual(['insert 6 2 0000000e 01000000']);
    expect(scene.log(() => scene.free(tree, 13))).toEqual(['replace 6 2 02000000']);
    expect(scene.log(() => scene.free(tree, 12))).toEqual(['delete 6 1', 'replace 6 1 05000000']);
    expect(scene.available(tree)).toEqual([[10, 14]]);
  });

  it('bring a deleted node of the same key back', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 4, isMultiple: true });
    expect(scene.log(() => scene.allocate(tree, 1))).toEqual(['flagDelete 6 0']);
    expect(scene.log(() => scene.free(tree, 7))).toEqual(['flagInsertAndReplaceData 6 0 00000007 01000000']);
  });

  it('are not joined across owned extents', () => {
    const scene = new SpaceScene();
    const tree = scene.create(scene.root, { cpg: 6, isMultiple: true });
    scene.allocate(tree, 3 + 16);
    scene.free(tree, 9, 10);
    expect(scene.owned(tree).slice(0, 2)).toEqual([
      [4, 9],
      [10, 15],
    ]);
    expect(scene.available(tree).slice(0, 2)).toEqual([
      [9, 9],
      [10, 10],
    ]);
  });

  it('go back to the parent when they are all of an extent', () => {
    const scene = new SpaceScene();
    scene.create(scene.root, { cpg: 27 });
    const table = scene.create(scene.root, { cpg: 20, isMultiple: true });
    const index = scene.create(table, { cpg: 3, isMultiple: true, kind: 'index' });
    const pages = scene.allocate(index, 4);
    const before = scene.available(scene.root);
    scene.free(index, ...pages.slice(0, 3));
    expect(scene.log(() => scene.free(index, pages[3]!))).toEqual([
      'delete 53 1',
      'flagInsertAndReplaceData 53 1 00000039 04000000',
      'delete 53 1',
      'delete 52 1',
      'insert 33 1 00000039 04000000',
      'delete 33 1',
      'delete 32 2',
      'replace 3 0 c9000000',
    ]);
    expect(before).toEqual([[58, 254]]);
    expect(scene.owned(index)).toEqual([[51, 53]]);
    expect(scene.available(scene.root)).toEqual([[54, 254]]);
  });
});

describe('a deleted tree', () => {
  it('gives everything back, with what its children have', () => {
    const scene = new SpaceScene();
    scene.create(scene.root, { cpg: 27 });
    const before = [scene.owned(scene.root), scene.available(scene.root)];
    const table = scene.create(scene.root);
    const index = scene.create(table, { kind: 'index' });
    scene.allocate(index, 30);
    scene.allocate(table, 40);
    const extents = scene.owned(table);
    const logged = scene.log(() => {
      scene.space.deleteTree(writer, table, scene.root, { trxCommitted: 24, kind: 'table' });
    });
    expect(logged.slice(0, 3)).toEqual(['freeFDP 31 table', 'extentFreed 31', 'extentFreed 32']);
    expect(logged.filter((line) => line.startsWith('extentFreed')).length).toBe(extents.length);
    expect([scene.owned(scene.root), scene.available(scene.root)]).toEqual(before);
    expect(scene.create(scene.root).pgnoFDP).toBe(31);
  });

  it('that has one extent goes back to that of its parent', () => {
    const scene = new SpaceScene();
    const table = scene.create(scene.root, { cpg: 8 });
    const index = scene.create(table, { kind: 'index' });
    scene.space.deleteTree(writer, index, table);
    expect(scene.header(table)).toEqual([8, 1, 0, 0x7f]);
    expect(scene.logged.at(-1)).toBe('setExternalHeader 4 0800000001000000000000007f000000');
  });
});

describe('space that is shelved (04 §3)', () => {
  it('is not used when the file comes to it', () => {
    const scene = new SpaceScene({ extensionPages: 16 }, 46);
    scene.create(scene.root, { cpg: 43 });
    shelve(scene, 50);
    shelve(scene, 90);
    expect(scene.create(scene.root).pgnoFDP).toBe(47);
    expect(scene.available(scene.root)).toEqual([
      [48, 49],
      [51, 62],
      [90, 90],
    ]);
  });
});

/** Puts a page behind the end of the file on the shelf. */
function shelve(scene: SpaceScene, pgno: number): void {
  const writerOfTree = scene.treeWriter(scene.spaceTrees(scene.root).available);
  writerOfTree.seek(Uint8Array.of(0x82, 0, 0, 0, pgno));
  writerOfTree.insert(writer, 0, Uint8Array.of(1, 0, 0, 0));
}

describe('pages that cannot be freed', () => {
  const nameOf = (act: () => unknown): string | undefined => {
    try {
      act();
      return undefined;
    } catch (error) {
      return (error as Error).name;
    }
  };

  it('are those that are free, that are none of the tree, or roots', () => {
    const scene = new SpaceScene();
    const single = scene.create(scene.root, { cpg: 4 });
    const multiple = scene.create(scene.root, { cpg: 20, isMultiple: true });
    scene.allocate(multiple, 5);
    const names = [
      [single, 5, 'JET_errSPAvailExtCorrupted'],
      [single, 4, 'JET_errSPOwnExtCorrupted'],
      [single, 8, 'JET_errSPOwnExtCorrupted'],
      [multiple, 20, 'JET_errSPAvailExtCorrupted'],
      [multiple, 8, 'JET_errSPOwnExtCorrupted'],
      [multiple, 10, 'JET_errSPOwnExtCorrupted'],
      [multiple, 100, 'JET_errSPOwnExtCorrupted'],
    ] as const;
    const before = scene.logged.length;
    for (const [tree, pgno, name] of names)
      expect([pgno, nameOf(() => scene.free(tree, pgno))]).toEqual([pgno, name]);
    expect(nameOf(() => scene.space.deleteTree(writer, single, multiple))).toBe('JET_errSPOwnExtCorrupted');
    expect(nameOf(() => scene.space.deleteTree(writer, scene.root, scene.root))).toBe(
      'JET_errSPOwnExtCorrupted',
    );
    expect(scene.logged.length).toBe(before);
  });
});
