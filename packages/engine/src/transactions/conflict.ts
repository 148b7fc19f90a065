import { JetError } from '@esekit/core';
import type { NodeVersions, VersionKind } from './version';
import { isActiveFor, type Viewer } from './viewer';

/** Two sessions may do these side by side (14 §2.3). */
function commute(a: VersionKind, b: VersionKind): boolean {
  return a === b && (a === 'delta' || a === 'readLock');
}

/**
 * The first updater wins (14 §1.1, §2.3): a node with a version active for the session is not changed. All
 * versions count, not only the newest: under a delta of the session itself there may be one of another (F-03).
 *
 * @throws JET_errWriteConflict
 */
export function checkChange(viewer: Viewer, versions: NodeVersions | undefined, kind: VersionKind): void {
  for (let version = versions?.newest; version !== undefined; version = version.older) {
    if (isActiveFor(version, viewer) && !commute(version.kind, kind)) {
      throw new JetError(
        'JET_errWriteConflict',
        `${kind} of a node that another session has changed (${version.kind})`,
      );
    }
  }
}

/**
 * An insert never conflicts: whatever others do or did to the key, visible or not, it is a duplicate (14 §2.3,
 * F-02, F-48).
 *
 * @param isPresent whether a node without the delete flag stands there
 * @throws JET_errKeyDuplicate
 */
export function checkInsert(viewer: Viewer, versions: NodeVersions | undefined, isPresent: boolean): void {
  if (isPresent) throw new JetError('JET_errKeyDuplicate', 'insert a key that is there');
  for (let version = versions?.newest; version !== undefined; version = version.older) {
    if (isActiveFor(version, viewer)) {
      throw new JetError('JET_errKeyDuplicate', 'insert a key that another session has changed');
    }
  }
}
