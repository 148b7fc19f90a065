import {
  backupInfoNone,
  compareLgpos,
  equalSignatures,
  isLgposSet,
  JetError,
  lgposMax,
  lgposMin,
  logTimeNone,
  type Lgpos,
  type Signature,
} from '@esekit/core';
import { dbstate, type DatabaseHeader } from '@esekit/pages';
import { lowersRequiredRange, type AttachedDatabase } from './attached-database';
import type { DeferReason } from './attach-decision';

/** The header as the attach record made it (24 §6); a dirty database keeps its range. */
export function beginAttachment(database: AttachedDatabase, lgposRedo: Lgpos, signLog: Signature): void {
  const { header } = database;
  const { now, creationTime } = database.surroundings;
  const isOther = !equalSignatures(header.signLog, signLog);
  if (header.dbstate === dbstate.cleanShutdown) {
    const { lGeneration } = lgposRedo;
    const time = creationTime(lGeneration);
    database.changeState(dbstate.dirtyShutdown, {
      genMin: lGeneration,
      genMax: lGeneration,
      ...(time === undefined ? {} : { time }),
    });
    database.changeHeader({
      logtimeAttach: now(),
      bkinfoFullCur: backupInfoNone,
      bkinfoSnapshotCur: backupInfoNone,
    });
  }
  database.changeHeader({
    dbid: database.dbid,
    lgposAttach: lgposRedo,
    lgposDetach: lgposMin,
    logtimeDetach: logTimeNone,
    lgposLastReAttach: lgposMin,
    logtimeLastReAttach: logTimeNone,
    ...(isOther ? { signLog, lgposConsistent: lgposMin, ...noBackups } : {}),
  });
  if (database.keepsLastResize && compareLgpos(database.header.lgposLastResize, lgposRedo) < 0) {
    database.changeHeader({ lgposLastResize: lgposRedo });
  }
}

/** A database that was attached before redo begins. */
export function continueAttachment(database: AttachedDatabase, lgposRedo: Lgpos): void {
  const { header } = database;
  if (header.dbstate !== dbstate.dirtyShutdown && header.dbstate !== dbstate.dirtyAndPatchedShutdown) {
    throw new JetError(
      'JET_errDatabaseCorrupted',
      `${database.path} is ${database.stateBefore} in the middle of an attachment`,
    );
  }
  if (lowersRequiredRange(header) && lgposRedo.lGeneration < header.lGenMinRequired) {
    const before = header.lGenMinRequired;
    database.changeHeader({
      ...(header.lGenPreRedoMinRequired === 0 ? { lGenPreRedoMinRequired: before } : {}),
      ...(header.lGenPreRedoMinConsistent === 0
        ? { lGenPreRedoMinConsistent: header.lGenMinConsistent }
        : {}),
      lGenMinRequired: lgposRedo.lGeneration,
    });
  }
  const resizeMost = { ...lgposMax, lGeneration: header.lGenMaxRequired };
  database.changeHeader({
    lGenMinConsistent: database.header.lGenMinRequired,
    ...(compareLgpos(header.lgposLastResize, resizeMost) > 0 ? { lgposLastResize: resizeMost } : {}),
  });
}

/** Why the file at hand is not the database that was created here; 'create' when it is worth nothing. */
export function whyNotCreated(
  header: DatabaseHeader,
  signDb: Signature,
  lgposRedo: Lgpos,
  signLog: Signature,
): DeferReason | 'create' | undefined {
  const states: readonly number[] = [
    dbstate.dirtyShutdown,
    dbstate.cleanShutdown,
    dbstate.dirtyAndPatchedShutdown,
  ];
  if (!states.includes(header.dbstate)) return 'create';
  if (!equalSignatures(header.signLog, signLog)) return 'otherLogSignature';
  const order = compareLgpos(header.lgposAttach, lgposRedo);
  if (order > 0) return 'attachedInTheFuture';
  if (order < 0 || !equalSignatures(header.signDb, signDb)) return 'otherDatabase';
  const isClosed = isLgposSet(header.lgposConsistent) && compareLgpos(header.lgposConsistent, lgposRedo) >= 0;
  return isClosed ? 'consistentInTheFuture' : undefined;
}

const noBackups: Partial<DatabaseHeader> = {
  bkinfoFullPrev: backupInfoNone,
  bkinfoIncPrev: backupInfoNone,
  bkinfoCopyPrev: backupInfoNone,
  bkinfoDiffPrev: backupInfoNone,
};
