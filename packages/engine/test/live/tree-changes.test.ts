import { copyRecordBytes, loadLogHeaderSync, recordTypeNumber, walkSegmentLogSync } from '@esekit/log';
import { TreeCursor } from '@esekit/btree';
import { externalHeader } from '@esekit/pages';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveTree } from '../../src/live';
import type { Session } from '../../src/transactions';
import { LiveHost } from './support/live-host';
import { bytesOf, committed, scan, textOf } from './support/tree-session';

/** What clean-up does to pages when nobody needs a version any more (14 §2.1, §2.5, 24 §3). */

let host: LiveHost;
let tree: LiveTree;

beforeEach(() => {
  host = new LiveHost();
  tree = host.createTree();
});

function insert(session: Session, key: string, cb = 100): void {
  tree.insert(session, bytesOf(key), new Uint8Array(cb));
}

/** All nodes, the deleted ones with a minus in front. */
function nodes(): string[] {
  const cursor = new TreeCursor(tree.tree, { seesDeleted: true });
  const found: string[] = [];
  while (cursor.next()) found.push(`${cursor.node.isDeleted ? '-' : ''}${textOf(cursor.key())}`);
  return found;
}

function pagesOfTree(): number {
  const cursor = new TreeCursor(tree.tree, { seesDeleted: true });
  const pgnos = new Set<number>();
  while (cursor.next()) pgnos.add(cursor.pgno);
  return pgnos.size;
}

const typeNames = new Map<number, string>(
  Object.entries(recordTypeNumber).map(([name, number]) => [number, name]),
);

/** Types of the records behind the first so many, with procid and, of page records, the flags. */
function records(after = 0): { type: string; procid: number; flags: number }[] {
  host.log.flush();
  const file = host.fs.openSync('logs/edb.log', 'read');
  const found: { type: string; procid: number; flags: number }[] = [];
  walkSegmentLogSync(file, loadLogHeaderSync(file).header, {
    record: (record) => {
      const bytes = copyRecordBytes(record);
      const type = typeNames.get(record.type)!;
      if (type === 'NOP2') return;
      found.push({ type, procid: bytes[1]! | (bytes[2]! << 8), flags: bytes[31] ?? 0 });
    },
  });
  file.closeSync();
  return found.slice(after);
}

describe('deleted nodes', () => {
  it('stay as long as a session may see them, and go in a transaction of a system task', () => {
    committed(host, (session) => {
      for (const key of ['a', 'b', 'c']) insert(session, key);
    });
    host.cleanUp();
    const reader = host.transactions.openSession();
    reader.begin();
    committed(host, (session) => tree.flagDelete(session, bytesOf('b')));
    host.cleanUp();
    expect(nodes()).toEqual(['a', '-b', 'c']);
    expect(scan(tree, reader).length).toBe(3);
    reader.commit();
    const before = records().length;
    host.cleanUp();
    expect(nodes()).toEqual(['a', 'c']);
    const logged = records(before);
    expect(logged.map(({ type }) => type)).toEqual(['Begin0', 'Delete', 'Commit0']);
    expect(new Set(logged.map(({ procid }) => procid)).size).toBe(1);
    // 0x20 is the system task; a removal makes no version.
    expect(logged[1]!.flags).toBe(0x24);
  });

  it('of an insert that was rolled back go as well', () => {
    const session = host.transactions.openSession();
    session.begin();
    insert(session, 'a');
    session.rollback();
    expect(nodes()).toEqual(['-a']);
    host.cleanUp();
    expect(nodes()).toEqual([]);
    host.cleanUp();
    expect(host.versions.isEmpty).toBe(true);
  });

  it('that came back before clean-up stay', () => {
    committed(host, (session) => insert(session, 'a'));
    committed(host, (session) => tree.flagDelete(session, bytesOf('a')));
    committed(host, (session) => insert(session, 'a', 50));
    host.cleanUp();
    expect(nodes()).toEqual(['a']);
  });

  it('take their pages with them', () => {
    committed(host, (session) => {
      for (let i = 100; i < 400; i++) insert(session, `${i}`);
    });
    host.cleanUp();
    const before = pagesOfTree();
    committed(host, (session) => {
      for (let i = 110; i < 390; i++) tree.flagDelete(session, bytesOf(`${i}`));
    });
    host.cleanUp();
    expect(before).toBeGreaterThan(8);
    expect(pagesOfTree()).toBeLessThanOrEqual(2);
    expect(host.free.length).toBe(before - pagesOfTree());
    expect(nodes().filter((key) => !key.startsWith('-')).length).toBe(20);
    expect(records().filter(({ type }) => type === 'Merge2').length).toBeGreaterThan(5);
    host.expectSound(tree);
  });

  it('leave pages that are nearly empty, which are joined with their neighbours', () => {
    committed(host, (session) => {
      for (let i = 100; i < 400; i++) insert(session, `${i}`);
    });
    committed(host, (session) => {
      for (let i = 100; i < 400; i++) if (i % 20 !== 0) tree.flagDelete(session, bytesOf(`${i}`));
    });
    host.cleanUp();
    expect(nodes().length).toBe(15);
    expect(pagesOfTree()).toBeLessThan(4);
    host.expectSound(tree);
  });

  it('take the page’s prefix with them when no other node needs it', () => {
    const stem = 'a stem that keys have in common ';
    committed(host, (session) => {
      for (let i = 100; i < 160; i++) insert(session, `${stem}${i}`);
      for (let i = 100; i < 160; i++) insert(session, `b${i}`);
    });
    const prefixes = (): number[] => {
      const cursor = new TreeCursor(tree.tree, { seesDeleted: true });
      const found = new Map<number, number>();
      while (cursor.next()) {
        found.set(cursor.pgno, externalHeader(host.database.buffer.get(cursor.pgno).view).length);
      }
      return [...found.values()];
    };
    const before = prefixes();
    const keys = nodes().filter((key) => key.startsWith(stem));
    committed(host, (session) => {
      for (const key of keys) if (!key.endsWith('7')) tree.flagDelete(session, bytesOf(key));
    });
    host.cleanUp();
    expect(Math.max(...before)).toBe(stem.length + 3);
    expect(records().some(({ type }) => type === 'SetExternalHeader')).toBe(true);
    host.expectSound(tree);
  });
});

