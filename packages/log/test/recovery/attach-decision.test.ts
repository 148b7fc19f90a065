import { backupInfoNone, lgposMin, logTimeNone, type Lgpos, type Signature } from '@esekit/core';
import { createHeaderImage, dbstate, decodeDatabaseHeader, type DatabaseHeader } from '@esekit/pages';
import { describe, expect, test } from 'vitest';
import { decideAttach, type AttachQuestion } from '../../src/recovery/attach-decision';

const sign = (random: number): Signature => ({ random, time: logTimeNone, computerName: '' });
const stream = sign(1);
const otherStream = sign(2);
const database = sign(3);
const otherDatabase = sign(4);
const at = (lGeneration: number, isec = 1): Lgpos => ({ lGeneration, isec, ib: 0 });

function header(fields: Partial<DatabaseHeader>): DatabaseHeader {
  const image = createHeaderImage(4096, {
    signDb: database,
    signLog: stream,
    dbstate: dbstate.dirtyShutdown,
    lgposAttach: at(4),
    lgposConsistent: at(3),
    lGenMinRequired: 4,
    lGenMaxRequired: 9,
    ...fields,
  });
  return decodeDatabaseHeader(image);
}

function question(fields: Partial<AttachQuestion> = {}, of: Partial<DatabaseHeader> = {}): AttachQuestion {
  return {
    path: 'a.edb',
    header: header(of),
    isRecord: false,
    lgposRedo: at(4),
    signDb: database,
    lgposAttach: at(4),
    lgposConsistent: at(3),
    signLogBefore: stream,
    signLog: stream,
    isHardRestore: false,
    acceptsBackup: false,
    ...fields,
  };
}

const attach = { kind: 'attach' };
const deferred = (reason: string): object => ({ kind: 'defer', reason });

describe('the attach decision (23 §5.2)', () => {
  test('the database that the list names goes on', () => {
    expect(decideAttach(question())).toEqual(attach);
  });

  const deferrals: readonly [string, Partial<AttachQuestion>, Partial<DatabaseHeader>, string][] = [
    ['whose creation was not finished', {}, { dbstate: dbstate.justCreated }, 'justCreated'],
    [
      'of a stream that neither is this one nor was it before',
      {},
      { signLog: otherStream },
      'otherLogSignature',
    ],
    ['with another signature', {}, { signDb: otherDatabase }, 'otherDatabase'],
    ['that was attached later', {}, { lgposAttach: at(5) }, 'attachedInTheFuture'],
    ['of the list that became consistent later', {}, { lgposConsistent: at(6) }, 'consistentInTheFuture'],
    [
      'of a record that became consistent behind it',
      { isRecord: true, lgposRedo: at(5) },
      { lgposConsistent: at(6) },
      'consistentInTheFuture',
    ],
  ];
  test.each(deferrals)('a database %s is deferred', (_, fields, of, reason) => {
    expect(decideAttach(question(fields, of))).toEqual(deferred(reason));
  });

  test('a database is brought into the stream by its attach record', () => {
    const fields = { isRecord: true, signLogBefore: otherStream };
    expect(decideAttach(question(fields, { signLog: otherStream }))).toEqual(attach);
    const moved = { signLog: otherStream, lgposConsistent: at(2) };
    expect(() => decideAttach(question(fields, moved))).toThrow(
      expect.objectContaining({ name: 'JET_errConsistentTimeMismatch' }),
    );
    expect(decideAttach(question(fields, { ...moved, signDb: otherDatabase }))).toEqual(
      deferred('otherDatabase'),
    );
  });

  test('an older copy goes on from its own attach record only', () => {
    const older = { lgposAttach: at(1) };
    expect(decideAttach(question({ isRecord: true }, older))).toEqual(attach);
    expect(() => decideAttach(question({}, older))).toThrow(
      expect.objectContaining({ name: 'JET_errAttachedDatabaseMismatch' }),
    );
  });

  test('a database whose first required log has been passed cannot go on', () => {
    expect(() => decideAttach(question({ lgposRedo: at(5), lgposAttach: at(4) }))).toThrow(
      expect.objectContaining({ name: 'JET_errRequiredLogFilesMissing' }),
    );
  });

  test('a copy from a streaming backup needs a restore, or to be accepted', () => {
    const copy = { bkinfoFullCur: { ...backupInfoNone, genLow: 4 }, lgposConsistent: lgposMin };
    const refused = expect.objectContaining({ name: 'JET_errSoftRecoveryOnBackupDatabase' });
    expect(() => decideAttach(question({}, copy))).toThrow(refused);
    expect(decideAttach(question({ acceptsBackup: true }, copy))).toEqual(attach);
    expect(decideAttach(question({ isHardRestore: true }, copy))).toEqual(attach);
    const interrupted = { ...copy, bkinfoFullCur: { ...copy.bkinfoFullCur, genHigh: 9 } };
    expect(decideAttach(question({}, interrupted))).toEqual(attach);
  });

  test.each([
    [dbstate.incrementalReseedInProgress, 'JET_errDatabaseIncompleteIncrementalReseed'],
    [dbstate.revertInProgress, 'JET_errDatabaseIncompleteRevert'],
    [dbstate.beingConverted, 'JET_errDatabaseCorrupted'],
    [99, 'JET_errDatabaseCorrupted'],
  ])('state %i is %s', (state, name) => {
    expect(() => decideAttach(question({}, { dbstate: state }))).toThrow(expect.objectContaining({ name }));
  });
});
