/**
 * Transactions and versions as 14 §1 and §2 describe them, in the plainest form that there is: every node keeps
 * the list of all that was ever done to it, and a session sees what it finds by going through the list and leaving
 * out what it must not see.
 */

export type Operation<T> =
  | { readonly kind: 'put'; readonly value: T }
  | { readonly kind: 'delete' }
  | { readonly kind: 'delta'; readonly apply: (value: T) => T }
  | { readonly kind: 'readLock' }
  | { readonly kind: 'writeLock' };

interface Entry<T> {
  readonly operation: Operation<T>;
  readonly by: ModelTransaction;
  level: number;
}

export class ModelTransaction {
  stampCommit: number | undefined;
  readonly nodes = new Set<ModelNode<unknown>>();

  constructor(
    readonly stampBegin: number,
    readonly isReadOnly: boolean,
  ) {}
}

/** One item: a record or an index entry, with everything that was done to it and not undone. */
export class ModelNode<T> {
  entries: Entry<T>[] = [];

  /** What a session sees. */
  seenBy(session: ModelSession): T | undefined {
    return this.#fold((entry) => session.sees(entry.by));
  }

  /** What is there, whoever may see it. */
  get raw(): T | undefined {
    return this.#fold(() => true);
  }

  /** What everybody sees who begins after the commit with this stamp. */
  at(stamp: number): T | undefined {
    return this.#fold(({ by }) => by.stampCommit !== undefined && by.stampCommit <= stamp);
  }

  /** Whether an operation meets one of another session that it does not go together with (14 §2.3). */
  conflicts(session: ModelSession, kind: Operation<T>['kind']): boolean {
    return this.entries.some(({ by, operation }) => {
      if (session.sees(by)) return false;
      return !(operation.kind === kind && (kind === 'readLock' || kind === 'delta'));
    });
  }

  /** Whether the last thing done to it is the session's own, uncommitted. */
  isOwn(session: ModelSession): boolean {
    return session.transaction !== undefined && this.entries.at(-1)?.by === session.transaction;
  }

  add(session: ModelSession, operation: Operation<T>): void {
    const by = session.transaction!;
    this.entries.push({ operation, by, level: session.level });
    by.nodes.add(this as ModelNode<unknown>);
  }

  rollBack(by: ModelTransaction, level: number): void {
    this.entries = this.entries.filter((entry) => entry.by !== by || entry.level < level);
  }

  isChangedBy(by: ModelTransaction): boolean {
    return this.entries.some((entry) => entry.by === by);
  }

  lower(by: ModelTransaction, level: number): void {
    for (const entry of this.entries) if (entry.by === by) entry.level = Math.min(entry.level, level);
  }

  #fold(isSeen: (entry: Entry<T>) => boolean): T | undefined {
    let value: T | undefined;
    for (const entry of this.entries) {
      const { operation } = entry;
      if (operation.kind === 'readLock' || operation.kind === 'writeLock' || !isSeen(entry)) continue;
      if (operation.kind === 'put') value = operation.value;
      else if (operation.kind === 'delete') value = undefined;
      else value = value && operation.apply(value);
    }
    return value;
  }
}

/** What counts transactions. */
export class ModelClock {
  #now = 0;
  /** Stamp of the last commit that was made durable, and all before it. */
  durable = 0;

  tick(): number {
    return ++this.#now;
  }

  get now(): number {
    return this.#now;
  }
}

/** A stack of transactions. */
export class ModelSession {
  level = 0;
  transaction: ModelTransaction | undefined;

  constructor(readonly clock: ModelClock) {}

  get isReadOnly(): boolean {
    return this.transaction?.isReadOnly ?? false;
  }

  /** Whether changes of a transaction are in what it reads now. */
  sees(by: ModelTransaction): boolean {
    if (by === this.transaction) return true;
    if (by.stampCommit === undefined) return false;
    return this.transaction === undefined || by.stampCommit < this.transaction.stampBegin;
  }

  begin(isReadOnly = false): void {
    if (this.level === 0) this.transaction = new ModelTransaction(this.clock.tick(), isReadOnly);
    this.level++;
  }

  commit(isDurable: boolean): void {
    this.level--;
    const { transaction } = this;
    if (transaction === undefined) return;
    for (const node of transaction.nodes) node.lower(transaction, this.level);
    if (this.level > 0) return;
    // What was rolled back, call or level, is not waited for (24 §2).
    if ([...transaction.nodes].some((node) => node.isChangedBy(transaction))) {
      transaction.stampCommit = this.clock.tick();
      if (isDurable) this.clock.durable = this.clock.now;
    }
    this.transaction = undefined;
  }

  rollBack(): void {
    const { transaction, level } = this;
    for (const node of transaction!.nodes) node.rollBack(transaction!, level);
    this.level--;
    if (this.level === 0) this.transaction = undefined;
  }
}
