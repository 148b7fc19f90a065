import { JetError, type Lgpos, type LogTime } from '@esekit/core';

/** Where a database of the logs is now (JET_RSTMAP). */
export interface JET_RSTMAP {
  /** As the logs have it; empty or `null`: the database is known by its signature. */
  readonly szDatabaseName: string | null;
  readonly szNewDatabaseName: string | null;
}

/** Size of the structure that JetInit3 takes, for its first field. */
export const JET_cbRSTINFO = 48;

/** What JetInit3 takes besides flags (JET_RSTINFO, 31 §10). */
export interface JET_RSTINFO {
  /** {@link JET_cbRSTINFO}; anything else is JET_errInvalidParameter. */
  readonly cbStruct: number;
  readonly rgrstmap: readonly JET_RSTMAP[];
  /** Replay ends behind this position; JET_errRecoveredWithoutUndo then. */
  readonly lgposStop?: Lgpos | undefined;
  /** Replay ends before this time. */
  readonly logtimeStop?: LogTime | undefined;
  readonly pfnStatus?: JET_PFNSTATUS | undefined;
}

/** Progress as a status function gets it. */
export interface JET_SNPROG {
  readonly cbStruct: 12;
  readonly cunitDone: number;
  readonly cunitTotal: number;
}

/**
 * A status function: session (none), operation (`JET_snp`), kind of notification (`JET_snt`), progress. What it
 * returns is not looked at.
 */
export type JET_PFNSTATUS = (sesid: number, snp: number, snt: number, progress: JET_SNPROG) => unknown;

export const JET_snp = { Restore: 8 } as const;
export const JET_snt = { Progress: 0, Fail: 3, Begin: 5, Complete: 6 } as const;

/** @throws JET_errInvalidParameter, JET_errDatabaseInvalidName */
export function checkRestartInfo(info: JET_RSTINFO | null): void {
  if (info === null) return;
  if (info.cbStruct !== JET_cbRSTINFO) {
    throw new JetError('JET_errInvalidParameter', `cbStruct is ${info.cbStruct}, not ${JET_cbRSTINFO}`);
  }
  for (const { szDatabaseName, szNewDatabaseName } of info.rgrstmap) {
    if (szNewDatabaseName) continue;
    throw new JetError(
      'JET_errDatabaseInvalidName',
      `the map has no place for ${szDatabaseName ?? 'a database'}`,
    );
  }
}