describe('clean-up', () => {
  it('passes over trees that are gone', () => {
    committed(host, (session) => insert(session, 'a', 500));
    const other = host.createTree();
    committed(host, (session) => {
      tree.replace(session, bytesOf('a'), new Uint8Array(5));
      tree.flagDelete(session, bytesOf('a'));
      other.insert(session, bytesOf('b'), bytesOf('b'));
      other.flagDelete(session, bytesOf('b'));
    });
    tree.discard();
    host.cleanUp();
    expect(nodes()).toEqual(['-a']);
    tree = other;
    expect(nodes()).toEqual([]);
    expect(host.versions.isEmpty).toBe(true);
  });

  it('passes over databases that are closed', () => {
    committed(host, (session) => {
      insert(session, 'a');
      tree.flagDelete(session, bytesOf('a'));
    });
    host.database.buffer.close();
    host.cleanUp();
    expect(host.versions.isEmpty).toBe(true);
  });

  it('is done again when it failed', () => {
    committed(host, (session) => {
      insert(session, 'a');
      insert(session, 'b');
      tree.flagDelete(session, bytesOf('a'));
    });
    host.beforeRecord = () => {
      throw new Error('the log is full');
    };
    expect(() => {
      host.cleanUp();
    }).toThrow('the log is full');
    expect(nodes()).toEqual(['-a', 'b']);
    expect([...host.transactions.activeSessions]).toEqual([]);
    host.beforeRecord = undefined;
    host.cleanUp();
    expect(nodes()).toEqual(['b']);
  });

  it('asks what is to go when an integer is 0 for everyone, and that may be the node', () => {
    const asked: number[] = [];
    tree.onZero = (session, key, data) => {
      expect(session.isSystemTask).toBe(true);
      const value = new DataView(data.buffer, data.byteOffset).getInt32(0, true);
      asked.push(value);
      if (value === 0) tree.flagDelete(session, key);
    };
    committed(host, (session) => insert(session, 'count'));
    const [one, two] = [host.transactions.openSession(), host.transactions.openSession()];
    one.begin();
    two.begin();
    tree.addDelta(one, bytesOf('count'), 0, 4, 1n);
    tree.addDelta(two, bytesOf('count'), 0, 4, 2n);
    one.commit();
    host.cleanUp();
    expect(asked).toEqual([]);
    two.rollback();
    host.cleanUp();
    expect(asked).toEqual([1]);
    committed(host, (session) => tree.addDelta(session, bytesOf('count'), 0, 4, -1n));
    expect(nodes()).toEqual(['count']);
    host.cleanUp();
    expect(asked).toEqual([1, 0]);
    expect(nodes()).toEqual([]);
  });

  it('gives back what shrunk nodes kept for rollback', () => {
    committed(host, (session) => insert(session, 'a', 1000));
    const session = host.transactions.openSession();
    session.begin();
    tree.replace(session, bytesOf('a'), new Uint8Array(100));
    tree.replace(session, bytesOf('a'), new Uint8Array(400));
    const { view } = host.database.buffer.get(tree.pgnoFDP);
    expect(view.cbUncommittedFree).toBe(600);
    session.commit();
    host.cleanUp();
    expect(host.database.buffer.get(tree.pgnoFDP).view.cbUncommittedFree).toBe(0);
  });
});
