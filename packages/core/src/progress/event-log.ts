import type { File, FileSystem } from '../files/file-system';
import { logTimeMilliseconds, type LogTime } from '../positions/log-time';
import type { EsekitEvent } from './events';

/**
 * A file of events, one line of JSON each: what the engine's log of events would hold (34), in an order that is
 * theirs, with the time in front. It is an aid: where it cannot be written nothing else stops, and
 * {@link EventLog.failure} says why it ends.
 *
 * @example
 * const log = new EventLog(fs, 'events.jsonl', now);
 * await EngineInstance.open({ …, onEvent: (event) => log.write(event) });
 */
export class EventLog {
  readonly #file: File;
  readonly #now: () => LogTime;
  #end: number;
  #failure: unknown;

  /**
   * @param path a file that is there is gone on with
   * @throws JET_errInvalidPath, JET_errFileAccessDenied
   */
  constructor(fs: FileSystem, path: string, now: () => LogTime) {
    this.#file = fs.openSync(path, fs.statSync(path) === undefined ? 'createNew' : 'readWrite');
    this.#end = this.#file.sizeSync();
    this.#now = now;
  }

  /** Why nothing is written any more; `undefined` while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  write(event: EsekitEvent): void {
    if (this.#failure !== undefined) return;
    try {
      const time = new Date(logTimeMilliseconds(this.#now())).toISOString();
      const line = new TextEncoder().encode(`${JSON.stringify({ time, ...event })}\n`);
      this.#file.writeSync(line, this.#end);
      this.#end += line.length;
    } catch (error) {
      this.#failure = error;
    }
  }

  close(): void {
    this.#failure ??= 'it is closed';
    this.#file.closeSync();
  }
}
