import { equalLogTimes, equalSignatures, isLogTimeSet, type JetErrorName } from '@esekit/core';
import { hasAccumulatedChecksum } from './header/log-version';
import type { LogHeader } from './header/log-header';
import type { LogVerification } from './verify-log';

export interface ChainProblem {
  readonly error: JetErrorName;
  readonly text: string;
  readonly generation?: number;
}

export interface ChainVerification {
  readonly ok: boolean;
  readonly problems: readonly ChainProblem[];
  /** One per base name, in the order of the names. */
  readonly chains: readonly LogChain[];
}

/** The logs of one base name. */
export interface LogChain {
  /** In lower case. */
  readonly base: string;
  /** Lowest and highest generation that is there; absent when no header could be read. */
  readonly generations: { readonly from: number; readonly to: number } | undefined;
  /** Generations between them that are not there. */
  readonly missing: readonly { readonly from: number; readonly to: number }[];
}

interface Link {
  readonly log: LogVerification;
  readonly header: LogHeader;
  readonly isCurrent: boolean;
}

/**
 * Whether the logs of a folder form whole streams: one per base name. Logs under construction
 * (`<base>tmp`) and files whose names are none of a stream are left out.
 */
export function verifyChain(logs: Iterable<LogVerification>): ChainVerification {
  const byBase = new Map<string, LogVerification[]>();
  for (const log of logs) {
    const { name } = log.details;
    if (name?.kind !== 'archived' && name?.kind !== 'current') continue;
    const base = name.base.toLowerCase();
    const group = byBase.get(base);
    if (group === undefined) byBase.set(base, [log]);
    else group.push(log);
  }
  const problems: ChainProblem[] = [];
  const chains = [...byBase]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([base, group]) => verifyOneChain(base, group, problems));
  return { ok: problems.length === 0, problems, chains };
}

function verifyOneChain(base: string, logs: readonly LogVerification[], problems: ChainProblem[]): LogChain {
  const links: Link[] = [];
  for (const log of logs) {
    const { header, name } = log.details;
    if (header === undefined) {
      problems.push(unreadable(log));
      continue;
    }
    if (name?.kind === 'archived' && name.generation !== header.lGeneration) {
      problems.push({
        error: 'JET_errLogGenerationMismatch',
        text: `${log.path} is named generation ${name.generation} and holds ${header.lGeneration}`,
        generation: header.lGeneration,
      });
      continue;
    }
    links.push({ log, header, isCurrent: name?.kind === 'current' });
  }
  links.sort(
    (a, b) => a.header.lGeneration - b.header.lGeneration || Number(a.isCurrent) - Number(b.isCurrent),
  );
  const missing: { from: number; to: number }[] = [];
  for (let i = 1; i < links.length; i++) checkLink(links[i - 1]!, links[i]!, missing, problems);
  const generations =
    links.length === 0
      ? undefined
      : { from: links[0]!.header.lGeneration, to: links.at(-1)!.header.lGeneration };
  return { base, generations, missing };
}

/** A log without a readable header: a hole in the chain of a known or unknown place. */
function unreadable(log: LogVerification): ChainProblem {
  const { name } = log.details;
  const error = log.problems[0]?.error ?? 'JET_errLogFileCorrupt';
  const text = `${log.path} has no usable header and is no link of the chain`;
  return name?.generation === undefined ? { error, text } : { error, text, generation: name.generation };
}

/** What must hold between two logs that follow each other in the folder. */
function checkLink(
  before: Link,
  after: Link,
  missing: { from: number; to: number }[],
  problems: ChainProblem[],
): void {
  const generation = after.header.lGeneration;
  const add = (error: JetErrorName, text: string): void => void problems.push({ error, text, generation });
  const { path } = after.log;

  if (!equalSignatures(before.header.signLog, after.header.signLog)) {
    add('JET_errBadLogSignature', `${path} and ${before.log.path} belong to different streams`);
  }
  if (before.isCurrent) {
    add('JET_errInvalidLogSequence', `${path} is archived, but not older than the current log`);
    return;
  }
  const step = generation - before.header.lGeneration;
  if (step === 0) {
    add('JET_errInvalidLogSequence', `${path} repeats the generation of ${before.log.path}`);
    return;
  }
  if (step > 1) {
    const hole = { from: before.header.lGeneration + 1, to: generation - 1 };
    missing.push(hole);
    const which =
      hole.from === hole.to ? `generation ${hole.from} is` : `generations ${hole.from} to ${hole.to} are`;
    problems.push({ error: 'JET_errMissingLogFile', text: `${which} missing`, generation: hole.from });
    return;
  }
  if (!equalLogTimes(after.header.tmPrevGen, before.header.tmCreate)) {
    const text = `${path} follows a log that was created at another time than ${before.log.path}`;
    add('JET_errInvalidLogSequence', text);
  }
  checkAccumulatedChecksum(before, after, add);
}

function checkAccumulatedChecksum(
  before: Link,
  after: Link,
  add: (error: JetErrorName, text: string) => void,
): void {
  if (!hasAccumulatedChecksum(after.header) || before.log.details.layout !== 'segments') return;
  // Of a damaged log the sum is wrong anyway, and the damage has been reported.
  if (before.log.details.isCorrupt || !isLogTimeSet(after.header.tmPrevGen)) return;
  if (before.log.details.accumulatedChecksum === after.header.checksumPrevLogAllSegments) return;
  add(
    'JET_errLogSequenceChecksumMismatch',
    `${before.log.path} does not hold what ${after.log.path} was written after`,
  );
}
