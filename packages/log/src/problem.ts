import type { JetErrorName, Lgpos } from '@esekit/core';

/** Damage found in one file. It is a result, never an exception: readers choose to stop or to go on. */
export interface LogProblem {
  /** What the engine answers when it meets this. */
  readonly error: JetErrorName;
  readonly text: string;
  /** `warning`: the engine does not notice, but something was lost. */
  readonly severity: 'error' | 'warning';
  /** Segment of the file where it lies; 0 is the header. Absent when `lgpos` says it better. */
  readonly segment?: number;
  /** Position of the record it concerns. */
  readonly lgpos?: Lgpos;
  /** Whether the right bytes are known: one wrong bit, or an intact shadow copy. */
  readonly correctable: boolean;
}
