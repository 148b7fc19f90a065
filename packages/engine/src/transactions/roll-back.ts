import { JetError } from '@esekit/core';
import { owed } from './bookmark';
import type { LoggedSession } from './deferred-begins';
import type { Transaction, Version } from './version';
import type { VersionStore } from './version-store';

/**
 * Takes changes back in the pages, each logged as an Undo record of its own (24 §2), newest first. The tree and
 * the bookmark are those of `version.node`. A page may hold the node elsewhere by now.
 */
export interface VersionedChanges {
  /** Sets the delete flag: a node is not removed by an undo (14 §6). */
  undoInsert(session: LoggedSession, version: Version): void;
  /** Writes `version.beforeImage` back. */
  undoReplace(session: LoggedSession, version: Version): void;
  /** Clears the delete flag. */
  undoFlagDelete(session: LoggedSession, version: Version): void;
  /** Adds -`version.delta`. */
  undoDelta(session: LoggedSession, version: Version): void;
}

function undoOne(session: LoggedSession, version: Version, changes: VersionedChanges): void {
  switch (version.kind) {
    case 'insert':
      changes.undoInsert(session, version);
      version.node!.owed |= owed.undoneInsert;
      break;
    case 'replace':
      changes.undoReplace(session, version);
      break;
    case 'flagDelete':
      changes.undoFlagDelete(session, version);
      break;
    case 'delta':
      changes.undoDelta(session, version);
      version.node!.owed |= owed.delta;
      break;
    case 'action':
      version.action!.undo();
      break;
    default:
    // A lock is gone with its version.
  }
}

/**
 * Undoes the versions that one prepared update has made, whatever was done after them (14 §3).
 *
 * @param dropping told of each version before it goes
 * @throws JET_errRollbackError with the failure as its cause
 */
export function undoUpdate(
  session: LoggedSession,
  transaction: Transaction,
  update: number,
  versions: VersionStore,
  changes: VersionedChanges,
  dropping: (version: Version) => void,
): void {
  let version = transaction.newest;
  while (version !== undefined) {
    const { previous } = version;
    if (version.update === update) {
      undoWhole(session, version, changes);
      dropping(version);
      versions.drop(version);
    }
    version = previous;
  }
}

/** @throws JET_errRollbackError */
function undoWhole(session: LoggedSession, version: Version, changes: VersionedChanges): void {
  try {
    undoOne(session, version, changes);
  } catch (cause) {
    throw new JetError('JET_errRollbackError', `undo ${version.kind} ${version.rceid}`, { cause });
  }
}

/**
 * Undoes the versions of a session that are newer than `mark`, newest first (14 §1). A version is there until it
 * is undone, so a call that failed can be repeated.
 *
 * @throws JET_errRollbackError with the failure as its cause
 */
export function undoVersions(
  session: LoggedSession,
  transaction: Transaction,
  mark: Version | undefined,
  versions: VersionStore,
  changes: VersionedChanges,
): void {
  for (
    let version = transaction.newest;
    version !== mark && version !== undefined;
    version = transaction.newest
  ) {
    undoWhole(session, version, changes);
    versions.drop(version);
  }
}
