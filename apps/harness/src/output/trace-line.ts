import { formatJson, type Json } from './json-format';

/** What one command gave, in the order in which the trace has it (scenario language §3). */
export interface TraceEntry {
  readonly line: number;
  /** Run of a `repeat`. */
  readonly i: number | undefined;
  readonly cmd: string;
  /** `null` when no call could be made. */
  readonly rc: number | null;
  readonly name: string;
  /** The call that gave `rc`. */
  readonly call: string | undefined;
  readonly out: Members;
  readonly info: Members;
  /** Why no call could be made. */
  readonly error: string | undefined;
}

export type Members = Record<string, Json>;

/** The line without its line feed. */
export function formatTraceLine({ out, info, ...entry }: TraceEntry): string {
  return formatJson({ ...entry, out: unlessEmpty(out), info: unlessEmpty(info) });
}

function unlessEmpty(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}
