import { equalLogTimes, isLogTimeSet, JetError, type JetErrorName } from '@esekit/core';
import { hasAccumulatedChecksum } from '../header/log-version';
import type { LogScan } from '../segments/scan-log';
import type { AttachedDatabase } from './attached-database';
import { OpenLog } from './open-log';
import { missingLogAction } from './recovery-control';
import type { RecoveryContext } from './recovery-context';
import { reportScan, type DamageRules } from './scan-report';

/**
 * Which log follows which, and what it means when one is missing, is another, or is damaged (23 §4.1):
 * that depends on whether a database requires the generation or has only committed to it.
 */
export class LogSequence {
  readonly #context: RecoveryContext;
  /** The loss that the caller accepts, when there was one. */
  warning: JetErrorName | undefined;

  constructor(context: RecoveryContext) {
    this.#context = context;
  }

  damageRules(lGeneration: number): DamageRules {
    const { restore } = this.#context.options;
    if (restore === undefined) return 'soft';
    return lGeneration <= restore.setHigh ? 'set' : 'behindSet';
  }

  /** The last segment may come from its shadow, except in the archived logs of a set (20 §5.8, 2d). */
  mayUseShadow(log: OpenLog): boolean {
    return log.isCurrent || this.damageRules(log.lGeneration) === 'soft';
  }

  /**
   * The log behind `log`, opened and found to follow it; `undefined` where redo ends.
   *
   * @param scan of `log`
   */
  openNext(log: OpenLog, scan: LogScan, attached: readonly AttachedDatabase[]): OpenLog | undefined {
    const { options, folder, events, pageSize, signLog } = this.#context;
    const lGeneration = log.lGeneration + 1;
    if (log.isCurrent || options.restore?.lastGeneration === log.lGeneration) return undefined;
    const archived = options.restore?.logPath(lGeneration) ?? folder.archived(lGeneration);
    const path = archived ?? folder.current;
    if (path === undefined) return this.#endWithout(lGeneration);
    const range = requiredRange(attached);
    const next = OpenLog.open(options.fs, path, archived === undefined, { pageSize, signLog }, events);
    try {
      const problem = whyNotNext(log, next);
      if (problem !== undefined)
        return this.#refuse(next, lGeneration, problem, range, archived === undefined);
      checkSum(log, scan, next, (text) => events.write(543, text, next.path));
      return this.#acceptUndamaged(next, range);
    } catch (error) {
      next.close();
      throw error;
    }
  }

  /** Neither an archived log nor a current one is there. */
  #endWithout(lGeneration: number): undefined {
    const { options, folder, events, ask } = this.#context;
    const highest = folder.highest ?? 0;
    if (highest > lGeneration) {
      const text = `the log of generation ${lGeneration} is missing, and logs up to ${highest} are there`;
      events.write(558, text, folder.pathFor(lGeneration), folder.pathFor(highest));
      throw new JetError('JET_errMissingLogFile', text);
    }
    const accepted =
      folder.hasTemporary ||
      options.restore !== undefined ||
      options.flags?.ignoreLostLogs === true ||
      options.acceptsMissingCurrentLog === true;
    const answer = ask({
      snt: 1004,
      errDefault: accepted ? 'JET_errSuccess' : 'JET_errMissingLogFile',
      lGeneration,
      isCurrentLog: true,
      nextAction: missingLogAction.continueToUndo,
      path: folder.pathFor(),
    });
    if (answer !== 'JET_errSuccess') {
      throw new JetError('JET_errMissingLogFile', `the current log ${folder.pathFor()} is missing`);
    }
    return undefined;
  }

  /** A hole, or a wrong file under the right name. */
  #refuse(
    next: OpenLog,
    lGeneration: number,
    problem: string,
    range: RequiredRange,
    isHole: boolean,
  ): undefined {
    const { events } = this.#context;
    const isCommittedOnly = lGeneration > range.required && lGeneration <= range.committed;
    if (!isCommittedOnly) {
      events.write(567, problem, next.path, 'JET_errInvalidLogSequence');
      throw new JetError('JET_errInvalidLogSequence', problem, hintFor(lGeneration, isHole));
    }
    if (!this.#mayRemove) {
      events.write(528, problem, next.path);
      throw new JetError('JET_errCommittedLogFilesMissing', problem, hintFor(lGeneration, isHole));
    }
    next.close();
    this.#removeFrom(lGeneration, 499);
    return undefined;
  }

  /** Logs that are committed only are looked through before they are counted on. */
  #acceptUndamaged(next: OpenLog, range: RequiredRange): OpenLog | undefined {
    const { lGeneration } = next;
    if (lGeneration <= range.required || lGeneration > range.committed) return next;
    const scan = next.scan(this.mayUseShadow(next));
    if (!scan.isCorrupt) return next;
    const { events } = this.#context;
    reportScan(events, next, scan, this.damageRules(lGeneration));
    if (this.#context.options.restore !== undefined) return next;
    const text = `${next.path} is damaged; databases have committed to it, and do not require it`;
    if (!this.#mayRemove) {
      events.write(525, text, next.path);
      throw new JetError('JET_errCommittedLogFileCorrupt', text);
    }
    next.close();
    events.write(526, text, next.path);
    this.#removeFrom(lGeneration, 527);
    return undefined;
  }

  get #mayRemove(): boolean {
    const { flags } = this.#context.options;
    return flags?.ignoreLostLogs === true && flags.deleteOutOfRangeLogs === true;
  }

  #removeFrom(lGeneration: number, event: 499 | 527): void {
    const { folder, options, events } = this.#context;
    this.warning = 'JET_wrnCommittedLogFilesRemoved';
    events.write(event, `logs from generation ${lGeneration} on are removed`, lGeneration);
    if (options.isOverlay === true) return;
    for (const generation of folder.generations) if (generation >= lGeneration) folder.remove(generation);
    folder.removeCurrent();
  }
}

interface RequiredRange {
  readonly required: number;
  readonly committed: number;
}

/** What the dirty databases at hand need; 0 when there is none. */
function requiredRange(attached: readonly AttachedDatabase[]): RequiredRange {
  return {
    required: Math.max(0, ...attached.map(({ header }) => header.lGenMaxRequired)),
    committed: Math.max(0, ...attached.map(({ header }) => header.lGenMaxCommitted)),
  };
}

function whyNotNext(log: OpenLog, next: OpenLog): string | undefined {
  const due = log.lGeneration + 1;
  if (next.lGeneration !== due) {
    return `generation ${due} is missing: ${next.path} holds generation ${next.lGeneration}`;
  }
  if (equalLogTimes(next.header.tmPrevGen, log.header.tmCreate)) return undefined;
  return `${next.path} follows another log of generation ${log.lGeneration} than ${log.path}`;
}

function checkSum(log: OpenLog, scan: LogScan, next: OpenLog, report: (text: string) => void): void {
  if (!hasAccumulatedChecksum(next.header) || log.layout !== 'segments') return;
  if (!isLogTimeSet(next.header.tmPrevGen)) return;
  if (scan.accumulatedChecksum === next.header.checksumPrevLogAllSegments) return;
  const text = `${log.path} does not hold what ${next.path} was written after`;
  report(text);
  throw new JetError('JET_errLogSequenceChecksumMismatch', text);
}

function hintFor(lGeneration: number, isHole: boolean): { hint: string } {
  const name = lGeneration.toString(16).toUpperCase();
  return {
    hint: isHole
      ? `Add the log of generation ${name} (hexadecimal, as in its name) and try again.`
      : `Replace the log of generation ${name} by the right one and try again.`,
  };
}
