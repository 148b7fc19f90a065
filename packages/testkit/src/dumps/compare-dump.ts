import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { dumpLines } from './dump-lines';
import type { DumpableDatabase } from './dumpable-database';

/** What was compared, and the first differences in words. */
export interface DumpComparison {
  readonly tables: number;
  readonly rows: number;
  readonly values: number;
  readonly indexes: number;
  readonly entries: number;
  readonly differences: readonly string[];
}

export interface DumpComparisonOptions {
  /** Tables whose definitions are not compared, but their rows are. */
  readonly withoutDefinitions?: readonly string[];
}

/** Differences that are described; there may be more. */
const describedMost = 4;

/** The lines of a dump of the engine, packed or not. */
export function readDump(path: string): readonly string[] {
  const raw = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8').trimEnd().split('\n');
}

/**
 * Lays a database beside a dump of the engine, line by line: definitions, rows with bookmarks and every value,
 * and every entry of every index. System tables are compared when the dump has them.
 *
 * @throws what the database throws when it cannot be read
 */
export function compareDump(
  database: DumpableDatabase,
  dump: readonly string[],
  options: DumpComparisonOptions = {},
): DumpComparison {
  const { withoutDefinitions = [] } = options;
  const total = { tables: 0, rows: 0, values: 0, indexes: 0, entries: 0 };
  const differences: string[] = [];
  let i = 0;
  const withSystem = dump.some((line) => line.startsWith('{"table":"MSys'));
  for (const line of dumpLines(database, withSystem)) {
    const theirs = dump[i++] ?? '(none)';
    count(total, line);
    if (line === theirs || isSame(line, theirs)) continue;
    if (
      withoutDefinitions.some((name) => [line, theirs].every((one) => one.startsWith(`{"table":"${name}",`)))
    )
      continue;
    if (differences.length < describedMost) differences.push(describe(i, line, theirs));
  }
  if (i !== dump.length) differences.push(`${i} lines for ${dump.length}`);
  return { ...total, differences };
}

/** The part around the place where two lines begin to differ. */
function describe(number: number, ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  const piece = (text: string): string =>
    text.length < 400 ? text : `${text.slice(0, 60)} … ${text.slice(Math.max(60, at - 60), at + 200)}`;
  return `line ${number}, from byte ${at} on:\n  ours   ${piece(ours)}\n  theirs ${piece(theirs)}`;
}

/** Numbers are compared as such: the engine prints floats with all digits. */
function isSame(ours: string, theirs: string): boolean {
  return theirs.startsWith('{') && isDeepStrictEqual(JSON.parse(ours), JSON.parse(theirs));
}

function count(total: Record<string, number>, line: string): void {
  const add = (name: string, n: number): void => {
    total[name] = total[name]! + n;
  };
  if (line.startsWith('{"table"')) add('tables', 1);
  else if (line.includes('"entries":[')) {
    add('indexes', 1);
    add('entries', line.split('],[').length - (line.endsWith('[]}') ? 1 : 0));
  } else if (line.includes('"bm"')) {
    add('rows', 1);
    add('values', Object.keys((JSON.parse(line) as { r: object }).r).length);
  }
}
