import { describe, expect, test } from 'vitest';
import { owed } from '../../src/transactions';
import { bookmark, VersionedMap } from './versioned-map';

const data = new Uint8Array(4);

function fixture() {
  const map = new VersionedMap();
  const settled: string[] = [];
  const settle = map.settleNode.bind(map);
  map.settleNode = (node, kinds) => {
    settled.push(`${new TextDecoder().decode(node.key)} ${kinds}`);
    settle(node, kinds);
  };
  return { map, settled, session: map.transactions.openSession(), reader: map.transactions.openSession() };
}

describe('clean-up (14 §2.1, §2.5)', () => {
  test('waits for every transaction that began before the commit', () => {
    const { map, settled, session, reader } = fixture();
    reader.begin();
    map.insert(session, 'k', data);
    expect(map.transactions.cleanUp(10)).toBe(0);
    session.begin();
    reader.commit();
    expect(map.transactions.oldestTrxBegin0).toBe(session.trxBegin0);
    expect(map.transactions.cleanUp(10)).toBe(2);
    expect(settled).toEqual([`k ${owed.insert}`]);
    expect(map.nodes.get('k')!.hasVersion).toBe(false);
  });

  test('drops nodes that only have what the pages need not be told of', () => {
    const { map, settled, session } = fixture();
    Object.assign(map, { settledKinds: owed.flagDelete });
    map.insert(session, 'inserted', data);
    map.insert(session, 'deleted', data);
    map.delete(session, 'deleted');
    expect(map.transactions.mayCleanUp).toBe(true);
    expect(map.transactions.cleanUp(10)).toBe(4);
    expect(map.transactions.mayCleanUp).toBe(false);
    expect(settled).toEqual([`deleted ${owed.flagDelete}`]);
    expect(map.transactions.versions.isEmpty).toBe(true);
  });

  test('does at most as many steps as it is given', () => {
    const { map, session } = fixture();
    session.begin();
    for (let i = 0; i < 10; i++) map.insert(session, `k${i}`, data);
    session.commit();
    expect([3, 3, 3, 100].map((most) => map.transactions.cleanUp(most))).toEqual([3, 3, 3, 11]);
    expect(map.transactions.versions.statistics.nodes).toBe(0);
  });

  test('removes a deleted node when its last version is gone, not before', () => {
    const { map, settled, session, reader } = fixture();
    map.insert(session, 'k', data);
    map.delete(session, 'k');
    reader.begin();
    map.insert(session, 'k', data);
    map.transactions.cleanUp(10);
    expect(settled).toEqual([]);
    reader.commit();
    map.transactions.cleanUp(10);
    expect(settled).toEqual([`k ${owed.insert | owed.flagDelete | owed.replace}`]);
    expect(map.nodes.has('k')).toBe(true);
    map.delete(session, 'k');
    map.transactions.cleanUp(10);
    expect(map.nodes.has('k')).toBe(false);
  });

  test('removes what a rollback of an insert has left behind', () => {
    const { map, settled, session } = fixture();
    session.begin();
    map.insert(session, 'k', data);
    session.rollback();
    expect(map.nodes.get('k')!.isDeleted).toBe(true);
    map.transactions.cleanUp(10);
    expect(settled).toEqual([`k ${owed.undoneInsert}`]);
    expect(map.nodes.has('k')).toBe(false);
  });

  test('says that an integer may be 0 after a delta, and after the undo of one (12 §2.3)', () => {
    const { map, settled, session, reader } = fixture();
    map.insert(session, 'k', data);
    session.begin();
    reader.begin();
    map.delta(session, 'k', -1);
    map.delta(reader, 'k', 1);
    session.commit();
    reader.rollback();
    map.transactions.cleanUp(10);
    expect(settled).toEqual([`k ${owed.insert | owed.delta}`]);
  });

  test('has nothing to say after a lock, or after the undo of a replace', () => {
    const { map, settled, session } = fixture();
    map.insert(session, 'k', data);
    map.transactions.cleanUp(10);
    settled.length = 0;
    session.begin();
    map.lock(session, 'k', 'readLock');
    session.commit();
    session.begin();
    map.replace(session, 'k', new Uint8Array(7));
    session.rollback();
    map.transactions.cleanUp(10);
    expect(settled).toEqual([]);
    expect(map.transactions.versions.statistics).toMatchObject({ versions: 0, nodes: 0, cbStored: 0 });
  });

  test('takes deltas out in the order of their commits, not of their making', () => {
    const { map, session, reader } = fixture();
    map.insert(session, 'k', data);
    session.begin();
    reader.begin();
    const third = map.transactions.openSession();
    third.begin();
    for (const one of [session, reader, third]) map.delta(one, 'k', 1);
    reader.commit();
    session.commit();
    third.commit();
    map.transactions.cleanUp(2);
    const kept = map.transactions.versions.find(bookmark('k'))!;
    expect([kept.oldest?.rceid, kept.newest?.rceid]).toEqual([3, 7]);
    map.transactions.cleanUp(10);
    expect(map.transactions.versions.statistics.nodes).toBe(0);
  });

  test('repeats what failed', () => {
    const { map, session } = fixture();
    map.insert(session, 'k', new Uint8Array(40));
    map.replace(session, 'k', data);
    map.delete(session, 'k');
    for (const name of ['releaseSpace', 'settleNode'] as const) {
      const call = map[name].bind(map) as () => void;
      map[name] = () => {
        map[name] = call;
        throw new Error(`${name} failed`);
      };
      expect(() => map.transactions.cleanUp(10)).toThrow(`${name} failed`);
    }
    map.transactions.cleanUp(10);
    expect(map.nodes.size).toBe(0);
    expect(map.transactions.versions.statistics.versions).toBe(0);
  });

  test('lets a node get versions while its page is told, and comes back to it', () => {
    const { map, settled, session } = fixture();
    const system = map.transactions.openSession(true);
    map.insert(session, 'k', data);
    const settle = map.settleNode.bind(map);
    map.settleNode = (node, kinds) => {
      map.settleNode = settle;
      settle(node, kinds);
      expect(map.transactions.cleanUp(10)).toBe(0);
      map.delete(system, 'k');
    };
    map.transactions.cleanUp(10);
    expect(settled).toEqual([`k ${owed.insert}`, `k ${owed.flagDelete}`]);
    expect(map.nodes.size).toBe(0);
    expect(map.transactions.versions.statistics.nodes).toBe(0);
  });

  test('does not settle a node that is in use again', () => {
    const { map, settled, session } = fixture();
    session.begin();
    map.insert(session, 'k', data);
    session.rollback();
    session.begin();
    map.insert(session, 'k', data);
    expect(map.transactions.cleanUp(10)).toBe(0);
    session.commit();
    map.transactions.cleanUp(10);
    expect(settled).toEqual([`k ${owed.insert | owed.undoneInsert | owed.replace}`]);
    expect(map.nodes.get('k')!.isDeleted).toBe(false);
  });
});
