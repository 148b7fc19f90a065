import type { JetErrorName } from '@esekit/core';
import type { TracedCall } from './trace-file';

/**
 * A line of the acceptance list (36) that is marked with the sign for "the engine does something else": the
 * documented behaviour is what we do, and the recording shows the other.
 */
export interface Deviation {
  /** Of the acceptance list. */
  readonly number: string;
  readonly call: string;
  readonly recorded: JetErrorName;
  /** What we give instead. */
  readonly ours: JetErrorName;
  /** Where the mode decides: traces in which the call is made while nothing is initialised. */
  readonly scenario: string;
  /** Arguments that make the call the one of that line. */
  readonly args?: Readonly<Record<string, string | number>>;
}

export const deviations: readonly Deviation[] = [
  {
    number: 'B-008',
    scenario: 'legacy-calls',
    call: 'JetBackup',
    recorded: 'JET_errInvalidParameter',
    ours: 'JET_errNotInitialized',
  },
  {
    number: 'B-011, B-012',
    scenario: 'legacy-calls',
    call: 'JetBackup',
    recorded: 'JET_errBackupDirectoryNotEmpty',
    ours: 'JET_errInvalidGrbit',
    args: { grbit: 0x8000_0000 },
  },
  {
    number: 'B-092',
    scenario: 'legacy-calls',
    call: 'JetBeginExternalBackup',
    recorded: 'JET_errInvalidParameter',
    ours: 'JET_errNotInitialized',
  },
];

/**
 * Events of a recording that no document lists, or that the acceptance list rules out; and values that are no more
 * than addresses.
 */
export const uncomparedEvents: readonly { readonly reason: string; readonly event: number }[] = [
  { reason: 'B-277: attaching a text writes no event', event: 481 },
  { reason: '34 knows no such event', event: 5009 },
];

/** Parameters whose value is an address of the process (32 §5): only its type is compared. */
export const addressParameters: ReadonlySet<number> = new Set([37]);

/** The deviation that a recorded call shows. */
export function deviationOf(scenario: string, traced: TracedCall): Deviation | undefined {
  return deviations.find(
    (one) =>
      one.scenario === scenario &&
      one.call === traced.call &&
      one.recorded === traced.rcName &&
      Object.entries(one.args ?? {}).every(([name, value]) => traced.args[name] === value),
  );
}
