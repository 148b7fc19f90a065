import { changedFiles, type FolderContents } from '../folders/folder-contents';
import { headerFacts, type BackupFacts } from '../headers/header-facts';
import type { DamageBackup, DamageCase, DamageDatabase } from './damage-case';

/** What is not as recorded in the state of the databases afterwards, in words. */
export function stateProblems(after: FolderContents, { stateAfter }: DamageCase): string[] {
  return Object.entries(stateAfter.databases).flatMap(([name, expected]) => {
    const bytes = after.get(name);
    if (bytes === undefined) return [`${name} is not there`];
    if (typeof expected === 'string')
      return expected === `${bytes.length} bytes` ? [] : [`${name}: ${bytes.length} bytes`];
    const facts = headerFacts(bytes);
    const [ours, theirs] = [oursOf(facts), theirsOf(expected)];
    return Object.entries(theirs)
      .filter(([field, value]) => ours[field as keyof typeof ours] !== value)
      .map(([field, value]) => `${name}: ${field} ${ours[field as keyof typeof ours]}, recorded ${value}`);
  });
}

function oursOf(facts: ReturnType<typeof headerFacts>): Record<string, string | number> {
  const { state, genMinRequired, genMaxRequired, genMaxCommitted, fullPrev, fullCur, pages } = facts;
  return {
    state,
    required: range(genMinRequired, genMaxRequired),
    committed: hex(genMaxCommitted),
    fullPrev: backup(fullPrev),
    fullCur: backup(fullCur),
    ...(state === 'Clean' ? { pages } : {}),
  };
}

function theirsOf(expected: DamageDatabase): Record<string, string | number> {
  const { state, genMinRequired, genMaxRequired, genMaxCommitted, fullPrev, fullCur, pages } = expected;
  return {
    state,
    required: range(Number(genMinRequired), Number(genMaxRequired)),
    committed: hex(Number(genMaxCommitted)),
    fullPrev: recordedBackup(fullPrev),
    fullCur: recordedBackup(fullCur),
    ...(state === 'Clean' ? { pages } : {}),
  };
}

function hex(value: number): string {
  return (value >>> 0).toString(16).toUpperCase();
}

function range(low: number, high: number): string {
  return `${hex(low)}-${hex(high)}`;
}

function backup({ mark, low, high }: BackupFacts): string {
  return `${mark} ${range(low, high)}`;
}

function recordedBackup({ mark, low, high }: DamageBackup): string {
  return backup({ mark, low: Number(low), high: Number(high) });
}

/** Names of databases that are there without having been recorded. */
export function unexpectedDatabases(after: FolderContents, { stateAfter }: DamageCase): string[] {
  return [...after.keys()].filter((name) => /^[^/]*\.edb$/.test(name) && !(name in stateAfter.databases));
}

/** Files that come and go with the start of an instance and say nothing of its recovery. */
const passing = /(\.jrs|tmp\.log)$/i;

/**
 * Files that changed, appeared or disappeared otherwise than recorded. What depends on timing is left out; nothing
 * is, where nothing was touched.
 */
export function fileProblems(one: DamageCase, before: FolderContents, after: FolderContents): string[] {
  const { changed, created, removed } = one.stateAfter.files;
  const touched = new Set([...changed, ...created, ...removed].filter((name) => !passing.test(name)));
  const ours = changedFiles(before, after).filter((name) => !passing.test(name));
  const isFree = (name: string): boolean =>
    touched.size > 0 && (one.stateAfter.timingDependent ?? []).includes(name);
  return [
    ...ours.filter((name) => !touched.has(name) && !isFree(name)).map((name) => `${name} was touched`),
    ...[...touched]
      .filter((name) => !ours.includes(name) && !isFree(name))
      .map((name) => `${name} was not touched`),
  ];
}

/** Event: a database is at another place than the logs say. */
const movedDatabase = 216;

/**
 * The recorded events beside ours; equal lines are the same ids with the same severities in the same order. Here every
 * database is at another place than the logs say, because no folder of this machine is `R:\\w\\`: that is left out.
 */
export function eventLines(
  one: DamageCase,
  events: readonly WrittenEvent[],
): { ours: string; theirs: string } {
  const isCompared = ({ id }: { readonly id: number }): boolean => id !== movedDatabase;
  return { ours: eventLine(events.filter(isCompared)), theirs: eventLine(one.events.filter(isCompared)) };
}

interface WrittenEvent {
  readonly id: number;
  readonly severity: string;
}

/** Events in one line: `300 301 301 454E`. */
export function eventLine(events: readonly WrittenEvent[]): string {
  return events
    .map(
      ({ id, severity }) =>
        `${id}${severity.toLowerCase() === 'information' ? '' : severity[0]!.toUpperCase()}`,
    )
    .join(' ');
}
