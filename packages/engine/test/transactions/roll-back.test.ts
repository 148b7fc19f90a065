import { describe, expect, test } from 'vitest';
import { cbReserved } from '../../src/transactions';
import { bookmark, VersionedMap } from './versioned-map';

function sized(cb: number): Uint8Array {
  return new Uint8Array(cb);
}

describe('a rollback (14 §1)', () => {
  test('undoes its level newest first and nothing of the levels below', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    map.insert(session, 'k', sized(10));
    session.begin();
    map.replace(session, 'k', sized(11));
    session.begin();
    map.replace(session, 'k', sized(12));
    map.delete(session, 'k');
    map.insert(session, 'k', sized(13));
    map.delta(session, 'k', 4);
    const undone: string[] = [];
    for (const name of ['undoInsert', 'undoReplace', 'undoFlagDelete', 'undoDelta'] as const) {
      const undo = map[name].bind(map);
      map[name] = (undoing, version) => {
        undone.push(`${name} ${version.rceid}`);
        undo(undoing, version);
      };
    }
    session.rollback();
    expect(undone).toEqual([
      'undoDelta 13',
      'undoReplace 11',
      'undoInsert 9',
      'undoFlagDelete 7',
      'undoReplace 5',
    ]);
    expect(map.look(session, 'k')?.length).toBe(11);
    session.rollback();
    expect(map.look(session, 'k')?.length).toBe(10);
  });

  test('of an outer level undoes what inner ones committed to it', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    session.begin();
    session.begin();
    session.begin();
    map.insert(session, 'k', sized(4));
    session.commit();
    session.commit();
    expect(map.look(session, 'k')).toBeDefined();
    session.rollback();
    expect(map.look(session, 'k')).toBeUndefined();
  });

  test('that fails leaves a session that can only try again', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    map.insert(session, 'k', sized(4));
    session.begin();
    map.delete(session, 'k');
    map.insert(session, 'l', sized(4));
    const undo = map.undoFlagDelete.bind(map);
    map.undoFlagDelete = () => {
      throw new Error('disk');
    };
    const failed = expect.objectContaining({ name: 'JET_errRollbackError' }) as unknown;
    expect(() => {
      session.rollback();
    }).toThrow(failed);
    for (const call of [() => session.begin(), () => session.commit(), () => session.changer()]) {
      expect(call).toThrow(failed);
    }
    expect(session.level).toBe(1);
    map.undoFlagDelete = undo;
    session.rollback();
    expect(map.look(session, 'k')).toBeDefined();
    session.begin();
  });

  test('takes the failed change away that had its version already', () => {
    const map = new VersionedMap();
    const { versions } = map.transactions;
    const session = map.transactions.openSession();
    map.insert(session, 'k', sized(4));
    map.transactions.cleanUp(10);
    session.begin();
    const replaced = versions.replace(session.changer(), bookmark('k'), sized(4), 9);
    versions.forget(session.changer(), replaced);
    const inserted = versions.insertOver(session.changer(), bookmark('x'), sized(3), 5);
    expect(versions.statistics.versions).toBe(2);
    expect(() => {
      versions.forget(session.changer(), replaced);
    }).toThrow(expect.objectContaining({ name: 'JET_errInternalError' }));
    versions.forget(session.changer(), inserted);
    expect(versions.statistics).toMatchObject({ versions: 0, nodes: 0, cbUsed: 0 });
    expect(session.commit()).toBe('nothing');
  });
});

describe('the space kept for a rollback (14 §2.1, 21 §4)', () => {
  const at = bookmark('k');

  test('is what the node may grow back to, whatever sizes it has in between', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    map.insert(session, 'k', sized(100));
    session.begin();
    const kept = [60, 80, 150, 20, 150, 160].map((cb) => {
      map.replace(session, 'k', sized(cb));
      const versions = map.transactions.versions.find(at);
      return [versions!.newest!.cbMaxSize, cbReserved(versions)];
    });
    expect(kept).toEqual([
      [100, 40],
      [100, 20],
      [150, 0],
      [150, 130],
      [150, 0],
      [160, 0],
    ]);
    session.rollback();
    expect(cbReserved(map.transactions.versions.find(at))).toBe(0);
    expect(map.nodes.get('k')).toMatchObject({ cbReserved: 0, data: sized(100) });
  });

  test('stays after the commit, until clean-up gives it back', () => {
    const map = new VersionedMap();
    const session = map.transactions.openSession();
    map.insert(session, 'k', sized(100));
    map.replace(session, 'k', sized(60));
    map.replace(session, 'k', sized(50));
    expect(cbReserved(map.transactions.versions.find(at))).toBe(50);
    map.transactions.cleanUp(2);
    expect(map.nodes.get('k')!.cbReserved).toBe(10);
    map.transactions.cleanUp(10);
    expect(map.nodes.get('k')!.cbReserved).toBe(0);
  });
});
