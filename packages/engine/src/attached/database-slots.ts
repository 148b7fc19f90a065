import { compareLgpos, isLgposSet, JetError, type Lgpos } from '@esekit/core';
import type { Attachment } from '@esekit/log';
import type { EngineDatabase } from './engine-database';

/** dbid 0 is the temporary database, 1 to 6 are those of applications (32 §4). */
const dbidMost = 6;

/** A database that was attached at some position of the log, and is not any more. */
interface Detached {
  readonly attachment: Attachment;
  readonly lgposDetach: Lgpos;
}

/** The databases that are attached to an instance, by path and by number. */
export class DatabaseSlots {
  readonly byPath = new Map<string, EngineDatabase>();
  #detached: Detached[] = [];

  /** @throws JET_errTooManyAttachedDatabases */
  freeDbid(): number {
    const used = new Set([...this.byPath.values()].map(({ dbid }) => dbid));
    for (let dbid = 1; dbid <= dbidMost; dbid++) if (!used.has(dbid)) return dbid;
    throw new JetError('JET_errTooManyAttachedDatabases', `${dbidMost} databases are attached already`);
  }

  add(database: EngineDatabase): void {
    this.byPath.set(database.path, database);
  }

  /** @param attachment what lists of earlier positions still have to say of it */
  remove(database: EngineDatabase, detached?: Detached): void {
    this.byPath.delete(database.path);
    if (detached !== undefined) this.#detached.push(detached);
  }

  /** Those that are written, with logs. */
  *logged(): Generator<EngineDatabase, void, void> {
    for (const database of this.byPath.values()) {
      if (database.isLogged && !database.isReadOnly) yield database;
    }
  }

  /** What was attached at a position (20 §3.1). */
  attachments(at: Lgpos): Attachment[] {
    const list: Attachment[] = [];
    for (const database of this.byPath.values()) {
      const entry = database.attachmentAt((lgpos) => isLgposSet(lgpos) && compareLgpos(lgpos, at) < 0);
      if (entry !== undefined) list.push(entry);
    }
    for (const { attachment, lgposDetach } of this.#detached) {
      if (compareLgpos(attachment.lgposAttach, at) < 0 && compareLgpos(lgposDetach, at) >= 0)
        list.push(attachment);
    }
    return list;
  }

  /** The checkpoint is there: what was detached before is forgotten. */
  forgetBefore(lgpos: Lgpos): void {
    this.#detached = this.#detached.filter(({ lgposDetach }) => compareLgpos(lgposDetach, lgpos) >= 0);
  }
}
