import type { ProgressSink } from '@esekit/core';
import { dbstate, type PageSource } from '@esekit/pages';
import type { Database } from '../database/database';
import { makeProblem, type CheckKind, type CheckPlace, type CheckSeverity, type CheckSink } from './problem';

export interface CheckOptions {
  /** Told of the bytes of pages that are done with. */
  readonly onProgress?: ProgressSink | undefined;
  /** Ends the check with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of pages between two pauses: some tens of milliseconds of work, against one for the pause. */
const bytesBetweenPauses = 16 << 20;

/** What the parts of one check share: where problems go, progress, and the wish to stop. */
export class CheckRun {
  readonly source: PageSource;
  /** Some rules hold only for a database that was shut down cleanly. */
  readonly isClean: boolean;
  /** What could not be checked, and why. Not a problem of the database. */
  readonly notes: string[] = [];
  errors = 0;
  warnings = 0;
  #bytesDone = 0;
  #bytesSincePause = 0;

  constructor(
    readonly database: Database,
    readonly sink: CheckSink,
    readonly options: CheckOptions,
  ) {
    this.source = database.source;
    this.isClean = database.header.dbstate === dbstate.cleanShutdown;
  }

  report(kind: CheckKind, text: string, place: CheckPlace, severity: CheckSeverity = 'error'): void {
    if (severity === 'error') this.errors++;
    else this.warnings++;
    this.sink(makeProblem(kind, severity, text, place));
  }

  warn(kind: CheckKind, text: string, place: CheckPlace): void {
    this.report(kind, text, place, 'warning');
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /**
   * Counts a page as done, or as done in part: most pages are looked at twice, as a part of their tree and
   * for what they hold.
   */
  countPage(part = 1): void {
    this.#bytesDone += part * this.source.pageSize;
    this.#bytesSincePause += part * this.source.pageSize;
  }

  /** Whether it is time to {@link pause}; a loop over many small things asks before it awaits. */
  get isPauseDue(): boolean {
    return this.#bytesSincePause >= bytesBetweenPauses;
  }

  /** Tells of the progress, and lets other work of the program go on: a signal could not come otherwise. */
  async pause(): Promise<void> {
    this.#bytesSincePause = 0;
    const bytesTotal = this.source.pageCount * this.source.pageSize;
    this.options.onProgress?.({
      subject: this.database.path,
      bytesDone: Math.min(Math.floor(this.#bytesDone), bytesTotal),
      bytesTotal,
    });
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.options.signal?.throwIfAborted();
  }
}
