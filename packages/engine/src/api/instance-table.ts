import { JetError } from '@esekit/core';
import type { EngineDatabase } from '../attached/engine-database';
import type { Cursor } from '../cursors';
import { prepareKind } from '../cursors/update';
import type { EngineSession, SessionCursor } from '../instance';
import type { ColumnValue } from '../keys';
import { RowDecoder, type Row } from '../records/row-decoder';
import type { KeyValues } from '../database/table-index';
import type { ColumnSchema } from '../catalog/schema';
import type { TableOpening } from '../schema';
import { rowsInRange, type RowsOptions } from './rows-in-range';

/** Values by column name; `null` is NULL, a list is a multi-value. */
export type RowValues<T> = { readonly [Name in keyof T]?: ColumnValue | readonly ColumnValue[] };

/**
 * A table as a session works on it: rows in, rows out. Keys are values of the leading columns of an index, the
 * primary one unless another is named.
 *
 * @typeParam T the row's shape, if the caller knows it
 */
export class InstanceTable<T extends object = Row> implements SessionCursor {
  readonly #session: EngineSession;
  readonly #opening: TableOpening;
  #decoder: { readonly columns: readonly ColumnSchema[]; readonly decoder: RowDecoder } | undefined;

  constructor(
    session: EngineSession,
    readonly database: EngineDatabase,
    /** The engine's own terms, for what has no words here. */
    readonly cursor: Cursor,
    opening: TableOpening,
  ) {
    this.#session = session;
    this.#opening = opening;
    session.cursors.add(this);
  }

  get name(): string {
    return this.cursor.view.schema.name;
  }

  /**
   * Inserts a row. Columns that are not named get their default, or what the engine gives them.
   *
   * @returns the row's bookmark
   * @throws JET_errKeyDuplicate, JET_errNullInvalid, JET_errColumnNotFound, JET_errRecordTooBig and the others of
   *   14 §3.1; nothing has changed then
   */
  insert(row: RowValues<T>): Uint8Array {
    return this.#write(prepareKind.insert, row);
  }

  /**
   * The row with this key.
   *
   * @throws JET_errIndexNotFound
   */
  get(key: KeyValues, index?: string): T | undefined {
    return this.#find(key, index) ? this.#read() : undefined;
  }

  /**
   * Changes columns of the row with this key; whether there is one.
   *
   * @throws JET_errWriteConflict when somebody else has changed the row since the transaction began;
   *   JET_errRecordPrimaryChanged, JET_errKeyDuplicate and the others of 14 §3.2
   */
  update(key: KeyValues, changes: RowValues<T>, index?: string): boolean {
    if (!this.#find(key, index)) return false;
    this.#write(prepareKind.replace, changes);
    return true;
  }

  /** Deletes the row with this key; whether there was one. */
  delete(key: KeyValues, index?: string): boolean {
    if (!this.#find(key, index)) return false;
    this.cursor.updates.delete();
    return true;
  }

  /**
   * Rows in the order of an index, as the session sees them while it walks. Each walk has a place of its own, and
   * the rows may be changed meanwhile.
   *
   * @example for (const row of people.rows({ index: 'byName', from: ['A'], to: ['B'] })) console.log(row.name);
   */
  rows(options: RowsOptions<keyof T & string> = {}): Generator<T, void, void> {
    return rowsInRange<T>(this.#session, this.cursor.table, options);
  }

  /** How many rows the session sees. */
  count(): number {
    return this.cursor.first() ? this.cursor.indexRecordCount() : 0;
  }

  close(): void {
    if (!this.#session.cursors.delete(this)) return;
    this.cursor.close();
    this.cursor.table.locks.close(this.#opening);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #find(key: KeyValues, index: string | undefined): boolean {
    const { cursor } = this;
    if ((cursor.index?.name ?? undefined) !== index) cursor.setCurrentIndex(index);
    return cursor.find(...key);
  }

  #read(): T {
    const { cursor } = this;
    const { columns } = cursor.view.schema;
    if (this.#decoder?.columns !== columns) this.#decoder = { columns, decoder: new RowDecoder(columns) };
    return this.#decoder.decoder.decode(cursor.source.stableRecord(false), cursor.source.finder) as T;
  }

  #write(kind: number, values: RowValues<T>): Uint8Array {
    // Posting has a level of its own, and a cancelled update leaves nothing, so inside of a transaction no other
    // level is needed. At level 0 there has to be one: long values are not set outside of transactions.
    const { updates } = this.cursor;
    if (this.#session.level > 0) return this.#post(updates, kind, values);
    return this.#session.atomically(() => this.#post(updates, kind, values));
  }

  #post(updates: Cursor['updates'], kind: number, values: RowValues<T>): Uint8Array {
    updates.prepare(kind);
    try {
      for (const name in values) this.#set(name, values[name]);
      return updates.update();
    } catch (error) {
      updates.prepare(prepareKind.cancel);
      throw error;
    }
  }

  #set(name: string, value: ColumnValue | readonly ColumnValue[] | undefined): void {
    if (value === undefined) return;
    const { updates, view } = this.cursor;
    const plan = view.shape.columnNamed(name);
    if (!Array.isArray(value)) {
      updates.setValue(plan, value as ColumnValue);
      return;
    }
    if (value.length === 0)
      throw new JetError('JET_errInvalidParameter', `column ${name}: a list of no values`);
    value.forEach((instance: ColumnValue, i) => updates.setValue(plan, instance, { itag: i + 1 }));
  }
}
