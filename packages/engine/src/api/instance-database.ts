import type { OpenDatabase } from '../attached/open-database';
import type { EngineDatabase } from '../attached/engine-database';
import type { EngineSession } from '../instance';

/** A database of a running instance. */
export class InstanceDatabase {
  readonly #open: OpenDatabase;
  readonly #session: EngineSession;

  constructor(open: OpenDatabase, session: EngineSession) {
    this.#open = open;
    this.#session = session;
  }

  get path(): string {
    return this.#open.database.path;
  }

  get isReadOnly(): boolean {
    return this.#open.isReadOnly;
  }

  /** The engine's own terms, for what has no words here. */
  get engine(): EngineDatabase {
    return this.#open.database;
  }

  /**
   * Leaves the file clean, and usable without this instance.
   *
   * @throws JET_errDatabaseInUse while somebody else has it open
   */
  async detach(): Promise<void> {
    const { instance } = this.#session;
    if (this.#session.openDatabases.has(this.#open)) instance.closeDatabase(this.#open);
    await instance.detachDatabase(this.#session, this.path);
  }
}
