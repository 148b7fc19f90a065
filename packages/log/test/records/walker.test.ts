import { JetError, formatLgpos } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import {
  RecordWalker,
  copyRecordBytes,
  recordLgpos,
  recordSize,
  recordTypeName,
  recordTypes,
  type LogProblem,
} from '../../src/index';
import { LogBuilder, fragmented, insert, records } from '../support/log-builder';

interface Walked {
  seen: string[];
  bodies: Uint8Array[];
  problems: LogProblem[];
  walker: RecordWalker;
}

/** Walks these data areas as segments 1, 2, …; `undefined` is a gap. */
function walk(...areas: (Uint8Array | undefined)[]): Walked {
  const seen: string[] = [];
  const bodies: Uint8Array[] = [];
  const problems: LogProblem[] = [];
  const walker = new RecordWalker(5, {
    record: (record) => {
      seen.push(`${recordTypeName(record.type)}@${formatLgpos(recordLgpos(record))}+${record.size}`);
      bodies.push(copyRecordBytes(record));
    },
    damage: (problem) => problems.push(problem),
  });
  const log = new LogBuilder(5, areas.length + 3);
  areas.forEach((area, i) => {
    if (area === undefined) walker.gap(i + 1);
    else walker.segment(log.segment(i + 1, area).at(i + 1), i + 1);
  });
  return { seen, bodies, problems, walker };
}

/** Records that leave `left` bytes of the segment. */
const fillBut = (left: number): Uint8Array => insert(4056 - left - 50);

describe('record sizes (21 §1)', () => {
  const size = (...head: number[]): number => {
    const bytes = new Uint8Array(4096);
    bytes.set(head);
    return recordSize(bytes, 0, 4096);
  };
  const at = (type: number, fields: Readonly<Record<number, number>>): number => {
    const bytes = new Uint8Array(4096);
    bytes[0] = type;
    for (const [offset, value] of Object.entries(fields)) {
      new DataView(bytes.buffer).setUint16(Number(offset), value, true);
    }
    return recordSize(bytes, 0, 4096);
  };

  it('numbers the types from 0 without a gap, up to 101', () => {
    expect(recordTypes.map(([type]) => type)).toEqual(Array.from({ length: 102 }, (_, i) => i));
    expect(recordTypeName(102)).toBeUndefined();
  });

  it('has every length field inside the fixed part', () => {
    for (const [type, , fixed, ...lengths] of recordTypes) {
      for (const [offset] of lengths) expect(offset, `type ${type}`).toBeLessThan(fixed);
    }
  });

  it.for([
    [5, 4],
    [8, 8],
    [49, 576],
    [50, 26],
    [23, 1],
    [32, 44],
    [95, 20],
    [98, 27],
    [101, 19],
  ])('type %i has %i bytes', ([type, bytes]) => expect(size(type!)).toBe(bytes));

  it('adds the lengths that a record holds', () => {
    expect(at(29, { 44: 3, 46: 5, 48: 7 })).toBe(65);
    expect(at(31, { 44: 3, 46: 5, 48: 99 })).toBe(60);
    expect(at(39, { 44: 3, 46: 5 })).toBe(59);
    expect(at(62, { 96: 1, 98: 2, 100: 3, 106: 4 })).toBe(120);
    expect(at(71, { 1: 9 })).toBe(14);
  });

  it('masks the diff flag of Replace and counts the version of CreateDB', () => {
    expect(at(33, { 44: 0x8003 })).toBe(53);
    expect(at(14, { 40: 10 })).toBe(53);
    expect(at(14, { 40: 10, 42: 0x04 })).toBe(57);
  });

  it('gives 0 for unknown types, unknown layouts and records over the end', () => {
    for (const type of [102, 255, 40, 41, 43, 47, 56]) expect(size(type)).toBe(0);
    expect(recordSize(new Uint8Array([5, 0, 0]), 0, 3)).toBe(0);
    expect(at(29, { 44: 0xffff })).toBe(0);
    expect(size(71, 0xff, 0xff, 0xff, 0xff)).toBe(0);
  });
});

