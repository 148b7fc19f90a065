import { describe, expect, test } from 'vitest';
import type { LevelObserver, VersionedAction } from '../../src/transactions';
import { VersionedMap } from './versioned-map';

const data = new Uint8Array(4);

function jet(name: string): unknown {
  return expect.objectContaining({ name });
}

function fixture(options = {}) {
  const map = new VersionedMap(options);
  return { map, session: map.transactions.openSession() };
}

describe('levels (14 §1)', () => {
  test('are seven for applications, and the engine opens some inside of them', () => {
    const { map, session } = fixture();
    for (let level = 1; level <= 7; level++) session.begin();
    expect(() => {
      session.begin();
    }).toThrow(jet('JET_errTransTooDeep'));
    map.insert(session, 'k', data);
    for (let level = 8; level <= 10; level++) session.beginInternal();
    expect(() => {
      session.beginInternal();
    }).toThrow(jet('JET_errTransTooDeep'));
    expect(session.level).toBe(10);
  });

  test('cannot be ended where there are none', () => {
    const { session } = fixture();
    for (const end of ['commit', 'rollback', 'rollbackAll'] as const) {
      expect(() => {
        session[end]();
      }).toThrow(jet('JET_errNotInTransaction'));
    }
    expect(() => session.changer()).toThrow(jet('JET_errNotInTransaction'));
  });

  test('have the mode of the outermost one', () => {
    const { map, session } = fixture();
    map.insert(session, 'k', data);
    session.begin(true);
    session.begin();
    expect(() => {
      map.insert(session, 'new', data);
    }).toThrow(jet('JET_errTransReadOnly'));
    expect(session.level).toBe(2);
    session.rollbackAll();
    session.begin();
    session.begin(true);
    expect(session.isReadOnly).toBe(false);
    map.insert(session, 'new', data);
  });

  test('say what their commit was', () => {
    const { map, session } = fixture();
    session.begin();
    session.begin();
    map.insert(session, 'k', data);
    expect([session.commit(), session.commit()]).toEqual(['inner', 'published']);
    session.begin();
    map.look(session, 'k');
    expect(session.commit()).toBe('nothing');
  });

  test('are announced to observers: a commit afterwards, a rollback before', () => {
    const { session } = fixture();
    const calls: string[] = [];
    const observer: LevelObserver = {
      committed: (levelTo) => calls.push(`committed to ${levelTo}, at ${session.level}`),
      rollingBack: (level) => calls.push(`rolling back ${level}, at ${session.level}`),
    };
    session.observers.add(observer);
    for (let level = 1; level <= 4; level++) session.begin();
    session.commit();
    session.rollbackAll();
    session.begin();
    session.commit();
    expect(calls).toEqual([
      'committed to 3, at 3',
      'rolling back 3, at 3',
      'rolling back 2, at 2',
      'rolling back 1, at 1',
      'committed to 0, at 0',
    ]);
  });
});

describe('stamps (14 §1)', () => {
  test('a commit has one above all beginnings before it; who only reads has none', () => {
    const { map, session } = fixture({ trxNewest: 100 });
    const other = map.transactions.openSession();
    session.begin();
    expect([session.trxBegin0, session.snapshot]).toEqual([104, 104]);
    map.insert(session, 'k', data);
    other.begin();
    const { transaction } = session;
    session.commit();
    expect(transaction!.trxCommit0).toBe(112);
    other.commit();
    expect(map.transactions.trxNewest).toBe(112);
    expect([session.trxBegin0, session.snapshot]).toEqual([0, Infinity]);
  });
});

describe('what the log is told (24 §2)', () => {
  test('is nothing of a transaction that logs nothing', () => {
    const { map, session } = fixture();
    session.begin();
    session.begin();
    session.commit();
    session.begin();
    session.rollback();
    session.commit();
    expect(map.journal.records).toEqual([]);
  });

  test('is the levels before the first change, each end, and one Rollback a level', () => {
    const { map, session } = fixture();
    session.begin();
    session.begin();
    map.insert(session, 'k', data);
    session.begin();
    session.begin();
    session.commit();
    map.delete(session, 'k');
    session.rollback();
    session.commit();
    session.commit();
    expect(map.journal.records).toEqual([
      'Begin0 1 3 4',
      'Insert k 1',
      'Commit 1 2',
      'Begin 1 2 2',
      'FlagDelete k 1',
      'Commit 1 3',
      'Undo 3 1',
      'Rollback 1 1',
      'Commit 1 1',
      'Commit0 1 8',
    ]);
  });

  test('keeps the transaction open when the log refuses its commit', () => {
    const { map, session } = fixture();
    session.begin();
    map.insert(session, 'k', data);
    const commit0 = map.journal.commit0.bind(map.journal);
    map.journal.commit0 = () => {
      throw new Error('full');
    };
    expect(() => session.commit()).toThrow('full');
    expect(session.level).toBe(1);
    expect(map.look(map.transactions.openSession(), 'k')).toBeUndefined();
    map.journal.commit0 = commit0;
    expect(session.commit()).toBe('published');
  });

  test('can be nothing at all: an instance without logs', () => {
    const { map, session } = fixture({ journal: undefined });
    session.begin();
    map.transactions.versions.insert(
      session.changer(),
      { tree: { dbid: 0, objidFDP: 2, pgnoFDP: 2 }, key: data, data },
      false,
    );
    session.logBegins();
    session.begin();
    session.commit();
    expect(session.commit()).toBe('published');
    expect(session.begin0Segment).toBeUndefined();
  });

  test('limits how many generations a transaction lasts', () => {
    const { map, session } = fixture({ generationsMost: 2 });
    session.begin();
    map.insert(session, 'k', data);
    expect(map.transactions.oldestBegin0Segment).toBe(65_537);
    map.journal.lGeneration = 3;
    map.insert(session, 'l', data);
    map.journal.lGeneration = 4;
    expect(() => {
      map.insert(session, 'm', data);
    }).toThrow(jet('JET_errTransactionTooLong'));
    session.rollback();
    expect(map.transactions.oldestBegin0Segment).toBeUndefined();
    map.insert(session, 'm', data);
  });
});

