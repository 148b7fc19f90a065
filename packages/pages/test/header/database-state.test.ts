import { logTimeNone } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { checkHeaderInvariants, decodeDatabaseHeader } from '../../src/header/database-header';
import {
  databaseStateName,
  isTransitionAllowed,
  openingError,
  stateChange,
  type StateRange,
} from '../../src/header/database-state';
import type { DatabaseHeader } from '../../src/header/header-fields';
import { someTime } from '../fixture/database';

function headerWith(fields: Partial<DatabaseHeader>): DatabaseHeader {
  const blank = decodeDatabaseHeader(new Uint8Array(4096));
  return { ...blank, ulVersion: 0x620, ulDaeUpdateMajor: 0x14, ...fields };
}

const newFormat = { ulDaeUpdateMajor: 150, ulDaeUpdateMinor: 320 };
const unchanged: StateRange = { genMin: 'unchanged', genMax: 'unchanged' };

describe('transitions', () => {
  const allowed: Readonly<Record<number, readonly number[]>> = {
    0: [1],
    1: [2],
    2: [3, 6, 8],
    3: [2, 8],
    4: [3],
    6: [7, 2],
    7: [2, 6, 8],
    8: [7, 3, 2, 1],
  };

  it('are exactly those of the format', () => {
    const wrong: string[] = [];
    for (let from = 0; from <= 9; from++) {
      for (let to = 0; to <= 9; to++) {
        const expected = allowed[from]?.includes(to) ?? false;
        if (isTransitionAllowed(from, to) !== expected) wrong.push(`${from} to ${to}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('others are refused', () => {
    expect(() => stateChange(headerWith({ dbstate: 3 }), 7, unchanged)).toThrow(
      expect.objectContaining({ name: 'JET_errInternalError' }),
    );
  });

  it('states have their names', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(databaseStateName)).toEqual([
      'Illegal',
      'JustCreated',
      'DirtyShutdown',
      'CleanShutdown',
      'BeingConverted',
      'ForceDetach',
      'IncrementalReseedInProgress',
      'DirtyAndPatchedShutdown',
      'RevertInProgress',
      'Illegal',
    ]);
  });
});

describe('setting a state', () => {
  const attached: StateRange = { genMin: 9, genMax: 9, time: someTime };

  it('dirty: the range becomes that of the attach, what redo remembers stays', () => {
    const header = headerWith({ dbstate: 3, lGenPreRedoMinRequired: 4, ...newFormat });
    expect(stateChange(header, 2, attached)).toEqual({
      dbstate: 2,
      lGenMinRequired: 9,
      lGenMinConsistent: 9,
      lGenMaxRequired: 9,
      lGenMaxCommitted: 9,
      logtimeGenMaxCreate: someTime,
      logtimeGenMaxRequired: someTime,
    });
  });

  it('dirty in an older format: the time of the last required generation is not kept', () => {
    expect(stateChange(headerWith({ dbstate: 3 }), 2, attached)).toMatchObject({
      logtimeGenMaxCreate: someTime,
      logtimeGenMaxRequired: logTimeNone,
    });
  });

  it('dirty without logging: no range and no time', () => {
    const change = stateChange(headerWith({ dbstate: 3, ...newFormat }), 2, { genMin: 0, genMax: 0 });
    expect(change).toMatchObject({
      lGenMinRequired: 0,
      lGenMaxCommitted: 0,
      logtimeGenMaxCreate: logTimeNone,
    });
  });

  it('a time without a generation does not count', () => {
    const change = stateChange(headerWith({ dbstate: 3 }), 2, { genMin: 0, genMax: 0, time: someTime });
    expect(change.logtimeGenMaxCreate).toEqual(logTimeNone);
  });

  it('clean: everything about logs is cleared', () => {
    const header = headerWith({ dbstate: 2, lGenMinRequired: 3, lGenMaxRequired: 8, lGenMaxCommitted: 9 });
    const change = stateChange(header, 3, { genMin: 0, genMax: 0 });
    expect(change).toEqual({
      dbstate: 3,
      lGenPreRedoMinRequired: 0,
      lGenPreRedoMinConsistent: 0,
      lGenMinRequired: 0,
      lGenMinConsistent: 0,
      lGenMaxRequired: 0,
      lGenMaxCommitted: 0,
      logtimeGenMaxCreate: logTimeNone,
      logtimeGenMaxRequired: logTimeNone,
    });
    expect(() => checkHeaderInvariants({ ...header, ...change })).not.toThrow();
  });

  it.each([6, 8])('%i leaves the range and the times alone', (state) => {
    const change = stateChange(headerWith({ dbstate: 2, lGenMinRequired: 3 }), state, unchanged);
    expect(change).toEqual({ dbstate: state, lGenPreRedoMinRequired: 0, lGenPreRedoMinConsistent: 0 });
  });
});

describe('opening', () => {
  const backup = {
    lgposMark: { ib: 0, isec: 0, lGeneration: 3 },
    logtimeMark: someTime,
    genLow: 3,
    genHigh: 0,
  };

  it.each<[number, Partial<DatabaseHeader>, string | undefined]>([
    [3, {}, undefined],
    [3, { bkinfoFullCur: backup }, undefined],
    [4, {}, 'JET_errDatabaseIncompleteUpgrade'],
    [6, {}, 'JET_errDatabaseIncompleteIncrementalReseed'],
    [6, { bkinfoFullCur: backup }, 'JET_errDatabaseIncompleteIncrementalReseed'],
    [8, {}, 'JET_errDatabaseIncompleteRevert'],
    [2, {}, 'JET_errDatabaseDirtyShutdown'],
    [2, { bkinfoFullCur: backup }, 'JET_errSoftRecoveryOnBackupDatabase'],
    [1, {}, 'JET_errDatabaseDirtyShutdown'],
    [5, {}, 'JET_errDatabaseDirtyShutdown'],
    [7, {}, 'JET_errDatabaseDirtyShutdown'],
  ])('state %i %j: %s', (dbstate, fields, expected) => {
    expect(openingError(headerWith({ dbstate, ...fields }))).toBe(expected);
  });
});

describe('invariants of a written header', () => {
  const dirty = {
    dbstate: 2,
    lGenMinRequired: 3,
    lGenMinConsistent: 4,
    lGenMaxRequired: 8,
    lGenMaxCommitted: 9,
  };
  const at = (lGeneration: number): DatabaseHeader['lgposAttach'] => ({ ib: 0, isec: 1, lGeneration });

  it.each<[string, Partial<DatabaseHeader>]>([
    ['clean', { dbstate: 3 }],
    ['dirty', dirty],
    ['of an old engine', { ...dirty, lGenMinConsistent: 0 }],
    ['with a range before redo', { ...dirty, lGenPreRedoMinRequired: 5, lGenPreRedoMinConsistent: 6 }],
    ['patched, with a range before redo', { ...dirty, dbstate: 7, lGenPreRedoMinRequired: 5 }],
    ['in recovery', { ...dirty, lGenRecovering: 9 }],
    ['resized after the attach', { ...dirty, lgposAttach: at(3), lgposLastResize: at(5) }],
    ['repaired', { dbstate: 3, ulRepairCount: 1, lgposAttach: at(9), lgposLastResize: at(5) }],
  ])('%s holds', (_, fields) => {
    expect(() => checkHeaderInvariants(headerWith(fields))).not.toThrow();
  });

  it.each<[string, Partial<DatabaseHeader>, RegExp]>([
    ['required range', { ...dirty, lGenMinRequired: 9 }, /out of order/],
    ['committed', { ...dirty, lGenMaxCommitted: 7 }, /out of order/],
    ['consistent, low', { ...dirty, lGenMinConsistent: 2 }, /outside the required range/],
    ['consistent, high', { ...dirty, lGenMinConsistent: 9 }, /outside the required range/],
    ['clean', { dbstate: 3, lGenMaxCommitted: 1 }, /clean database/],
    ['just created', { dbstate: 1, lGenMaxCommitted: 1 }, /clean database/],
    ['before redo, state', { ...dirty, dbstate: 6, lGenPreRedoMinRequired: 5 }, /state that has none/],
    ['before redo, low', { ...dirty, lGenPreRedoMinRequired: 3 }, /does not lie behind/],
    ['before redo, high', { ...dirty, lGenPreRedoMinConsistent: 9 }, /does not lie behind/],
    ['resize', { ...dirty, lgposAttach: at(6), lgposLastResize: at(5) }, /before the attach/],
    ['recovering', { ...dirty, lGenRecovering: 10 }, /beyond the committed/],
    [
      'resize of a clean one',
      { dbstate: 3, lgposAttach: at(3), lgposLastResize: at(5), lgposConsistent: at(6) },
      /not where the database became consistent/,
    ],
  ])('%s broken is found', (_, fields, text) => {
    expect(() => checkHeaderInvariants(headerWith(fields))).toThrow(text);
  });
});
