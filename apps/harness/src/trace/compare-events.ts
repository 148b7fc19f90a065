import type { CallDifference } from './call-difference';
import { uncomparedEvents } from './deviations';
import type { CallResult } from './result-line';
import type { CallTrace } from './trace-file';

const uncompared: ReadonlySet<number> = new Set(uncomparedEvents.map(({ event }) => event));

/** Events of the flush map depend on a parameter that the recordings do not all set. */
function counts(event: number): boolean {
  return (event < 600 || event > 699) && !uncompared.has(event);
}

/** Events that happen in the background may come one line earlier or later. */
const linesApart = 1;

/** The first event that one side has and the other has not. */
export function eventDifference(
  trace: CallTrace,
  results: ReadonlyMap<number, CallResult>,
): CallDifference | undefined {
  const recorded: Place[] = [];
  const found: Place[] = [];
  trace.calls.forEach(({ line, events }, at) => {
    const result = results.get(line);
    if (result === undefined || result.leftOut) return;
    recorded.push(...events.filter(counts).map((event) => ({ event, at })));
    found.push(...result.events.filter(counts).map((event) => ({ event, at })));
  });
  const odd = oddPlaces(recorded, found)[0];
  if (odd === undefined) return undefined;
  const { line, call, events } = trace.calls[odd.at]!;
  return {
    line,
    call,
    where: `event ${odd.event}`,
    recorded: JSON.stringify(events),
    found: JSON.stringify(results.get(line)?.events),
  };
}

interface Place {
  readonly event: number;
  /** Position of the call. */
  readonly at: number;
}

/** Places without a partner near them, in order. */
function oddPlaces(recorded: readonly Place[], found: readonly Place[]): readonly Place[] {
  const free = [...found];
  const odd = recorded.filter(({ event, at }) => {
    const partner = free.findIndex((one) => one.event === event && Math.abs(one.at - at) <= linesApart);
    if (partner >= 0) free.splice(partner, 1);
    return partner < 0;
  });
  return [...odd, ...free].sort((a, b) => a.at - b.at);
}
