import { seededRandom } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { decodeRecord, recordTypeName, RecordJournal, type RecordLog } from '../../src/index';
import { MemoryLog, writer } from './support/memory-log';
import { WrittenTree } from './support/written-tree';

function typesOf(records: readonly Uint8Array[]): (string | undefined)[] {
  return records.map((bytes) => recordTypeName(bytes[0]!));
}

function fieldsOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = { lGeneration: 1, isec: 1, ib: 0, offset: 0 };
  return decodeRecord({ type: bytes[0]!, size: bytes.length, ...at, bytes, view }).fields;
}

/** One leaf, so full that one more node splits it. */
function fullTree(): WrittenTree {
  const written = new WrittenTree(seededRandom(1), 4096, true);
  for (let i = 0; i < 7; i++) written.insert(Uint8Array.of(1, i), new Uint8Array(400).fill(i));
  written.log.records.length = 0;
  return written;
}

const node = {
  ...{ writer, pgno: 9, dbtime: 12, dbtimeBefore: 11, iline: 3, flags: 4, rceid: 0 },
  ...{ pgnoFDP: 4, objidFDP: 7 },
};

describe('the journal of a database', () => {
  it('logs a difference only where it is shorter', () => {
    const log = new MemoryLog();
    const journal = new RecordJournal({ log, dbid: 1, pageSize: 4096 });
    const dataOld = new Uint8Array(50);
    journal.replace({ ...node, dataOld, data: new Uint8Array(50).fill(1, 20, 24) });
    journal.replace({ ...node, dataOld, data: new Uint8Array(50).fill(1) });
    expect(typesOf(log.records)).toEqual(['ReplaceD', 'Replace']);
    expect(fieldsOf(log.records[0]!)).toMatchObject({
      cb: 7,
      cbOldData: 50,
      cbNewData: 50,
      fWideDifference: false,
    });
    const wide = new RecordJournal({ log, dbid: 1, pageSize: 32768 });
    wide.replace({ ...node, dataOld, data: new Uint8Array(50).fill(1, 20, 24) });
    expect(fieldsOf(log.records[2]!)).toMatchObject({ cb: 8, fWideDifference: true });
  });

  it('says who did it', () => {
    const log = new MemoryLog();
    const journal = new RecordJournal({ log, dbid: 3, pageSize: 4096 });
    journal.delete({ ...node, writer: { ...writer, isSystemTask: true } });
    const { procid, trxBegin0, level } = writer;
    const prefix = { procid, dbid: 3, pgno: 9, dbtime: 12n, dbtimeBefore: 11n, trxBegin0, level, iline: 3 };
    expect(fieldsOf(log.records[0]!)).toEqual({ ...prefix, fFlags: 0x24, rceid: 0, pgnoFDP: 4, objidFDP: 7 });
  });

  it('logs a split as the engine does', () => {
    const written = fullTree();
    written.insert(Uint8Array.of(1, 9), new Uint8Array(900));
    expect(typesOf(written.log.records)).toEqual([
      ...['NewPage', 'MacroBegin', 'Split2', 'Insert', 'MacroCommit', 'MacroInfo'],
    ]);
    written.log.records.length = 0;
    written.insert(Uint8Array.of(1, 10), new Uint8Array(900));
    expect(typesOf(written.log.records)).toEqual([
      ...['NewPage', 'MacroBegin', 'Split2', 'Split2', 'Insert', 'MacroCommit', 'MacroInfo'],
    ]);
    const [, begin, upper, lower, insert, , info] = written.log.records.map(fieldsOf);
    expect(upper).toMatchObject({
      pgno: 4,
      pgnoNew: 0,
      pgnoParent: 0,
      dbtimeParentBefore: -1n,
      ilineOper: 0,
    });
    expect(lower).toMatchObject({
      pgno: 5,
      pgnoNew: 6,
      pgnoParent: 4,
      splittype: 2,
      splitoper: 1,
      clines: 9,
    });
    expect(insert).toMatchObject({ pgno: 5, iline: 8, dbtimeBefore: -1n, dbtime: begin!['dbtime'] });
    expect(info).toMatchObject({ rgpgno: [4, 5, 6] });
  });

  it('gives a macro up that cannot be finished', () => {
    const written = fullTree();
    // NewPage and MacroBegin find room, Split2 does not; what closes the macro does again.
    const refusing: RecordLog = {
      append: (...records) => {
        if (recordTypeName(records[0]![0]!) === 'Split2') throw new Error('too large');
        return written.log.append(...records);
      },
      flush: () => {},
    };
    const journal = new RecordJournal({ log: refusing, dbid: 1, pageSize: 4096 });
    Object.assign(written.database, { journal });
    expect(() => written.insert(Uint8Array.of(1, 9), new Uint8Array(900))).toThrow('too large');
    expect(typesOf(written.log.records)).toEqual(['NewPage', 'MacroBegin', 'MacroAbort']);
    written.expectSound();
  });

  it('makes the growth of a file durable at once', () => {
    const log = new MemoryLog();
    let flushed = -1;
    const flush = (): void => void (flushed = log.records.length);
    const append: RecordLog['append'] = (...records) => log.append(...records);
    new RecordJournal({ log: { append, flush }, dbid: 2, pageSize: 4096 }).extendDatabase(writer, 511);
    expect(flushed).toBe(1);
    expect(fieldsOf(log.records[0]!)).toMatchObject({ dbid: 2, pgnoLast: 511 });
  });
});
