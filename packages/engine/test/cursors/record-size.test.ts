import { describe, expect, it } from 'vitest';
import { recordSizeFlag } from '../../src/cursors';
import { wideTable } from './support/wide-table';

describe('the size of a record', () => {
  it('is counted as the engine counts it (F-29)', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [2]);
    expect(cursor.cursor.recordSize()).toEqual({
      ...{ cbData: 12, cbLongValueData: 0, cbOverhead: 16, cbLongValueOverhead: 0 },
      ...{ cNonTaggedColumns: 3, cTaggedColumns: 0, cLongValues: 0, cMultiValues: 0, cCompressedColumns: 0 },
      ...{ cbDataCompressed: 12, cbLongValueDataCompressed: 0 },
    });
    cursor.seek('-', [3]);
    expect(cursor.cursor.recordSize()).toMatchObject({
      ...{ cbData: 13, cbOverhead: 29, cNonTaggedColumns: 4, cTaggedColumns: 2, cMultiValues: 1 },
    });
  });

  it('has the long values that are out of the record (F-06: two chunks)', () => {
    const { cursor } = wideTable();
    cursor.insert({ id: 4, lm: [new Uint8Array(7000)] });
    cursor.seek('-', [4]);
    const size = cursor.cursor.recordSize();
    expect(size).toMatchObject({ cbLongValueData: 7000, cLongValues: 1, cbLongValueOverhead: 44 });
    // Only the record itself: no other tree is looked at.
    const local = cursor.cursor.recordSize(recordSizeFlag.local);
    expect(local).toMatchObject({ cbLongValueData: 0, cLongValues: 1, cbData: size.cbData });
  });

  it('adds up', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [2]);
    const first = cursor.cursor.recordSize();
    cursor.seek('-', [3]);
    const both = cursor.cursor.recordSize(recordSizeFlag.runningTotal, first);
    expect(both).toMatchObject({ cbData: 25, cbOverhead: 45, cNonTaggedColumns: 7, cMultiValues: 1 });
  });

  it('of the copy buffer', () => {
    const { cursor } = wideTable();
    cursor.seek('-', [2]);
    cursor.cursor.updates.prepare(2);
    cursor.cursor.updates.setValue(cursor.table.shape.columnNamed('v'), 'four');
    expect(cursor.cursor.recordSize(recordSizeFlag.inCopyBuffer)).toMatchObject({ cbData: 16 });
    expect(cursor.cursor.recordSize()).toMatchObject({ cbData: 12 });
  });
});
