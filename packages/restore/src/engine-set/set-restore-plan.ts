import {
  loggedFileName,
  type GenerationDigits,
  type LogExtension,
  type LogFolder,
  type LoggedDatabase,
} from '@esekit/log';
import type { RestorePlan } from '@esekit/log/recovery';
import type { CheckedSet } from './check-set';
import type { RestoreEvents } from './restore-events';
import { tellOfMove, type RestorePlaces } from './restore-places';

/** How the file of a database comes to its place. */
export interface DatabaseSource {
  /**
   * Puts the copy of a database of the set at `path`, ready for recovery.
   *
   * @param record what names the database in the logs
   * @returns whether it is there now; false for a database that the set does not hold
   */
  place(logged: LoggedDatabase, path: string, record: 'attach' | 'create'): boolean;
}

export interface SetRestorePlanOptions {
  readonly set: CheckedSet;
  /** Logs behind the set that are not in the log folder. */
  readonly elsewhere?: LogFolder | undefined;
  readonly places: RestorePlaces;
  readonly source: DatabaseSource;
  /** Replay ends behind this generation. */
  readonly lastGeneration?: number | undefined;
  readonly events: RestoreEvents;
}

/** What a checked set adds to recovery (31 §5). */
export class SetRestorePlan implements RestorePlan {
  readonly setLow: number;
  readonly setHigh: number;
  readonly digits: GenerationDigits;
  readonly extension: LogExtension;
  readonly lastGeneration: number | undefined;
  readonly #options: SetRestorePlanOptions;
  /** Databases that are in place, by name: each comes out of the set once, wherever it is attached later. */
  readonly #prepared = new Set<string>();

  constructor(options: SetRestorePlanOptions) {
    const { set } = options;
    this.#options = options;
    this.setLow = set.setLow;
    this.setHigh = set.setHigh;
    this.digits = set.logs.digits;
    this.extension = set.logs.extension;
    this.lastGeneration = options.lastGeneration;
  }

  logPath(lGeneration: number): string | undefined {
    const { set, elsewhere } = this.#options;
    if (lGeneration < this.setLow) return undefined;
    return lGeneration <= this.setHigh ? set.logs.archived(lGeneration) : elsewhere?.archived(lGeneration);
  }

  prepareDatabase(logged: LoggedDatabase, record: 'attach' | 'create'): string | undefined {
    const { places, source, events } = this.#options;
    const path = places.locate(logged);
    if (path === undefined) return undefined;
    const key = loggedFileName(logged.path).toLowerCase();
    if (this.#prepared.has(key)) return path;
    // What the set does not hold can only come from the logs.
    if (!source.place(logged, path, record) && record === 'attach') return undefined;
    this.#prepared.add(key);
    if (places.isMoved(logged, path)) tellOfMove(events, logged.path, path);
    return path;
  }
}
