import { errorInfoByName } from '@esekit/core';
import { jsonDifference } from '../compare/json-difference';
import type { CallDifference } from './call-difference';
import { comparable } from './comparable';
import { deviationOf } from './deviations';
import { eventDifference } from './compare-events';
import type { CallResult } from './result-line';
import type { CallTrace, TracedCall } from './trace-file';

export interface CallComparison {
  readonly differences: readonly CallDifference[];
  /** Calls compared. */
  readonly compared: number;
  /** By name, how many calls were left out. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Numbers of the acceptance list whose line was used, and how often. */
  readonly deviations: ReadonlyMap<string, number>;
}

/** Compares the results of a replay with the recording, line by line. */
export function compareCalls(trace: CallTrace, results: readonly CallResult[]): CallComparison {
  const byLine = new Map(results.map((result) => [result.line, result]));
  const leftOut = new Map<string, number>();
  const deviations = new Map<string, number>();
  const differences: CallDifference[] = [];
  for (const traced of trace.calls) {
    const result = byLine.get(traced.line);
    if (result?.leftOut === true) {
      count(leftOut, traced.call);
      continue;
    }
    const deviation = deviationOf(trace.scenario, traced);
    if (deviation !== undefined) count(deviations, deviation.number);
    const rc = deviation === undefined ? traced.rc : errorInfoByName(deviation.ours).code;
    const difference = differenceOf({ ...traced, rc }, result);
    if (difference !== undefined) differences.push(difference);
  }
  const event = eventDifference(trace, byLine);
  if (event !== undefined) differences.push(event);
  const compared = trace.calls.length - [...leftOut.values()].reduce((sum, n) => sum + n, 0);
  return { differences: differences.sort((a, b) => a.line - b.line), compared, leftOut, deviations };
}

function count(of: Map<string, number>, name: string): void {
  of.set(name, (of.get(name) ?? 0) + 1);
}

function differenceOf(traced: TracedCall, result: CallResult | undefined): CallDifference | undefined {
  const { line, call } = traced;
  if (result === undefined) {
    return { line, call, where: '.', recorded: JSON.stringify(traced), found: '(nothing)' };
  }
  // The result of a call that runs by itself is that of its join.
  if (traced.async !== undefined) return undefined;
  const [own, other] = [comparable(traced, traced), comparable(traced, result)];
  const path = jsonDifference(own, other);
  if (path === undefined) return undefined;
  const args = JSON.stringify(traced.args);
  return {
    line,
    call: `${call} ${args}`,
    where: path,
    recorded: JSON.stringify({ rc: traced.rc, rcName: traced.rcName, out: traced.out }),
    found: JSON.stringify({ rc: result.rc, rcName: result.rcName, out: result.out }),
  };
}
