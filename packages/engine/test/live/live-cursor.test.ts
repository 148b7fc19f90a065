import { beforeEach, describe, expect, it } from 'vitest';
import { LiveCursor, type LiveTree } from '../../src/live';
import type { Session } from '../../src/transactions';
import { LiveHost } from './support/live-host';
import { bytesOf, committed, textOf } from './support/tree-session';

/** Where a cursor goes and stays while others change the tree under it. */

let host: LiveHost;
let tree: LiveTree;
let session: Session;
let cursor: LiveCursor;

const name = (i: number): Uint8Array => bytesOf(`key ${String(i).padStart(4, '0')}`);

/** Rows of 100 bytes with even numbers. */
function fill(count: number): void {
  committed(host, (first) => {
    for (let i = 0; i < count; i++) tree.insert(first, name(2 * i), new Uint8Array(100).fill(i));
  });
  host.cleanUp();
}

beforeEach(() => {
  host = new LiveHost();
  tree = host.createTree();
  session = host.transactions.openSession();
  cursor = new LiveCursor(tree, session);
});

function at(): string | undefined {
  return cursor.isOnNode ? textOf(cursor.key()) : undefined;
}

describe('moving', () => {
  it('in an empty tree finds nothing', () => {
    expect([cursor.first(), cursor.next(), cursor.previous(), cursor.last()]).toEqual(Array(4).fill(false));
    expect(() => cursor.key()).toThrow('stands on no node');
  });

  it('goes through all pages, both ways, and stops at the ends', () => {
    fill(300);
    let count = 0;
    while (cursor.next()) expect(textOf(cursor.key())).toBe(textOf(name(2 * count++)));
    expect([count, cursor.next(), at()]).toEqual([300, false, undefined]);
    while (cursor.previous()) expect(textOf(cursor.key())).toBe(textOf(name(2 * --count)));
    expect([count, cursor.previous()]).toEqual([0, false]);
    expect(cursor.next()).toBe(true);
    expect(at()).toBe('key 0000');
  });

  it('goes on from the same place after splits and insertions on either side', () => {
    fill(30);
    cursor.seek('=', name(30));
    const other = host.transactions.openSession();
    other.begin();
    for (let i = 0; i < 30; i++) tree.insert(other, name(2 * i + 1), new Uint8Array(300));
    expect([at(), cursor.next(), at()]).toEqual(['key 0030', true, 'key 0032']);
    expect([cursor.previous(), at()]).toEqual([true, 'key 0030']);
    other.commit();
    expect([cursor.previous(), at()]).toEqual([true, 'key 0029']);
    expect([cursor.next(), cursor.next(), at()]).toEqual([true, true, 'key 0031']);
  });

  it('hops over a page whose parents have changed, and whose own nodes have not', () => {
    fill(100);
    cursor.first();
    const { pgno } = tree.writer.seek(name(0)) === 'present' ? tree.writer : { pgno: 0 };
    committed(host, (other) => {
      for (let i = 100; i < 160; i++) tree.insert(other, name(2 * i + 1), new Uint8Array(400));
    });
    expect(tree.writer.seek(name(0)) === 'present' && tree.writer.pgno).toBe(pgno);
    let count = 1;
    while (cursor.next()) count++;
    expect(count).toBe(160);
  });

  it('goes on from a node that its session or another one deletes, and after its removal', () => {
    fill(40);
    cursor.seek('=', name(20));
    session.begin();
    tree.flagDelete(session, name(20));
    expect([cursor.isOnNode, cursor.hasBookmark, textOf(cursor.key())]).toEqual([false, true, 'key 0020']);
    expect(() => cursor.data()).toThrow('is not there');
    session.commit();
    host.cleanUp();
    expect([at(), cursor.next(), at()]).toEqual([undefined, true, 'key 0022']);
    cursor.place(name(20));
    expect([cursor.isOnNode, cursor.previous(), at()]).toEqual([false, true, 'key 0018']);
  });

  it('stands on its node again when the deletion is rolled back', () => {
    fill(40);
    cursor.seek('=', name(20));
    session.begin();
    tree.flagDelete(session, name(20));
    tree.replace(session, name(22), bytesOf('new'));
    session.rollback();
    expect(at()).toBe('key 0020');
    expect(cursor.data()).toEqual(new Uint8Array(100).fill(10));
    expect([cursor.next(), cursor.data().length]).toEqual([true, 100]);
  });

  it('survives that whole pages go, and that they come back', () => {
    fill(200);
    cursor.seek('=', name(200));
    committed(host, (other) => {
      for (let i = 10; i < 190; i++) tree.flagDelete(other, name(2 * i));
    });
    host.cleanUp();
    expect(host.free.length).toBeGreaterThan(3);
    expect([at(), cursor.next(), at()]).toEqual([undefined, true, 'key 0380']);
    cursor.place(name(200));
    expect([cursor.previous(), at()]).toEqual([true, 'key 0018']);
    fill(0);
    committed(host, (other) => {
      for (let i = 10; i < 190; i++) tree.insert(other, name(2 * i), new Uint8Array(100));
    });
    expect([cursor.next(), at()]).toEqual([true, 'key 0020']);
  });

  it('passes long rows of nodes that it does not see', () => {
    fill(5);
    const other = host.transactions.openSession();
    other.begin();
    for (let i = 0; i < 200; i++) tree.insert(other, bytesOf(`key 0003 ${i}`), new Uint8Array(100));
    session.begin();
    expect([cursor.seek('=', name(2)), cursor.next(), at()]).toEqual([true, true, 'key 0004']);
    expect([cursor.previous(), at()]).toEqual([true, 'key 0002']);
    expect(cursor.seek('>=', bytesOf('key 0003'))).toBe(true);
    expect(at()).toBe('key 0004');
  });
});

