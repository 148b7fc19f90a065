import { equalLogTimes, equalSignatures, JetError, type FileSystem } from '@esekit/core';
import type { LogFolder, LogHeader } from '@esekit/log';
import type { CheckedSet } from './check-set';
import type { RestoreEvents } from './restore-events';
import type { GenerationTimes } from './restore-range';
import { readSetLog } from './set-log';

/** How far the logs behind a set reach. */
export interface LaterLogs {
  /** Last generation that replay will reach; that of the set when nothing follows it. */
  readonly highest: number;
  /** Generation of the current log, when it goes on from the set. */
  readonly lGenerationCurrent: number | undefined;
  /** When each generation from the set's first to the last was created. */
  readonly times: GenerationTimes;
}

export interface LaterLogsOptions {
  readonly logs: LogFolder;
  /** Logs behind this generation do not take part: a running target has not closed them. */
  readonly lastGeneration?: number | undefined;
  /** JET_paramDeleteOutOfRangeLogs: a current log older than the set makes way. */
  readonly deletesOutOfRangeLogs?: boolean | undefined;
}

/**
 * The logs that stand where replay goes on must continue the set (31 §4, table). Those of generations up to
 * the set's last are only reported on: the set's own files are used. Nothing is changed.
 *
 * @throws JET_errMissingCurrentLogFiles (event 450), JET_errExistingLogFileHasBadSignature (457),
 *   JET_errExistingLogFileIsNotContiguous (458), JET_errInvalidLogSequence when a current log of an older
 *   generation is in the way, or what is wrong with a header (412)
 */
export function checkLaterLogs(
  fs: FileSystem,
  set: CheckedSet,
  options: LaterLogsOptions,
  events: RestoreEvents,
): LaterLogs {
  const check = new LaterLogsCheck(fs, set, options, events);
  check.reportOlder();
  check.reportInside();
  return check.requireLater();
}

class LaterLogsCheck {
  constructor(
    readonly fs: FileSystem,
    readonly set: CheckedSet,
    readonly options: LaterLogsOptions,
    readonly events: RestoreEvents,
  ) {}

  /** Generations below the set: they are not used, whatever they are. */
  reportOlder(): void {
    const { setLow, low } = this.set;
    let previous: LogHeader | undefined;
    for (const g of this.options.logs.generations) {
      if (g >= setLow) return;
      const header = this.#readOlder(g);
      if (header === undefined) return;
      const follows = previous?.lGeneration !== g - 1 || equalLogTimes(header.tmPrevGen, previous.tmCreate);
      const leads = g !== setLow - 1 || equalLogTimes(header.tmCreate, low.tmPrevGen);
      if (!follows || !leads) {
        this.#notContiguous(g);
        return;
      }
      previous = header;
    }
  }

  /** Generations of the set: its own files are used, wherever the others came from. */
  reportInside(): void {
    const { setLow, setHigh, low, logs } = this.set;
    if (this.options.logs.path === logs.path) return;
    let previous: LogHeader | undefined;
    for (const g of this.options.logs.generations) {
      if (g < setLow) continue;
      if (g > setHigh) return;
      const header = this.#readOlder(g);
      if (header === undefined) return;
      const isSame = g !== setLow || equalLogTimes(header.tmCreate, low.tmCreate);
      const follows = previous?.lGeneration !== g - 1 || equalLogTimes(header.tmPrevGen, previous.tmCreate);
      if (!isSame || !follows) {
        this.#notContiguous(g);
        return;
      }
      previous = header;
    }
  }

