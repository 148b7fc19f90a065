import { JetError } from '@esekit/core';
import type { Session } from '../transactions';

/** How a cursor opens a table. */
export interface TableAccess {
  /** JET_bitTableDenyRead: nobody else may have the table open. */
  readonly deniesRead?: boolean | undefined;
  /** JET_bitTableDenyWrite: nobody else may have it open for changes. */
  readonly deniesWrite?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
}

/** One cursor on a table, from its opening to its end. */
export interface TableOpening extends TableAccess {
  readonly session: Session;
}

/**
 * Which cursors are on a table. Those of one session do not stand in each other's way (14 §5, F-41, F-52). Whoever
 * creates a table has it for itself until it closes it.
 */
export class TableLocks {
  readonly #name: () => string;
  readonly #openings = new Set<TableOpening>();

  constructor(name: () => string) {
    this.#name = name;
  }

  /** Open cursors, of all sessions. */
  get count(): number {
    return this.#openings.size;
  }

  /**
   * @throws JET_errTableLocked when another session denies this; JET_errTableInUse when another session has
   *   what this one denies
   */
  open(session: Session, access: TableAccess = {}): TableOpening {
    for (const other of this.#openings) {
      if (other.session === session) continue;
      if (other.deniesRead || (other.deniesWrite && !access.isReadOnly)) this.#refuse('JET_errTableLocked');
      if (access.deniesRead || (access.deniesWrite && !other.isReadOnly)) this.#refuse('JET_errTableInUse');
    }
    const opening: TableOpening = { ...access, session };
    this.#openings.add(opening);
    return opening;
  }

  close(opening: TableOpening): void {
    this.#openings.delete(opening);
  }

  isOpenToOthers(than: Session): boolean {
    for (const { session } of this.#openings) if (session !== than) return true;
    return false;
  }

  /** Whether the session keeps all others away. */
  isExclusive(session: Session): boolean {
    for (const opening of this.#openings) if (opening.session === session && opening.deniesRead) return true;
    return false;
  }

  #refuse(name: 'JET_errTableLocked' | 'JET_errTableInUse'): never {
    const hint = 'Close the other cursors on the table first.';
    throw new JetError(name, `open table ${this.#name()} beside another session`, { hint });
  }
}
