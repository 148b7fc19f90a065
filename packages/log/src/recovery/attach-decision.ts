import {
  compareLgpos,
  equalSignatures,
  formatLgpos,
  isLgposSet,
  JetError,
  type Lgpos,
  type Signature,
} from '@esekit/core';
import { databaseStateName, dbstate, type DatabaseHeader } from '@esekit/pages';

/**
 * Whether a database that the logs say was attached is the one that is found, and in a state that these
 * logs can go on from (23 §5.2).
 */
export interface AttachQuestion {
  readonly path: string;
  readonly header: DatabaseHeader;
  /** From an AttachDB record, or from the list that redo starts with. */
  readonly isRecord: boolean;
  /** Where redo stands. */
  readonly lgposRedo: Lgpos;
  readonly signDb: Signature;
  readonly lgposAttach: Lgpos;
  readonly lgposConsistent: Lgpos;
  /** Log signature of the database before the attach; of a list, the stream's. */
  readonly signLogBefore: Signature;
  /** Signature of the stream. */
  readonly signLog: Signature;
  /** Part of a hard restore, which prepares backup copies itself. */
  readonly isHardRestore: boolean;
  readonly acceptsBackup: boolean;
}

export type DeferReason =
  | 'missing'
  | 'accessDenied'
  | 'justCreated'
  | 'otherLogSignature'
  | 'otherDatabase'
  | 'consistentInTheFuture'
  | 'attachedInTheFuture';

export type AttachDecision =
  { readonly kind: 'attach' } | { readonly kind: 'defer'; readonly reason: DeferReason };

const attach: AttachDecision = { kind: 'attach' };
const defer = (reason: DeferReason): AttachDecision => ({ kind: 'defer', reason });

/**
 * @throws JET_errConsistentTimeMismatch, JET_errAttachedDatabaseMismatch, JET_errRequiredLogFilesMissing,
 *   JET_errSoftRecoveryOnBackupDatabase, the errors of databases that are being reseeded or reverted, and
 *   JET_errDatabaseCorrupted for a state that a database cannot be in
 */
export function decideAttach(question: AttachQuestion): AttachDecision {
  const { header } = question;
  checkState(question);
  if (header.dbstate === dbstate.justCreated) return defer('justCreated');
  const decision = equalSignatures(header.signLog, question.signLog)
    ? decideInStream(question)
    : decideFromOutside(question);
  if (decision.kind === 'attach') checkRange(question);
  return decision;
}

function checkState({ header, path }: AttachQuestion): void {
  switch (header.dbstate) {
    case dbstate.justCreated:
    case dbstate.dirtyShutdown:
    case dbstate.cleanShutdown:
    case dbstate.dirtyAndPatchedShutdown:
      return;
    case dbstate.incrementalReseedInProgress:
      throw new JetError('JET_errDatabaseIncompleteIncrementalReseed', `${path} is being reseeded`);
    case dbstate.revertInProgress:
      throw new JetError('JET_errDatabaseIncompleteRevert', `${path} is being reverted`);
    default:
      throw new JetError(
        'JET_errDatabaseCorrupted',
        `${path}: recovery cannot begin in state ${databaseStateName(header.dbstate)}`,
      );
  }
}

/** The header names another stream: the attach record may be the one that brought it into this one. */
function decideFromOutside(question: AttachQuestion): AttachDecision {
  const { header } = question;
  if (!equalSignatures(header.signLog, question.signLogBefore)) return defer('otherLogSignature');
  const isSame = equalSignatures(header.signDb, question.signDb);
  if (!isSame) return defer('otherDatabase');
  if (compareLgpos(header.lgposConsistent, question.lgposConsistent) === 0) return attach;
  throw consistentMismatch(question);
}

function decideInStream(question: AttachQuestion): AttachDecision {
  const { header, lgposRedo } = question;
  const isSame = equalSignatures(header.signDb, question.signDb);
  const wasInStream = equalSignatures(question.signLogBefore, header.signLog);
  const order = compareLgpos(header.lgposConsistent, question.lgposConsistent);
  if (!wasInStream || order === 0 || !isLgposSet(header.lgposConsistent)) {
    return isSame ? decideByAttach(question, wasInStream) : defer('otherDatabase');
  }
  if (order > 0 && (!question.isRecord || compareLgpos(header.lgposConsistent, lgposRedo) > 0)) {
    return defer('consistentInTheFuture');
  }
  if (!isSame) return defer('otherDatabase');
  throw consistentMismatch(question);
}

function decideByAttach(question: AttachQuestion, wasInStream: boolean): AttachDecision {
  const { header, path } = question;
  const order = compareLgpos(header.lgposAttach, question.lgposAttach);
  if (order > 0) return defer('attachedInTheFuture');
  // An older copy is as good as the database, when its own attach record is replayed.
  if (order === 0 || (question.isRecord && wasInStream)) return attach;
  throw new JetError(
    'JET_errAttachedDatabaseMismatch',
    `${path} was attached at ${formatLgpos(header.lgposAttach)}, the logs say ${formatLgpos(question.lgposAttach)}`,
    { hint: 'The file is an older copy than the logs start with.' },
  );
}

function consistentMismatch({ header, path, lgposConsistent }: AttachQuestion): JetError {
  return new JetError(
    'JET_errConsistentTimeMismatch',
    `${path} was consistent at ${formatLgpos(header.lgposConsistent)}, the logs say ${formatLgpos(lgposConsistent)}`,
  );
}

function checkRange(question: AttachQuestion): void {
  const { header, lgposRedo, path } = question;
  const needed = header.lGenMinRequired;
  if (needed !== 0 && needed < lgposRedo.lGeneration && header.dbstate !== dbstate.dirtyAndPatchedShutdown) {
    throw new JetError(
      'JET_errRequiredLogFilesMissing',
      `${path} needs the logs from generation ${needed} on, replay begins at ${lgposRedo.lGeneration}`,
      { hint: `Add the logs of generations ${needed} to ${lgposRedo.lGeneration - 1} and try again.` },
    );
  }
  const { genLow, genHigh } = header.bkinfoFullCur;
  if (genLow === 0 || genHigh !== 0 || question.isHardRestore || question.acceptsBackup) return;
  throw new JetError('JET_errSoftRecoveryOnBackupDatabase', `${path} is a copy from a streaming backup`, {
    hint: 'Restore the backup set instead of recovering its files.',
  });
}
