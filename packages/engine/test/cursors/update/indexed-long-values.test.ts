import { describe, expect, it } from 'vitest';
import { prepareKind } from '../../../src/cursors/update';
import { setFlag } from '../../../src/records/write';
import { compareEntries } from './support/table-facts';
import { longKey, TestCursor, TestTable } from './support/test-table';

const request = {
  columns: [
    { name: 'id', type: 'long' },
    { name: 'lv', type: 'longBinary' },
  ],
  indexes: [
    { name: 'PK', key: '+id', flags: ['primary'] },
    { name: 'ixlv', key: '+lv' },
  ],
} as const;

/**
 * A value out of the record was changed where it stood, as soon as a part of it was set. When the update was posted,
 * the old entry of its index was looked for by what the value had become: JET_errSecondaryIndexCorrupted.
 */
describe.each(['replace', 'insertCopyDeleteOriginal', 'insertCopyReplaceOriginal'] as const)(
  'a part of an indexed long value that is set in a %s',
  (kind) => {
    function prepared(size: number): TestCursor {
      const table = new TestTable(request);
      const cursor = new TestCursor(table, table.openSession());
      const { session } = cursor.session;
      session.begin();
      cursor.updates.prepare(prepareKind.insert);
      cursor.set({ id: 1 });
      cursor.set({ lv: new Uint8Array(size).fill(1) });
      cursor.updates.update();
      session.commit();
      session.begin();
      cursor.goTo(longKey(1));
      cursor.updates.prepare(prepareKind[kind]);
      if (kind !== 'replace') cursor.set({ id: 2 });
      const part = { grbit: setFlag.overwriteLV, ibLongValue: 0 };
      cursor.set({ lv: new Uint8Array(100).fill(7) }, part);
      return cursor;
    }

    function expectEntries(cursor: TestCursor): void {
      const { found, wanted } = compareEntries(cursor);
      expect(found).toEqual(wanted);
      expect(found).toHaveLength(1);
    }

    it.each([1500, 5000])('of %i bytes leaves the index right before and after it is posted', (size) => {
      const cursor = prepared(size);
      expectEntries(cursor);
      cursor.updates.update();
      expectEntries(cursor);
      cursor.session.session.commit();
      expectEntries(cursor);
    });

    it.each([1500, 5000])('of %i bytes is as it was when that is cancelled', (size) => {
      const cursor = prepared(size);
      cursor.updates.prepare(prepareKind.cancel);
      expectEntries(cursor);
      cursor.session.session.rollback();
      expectEntries(cursor);
    });
  },
);
