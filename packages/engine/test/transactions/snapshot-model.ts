/**
 * Snapshot isolation said as plainly as possible (14 §1.1): a session copies everything at its beginning, works
 * on the copy, and at its end repeats what it did on the original. It shares nothing with the version store.
 */

export interface ModelRecord {
  readonly counter: number;
  readonly text: string;
}

type Contents = Map<string, ModelRecord>;
type Kind = 'insert' | 'replace' | 'flagDelete' | 'delta' | 'readLock' | 'writeLock';

interface Operation {
  readonly kind: Kind;
  readonly key: string;
  readonly record?: ModelRecord;
  readonly delta?: number;
}

/** Error names without the prefix; `ok` otherwise. */
export type Outcome =
  | 'ok'
  | 'WriteConflict'
  | 'KeyDuplicate'
  | 'RecordNotFound'
  | 'NotInTransaction'
  | 'TransTooDeep'
  | 'TransReadOnly'
  | 'LogWriteFail';

interface Level {
  readonly view: Contents;
  readonly operations: number;
}

export class ModelSession {
  readonly levels: Level[] = [];
  view: Contents = new Map();
  operations: Operation[] = [];
  began = 0;
  isReadOnly = false;
}

function apply(contents: Contents, { kind, key, record, delta }: Operation): void {
  if (kind === 'insert' || kind === 'replace') contents.set(key, record!);
  else if (kind === 'flagDelete') contents.delete(key);
  else if (kind === 'delta') {
    const { counter, text } = contents.get(key)!;
    contents.set(key, { counter: (counter + delta!) | 0, text });
  }
}

export class SnapshotModel {
  readonly sessions: readonly ModelSession[];
  readonly committed: Contents = new Map();
  /** The next change that has no other reason to fail does. */
  refusesNext = false;
  readonly #history: { readonly operation: Operation; readonly time: number }[] = [];
  #time = 0;

  constructor(sessions: number) {
    this.sessions = Array.from({ length: sessions }, () => new ModelSession());
  }

  viewOf(session: ModelSession): Contents {
    return session.levels.length === 0 ? this.committed : session.view;
  }

  begin(session: ModelSession, isReadOnly: boolean): Outcome {
    if (session.levels.length === 7) return 'TransTooDeep';
    if (session.levels.length === 0) {
      session.view = new Map(this.committed);
      session.began = ++this.#time;
      session.isReadOnly = isReadOnly;
    }
    session.levels.push({ view: new Map(session.view), operations: session.operations.length });
    return 'ok';
  }

  commit(session: ModelSession): Outcome {
    if (session.levels.length === 0) return 'NotInTransaction';
    session.levels.pop();
    if (session.levels.length > 0) return 'ok';
    const time = ++this.#time;
    for (const operation of session.operations) {
      apply(this.committed, operation);
      this.#history.push({ operation, time });
    }
    session.operations = [];
    return 'ok';
  }

  rollback(session: ModelSession): Outcome {
    const level = session.levels.pop();
    if (level === undefined) return 'NotInTransaction';
    session.view = level.view;
    session.operations.length = level.operations;
    return 'ok';
  }

  rollbackAll(session: ModelSession): Outcome {
    if (session.levels.length === 0) return 'NotInTransaction';
    while (session.levels.length > 0) this.rollback(session);
    return 'ok';
  }

  insert(session: ModelSession, key: string, text: string): Outcome {
    if (session.levels.length > 0 && session.isReadOnly) return 'TransReadOnly';
    if (this.viewOf(session).has(key)) return 'KeyDuplicate';
    if (this.#kindsOfOthers(session, key).length > 0) return 'KeyDuplicate';
    return this.#do(session, { kind: 'insert', key, record: { counter: 1, text } });
  }

  replace(session: ModelSession, key: string, text: string): Outcome {
    const record = this.viewOf(session).get(key);
    if (record === undefined) return 'RecordNotFound';
    return this.#change(session, { kind: 'replace', key, record: { counter: record.counter, text } });
  }

  delete(session: ModelSession, key: string): Outcome {
    if (!this.viewOf(session).has(key)) return 'RecordNotFound';
    return this.#change(session, { kind: 'flagDelete', key });
  }

  delta(session: ModelSession, key: string, delta: number): Outcome {
    if (!this.viewOf(session).has(key)) return 'RecordNotFound';
    if (session.levels.length === 0) return 'NotInTransaction';
    return this.#change(session, { kind: 'delta', key, delta });
  }

  lock(session: ModelSession, key: string, kind: 'readLock' | 'writeLock'): Outcome {
    if (!this.viewOf(session).has(key)) return 'RecordNotFound';
    if (session.levels.length === 0) return 'NotInTransaction';
    return this.#change(session, { kind, key });
  }

  #change(session: ModelSession, operation: Operation): Outcome {
    if (session.levels.length > 0 && session.isReadOnly) return 'TransReadOnly';
    const { kind } = operation;
    const others = this.#kindsOfOthers(session, operation.key);
    const isShared = kind === 'delta' || kind === 'readLock';
    if (others.some((other) => !(isShared && other === kind))) return 'WriteConflict';
    return this.#do(session, operation);
  }

  #do(session: ModelSession, operation: Operation): Outcome {
    if (this.refusesNext && operation.kind !== 'readLock' && operation.kind !== 'writeLock') {
      this.refusesNext = false;
      return 'LogWriteFail';
    }
    const isAlone = session.levels.length === 0;
    if (isAlone) this.begin(session, false);
    session.operations.push(operation);
    apply(session.view, operation);
    if (isAlone) this.commit(session);
    return 'ok';
  }

  /** What others did to a key that the session does not see. */
  #kindsOfOthers(session: ModelSession, key: string): Kind[] {
    const began = session.levels.length === 0 ? this.#time : session.began;
    const operations = this.#history.filter(({ time }) => time > began).map(({ operation }) => operation);
    for (const other of this.sessions) if (other !== session) operations.push(...other.operations);
    return operations.filter((operation) => operation.key === key).map(({ kind }) => kind);
  }
}
