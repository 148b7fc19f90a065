import { equalLogTimes, JetError, type FileSystem, type Signature } from '@esekit/core';
import type { LogFolder, LogHeader } from '@esekit/log';
import type { RestoreEvents } from './restore-events';
import type { GenerationTimes } from './restore-range';
import { readSetLog } from './set-log';

/** What is known of the logs of a set once they have been checked. */
export interface CheckedSet {
  readonly logs: LogFolder;
  readonly setLow: number;
  readonly setHigh: number;
  readonly low: LogHeader;
  readonly high: LogHeader;
  readonly signLog: Signature;
  /** When each generation was created. */
  readonly times: GenerationTimes;
}

export interface SetCheckOptions {
  readonly logs: LogFolder;
  readonly setLow: number;
  readonly setHigh: number;
  /** Of the instance. */
  readonly pageSize?: number | undefined;
  /** The logs stand in the folder where replay goes on too. */
  readonly isLogFolder: boolean;
}

/**
 * The logs of a set must be of one stream and without a hole (31 §4, first list). Nothing is changed.
 *
 * @throws JET_errFileNotFound for a log that is not there, JET_errMissingRestoreLogFiles (event 435) when
 *   the set stands in the log folder; JET_errBadLogSignature and all failures of a header (event 412);
 *   JET_errGivenLogFileIsNotContiguous (event 434)
 */
export function checkSet(fs: FileSystem, options: SetCheckOptions, events: RestoreEvents): CheckedSet {
  const { logs, setLow, setHigh, pageSize } = options;
  const low = readSetLog(fs, requireLog(options, setLow, events), { pageSize }, events);
  const { signLog } = low;
  const times = new Map([[setLow, low.tmCreate]]);
  let previous = low;
  requireGeneration(logs, setLow, low, events);
  for (let g = setLow + 1; g <= setHigh; g++) {
    const header = readSetLog(fs, requireLog(options, g, events), { pageSize, signLog }, events);
    requireGeneration(logs, g, header, events);
    if (!equalLogTimes(header.tmPrevGen, previous.tmCreate)) {
      throw notContiguous(logs, g, 'does not follow the log before it', events);
    }
    previous = header;
    times.set(g, header.tmCreate);
  }
  return { logs, setLow, setHigh, low, high: previous, signLog, times };
}

function requireLog(options: SetCheckOptions, generation: number, events: RestoreEvents): string {
  const { logs, setLow, setHigh, isLogFolder } = options;
  const path = logs.archived(generation);
  if (path !== undefined) return path;
  const missing = logs.pathFor(generation);
  const text = `${missing} is missing: the set goes from generation ${setLow} to ${setHigh}`;
  const hint = 'Copy the set again, with all its logs.';
  if (!isLogFolder) throw new JetError('JET_errFileNotFound', text, { hint });
  events.write(435, text, missing);
  throw new JetError('JET_errMissingRestoreLogFiles', text, { hint });
}

/** A log under the name of another generation has no place in the sequence. */
function requireGeneration(logs: LogFolder, g: number, header: LogHeader, events: RestoreEvents): void {
  if (header.lGeneration === g) return;
  throw notContiguous(logs, g, `holds generation ${header.lGeneration}`, events);
}

function notContiguous(logs: LogFolder, generation: number, why: string, events: RestoreEvents): JetError {
  const text = `${logs.pathFor(generation)} ${why}`;
  events.write(434, text, generation);
  return new JetError('JET_errGivenLogFileIsNotContiguous', text, {
    hint: 'The log is of another branch of the same stream: look for the one that was backed up.',
  });
}