describe('calls of a session (32 §3)', () => {
  test('do not overlap', async () => {
    const { session } = fixture();
    let finish: (value: number) => void = () => undefined;
    const first = session.calls.run(() => new Promise<number>((resolve) => (finish = resolve)));
    expect(session.calls.isPending).toBe(true);
    for (const call of [() => session.calls.check(), () => session.end()]) {
      expect(call).toThrow(jet('JET_errSessionSharingViolation'));
    }
    await expect(session.calls.run(() => Promise.resolve(1))).rejects.toThrow(
      jet('JET_errSessionSharingViolation'),
    );
    finish(7);
    await expect(first).resolves.toBe(7);
    session.calls.check();
  });

  test('use the session themselves, before and after they wait', async () => {
    const { map, session } = fixture();
    const outcome = await session.calls.run(async () => {
      session.begin();
      await Promise.resolve();
      map.insert(session, 'k', data);
      return session.commit();
    });
    expect(outcome).toBe('published');
  });

  test('may fail and leave the session usable', async () => {
    const { session } = fixture();
    await expect(session.calls.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    session.calls.check();
  });

  test('are none after its end, which rolls back', () => {
    const { map, session } = fixture();
    session.begin();
    session.begin();
    map.insert(session, 'k', data);
    session.end();
    expect(map.look(map.transactions.openSession(), 'k')).toBeUndefined();
    expect(session.calls.isEnded).toBe(true);
    for (const call of [() => session.begin(), () => session.end()]) {
      expect(call).toThrow(jet('JET_errInvalidSesid'));
    }
  });

  test('may be bound to one context at a time', async () => {
    const { session } = fixture();
    const { calls } = session;
    for (const context of [0, -1]) {
      expect(() => {
        calls.setContext(context);
      }).toThrow(jet('JET_errInvalidParameter'));
    }
    expect(() => {
      calls.resetContext();
    }).toThrow(jet('JET_errSessionContextNotSetByThisThread'));
    calls.setContext(5);
    expect(() => {
      calls.setContext(6);
    }).toThrow(jet('JET_errSessionContextAlreadySet'));
    let finish: () => void = () => undefined;
    const running = calls.run(() => new Promise<void>((resolve) => (finish = resolve)));
    expect(() => {
      session.end();
    }).toThrow(jet('JET_errSessionInUse'));
    finish();
    await running;
    calls.resetContext();
    session.end();
  });
});

describe('changes of things that are no nodes (14 §2.1, last row)', () => {
  function recorded(calls: string[], name: string): VersionedAction {
    return {
      undo: () => calls.push(`undo ${name}`),
      commit: (trxCommit0) => calls.push(`commit ${name} ${trxCommit0}`),
      cleanUp: () => calls.push(`clean up ${name}`),
    };
  }

  test('are undone newest first among the others, or committed and later cleaned up', () => {
    const { map, session } = fixture();
    const { versions } = map.transactions;
    const calls: string[] = [];
    const reader = map.transactions.openSession();
    reader.begin();
    session.begin();
    versions.action(session.changer(), recorded(calls, 'a'));
    session.begin();
    versions.action(session.changer(), recorded(calls, 'b'));
    versions.action(session.changer(), recorded(calls, 'c'));
    session.rollback();
    expect(calls.splice(0)).toEqual(['undo c', 'undo b']);
    session.commit();
    expect(calls.splice(0)).toEqual(['commit a 12']);
    map.transactions.cleanUp(10);
    expect(calls).toEqual([]);
    reader.commit();
    map.transactions.cleanUp(10);
    expect(calls).toEqual(['clean up a']);
    expect(versions.statistics).toMatchObject({ versions: 0, cbUsed: 0 });
  });
});
