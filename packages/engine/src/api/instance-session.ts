import { Cursor } from '../cursors';
import type { EngineSession } from '../instance';
import type { Row } from '../records/row-decoder';
import type { InstanceDatabase } from './instance-database';
import { InstanceTable } from './instance-table';
import { tableRequest, type TableDefinition } from './table-definition';

export interface TransactionSettings {
  /** Does not wait until the log is on disk: after a crash the transaction may be missing, whole. Default false. */
  readonly isLazy?: boolean;
  readonly isReadOnly?: boolean;
  /** Aborted before the commit, the transaction is rolled back. */
  readonly signal?: AbortSignal | undefined;
}

export interface TableSettings {
  readonly isReadOnly?: boolean;
}

/**
 * A line of work: transactions, one inside of the other, that see the database as it was when the outermost began.
 * Outside of a transaction each change is one of its own.
 */
export class InstanceSession {
  readonly #engine: EngineSession;

  constructor(engine: EngineSession) {
    this.#engine = engine;
  }

  /** The engine's own terms, for what has no words here. */
  get engine(): EngineSession {
    return this.#engine;
  }

  /**
   * Does work in a transaction: all of it happens, or nothing of it. The promise is fulfilled when the work is
   * durable; sessions that wait share the write. While it waits, the session takes no other call.
   *
   * @returns what `work` returns
   * @throws what `work` throws, after everything is rolled back; JET_errTransTooDeep at the eighth level
   *
   * @example
   * await session.transaction(() => {
   *   accounts.update([1], { balance: 90 });
   *   accounts.update([2], { balance: 110 });
   * });
   */
  async transaction<T>(work: () => T | Promise<T>, settings: TransactionSettings = {}): Promise<T> {
    const { signal, isLazy = false } = settings;
    signal?.throwIfAborted();
    const level = this.#begin(settings);
    let result: T;
    try {
      result = await work();
      signal?.throwIfAborted();
    } catch (error) {
      this.#rollBackTo(level);
      throw error;
    }
    await this.#engine.commit({ isLazy });
    return result;
  }

  /** As {@link transaction}, without a promise: nobody shares the write. */
  transactionSync<T>(work: () => T, settings: Omit<TransactionSettings, 'signal'> = {}): T {
    const level = this.#begin(settings);
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.#rollBackTo(level);
      throw error;
    }
    if (settings.isLazy === true) this.#engine.commitLazily();
    else this.#engine.commitDurably();
    return result;
  }

  /** Names of the tables that the session sees, without those of the system. */
  tables(database: InstanceDatabase): string[] {
    const names = database.engine.catalog.tables(this.#engine).map(({ name }) => name);
    return names.filter((name) => !name.startsWith('MSys'));
  }

  /**
   * @throws JET_errObjectNotFound, JET_errTableLocked
   */
  table<T extends object = Row>(
    database: InstanceDatabase,
    name: string,
    { isReadOnly = false }: TableSettings = {},
  ): InstanceTable<T> {
    const table = database.engine.catalog.open(this.#engine, name);
    const readOnly = isReadOnly || database.isReadOnly;
    const opening = table.locks.open(this.#engine.session, { isReadOnly: readOnly });
    const cursor = new Cursor(this.#engine, table, { isReadOnly: readOnly });
    return new InstanceTable<T>(this.#engine, database.engine, cursor, opening);
  }

  /**
   * Creates a table with its columns and indexes; nobody else can open it until it is closed.
   *
   * @throws JET_errTableDuplicate, and the errors of 14 §5 for definitions that cannot be
   *
   * @example
   * session.createTable(database, {
   *   name: 'people',
   *   columns: { id: { type: 'Long', autoincrement: true }, name: { type: 'Text', size: 80 } },
   *   indexes: { id: { columns: ['id'], primary: true }, byName: { columns: ['name', '-id'] } },
   * });
   */
  createTable<T extends object = Row>(
    database: InstanceDatabase,
    definition: TableDefinition,
  ): InstanceTable<T> {
    const table = database.engine.catalog.createTable(this.#engine, tableRequest(definition));
    const opening = table.locks.open(this.#engine.session, { deniesRead: true });
    return new InstanceTable<T>(this.#engine, database.engine, new Cursor(this.#engine, table), opening);
  }

  /** @throws JET_errObjectNotFound, JET_errTableInUse */
  deleteTable(database: InstanceDatabase, name: string): void {
    database.engine.catalog.deleteTable(this.#engine, name);
  }

  /** Rolls back what is open, and closes its tables. */
  close(): void {
    if (!this.#engine.isEnded) this.#engine.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The level before. */
  #begin({ isReadOnly = false }: TransactionSettings): number {
    const { level } = this.#engine;
    this.#engine.begin({ isReadOnly });
    return level;
  }

  #rollBackTo(level: number): void {
    while (this.#engine.level > level) this.#engine.rollback();
  }
}