describe('seeking', () => {
  it('finds what is seen, and otherwise stands on the gap or behind an end', () => {
    fill(3);
    const modes = ['=', '<', '<=', '>', '>='] as const;
    const found = (key: Uint8Array): (string | undefined)[] =>
      modes.map((mode) => (cursor.seek(mode, key) ? at() : undefined));
    expect(found(name(2))).toEqual(['key 0002', 'key 0000', 'key 0002', 'key 0004', 'key 0002']);
    expect(found(name(3))).toEqual([undefined, 'key 0002', 'key 0002', 'key 0004', 'key 0004']);
    expect(found(name(0))).toEqual(['key 0000', undefined, 'key 0000', 'key 0002', 'key 0000']);
    expect(found(name(4))).toEqual(['key 0004', 'key 0002', 'key 0004', undefined, 'key 0004']);
    cursor.seek('=', name(3));
    expect([cursor.hasBookmark, cursor.next(), at()]).toEqual([false, true, 'key 0004']);
    cursor.seek('=', name(3));
    expect([cursor.previous(), at()]).toEqual([true, 'key 0002']);
    cursor.seek('>', name(4));
    expect([cursor.next(), cursor.previous(), at()]).toEqual([false, true, 'key 0004']);
    cursor.seek('<', name(0));
    expect([cursor.previous(), cursor.next(), at()]).toEqual([false, true, 'key 0000']);
  });

  it('finds the first or the last of equal keys, and each by its bookmark', () => {
    tree = host.createTree(false);
    cursor = new LiveCursor(tree, session);
    committed(host, (other) => {
      for (let i = 0; i < 300; i++) {
        tree.insert(other, name(2 * Math.floor(i / 100)), bytesOf(`row ${1000 + i} ${'x'.repeat(20)}`));
      }
    });
    const row = (): string => textOf(cursor.data()).slice(0, 8);
    expect([cursor.seek('=', name(2)), row()]).toEqual([true, 'row 1100']);
    expect([cursor.seek('<=', name(2)), row()]).toEqual([true, 'row 1199']);
    expect([cursor.seek('>', name(2)), row()]).toEqual([true, 'row 1200']);
    expect([cursor.seek('<', name(2)), row()]).toEqual([true, 'row 1099']);
    const bookmark = bytesOf(`row 1150 ${'x'.repeat(20)}`);
    expect([cursor.seekBookmark(name(2), bookmark), row()]).toEqual([true, 'row 1150']);
    expect([textOf(cursor.bookmarkData()), cursor.next(), row()]).toEqual([
      textOf(bookmark),
      true,
      'row 1151',
    ]);
    expect([cursor.seekBookmark(name(2)), cursor.next(), row()]).toEqual([false, true, 'row 1100']);
    committed(host, (other) => tree.flagDelete(other, name(2), bookmark));
    expect(cursor.seekBookmark(name(2), bookmark)).toBe(false);
    expect([cursor.previous(), row()]).toEqual([true, 'row 1149']);
    expect([cursor.next(), row()]).toEqual([true, 'row 1151']);
    cursor.seek('=', name(3));
    expect([cursor.previous(), row(), cursor.next(), row()]).toEqual([true, 'row 1199', true, 'row 1200']);
  });

  it('takes the place of another cursor', () => {
    fill(10);
    const other = new LiveCursor(tree, session);
    other.seek('=', name(6));
    cursor.placeAs(other);
    expect([at(), cursor.next(), at()]).toEqual(['key 0006', true, 'key 0008']);
    other.reset();
    cursor.placeAs(other);
    expect([cursor.hasBookmark, cursor.next(), at()]).toEqual([false, true, 'key 0000']);
  });

  it('compares the key it stands at, though the node is gone', () => {
    fill(10);
    cursor.seek('=', name(6));
    committed(host, (other) => tree.flagDelete(other, name(6)));
    host.cleanUp();
    expect(cursor.compareKey(name(6))).toBe(0);
    expect(cursor.compareKey(name(7))).toBeLessThan(0);
    expect(cursor.hasPrefix(bytesOf('key 00'))).toBe(true);
    expect(cursor.hasPrefix(bytesOf('key 0006 and more'))).toBe(false);
  });

  it('estimates how far in the tree it stands, and how large that is', () => {
    fill(1000);
    cursor.seek('=', name(500));
    const { position, entries } = cursor.estimate;
    expect(position).toBeGreaterThan(0.2);
    expect(position).toBeLessThan(0.3);
    expect(entries).toBeGreaterThan(700);
    expect(entries).toBeLessThan(1300);
    expect(cursor.seekFraction(0.25)).toBe(true);
    expect(Number(at()!.slice(4))).toBeGreaterThan(400);
    expect(Number(at()!.slice(4))).toBeLessThan(600);
    cursor.place(bytesOf('z'));
    expect(cursor.estimate.position).toBe(1);
  });
});
