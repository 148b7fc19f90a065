import type { TraceMembers } from './trace-file';

/** What a replayed call gave. */
export interface CallResult {
  readonly line: number;
  /** None for what makes no call. */
  readonly rc: number | undefined;
  readonly rcName: string | undefined;
  readonly out: TraceMembers;
  readonly events: readonly number[];
  /** The call does not exist yet, or it depends on one that was left out. */
  readonly leftOut: boolean;
}
