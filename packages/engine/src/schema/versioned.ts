import type { Session } from '../transactions';
import type { Transaction } from '../transactions/version';
import { notCommitted } from '../transactions/transaction-clock';
import type { SchemaHost } from './schema-host';

/** A value with the transaction that made it; `undefined` when everyone sees it. */
interface Variant<T> {
  readonly value: T;
  by: Transaction | undefined;
}

/** What goes with a change of a schema. */
interface MoreToDo {
  undo?(): void;
  /** @param trxCommit0 of the transaction that made the change */
  cleanUp?(trxCommit0: number): void;
}

/** Told when what sessions see may have changed, and how many changes are not yet seen by all. */
export interface VersionedOwner {
  readonly host: SchemaHost;
  /** @param pending 1 when a change was made, -1 when it is undone or seen by all, 0 when it is committed */
  changed(pending: -1 | 0 | 1): void;
}

/**
 * A part of a schema in memory, of which sessions see what they see of its row in the catalog: their own changes,
 * and those committed before they began (14 §1.1, §5; F-27). `undefined` stands for what is not there.
 */
export class Versioned<T> {
  readonly #owner: VersionedOwner;
  #variants: Variant<T | undefined>[];

  /** @param value seen by everyone */
  constructor(owner: VersionedOwner, value: T | undefined) {
    this.#owner = owner;
    this.#variants = [{ value, by: undefined }];
  }

  /** What is there in the end if all that is open is committed. */
  get newest(): T | undefined {
    return this.#variants.at(-1)!.value;
  }

  /** Who made the newest change, while somebody does not see it. */
  get newestBy(): Transaction | undefined {
    return this.#variants.at(-1)!.by;
  }

  /** Nobody sees anything here, nor ever will. */
  get isGone(): boolean {
    return this.#variants.length === 1 && this.newest === undefined;
  }

  /** Whether a session sees something that is or was here. */
  seenBy(session: Session): T | undefined {
    const { transaction, snapshot } = session;
    const variants = this.#variants;
    for (let i = variants.length - 1; i > 0; i--) {
      const { by, value } = variants[i]!;
      if (by === undefined || by === transaction || by.trxCommit0 < snapshot) return value;
    }
    return variants[0]!.value;
  }

  /** The newest value, or the one that a rollback would bring back. */
  get kept(): T | undefined {
    const newest = this.#variants.at(-1)!;
    const isCertain = newest.by === undefined || newest.by.trxCommit0 !== notCommitted;
    return newest.value ?? (isCertain ? undefined : this.#variants.at(-2)!.value);
  }

  /**
   * Changes the value for the session, for others when its transaction is committed.
   *
   * @param more what else is to be done when the change is taken back, and when nobody sees the state before
   */
  set(session: Session, value: T | undefined, more: MoreToDo = {}): void {
    const changer = session.changer();
    const { transaction } = changer;
    const variant: Variant<T | undefined> = { value, by: transaction };
    const owner = this.#owner;
    owner.host.versions.action(changer, {
      undo: () => {
        this.#variants = this.#variants.filter((other) => other !== variant);
        owner.changed(-1);
        more.undo?.();
      },
      commit: () => {
        owner.changed(0);
      },
      cleanUp: () => {
        // It may throw, and is asked again then.
        more.cleanUp?.(transaction.trxCommit0);
        variant.by = undefined;
        this.#variants.splice(0, this.#variants.indexOf(variant));
        owner.changed(-1);
      },
    });
    this.#variants.push(variant);
    owner.changed(1);
  }
}