describe('positions of records (20 §5.5)', () => {
  it('starts a generation at (1, 0) and continues where the record before ended', () => {
    expect(walk(records([23], insert(10), [23])).seen).toEqual([
      'ShutDownMark@5:1:0+1',
      'Insert@5:1:29+60',
      'ShutDownMark@5:1:65+1',
    ]);
  });

  it('is (next, 0) behind a full segment', () => {
    expect(walk(fillBut(0), records([23])).seen[1]).toBe('ShutDownMark@5:2:0+1');
  });

  it('is where the padding begins behind a padded segment', () => {
    expect(walk(fillBut(20), records([23])).seen[1]).toBe(`ShutDownMark@5:1:${(4076).toString(16)}+1`);
  });

  it('is that of the FragmentBegin for a fragmented record, which comes in one piece', () => {
    const record = insert(9000, 0x5a);
    const [a, b, c, d] = fragmented(record, 100);
    const walked = walk(records(fillBut(100), a!), b!, c!, records(d!, [23]));
    expect(walked.seen[1]).toBe(`Insert@5:1:${(3996).toString(16)}+9050`);
    expect(walked.bodies[1]).toEqual(record);
    expect(walked.seen[2]).toMatch(/^ShutDownMark@5:4:/);
    expect(walked.problems).toEqual([]);
  });
});

describe('fragments (20 §5.4)', () => {
  const [begin, middle, last] = fragmented(insert(9000), 4056) as [Uint8Array, Uint8Array, Uint8Array];
  const recoveryUndo2 = records([51], new Uint8Array(8));

  it('gathers records larger than several segments', () => {
    const record = insert(60_000, 0x77);
    expect(walk(...fragmented(record, 4056)).bodies).toEqual([record]);
  });

  it.for([
    ['RecoveryUndo', records([17])],
    ['RecoveryUndo2', recoveryUndo2],
    ['UndoInfo', records([36], new Uint8Array(55))],
  ] as const)('drops an incomplete record before %s and starts anew with the segment', ([name, next]) => {
    const walked = walk(begin, next);
    expect(walked.seen).toEqual([`${name}@5:2:0+${next.length}`]);
    expect(walked.problems).toEqual([]);
    expect(walked.walker.dropped).toBe(1);
  });

  it('accepts an UndoInfo there that is fragmented itself', () => {
    const undoInfo = new Uint8Array(56 + 5000);
    undoInfo[0] = 36;
    new DataView(undoInfo.buffer).setUint16(54, 5000, true);
    const walked = walk(begin, ...fragmented(undoInfo, 4056));
    expect(walked.seen).toEqual(['UndoInfo@5:2:0+5056']);
    expect(walked.problems).toEqual([]);
  });

  it('reports any other record there, and goes on with it', () => {
    const walked = walk(begin, records([23]));
    expect(walked.problems).toMatchObject([{ error: 'JET_errLogFileCorrupt', lgpos: { isec: 1, ib: 0 } }]);
    expect(walked.seen).toEqual(['ShutDownMark@5:2:0+1']);
  });

  it('says which record the log breaks off in', () => {
    const walked = walk(begin, middle);
    expect(walked.problems).toEqual([]);
    expect(walked.walker.incompleteRecord).toMatchObject({ size: 9050, lgpos: { isec: 1, ib: 0 } });
  });

  it('skips the rest of a lost record behind a gap', () => {
    const walked = walk(begin, undefined, records(last, [23]));
    expect(walked.problems).toEqual([]);
    expect(walked.seen).toEqual([expect.stringMatching(/^ShutDownMark@5:3:/)]);
  });

  it.for([
    ['a lone fragment', [middle]],
    ['a fragment that does not fill its segment', [fragmented(insert(9000), 3000)[0]!]],
    ['a fragment of the wrong length', [begin, records([77, 9, 0], new Uint8Array(4053))]],
    ['a claim of 4 GiB', [records([76, 255, 255, 255, 255], begin.subarray(5))]],
    ['a record of another size', [records([76, 0x59], begin.subarray(2)), middle, last]],
    ['an unknown type', [records([200])]],
    ['a record over the end of its segment', [insert(5000).subarray(0, 4056)]],
  ] as [string, Uint8Array[]][])('reports %s', ([, areas]) => {
    const walked = walk(...areas);
    expect(walked.problems.length).toBeGreaterThan(0);
    expect(walked.problems[0]).toMatchObject({ error: 'JET_errLogFileCorrupt', correctable: false });
  });

  it('throws JET_errLogFileCorrupt with the position when nobody takes the damage', () => {
    const log = new LogBuilder().segment(1, records([23, 200]));
    const walker = new RecordWalker(5, { record: () => undefined });
    expect(() => walker.segment(log.at(1), 1)).toThrow(JetError);
    expect(() => walker.segment(log.at(1), 1)).toThrow('5:1:29');
  });
});
