import type { UndoChange } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { externalHeader, pageFlag } from '@esekit/pages';
import {
  cbReserved,
  owed,
  type CleanUp,
  type LoggedSession,
  type NodeVersions,
  type Session,
  type Version,
  type VersionedChanges,
} from '../transactions';
import type { VersionedTree } from '../transactions/bookmark';
import { LiveTree } from './live-tree';
import { logUndoInfo } from './undo-info-journal';

/** A leaf that is used by less than this part of its room is offered to its neighbours. */
const usedLeast = 1 / 4;

const removals = owed.flagDelete | owed.undoneInsert;

/**
 * Undo and clean-up in the pages of all live trees of an instance (24 §2, §3; 14 §2.1, §2.5). Versions know their
 * trees, so one object serves all of them.
 *
 * Clean-up works with a session of its own, a system task: a transaction for each node that is removed, and one
 * for each merge. Trees that are gone are passed over.
 *
 * The version flag of a node is not cleared when its versions are gone: it says "may have versions" (03 §2.1), and
 * clearing it would take a search for every record that was ever inserted.
 */
export class TreeChanges implements VersionedChanges, CleanUp {
  readonly settledKinds = removals | owed.delta;
  #session: Session | undefined;

  undoInsert(session: LoggedSession, version: Version): void {
    undo(session, version, 'insert');
  }

  undoReplace(session: LoggedSession, version: Version): void {
    undo(session, version, 'replace');
  }

  undoFlagDelete(session: LoggedSession, version: Version): void {
    undo(session, version, 'flagDelete');
  }

  undoDelta(session: LoggedSession, version: Version): void {
    undo(session, version, version.width === 4 ? 'delta' : 'delta64');
  }

  /** Nothing is logged or has to be written: what a page keeps is a hint, and redo does not know it (23 §4.6.4). */
  releaseSpace(version: Version): void {
    const { key, data, tree: ofNode } = version.node!;
    const tree = liveTree(ofNode);
    const cb = cbKeptFor(version);
    if (cb === 0 || tree.isGone || tree.writer.seek(key, data) === 'absent') return;
    const { view } = tree.tree.source.get(tree.writer.pgno);
    view.cbUncommittedFree = Math.max(0, Math.min(view.cbUncommittedFree - cb, view.cbFree));
  }

  settleNode(node: NodeVersions, kinds: number): void {
    const tree = liveTree(node.tree);
    if (tree.isGone) return;
    if ((kinds & removals) !== 0) this.#remove(tree, node);
    if ((kinds & owed.delta) !== 0) this.#askOnZero(tree, node);
  }

  /** Removes a node that is still flagged Deleted, and its page with it when hardly anything is left there. */
  #remove(tree: LiveTree, { key, data }: NodeVersions): void {
    const { writer } = tree;
    if (writer.seek(key, data) !== 'deleted') return;
    const { pgno } = writer;
    const { view } = tree.tree.source.get(pgno);
    const { cbPrefix } = writer.node;
    const wasPrefix = cbPrefix > 0 && cbPrefix === externalHeader(view).length;
    let isRemoved = false;
    this.#inTransaction(tree, (session) => {
      isRemoved = writer.delete(session);
      if (isRemoved && wasPrefix) {
        writer.seek(key, data);
        writer.shortenPrefix(session);
      }
    });
    const left = tree.tree.source.get(pgno).view;
    const isUsed = left.cbPageData - left.cbFree >= left.cbPageData * usedLeast;
    if (isRemoved && (isUsed || left.hasFlag(pageFlag.root))) return;
    this.#inTransaction(tree, (session) => {
      writer.seek(key, data);
      writer.merge(session);
    });
  }

  #askOnZero(tree: LiveTree, { key, data }: NodeVersions): void {
    const { onZero, writer } = tree;
    if (onZero === undefined || writer.seek(key, data) !== 'present') return;
    this.#inTransaction(tree, (session) => {
      onZero(session, key, writer.node.data());
    });
  }

  /** A transaction of the system task; of one that fails nothing stays but, possibly, the shape of the tree. */
  #inTransaction({ host }: LiveTree, act: (session: Session) => void): void {
    host.requireWritable();
    if (this.#session === undefined || this.#session.calls.isEnded) {
      this.#session = host.transactions.openSession(true);
    }
    const session = this.#session;
    session.beginInternal();
    try {
      act(session);
    } catch (error) {
      session.rollback();
      throw error;
    }
    session.commit();
  }
}

function undo(session: LoggedSession, version: Version, oper: UndoChange['oper']): void {
  const { node, rceid, level: levelOper, delta, cbOffset } = version;
  const tree = liveTree(node!.tree);
  // An index whose creation another session has taken back: nobody reaches what was in it, nor its pages.
  if (tree.isGone) return;
  const { writer, host } = tree;
  writer.seek(node!.key, node!.data);
  // Recovery may have to undo this again, on a page that it fills from the image of a split, where what the record of
  // the change could have told is not to be seen (23 §8, 5a).
  if (version.pgnoOwed !== 0) {
    logUndoInfo(host.database.journal, session, version, writer.pgno);
    host.versions.payUndoInfo(version);
  }
  const image = oper === 'replace' ? version.beforeImage : undefined;
  const cbDelta = cbKeptFor(version);
  writer.undo(session, { oper, rceid, levelOper, image, cbDelta, delta, cbOffset });
}

/** What the node keeps for rollback because of this version; negative when the version has used some. */
function cbKeptFor(version: Version): number {
  return version.kind === 'replace' ? cbReserved(version.node) - cbReserved(version.node, version) : 0;
}

function liveTree(tree: VersionedTree): LiveTree {
  if (tree instanceof LiveTree) return tree;
  throw new JetError('JET_errInternalError', `tree ${tree.objidFDP} has versions and no pages`);
}
