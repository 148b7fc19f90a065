import { JetError } from '@esekit/core';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/transactions';
import { bookmark, VersionedMap } from './versioned-map';

const data = new Uint8Array(8);

const operations = {
  replace: (map: VersionedMap, session: Session) => {
    map.replace(session, 'k', data);
  },
  delete: (map: VersionedMap, session: Session) => {
    map.delete(session, 'k');
  },
  delta: (map: VersionedMap, session: Session) => {
    map.delta(session, 'k', 1);
  },
  readLock: (map: VersionedMap, session: Session) => {
    map.lock(session, 'k', 'readLock');
  },
  writeLock: (map: VersionedMap, session: Session) => {
    map.lock(session, 'k', 'writeLock');
  },
};
type Operation = keyof typeof operations;
const names = Object.keys(operations) as Operation[];
const pairs = names.flatMap((first) => names.map((second) => ({ first, second })));

function fixture(): { map: VersionedMap; a: Session; b: Session } {
  const map = new VersionedMap();
  const [a, b] = [map.transactions.openSession(), map.transactions.openSession()];
  map.insert(a, 'k', data);
  a.begin();
  b.begin();
  return { map, a, b };
}

function result(call: () => void): string {
  try {
    call();
    return 'ok';
  } catch (cause) {
    if (JetError.isInstance(cause)) return cause.name;
    throw cause;
  }
}

describe('two sessions at one node (14 §2.3)', () => {
  test.each(pairs)('$first, then $second by the other', ({ first, second }) => {
    const { map, a, b } = fixture();
    operations[first](map, a);
    const isShared = first === second && (first === 'delta' || first === 'readLock');
    const expected = isShared ? 'ok' : 'JET_errWriteConflict';
    expect(result(() => operations[second](map, b))).toBe(expected);
    a.commit();
    expect(result(() => operations[second](map, b))).toBe(expected);
  });

  test.each(pairs)('$first, then $second by the same session', ({ first, second }) => {
    const { map, a } = fixture();
    operations[first](map, a);
    const expected = first === 'delete' ? 'JET_errRecordNotFound' : 'ok';
    expect(result(() => operations[second](map, a))).toBe(expected);
  });

  test.each(names)('%s does not stand in the way after its rollback', (name) => {
    const { map, a, b } = fixture();
    operations[name](map, a);
    a.rollback();
    expect(result(() => operations.replace(map, b))).toBe('ok');
  });

  test('the delta of another session below a delta of its own keeps a session from replacing (F-03)', () => {
    const { map, a, b } = fixture();
    operations.delta(map, a);
    operations.delta(map, b);
    expect(result(() => operations.replace(map, b))).toBe('JET_errWriteConflict');
    a.rollback();
    expect(result(() => operations.replace(map, b))).toBe('ok');
  });

  test('a conflict leaves nothing behind', () => {
    const { map, a, b } = fixture();
    operations.replace(map, a);
    const before = map.transactions.versions.statistics;
    expect(result(() => operations.replace(map, b))).toBe('JET_errWriteConflict');
    expect(map.transactions.versions.statistics).toEqual(before);
  });

  test('a session at level 0 conflicts with what is not committed only', () => {
    const { map, a, b } = fixture();
    b.rollback();
    operations.replace(map, a);
    expect(result(() => operations.replace(map, b))).toBe('JET_errWriteConflict');
    a.commit();
    expect(result(() => operations.replace(map, b))).toBe('ok');
  });
});

describe('the insert of a key (14 §2.3, F-02, F-48)', () => {
  const insert = (map: VersionedMap, session: Session, key = 'new'): string =>
    result(() => {
      map.insert(session, key, data);
    });

  test('is a duplicate of a record that is there', () => {
    const { map, a } = fixture();
    expect(insert(map, a, 'k')).toBe('JET_errKeyDuplicate');
  });

  test('is a duplicate of what the session cannot see, committed or not', () => {
    const { map, a, b } = fixture();
    insert(map, a);
    expect(insert(map, b)).toBe('JET_errKeyDuplicate');
    a.commit();
    expect(insert(map, b)).toBe('JET_errKeyDuplicate');
  });

  test('is a duplicate of a record that others have deleted, or inserted and deleted', () => {
    const { map, a, b } = fixture();
    insert(map, a);
    map.delete(a, 'new');
    map.delete(a, 'k');
    for (const key of ['new', 'k']) expect(insert(map, b, key)).toBe('JET_errKeyDuplicate');
    a.commit();
    for (const key of ['new', 'k']) expect(insert(map, b, key)).toBe('JET_errKeyDuplicate');
    b.rollback();
    for (const key of ['new', 'k']) expect(insert(map, b, key)).toBe('ok');
  });

  test('succeeds over what the session has deleted itself, and over an insert that was rolled back', () => {
    const { map, a, b } = fixture();
    map.delete(a, 'k');
    expect(insert(map, a, 'k')).toBe('ok');
    insert(map, a);
    a.rollback();
    expect(insert(map, b)).toBe('ok');
    expect(map.transactions.versions.find(bookmark('new'))?.newest?.older?.kind).toBe('insert');
  });
});
