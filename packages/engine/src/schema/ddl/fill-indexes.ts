import { TreeCursor } from '@esekit/btree';
import { JetError } from '@esekit/core';
import { lineFlag, type NodeView } from '@esekit/pages';
import { lookAtNode, VisibleNode, type NodeVersions, type Session } from '../../transactions';
import { notCommitted } from '../../transactions/transaction-clock';
import type { Transaction } from '../../transactions/version';
import { isActiveFor } from '../../transactions/viewer';
import type { IndexObject } from '../index-object';
import type { TableObject } from '../table-object';
import { EntrySort } from './entry-sort';
import { RecordKeys } from './record-keys';

/** A record that another session has changed and not committed. */
interface OpenChange {
  readonly owner: Session;
  readonly bookmark: Uint8Array;
  /** As the builder sees it, and as the other session does; `undefined` where there is none. */
  readonly seen: Uint8Array | undefined;
  readonly changed: Uint8Array | undefined;
}

const noBytes = new Uint8Array(0);

/**
 * Fills new indexes in one pass over the table: entries are sorted, and inserted without versions, because nobody
 * else sees the index yet (24 §9). What other sessions have changed and not committed follows with versions of
 * theirs, so that it shows or goes with their transactions (14 §5, F-52).
 *
 * @throws JET_errKeyDuplicate, JET_errNullKeyDisallowed, JET_errKeyTruncated
 * @throws JET_errTableInUse when the table was changed by others since the transaction began
 */
export function fillIndexes(session: Session, table: TableObject, indexes: readonly IndexObject[]): void {
  if (indexes.length === 0) return;
  const sorts = indexes.map(() => new EntrySort());
  const keys = new RecordKeys(session, table);
  const open = new RecordScan(session, table).run((record, bookmark) => {
    for (const [i, index] of indexes.entries()) {
      const sort = sorts[i]!;
      const all = index.tree.isUnique ? keys.allOf(index, record) : keys.of(index, record);
      for (const key of all) sort.add(key, key.length, bookmark);
      if (sort.isFull) insertAll(session, index, sort);
    }
  });
  for (const [i, index] of indexes.entries()) insertAll(session, index, sorts[i]!);
  for (const change of open) for (const index of indexes) follow(table, index, change, keys);
}

function insertAll(session: Session, index: IndexObject, sort: EntrySort): void {
  sort.drain((key, bookmark) => {
    index.tree.insertUnversioned(session, key, bookmark);
  });
}

/** Does to the index what another session has done to a record. */
function follow(table: TableObject, index: IndexObject, change: OpenChange, keys: RecordKeys): void {
  const { owner, bookmark, seen, changed } = change;
  const before = seen === undefined ? [] : keys.of(index, seen);
  const after = changed === undefined ? [] : new RecordKeys(owner, table).of(index, changed);
  const has = (list: readonly Uint8Array[], key: Uint8Array): boolean =>
    list.some((other) => other.length === key.length && other.every((byte, i) => byte === key[i]));
  for (const key of before) if (!has(after, key)) index.tree.flagDelete(owner, key, bookmark);
  for (const key of after) if (!has(before, key)) index.tree.insert(owner, key, bookmark);
}

/** Walks over all nodes of a table: those that a session sees, and those that others may bring back. */
class RecordScan {
  readonly #session: Session;
  readonly #table: TableObject;
  readonly #seen = new VisibleNode();
  readonly #open: OpenChange[] = [];

  constructor(session: Session, table: TableObject) {
    this.#session = session;
    this.#table = table;
  }

  run(visit: (record: Uint8Array, bookmark: Uint8Array) => void): readonly OpenChange[] {
    const cursor = new TreeCursor(this.#table.tree.tree, { seesDeleted: true });
    while (cursor.next()) {
      const { node } = cursor;
      const bookmark = new Uint8Array(node.cbKey);
      node.copyKey(bookmark);
      const record = this.#recordOf(node, bookmark);
      if (record !== undefined) visit(record, bookmark);
    }
    return this.#open;
  }

  /** A copy of the record, if the session sees one. */
  #recordOf(node: NodeView, bookmark: Uint8Array): Uint8Array | undefined {
    const isDeleted = (node.flags & lineFlag.deleted) !== 0;
    const versions = (node.flags & lineFlag.version) === 0 ? undefined : this.#versionsOf(bookmark);
    if (versions?.newest === undefined) return isDeleted ? undefined : node.data().slice();
    lookAtNode(this.#session, versions, isDeleted, node.data(), this.#seen);
    const seen = this.#seen.exists ? this.#seen.data.slice() : undefined;
    const owner = this.#ownerOf(versions);
    if (owner !== undefined) {
      this.#open.push({ owner, bookmark, seen, changed: isDeleted ? undefined : node.data().slice() });
    }
    return seen;
  }

  #versionsOf(key: Uint8Array): NodeVersions | undefined {
    const { tree, host } = this.#table;
    return host.versions.find({ tree, key, data: noBytes });
  }

  /** The other session that has changed the node, when the builder does not see its changes. */
  #ownerOf(versions: NodeVersions): Session | undefined {
    let owner: Session | undefined;
    for (let version = versions.newest; version !== undefined; version = version.older) {
      if (version.kind === 'readLock' || version.kind === 'writeLock') continue;
      if (!isActiveFor(version, this.#session)) continue;
      owner = this.#sessionOf(version.transaction);
      // A version made now belongs to the innermost level, and would be undone with it alone.
      if (owner?.isOfInnermostLevel(version) !== true) this.#refuse();
    }
    return owner;
  }

  #sessionOf(transaction: Transaction): Session | undefined {
    if (transaction.trxCommit0 !== notCommitted) return undefined;
    for (const session of this.#table.host.transactions.activeSessions) {
      if (session.transaction === transaction) return session;
    }
    return undefined;
  }

  #refuse(): never {
    throw new JetError('JET_errTableInUse', `index a table that other sessions have changed`, {
      hint: 'Create the index in a transaction that begins after their changes are committed.',
    });
  }
}
