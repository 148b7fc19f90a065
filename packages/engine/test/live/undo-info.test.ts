import { copyRecordBytes, loadLogHeaderSync, recordTypeNumber, walkSegmentLogSync } from '@esekit/log';
import { Tree, TreeCursor } from '@esekit/btree';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LiveTree } from '../../src/live';
import type { Session } from '../../src/transactions';
import { LiveHost } from './support/live-host';
import { bytesOf, committed, textOf } from './support/tree-session';

/**
 * Pages are written in the middle of a transaction, and the process dies. Redo finds pages that are newer than the
 * records of the changes, so what the rows were before can only come from UndoInfo records (24 §1.3).
 */
describe('pages written before their transaction ends', () => {
  let host: LiveHost;
  let tree: LiveTree;
  let session: Session;

  beforeEach(() => {
    host = new LiveHost();
    tree = host.createTree();
    committed(host, (first) => {
      for (let i = 10; i < 20; i++) tree.insert(first, bytesOf(`row ${i}`), bytesOf(`old ${i}`));
    });
    host.cleanUp();
    session = host.transactions.openSession();
    session.begin();
  });

  function replace(i: number, text: string): void {
    tree.replace(session, bytesOf(`row ${i}`), bytesOf(text));
  }

  /** Everything in the file is as the transaction has it when the process dies. */
  function dieAndRecover(): string[] {
    host.database.buffer.flush();
    host.die();
    expect(host.recover().code).toBe('JET_errSuccess');
    const { pgnoFDP, objidFDP } = tree;
    const cursor = new TreeCursor(new Tree({ source: host.openFile(), pgnoFDP, objidFDP }));
    const rows: string[] = [];
    while (cursor.next()) rows.push(textOf(cursor.data()));
    return rows;
  }

  const oldRows = Array.from({ length: 10 }, (_, i) => `old ${i + 10}`);

  /** Versions by number, with the level, in the order of their UndoInfo records. */
  function loggedUndoInfos(): { rceid: number; level: number }[] {
    host.log.flush();
    const file = host.fs.openSync('logs/edb.log', 'read');
    const found: { rceid: number; level: number }[] = [];
    walkSegmentLogSync(file, loadLogHeaderSync(file).header, {
      record: (record) => {
        if (record.type !== recordTypeNumber.UndoInfo) return;
        const bytes = copyRecordBytes(record);
        // As in logs of the engine: no line, and of the flags only that keys are unique.
        expect([bytes[29], bytes[30], bytes[31]]).toEqual([0, 0, 4]);
        found.push({ rceid: new DataView(bytes.buffer).getUint32(32, true), level: bytes[28]! });
      },
    });
    file.closeSync();
    return found;
  }

  it('give the rows back that they had replaced and deleted', () => {
    replace(11, 'new');
    replace(11, 'newer, and longer than before');
    tree.flagDelete(session, bytesOf('row 12'));
    tree.insert(session, bytesOf('row 12'), bytesOf('again'));
    expect(dieAndRecover()).toEqual(oldRows);
  });

  it('give them back after splits have moved them', () => {
    for (let i = 10; i < 20; i++) replace(i, 'new'.repeat(10));
    tree.flagDelete(session, bytesOf('row 13'));
    const { pgnoFDP } = tree;
    for (let i = 0; i < 40; i++) tree.insert(session, bytesOf(`row 15 ${i}`), new Uint8Array(400));
    expect(host.database.buffer.get(pgnoFDP).view.clines).toBeGreaterThan(3);
    expect(dieAndRecover()).toEqual(oldRows);
  });

  it('give them back after a merge has moved them', () => {
    committed(host, (other) => {
      for (let i = 0; i < 40; i++) tree.insert(other, bytesOf(`row 15 ${i}`), new Uint8Array(400));
    });
    replace(19, 'new');
    committed(host, (other) => {
      for (let i = 0; i < 40; i++) tree.flagDelete(other, bytesOf(`row 15 ${i}`));
    });
    session.commit();
    session.begin();
    replace(19, 'newer');
    host.cleanUp();
    const rows = oldRows.with(-1, 'new');
    expect(host.free.length).toBeGreaterThan(0);
    expect(dieAndRecover()).toEqual(rows);
  });

  it('could not give them back without', () => {
    host.logsUndoInfo = false;
    replace(11, 'new');
    host.database.buffer.flush();
    host.die();
    expect(() => host.recover()).toThrow('its before-image is not there');
  });

  it('log each before-image once, at the level that its change belongs to', () => {
    replace(11, 'new');
    session.begin();
    replace(11, 'newer');
    tree.flagDelete(session, bytesOf('row 12'));
    const versions = [...versionsOf('row 11'), ...versionsOf('row 12')];
    host.database.buffer.flush();
    replace(13, 'new');
    const [later] = versionsOf('row 13');
    host.database.buffer.flush();
    host.database.buffer.flush();
    expect(loggedUndoInfos()).toEqual([
      { rceid: versions[0], level: 1 },
      { rceid: versions[1], level: 2 },
      { rceid: versions[2], level: 2 },
      { rceid: later, level: 2 },
    ]);
    expect(host.versions.owesUndoInfo).toBe(false);
  });

  it('log nothing for what is committed by then', () => {
    replace(11, 'new');
    session.commit();
    session.begin();
    host.database.buffer.flush();
    expect(loggedUndoInfos()).toEqual([]);
    expect(host.versions.owesUndoInfo).toBe(false);
  });

  // The engine does so too (23 §8, 5a): redo of an undo cannot always see what the replaced row had been.
  it('log the before-image of what is undone, in front of the undo', () => {
    replace(12, 'new');
    const [version] = versionsOf('row 12');
    session.rollback();
    host.database.buffer.flush();
    expect(loggedUndoInfos()).toEqual([{ rceid: version, level: 1 }]);
    expect(host.versions.owesUndoInfo).toBe(false);
  });

  it('log nothing for changes of other pages, and for insertions', () => {
    tree.insert(session, bytesOf('row 30'), bytesOf('new'));
    expect(host.versions.owesUndoInfo).toBe(false);
    replace(12, 'new');
    expect(host.undoInfos.beforeWrite([tree.pgnoFDP + 1])).toBe(0);
    expect(host.versions.owesUndoInfo).toBe(true);
    expect(host.undoInfos.beforeWrite([tree.pgnoFDP])).toBeGreaterThan(0);
    expect(host.versions.owesUndoInfo).toBe(false);
  });

  // A split moved a replaced row to a new page. The page it came from was written, the new one was not, and redo then
  // filled the new one from the log, without ever seeing what the row had been before.
  it('give a row back that a split moved to a page that was never written', () => {
    for (let i = 10; i < 20; i++) replace(i, 'new'.repeat(10));
    for (let i = 0; i < 40; i++) tree.insert(session, bytesOf(`row 15 ${i}`), new Uint8Array(400));
    expect(host.undoInfos.beforeWrite([tree.pgnoFDP])).toBeGreaterThan(0);
    expect(host.versions.owesUndoInfo).toBe(false);
    expect(dieAndRecover()).toEqual(oldRows);
  });

  it('stay in memory when the log does not take the before-image', () => {
    replace(11, 'new');
    host.beforeUndoInfo = () => {
      throw new Error('the log is full');
    };
    expect(() => {
      host.database.buffer.flush();
    }).toThrow('the log is full');
    expect(host.database.buffer.changedPages).toBeGreaterThan(0);
    expect(host.versions.owesUndoInfo).toBe(true);
    host.beforeUndoInfo = undefined;
    expect(dieAndRecover()).toEqual(oldRows);
  });

  function versionsOf(key: string): number[] {
    const rceids: number[] = [];
    let version = host.versions.find({ tree, key: bytesOf(key), data: new Uint8Array(0) })?.oldest;
    for (; version !== undefined; version = version.newer) rceids.push(version.rceid);
    return rceids;
  }
});
