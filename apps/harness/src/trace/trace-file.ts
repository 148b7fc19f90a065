import { readFileSync } from 'node:fs';
import type { Json } from '../output/json-format';

/** Arguments or results of a recorded call. */
export type TraceMembers = Readonly<Record<string, Json | undefined>>;

/** One recorded call. */
export interface TracedCall {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly call: string;
  readonly args: TraceMembers;
  /** `pending`: it had not returned when it was joined. */
  readonly rc: number | 'pending' | undefined;
  readonly rcName: string | undefined;
  readonly out: TraceMembers;
  readonly events: readonly number[];
  /** Name under which a later line gives the result. */
  readonly async: string | undefined;
}

/** A recorded sequence of calls. */
export interface CallTrace {
  readonly scenario: string;
  readonly calls: readonly TracedCall[];
}

type RawLine = Partial<Omit<TracedCall, 'line'>> & { readonly scenario?: string };

export function readCallTrace(path: string): CallTrace {
  const lines = readFileSync(path, 'utf8').split('\n');
  const parsed = lines.flatMap((text, at) =>
    text === '' ? [] : [{ line: at + 1, raw: JSON.parse(text) as RawLine }],
  );
  return {
    scenario: parsed[0]?.raw.scenario ?? '',
    calls: parsed.slice(1).map(({ line, raw }) => ({
      line,
      call: raw.call ?? '',
      args: raw.args ?? {},
      rc: raw.rc,
      rcName: raw.rcName,
      out: raw.out ?? {},
      events: raw.events ?? [],
      async: raw.async,
    })),
  };
}
