import { describe, expect, test } from 'vitest';
import { nextRceid, Transactions, type Session, type VersionStatistics } from '../../src/transactions';
import { transactionLimits } from '../../src/transactions/transaction-limits';
import { bookmark, noBytes, tree, VersionedMap } from './versioned-map';

function jet(name: string): unknown {
  return expect.objectContaining({ name });
}

describe('ids of versions (24 §3)', () => {
  test('are odd and ascend; an insert over a deleted node has two', () => {
    const map = new VersionedMap();
    const { versions } = map.transactions;
    const session = map.transactions.openSession();
    session.begin();
    expect(versions.insert(session.changer(), bookmark('a'), false)).toBe(1);
    expect(versions.insertOver(session.changer(), bookmark('b'), noBytes, 4)).toBe(3);
    expect(versions.find(bookmark('b'))!.newest!.rceid).toBe(nextRceid(3));
    expect(versions.flagDelete(session.changer(), bookmark('a'))).toBe(7);
  });

  test('begin again where the log has no greater number', () => {
    expect(nextRceid(0xffff_ffff)).toBe(1);
  });
});

describe('a version', () => {
  test('knows its node, its level and what was there', () => {
    const { transactions } = new VersionedMap();
    const session = transactions.openSession();
    session.begin();
    session.begin();
    const at = { tree, key: Uint8Array.of(1, 2), data: Uint8Array.of(3) };
    const image = Uint8Array.of(9, 8, 7);
    transactions.versions.replace(session.changer(), at, image, 1);
    image.fill(0);
    at.key.fill(0);
    const { newest } = session.transaction!;
    expect(newest).toMatchObject({ kind: 'replace', level: 2, beforeImage: Uint8Array.of(9, 8, 7) });
    expect(newest!.node).toMatchObject({ tree, key: Uint8Array.of(1, 2), data: Uint8Array.of(3) });
  });

  test('of a lock is made once a session (F-49)', () => {
    const map = new VersionedMap();
    const { versions } = map.transactions;
    const session = map.transactions.openSession();
    map.insert(session, 'k', new Uint8Array(4));
    map.transactions.cleanUp(10);
    session.begin();
    const counts = (['readLock', 'readLock', 'writeLock', 'writeLock', 'readLock'] as const).map((kind) => {
      map.lock(session, 'k', kind);
      return versions.statistics.versions;
    });
    expect(counts).toEqual([1, 1, 2, 2, 2]);
    session.rollback();
    session.begin();
    map.replace(session, 'k', new Uint8Array(4));
    map.lock(session, 'k', 'writeLock');
    expect(versions.statistics.versions).toBe(1);
  });

  test('of a lock taken in an inner level goes with that level', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    const other = map.transactions.openSession();
    map.insert(session, 'k', new Uint8Array(4));
    session.begin();
    session.begin();
    map.lock(session, 'k', 'writeLock');
    other.begin();
    expect(() => {
      map.lock(other, 'k', 'readLock');
    }).toThrow(jet('JET_errWriteConflict'));
    session.rollback();
    map.lock(other, 'k', 'readLock');
  });
});

describe('the limits of the version store (14 §2.6)', () => {
  const cbVersionPage = 1024;

  function small(options: object): {
    map: VersionedMap;
    session: Session;
    statistics: () => VersionStatistics;
  } {
    const map = new VersionedMap({ cbVersionPage, versionPagesMost: 8, ...options });
    const session = map.transactions.openSession();
    return { map, session, statistics: () => map.transactions.versions.statistics };
  }

  /** Inserts until it is refused. */
  function fill(map: VersionedMap, session: Session): number {
    for (let count = 0; ; count++) {
      try {
        map.insert(session, `key ${count}`, new Uint8Array(4));
      } catch (cause) {
        expect(cause).toEqual(jet('JET_errVersionStoreOutOfMemory'));
        return count;
      }
    }
  }

  test('end a runaway transaction, which can then be rolled back', () => {
    const { map, session, statistics } = small({});
    session.begin();
    expect(fill(map, session)).toBeGreaterThan(20);
    expect(statistics().cbUsed).toBeLessThanOrEqual(statistics().cbMost);
    expect(map.transactions.versions.isCrowded).toBe(true);
    session.rollback();
    map.transactions.cleanUp(1000);
    expect(statistics()).toEqual({ versions: 0, nodes: 0, cbStored: 0, cbUsed: 0, cbMost: 8192 });
    expect(map.nodes.size).toBe(0);
    map.insert(session, 'k', new Uint8Array(4));
  });

  test('refuse all when an old reader keeps the versions of many transactions', () => {
    const { map, session } = small({});
    const reader = map.transactions.openSession();
    reader.begin();
    fill(map, session);
    expect(map.transactions.cleanUp(1000)).toBe(0);
    reader.commit();
    expect(map.transactions.cleanUp(1000)).toBeGreaterThan(0);
    map.insert(session, 'k', new Uint8Array(4));
  });

  test('count locks and actions too', () => {
    const { map, session } = small({ versionPagesMost: 1 });
    session.begin();
    const { versions } = map.transactions;
    expect(() => {
      for (;;) versions.action(session.changer(), { undo: () => undefined });
    }).toThrow(jet('JET_errVersionStoreOutOfMemory'));
    expect(versions.statistics.versions).toBe(Math.floor(cbVersionPage / transactionLimits.cbVersion));
  });

  test('give one transaction its share (JET_paramMaxTransactionSize)', () => {
    const { map, session } = small({ percentOfTransaction: 25 });
    const other = map.transactions.openSession();
    session.begin();
    expect(fill(map, session)).toBe(Math.floor(2048 / transactionLimits.cbVersion));
    other.begin();
    map.insert(other, 'other', new Uint8Array(4));
    session.rollback();
    session.begin();
    map.insert(session, 'k', new Uint8Array(4));
  });

  test('refuse a version larger than a version page, and change nothing', () => {
    const { map, session, statistics } = small({});
    map.insert(session, 'k', new Uint8Array(cbVersionPage + 1));
    map.transactions.cleanUp(10);
    expect(() => {
      map.replace(session, 'k', new Uint8Array(4));
    }).toThrow(jet('JET_errVersionStoreEntryTooBig'));
    expect(() => {
      map.insert(session, 'k'.repeat(cbVersionPage + 1), new Uint8Array(4));
    }).toThrow(jet('JET_errVersionStoreEntryTooBig'));
    expect(statistics()).toMatchObject({ versions: 0, nodes: 0 });
    expect(map.look(session, 'k')!.length).toBe(cbVersionPage + 1);
  });

  test('are parameters with bounds', () => {
    const changes = new VersionedMap();
    for (const wrong of [
      { versionPagesMost: 0 },
      { versionPagesPreferred: 0.5 },
      { percentOfTransaction: 101 },
      { cbVersionPage: 65_537 },
    ]) {
      expect(() => new Transactions({ changes, cleanUp: changes, ...wrong })).toThrow(
        jet('JET_errInvalidParameter'),
      );
    }
  });

  test('hold while transactions come and go for long', () => {
    const { map, session, statistics } = small({});
    map.insert(session, 'k', new Uint8Array(200));
    for (let i = 0; i < 20_000; i++) {
      session.begin();
      map.replace(session, 'k', new Uint8Array(100 + (i % 100)));
      map.delta(session, 'k', 1);
      if (i % 3 === 0) session.rollback();
      else session.commit();
      map.transactions.cleanUp(4);
    }
    map.transactions.cleanUp(100);
    expect(statistics().cbUsed).toBe(0);
  });
});
