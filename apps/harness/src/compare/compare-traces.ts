import type { Difference } from './difference';
import { jsonDifference } from './json-difference';

interface TraceLine {
  readonly line: number;
  readonly cmd: string;
  readonly i?: number;
  readonly rc: number | null;
  readonly out?: unknown;
}

/**
 * Where the traces of two runs of a script differ: in the return code or in `out` of a command (scenario language
 * §7). The other members depend on the implementation.
 */
export function compareTraces(expected: string, found: string): readonly Difference[] {
  const [own, other] = [linesOf(expected), linesOf(found)];
  const differences: Difference[] = [];
  for (let at = 0; at < Math.max(own.length, other.length); at++) {
    const difference = compareLines(own[at], other[at]);
    if (difference === undefined) continue;
    differences.push(difference);
    // What follows a missing line is another command.
    if (own[at] === undefined || other[at] === undefined) break;
  }
  return differences;
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function compareLines(expected: string | undefined, found: string | undefined): Difference | undefined {
  if (expected === found) return undefined;
  const own = expected === undefined ? undefined : (JSON.parse(expected) as TraceLine);
  const other = found === undefined ? undefined : (JSON.parse(found) as TraceLine);
  const path =
    own === undefined || other === undefined ? '.' : jsonDifference(comparable(own), comparable(other));
  if (path === undefined) return undefined;
  const { line, cmd, i } = (own ?? other)!;
  return {
    part: 'trace',
    where: `line ${line}${i === undefined ? '' : ` run ${i}`} ${cmd}: ${path}`,
    expected: expected ?? '(nothing)',
    found: found ?? '(nothing)',
  };
}

function comparable({ line, cmd, i, rc, out }: TraceLine): unknown {
  return { line, cmd, i, rc, out };
}
