import { describe, expect, test } from 'vitest';
import { VersionedMap } from './versioned-map';

describe('the sessions of an instance (32 §3)', () => {
  test('have the smallest free procid', () => {
    const { transactions } = new VersionedMap();
    const sessions = [1, 2, 3].map(() => transactions.openSession());
    expect(sessions.map(({ procid }) => procid)).toEqual([1, 2, 3]);
    sessions[1]!.end();
    expect(transactions.openSession().procid).toBe(2);
    expect([...transactions.sessions].length).toBe(3);
  });

  test('are limited, without those of the engine', () => {
    const { transactions } = new VersionedMap({ sessionsMost: 2 });
    const first = transactions.openSession();
    transactions.openSession();
    expect(() => transactions.openSession()).toThrow(
      expect.objectContaining({ name: 'JET_errOutOfSessions', code: -1101 }),
    );
    expect(transactions.openSession(true).isSystemTask).toBe(true);
    first.end();
    transactions.openSession();
  });

  test('are known while they have a transaction, the oldest first', () => {
    const { transactions } = new VersionedMap();
    const [a, b, c] = [1, 2, 3].map(() => transactions.openSession());
    for (const session of [b!, a!, c!]) session.begin();
    a!.begin();
    expect([...transactions.activeSessions]).toEqual([b, a, c]);
    expect(transactions.oldestTrxBegin0).toBe(b!.trxBegin0);
    b!.commit();
    expect(transactions.oldestTrxBegin0).toBe(a!.trxBegin0);
    a!.end();
    c!.rollback();
    expect(transactions.oldestTrxBegin0).toBe(Infinity);
    expect(transactions.activeSessions.size).toBe(0);
  });

  test('hold back the checkpoint at the first Begin0 of the log, not of the clock', () => {
    const map = new VersionedMap();
    const { transactions } = map;
    const [a, b, c] = [1, 2, 3].map(() => transactions.openSession());
    for (const session of [a!, b!, c!]) session.begin();
    map.insert(b!, 'b', new Uint8Array(4));
    map.insert(a!, 'a', new Uint8Array(4));
    expect(transactions.oldestBegin0Segment).toBe(b!.begin0Segment);
    b!.commit();
    expect(transactions.oldestBegin0Segment).toBe(a!.begin0Segment);
    a!.rollback();
    expect(transactions.oldestBegin0Segment).toBeUndefined();
  });
});
