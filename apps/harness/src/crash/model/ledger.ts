import type { Change } from './changes';
import { ModelState } from './state';

/** A transaction that was or will be committed; asked for, at least. */
export interface Entry {
  readonly changes: readonly Change[];
  /** For messages. */
  readonly who: string;
}

/**
 * The transactions in the order of their commits: those that are known to be durable are in one state, others are a
 * list. After a crash the databases have to be in the state of a front of that list.
 */
export class Ledger {
  #durable = new ModelState();
  #pending: Entry[] = [];
  #latest = new ModelState();

  /** With everything that was committed: what a transaction sees that begins now. */
  get latest(): ModelState {
    return this.#latest;
  }

  get pending(): readonly Entry[] {
    return this.#pending;
  }

  /** A commit is asked for. */
  submit(entry: Entry): void {
    this.#pending.push(entry);
  }

  /** It was refused. */
  withdraw(entry: Entry): void {
    this.#pending = this.#pending.filter((one) => one !== entry);
  }

  /** All can see it. */
  published(entry: Entry): void {
    this.#latest.apply(entry.changes);
  }

  /** It is durable, and so is all that was committed before. */
  durable(entry: Entry): void {
    const at = this.#pending.indexOf(entry);
    if (at < 0) return;
    for (const { changes } of this.#pending.splice(0, at + 1)) this.#durable.apply(changes);
  }

  /** Everything that was committed is durable. */
  allDurable(): void {
    const last = this.#pending.at(-1);
    if (last !== undefined) this.durable(last);
  }

  /** A database that was not finished is gone. */
  forget(path: string): void {
    this.#durable.databases.delete(path);
    this.#latest.databases.delete(path);
  }

  /** The states that a crash may leave, and how many transactions that were not acknowledged are in each. */
  *candidates(): Generator<{ state: ModelState; kept: number }, void, void> {
    const state = this.#durable.clone();
    yield { state, kept: 0 };
    for (const [at, { changes }] of this.#pending.entries()) {
      state.apply(changes);
      yield { state, kept: at + 1 };
    }
  }

  /** This is what a crash has left. */
  settle(kept: number): void {
    for (const { changes } of this.#pending.slice(0, kept)) this.#durable.apply(changes);
    this.#pending = [];
    this.#latest = this.#durable.clone();
  }
}
