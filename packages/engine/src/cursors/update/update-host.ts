import type { IndexDefinition } from '../../keys';
import type { IndexSchema } from '../../catalog/schema';
import type { LiveTree } from '../../live';
import type { LongValueReader } from '../../long-values/long-value-reader';
import type { LongValueStore, RecordShape } from '../../records/write';
import type { TableCounters } from '../../schema/table-counters';
import type { Session } from '../../transactions';
import type { PreparedUpdate } from '../prepared-update';

/** A tree as updates change it. */
export type UpdatedTree = Pick<
  LiveTree,
  'isUnique' | 'insert' | 'checkInsert' | 'replace' | 'flagDelete' | 'addDelta' | 'lock'
>;

/** An index whose entries follow the records. */
export interface MaintainedIndex {
  readonly schema: IndexSchema;
  readonly definition: IndexDefinition;
  readonly tree: LiveTree;
}

/** A table as updates change it. */
export interface UpdatedTable {
  readonly tree: UpdatedTree;
  /** The index that the keys of records follow. */
  readonly primary: MaintainedIndex | undefined;
  /**
   * The secondary indexes that changes by the session keep right, whether it sees them or not; the same array as
   * long as nothing changes.
   */
  indexesKeptBy(session: Session): readonly MaintainedIndex[];
  readonly counters: Pick<TableCounters, 'nextAutoincrement' | 'peekAutoincrement' | 'nextDbk' | 'lids'>;
}

/** The schema as the session sees it. */
export interface UpdatedView {
  readonly shape: RecordShape;
}

/** What updates need of the cursor they belong to and of its surroundings. */
export interface UpdateHost {
  readonly session: {
    readonly session: Session;
    /** Runs work in a level of its own; at level 0 as a transaction that is committed as the session commits. */
    atomically<T>(work: () => T): T;
  };
  readonly table: UpdatedTable;
  readonly view: UpdatedView;
  prepared: PreparedUpdate | undefined;
  /** @throws JET_errPermissionDenied, JET_errTransReadOnly */
  requireUpdatable(): void;
  /** Whether the table was made by the transaction of this session, which has not committed. */
  readonly isTableUncommitted: boolean;
  /** Forgets and cancels what is prepared, if anything is. */
  cancelUpdate(): void;
  /**
   * The primary key of the record that the cursor stands on, as the session sees it now; holds until the next
   * call.
   *
   * @throws JET_errNoCurrentRecord, JET_errRecordDeleted
   */
  currentBookmark(): Uint8Array;
  /**
   * The primary key of what the cursor stands on, deleted or not.
   *
   * @throws JET_errNoCurrentRecord
   */
  placeBookmark(): Uint8Array;
  /** The record with a primary key, as the session sees it: holds until the next call or change. */
  findRecord(bookmark: Uint8Array): Uint8Array | undefined;
  /** Whether the session sees an entry with a key. */
  hasEntry(index: MaintainedIndex, key: Uint8Array): boolean;
  /** The long values of the table as the session sees them; `undefined` when there are none. */
  longValueReader(): LongValueReader | undefined;
  /** Makes the tree of the table's long values, if there is none. */
  makeLongValueTree(): void;
  /** What changes the long values of the table. */
  longValueStore(): LongValueStore;
  /** Bytes of the LIDs of new values. */
  readonly lidSize: 4 | 8;
}
