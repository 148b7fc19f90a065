import { JetError, logTimeNone, type JetErrorName, type LogTime } from '@esekit/core';
import type { DatabaseHeader } from './header-fields';
import { hasFeature } from './format-version';

/** dbstate values (01 §6). */
export const databaseStates = {
  0: 'Illegal',
  1: 'JustCreated',
  2: 'DirtyShutdown',
  3: 'CleanShutdown',
  4: 'BeingConverted',
  5: 'ForceDetach',
  6: 'IncrementalReseedInProgress',
  7: 'DirtyAndPatchedShutdown',
  8: 'RevertInProgress',
} as const;

export type DatabaseState = (typeof databaseStates)[keyof typeof databaseStates];

export const dbstate = {
  justCreated: 1,
  dirtyShutdown: 2,
  cleanShutdown: 3,
  beingConverted: 4,
  forceDetach: 5,
  incrementalReseedInProgress: 6,
  dirtyAndPatchedShutdown: 7,
  revertInProgress: 8,
} as const;

/** The name of a dbstate; a number the format does not know is `Illegal`. */
export function databaseStateName(value: number): DatabaseState {
  return (databaseStates as Record<number, DatabaseState>)[value] ?? 'Illegal';
}

/** Where a state may lead (01 §6). 6 to 2 happens in repair only. */
const transitions: Readonly<Record<number, readonly number[]>> = {
  0: [1],
  1: [2],
  2: [3, 6, 8],
  3: [2, 8],
  4: [3],
  5: [],
  6: [7, 2],
  7: [2, 6, 8],
  8: [7, 3, 2, 1],
};

export function isTransitionAllowed(from: number, to: number): boolean {
  return transitions[from]?.includes(to) ?? false;
}

/** Why a database in this header's state cannot simply be opened; `undefined` when it is clean. */
export function openingError(header: DatabaseHeader): JetErrorName | undefined {
  switch (header.dbstate) {
    case dbstate.cleanShutdown:
      return undefined;
    case dbstate.beingConverted:
      return 'JET_errDatabaseIncompleteUpgrade';
    case dbstate.incrementalReseedInProgress:
      return 'JET_errDatabaseIncompleteIncrementalReseed';
    case dbstate.revertInProgress:
      return 'JET_errDatabaseIncompleteRevert';
    default:
      return header.bkinfoFullCur.genLow !== 0
        ? 'JET_errSoftRecoveryOnBackupDatabase'
        : 'JET_errDatabaseDirtyShutdown';
  }
}

/** Generations of a state change; `unchanged` leaves the header's own. */
export interface StateRange {
  readonly genMin: number | 'unchanged';
  readonly genMax: number | 'unchanged';
  /** Creation time of generation `genMax`. */
  readonly time?: LogTime;
}

/**
 * The fields that change when a database enters `state` (SetState, 01 §6.1).
 *
 * @throws JET_errInternalError for a transition the format does not have
 */
export function stateChange(
  header: DatabaseHeader,
  state: number,
  range: StateRange,
): Partial<DatabaseHeader> {
  if (!isTransitionAllowed(header.dbstate, state)) {
    const names = `${databaseStateName(header.dbstate)} to ${databaseStateName(state)}`;
    throw new JetError('JET_errInternalError', `database state cannot go from ${names}`);
  }
  const { genMin, genMax, time } = range;
  return {
    ...(state === dbstate.dirtyShutdown ? {} : { lGenPreRedoMinRequired: 0, lGenPreRedoMinConsistent: 0 }),
    dbstate: state,
    ...(genMin === 'unchanged' ? {} : { lGenMinRequired: genMin, lGenMinConsistent: genMin }),
    ...(genMax === 'unchanged' ? {} : { lGenMaxRequired: genMax, lGenMaxCommitted: genMax }),
    ...(genMin === 'unchanged' || genMax === 'unchanged' ? {} : generationTimes(header, genMax, time)),
  };
}

function generationTimes(
  header: DatabaseHeader,
  genMax: number,
  time: LogTime | undefined,
): Partial<DatabaseHeader> {
  const given = genMax !== 0 && time !== undefined ? time : logTimeNone;
  return {
    logtimeGenMaxCreate: given,
    logtimeGenMaxRequired: hasFeature(header, 'logtimeGenMaxRequired') ? given : logTimeNone,
  };
}
