import { JetError } from '@esekit/core';
import { indexFlag } from '../../catalog/schema';
import type { ColumnPlan, RecordBuilder, RecordShape } from '../../records/write';
import type { Session } from '../../transactions';
import type { KeySource } from './key-source';
import { KeyPlan, RecordKeys } from './record-keys';
import type { MaintainedIndex } from './update-host';

/** Tuple indexes have thousands of keys for one record; comparing each with each is for few. */
const fewKeys = 16;

/** Whether an index has an entry with a key that the session sees. */
export type EntryFinder = (index: MaintainedIndex, key: Uint8Array) => boolean;

/** One index of a table as updates keep it: its keys before and after a change, and what the change does to it. */
export class IndexPlan {
  /** Its columns as the table's records have them; another session's new columns are missing. */
  readonly #columns: readonly ColumnPlan[];
  readonly #before: RecordKeys;
  readonly #after: RecordKeys;
  readonly #isOptionallyUnique: boolean;
  readonly #finder: EntryFinder;

  constructor(
    readonly index: MaintainedIndex,
    shape: RecordShape,
    finder: EntryFinder,
  ) {
    const { schema, definition } = index;
    const keys = new KeyPlan(definition, schema);
    this.#before = new RecordKeys(keys);
    this.#after = new RecordKeys(keys);
    this.#finder = finder;
    this.#isOptionallyUnique = (schema.flags & indexFlag.optionallyUnique) !== 0;
    this.#columns = shape.columns.filter((plan) => keys.columnsById.has(plan.schema.columnid));
  }

  /** Whether the update sets one of its columns; the version column counts when it is bumped (14 §3.2). */
  isTouched(builder: RecordBuilder, bumped: ColumnPlan | undefined): boolean {
    const columns = this.#columns;
    for (let i = 0; i < columns.length; i++) {
      const plan = columns[i]!;
      if (plan === bumped || builder.isSet(plan)) return true;
    }
    return false;
  }

  /** @throws JET_errUnicodeNormalizationNotSupported, before anything is changed */
  buildBefore(source: KeySource): void {
    this.#before.build(source);
  }

  /** @throws JET_errUnicodeNormalizationNotSupported, before anything is changed */
  buildAfter(source: KeySource): void {
    this.#after.build(source);
  }

  /** The only key that the changed record has in a primary index. */
  primaryKey(): Uint8Array {
    this.#after.check();
    return this.#after.at(0);
  }

  /** @throws JET_errNullKeyDisallowed, JET_errKeyTruncated when the changed record must not have its keys */
  checkAfter(): void {
    this.#after.check();
  }

  /**
   * Inserts the entries of a new record.
   *
   * @param isStrict an index that is unique on demand is unique now
   * @throws JET_errKeyDuplicate
   */
  insertAll(session: Session, bookmark: Uint8Array, isStrict: boolean): void {
    const after = this.#after;
    for (let n = 0; n < after.count; n++) this.#insert(session, after.at(n), bookmark, isStrict);
  }

  /** @throws JET_errSecondaryIndexCorrupted when an entry is not there; JET_errWriteConflict */
  deleteAll(session: Session, bookmark: Uint8Array): void {
    const before = this.#before;
    for (let n = 0; n < before.count; n++) this.#delete(session, before.at(n), bookmark);
  }

  /**
   * Deletes the entries that the changed record does not have any more, and inserts those that are new
   * (14 §3.2).
   *
   * @throws those of {@link insertAll} and {@link deleteAll}
   */
  replaceAll(session: Session, bookmark: Uint8Array, isStrict: boolean): void {
    const before = this.#before;
    const after = this.#after;
    if (before.count > fewKeys || after.count > fewKeys) {
      this.#replaceMany(session, bookmark, isStrict);
      return;
    }
    for (let n = 0; n < before.count; n++) {
      const key = before.at(n);
      if (!after.has(key)) this.#delete(session, key, bookmark);
    }
    for (let n = 0; n < after.count; n++) {
      const key = after.at(n);
      if (!before.has(key)) this.#insert(session, key, bookmark, isStrict);
    }
  }

  #replaceMany(session: Session, bookmark: Uint8Array, isStrict: boolean): void {
    const old = namesOf(this.#before);
    const kept = namesOf(this.#after);
    for (const [name, key] of old) if (!kept.has(name)) this.#delete(session, key, bookmark);
    for (const [name, key] of kept) if (!old.has(name)) this.#insert(session, key, bookmark, isStrict);
  }

  #insert(session: Session, key: Uint8Array, bookmark: Uint8Array, isStrict: boolean): void {
    const { tree } = this.index;
    if (isStrict && this.#isOptionallyUnique && this.#finder(this.index, key)) {
      throw new JetError('JET_errKeyDuplicate', `insert into index ${this.index.schema.name}`);
    }
    try {
      tree.insert(session, key, bookmark);
    } catch (error) {
      if (tree.isUnique || !isNamed(error, 'JET_errKeyDuplicate')) throw error;
      throw this.#corrupted('there is an entry for a record that should have none', error);
    }
  }

  #delete(session: Session, key: Uint8Array, bookmark: Uint8Array): void {
    try {
      this.index.tree.flagDelete(session, key, bookmark);
    } catch (error) {
      if (!isNamed(error, 'JET_errRecordNotFound') && !isNamed(error, 'JET_errRecordDeleted')) throw error;
      throw this.#corrupted('the entry of a record is missing', error);
    }
  }

  #corrupted(what: string, cause: unknown): JetError {
    const { name } = this.index.schema;
    return new JetError('JET_errSecondaryIndexCorrupted', `index ${name}: ${what}`, {
      cause,
      hint: 'Delete the index and create it again.',
    });
  }
}

function namesOf(keys: RecordKeys): Map<string, Uint8Array> {
  const names = new Map<string, Uint8Array>();
  for (let n = 0; n < keys.count; n++) names.set(String.fromCharCode(...keys.at(n)), keys.at(n));
  return names;
}

export function isNamed(error: unknown, name: JetError['name']): boolean {
  return JetError.isInstance(error) && error.name === name;
}