  /** Generations behind the set, and the current log: these are replayed. */
  requireLater(): LaterLogs {
    const { logs, lastGeneration = Infinity } = this.options;
    const times = new Map(this.set.times);
    let previous = this.set.high;
    for (const g of logs.generations) {
      if (g <= this.set.setHigh || g > lastGeneration) continue;
      if (g !== previous.lGeneration + 1) throw this.#hole(previous.lGeneration + 1);
      previous = this.#readLater(logs.archived(g)!, previous, g);
      times.set(g, previous.tmCreate);
    }
    const path = lastGeneration === Infinity ? logs.current : undefined;
    const current = path === undefined ? undefined : this.#requireCurrent(path, previous);
    if (current === undefined) return { highest: previous.lGeneration, lGenerationCurrent: undefined, times };
    times.set(current.lGeneration, current.tmCreate);
    return { highest: current.lGeneration, lGenerationCurrent: current.lGeneration, times };
  }

  /** @returns `undefined` when the current log is older than the set, and makes way */
  #requireCurrent(path: string, previous: LogHeader): LogHeader | undefined {
    const { setHigh } = this.set;
    const { lGeneration } = readSetLog(this.fs, path, {}, this.events);
    if (lGeneration > setHigh || previous.lGeneration > setHigh) {
      return this.#readLater(path, previous, undefined);
    }
    if (this.options.deletesOutOfRangeLogs) return undefined;
    throw new JetError(
      'JET_errInvalidLogSequence',
      `${path} holds generation ${lGeneration}, the set ends with ${setHigh}`,
      { hint: 'Move the logs of that folder away, or restore with an empty one.' },
    );
  }

  #readLater(path: string, previous: LogHeader, generation: number | undefined): LogHeader {
    const header = readSetLog(this.fs, path, {}, this.events);
    if (!equalSignatures(header.signLog, this.set.signLog)) {
      const text = `${path} belongs to another stream than the set`;
      this.events.write(457, text, path);
      throw new JetError('JET_errExistingLogFileHasBadSignature', text, {
        hint: 'Move the logs of that folder away, or restore with an empty one.',
      });
    }
    const expected = previous.lGeneration + 1;
    const isNamed = generation === undefined || header.lGeneration === generation;
    if (isNamed && header.lGeneration === expected && equalLogTimes(header.tmPrevGen, previous.tmCreate)) {
      return header;
    }
    throw this.#existingNotContiguous(path, expected, header);
  }

  #existingNotContiguous(path: string, expected: number, header: LogHeader): JetError {
    const { logs, setHigh } = this.set;
    const before =
      expected - 1 <= setHigh ? logs.pathFor(expected - 1) : this.options.logs.pathFor(expected - 1);
    const text =
      header.lGeneration === expected
        ? `${path} does not follow ${before}`
        : `${path} holds generation ${header.lGeneration}, ${expected} is due behind ${before}`;
    this.events.write(458, text, before, this.options.logs.pathFor(expected));
    return new JetError('JET_errExistingLogFileIsNotContiguous', text, {
      hint: 'Add the logs that are missing, or restore with an empty log folder.',
    });
  }

  #hole(generation: number): JetError {
    const missing = this.options.logs.pathFor(generation);
    const text = `${missing} is missing, and later logs are there`;
    this.events.write(450, text, missing);
    return new JetError('JET_errMissingCurrentLogFiles', text, {
      hint: 'Add the missing log, or move the later ones away to restore up to the end of the set.',
    });
  }

  /** A log that is not used: `undefined`, and an event, when it is not of the stream or cannot be read. */
  #readOlder(generation: number): LogHeader | undefined {
    const path = this.options.logs.archived(generation)!;
    let header: LogHeader;
    try {
      header = readSetLog(this.fs, path, {}, this.events);
    } catch (error) {
      if (JetError.isInstance(error)) return undefined;
      throw error;
    }
    if (equalSignatures(header.signLog, this.set.signLog)) return header;
    this.events.write(457, `${path} belongs to another stream than the set; it is not used`, path);
    return undefined;
  }

  #notContiguous(generation: number): void {
    const { logs } = this.options;
    const path = logs.archived(generation)!;
    const text = `${path} is of another branch than the set; it is not used`;
    this.events.write(458, text, logs.pathFor(Math.max(1, generation - 1)), path);
  }
}
