import { JetError } from '@esekit/core';
import type { OpenDatabase } from './open-database';

/** Who has a database open: JetOpenDatabase counts (32 §4.4). */
export class DatabaseOpens {
  readonly #opens = new Set<OpenDatabase>();

  get count(): number {
    return this.#opens.size;
  }

  /** @throws JET_errDatabaseLocked when somebody has it to himself; JET_errDatabaseInUse when it cannot be had so */
  add(open: OpenDatabase): void {
    for (const other of this.#opens) {
      if (other.session === open.session) continue;
      const { path } = open.database;
      if (other.isExclusive) throw new JetError('JET_errDatabaseLocked', `${path} is open exclusively`);
      if (open.isExclusive) throw new JetError('JET_errDatabaseInUse', `${path} is open already`);
    }
    this.#opens.add(open);
  }

  /** @returns whether it was open */
  remove(open: OpenDatabase): boolean {
    return this.#opens.delete(open);
  }
}
