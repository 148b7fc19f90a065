import { JetError } from '@esekit/core';
import { externalHeader, NodeView } from '@esekit/pages';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { spaceTrees, type Tree } from '../../../src/index';
import { SpaceScene, writer } from './space-scene';

/** Space trees and headers with things in them that cannot be: every call ends, with a result or a named error. */

function nameOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return JetError.isInstance(error) ? error.name : String(error);
  }
}

/** A table with an index, both with extents and free pages. */
class Damaged {
  readonly scene = new SpaceScene({ extensionPages: 16 }, 46);
  readonly table: Tree;
  readonly index: Tree;

  constructor() {
    const { scene } = this;
    scene.create(scene.root, { cpg: 27 });
    this.table = scene.create(scene.root);
    this.index = scene.create(this.table, { kind: 'index' });
    scene.free(this.table, ...scene.allocate(this.table, 9).filter((_, i) => i % 3 === 0));
    scene.free(this.index, ...scene.allocate(this.index, 9).filter((_, i) => i % 2 === 0));
  }

  /** Bytes of tag 0 of a root. */
  header(tree: Tree): Uint8Array {
    return externalHeader(this.scene.page(tree.pgnoFDP));
  }

  /** Key and data of a node that is not deleted, to be written over. */
  extent(tree: Tree, kind: 'owned' | 'available'): { readonly key: Uint8Array; readonly data: Uint8Array } {
    const view = this.scene.page(spaceTrees(tree)![kind].pgnoFDP);
    const node = new NodeView();
    for (let iline = 0; iline < view.clines; iline++) if (!node.read(view, iline).isDeleted) break;
    const { bytes, suffixStart, cbSuffix } = node;
    return { key: bytes.subarray(suffixStart, suffixStart + cbSuffix), data: node.data() };
  }
}

describe('space that is damaged', () => {
  it('hands out no page that is not there', () => {
    const damaged = new Damaged();
    const { scene, index } = damaged;
    damaged.extent(index, 'available').key.set([0, 0, 0xff, 0xff]);
    expect(nameOf(() => scene.allocate(index, 1))).toBe('JET_errSPAvailExtCorrupted');
  });

  it('hands out no root', () => {
    const damaged = new Damaged();
    const { scene, index } = damaged;
    const { key, data } = damaged.extent(index, 'available');
    // From the root to the end of what is free.
    data.set([key[3]! - index.pgnoFDP + 1, 0, 0, 0]);
    expect(nameOf(() => scene.allocate(index, 1, 200))).toBe('JET_errSPAvailExtCorrupted');
  });

  it('is not given to a tree twice', () => {
    const damaged = new Damaged();
    const { scene, index } = damaged;
    damaged.extent(index, 'available').data.set([9, 9, 9, 9]);
    expect(nameOf(() => scene.allocate(index, 1, 200))).toBe('JET_errSPAvailExtCorrupted');
  });

  it('ends where parents name each other', () => {
    const damaged = new Damaged();
    const { scene, table, index } = damaged;
    damaged.header(table)[4] = index.pgnoFDP;
    expect(nameOf(() => scene.allocate(index, 40))).toBe('JET_errSPOwnExtCorrupted');
    damaged.header(table)[4] = table.pgnoFDP;
    expect(nameOf(() => scene.allocate(table, 40))).toBe('JET_errSPOwnExtCorrupted');
    damaged.header(table).set([0xff, 0xff, 0xff, 0xff], 4);
    expect(nameOf(() => scene.allocate(table, 40))).toBe('JET_errSPOwnExtCorrupted');
  });

  it('is not looked for behind the end of the file', () => {
    const damaged = new Damaged();
    const { scene, table } = damaged;
    damaged.header(table).set([0xff, 0xff, 0, 0], 12);
    expect(nameOf(() => scene.allocate(table, 1))).toBe('JET_errSPOwnExtCorrupted');
    const single = scene.create(scene.root);
    damaged.header(single).set([0, 0, 0xff, 0x7f], 0);
    expect(nameOf(() => scene.allocate(single, 1))).toBe('JET_errSPOwnExtCorrupted');
  });

  it('is told of when the split buffer is none', () => {
    const damaged = new Damaged();
    const { scene, table } = damaged;
    const { owned } = spaceTrees(table)!;
    scene.page(owned.pgnoFDP).cbFree = 50;
    damaged.header(owned).set([1, 0, 0, 0, 9, 0, 0, 0]);
    expect(nameOf(() => scene.allocate(table, 40))).toBe('JET_errSPOwnExtCorrupted');
  });

  it('ends every call, whatever stands in its nodes and headers', () => {
    const random = seededRandom(seedForRun('damaged space'));
    const names = new Map<string, number>();
    for (let round = 0; round < 400; round++) {
      const damaged = new Damaged();
      const { scene, table, index } = damaged;
      const trees = [scene.root, table, index];
      const places = trees.flatMap((tree) => {
        const [owned, available] = (['owned', 'available'] as const).map((kind) =>
          damaged.extent(tree, kind),
        );
        return [damaged.header(tree), owned!.key, owned!.data, available!.key, available!.data];
      });
      for (let changes = 1 + random.below(3); changes > 0; changes--) {
        const bytes = random.pick(places);
        bytes[random.below(bytes.length)] = random.pick([0, 1, 2, 31, 35, 60, 0x7f, 0x80, 0x81, 0xff]);
      }
      const acts = [
        () => void scene.allocate(random.pick([table, index]), 1 + random.below(30), random.below(60)),
        () => scene.free(random.pick([table, index]), 31 + random.below(60)),
        () => void scene.create(random.pick(trees), { cpg: random.below(30) }),
        () => scene.space.deleteTree(writer, index, table),
      ];
      for (let step = 0; step < 6; step++) {
        const name = nameOf(() => random.pick(acts)());
        if (name !== undefined) names.set(name, (names.get(name) ?? 0) + 1);
      }
    }
    console.log([...names].map(([name, count]) => `${name}: ${count}`).join(', '));
    for (const name of names.keys()) expect(name).toMatch(/^JET_err/);
    expect([...names.keys()]).toEqual(
      expect.arrayContaining(['JET_errSPAvailExtCorrupted', 'JET_errSPOwnExtCorrupted']),
    );
  });
});
