/** A recorded call that came out otherwise. */
export interface CallDifference {
  readonly line: number;
  readonly call: string;
  /** `rc`, a member of `out`, or `events`. */
  readonly where: string;
  readonly recorded: string;
  readonly found: string;
}
