import type { Difference } from './difference';
import { jsonDifference } from './json-difference';

/** The first line where two dumps differ; numbers are compared as numbers (scenario language §7). */
export function compareDumps(name: string, expected: string, found: string): Difference | undefined {
  if (expected === found) return undefined;
  const [own, other] = [expected.split('\n'), found.split('\n')];
  for (let at = 0; at < Math.max(own.length, other.length); at++) {
    const [line, otherLine] = [own[at], other[at]];
    if (line === otherLine) continue;
    const path = lineDifference(line, otherLine);
    if (path === undefined) continue;
    return {
      part: 'dump',
      where: `${name}:${at + 1} ${path}`,
      expected: line ?? '(end)',
      found: otherLine ?? '(end)',
    };
  }
  return undefined;
}

function lineDifference(expected: string | undefined, found: string | undefined): string | undefined {
  if (expected === undefined || found === undefined || expected === '' || found === '') return '.';
  return jsonDifference(JSON.parse(expected), JSON.parse(found));
}
