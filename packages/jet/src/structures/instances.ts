import type { BackupInfo, Lgpos, LogTime, Signature } from '@esekit/core';
import type { JET_INSTANCE } from '../status';

/** A parameter for JetEnableMultiInstance (JET_SETSYSPARAM). */
export interface JET_SETSYSPARAM {
  readonly paramid: number;
  readonly lParam: number;
  readonly sz: string | null;
  /** Given out: what came of it. */
  err?: number;
}

/** An instance and its databases (JET_INSTANCE_INFO). */
export interface JET_INSTANCE_INFO {
  readonly hInstanceId: JET_INSTANCE;
  readonly szInstanceName: string | null;
  /** Paths of the attached databases, temporary ones left out. */
  readonly szDatabaseFileName: readonly string[];
}

/** What a header says of one backup (JET_BKINFO). */
export type JET_BKINFO = BackupInfo;

/** The header of a database (JET_DBINFOMISC7). */
export interface JET_DBINFOMISC {
  readonly ulVersion: number;
  readonly ulUpdate: number;
  readonly signDb: Signature;
  /** One of `JET_dbstate`. */
  readonly dbstate: number;
  readonly lgposConsistent: Lgpos;
  readonly logtimeConsistent: LogTime;
  readonly logtimeAttach: LogTime;
  readonly lgposAttach: Lgpos;
  readonly logtimeDetach: LogTime;
  readonly lgposDetach: Lgpos;
  readonly signLog: Signature;
  readonly bkinfoFullPrev: JET_BKINFO;
  readonly bkinfoIncPrev: JET_BKINFO;
  readonly bkinfoFullCur: JET_BKINFO;
  readonly bkinfoCopyPrev: JET_BKINFO;
  readonly bkinfoDiffPrev: JET_BKINFO;
  readonly cbPageSize: number;
  readonly genMinRequired: number;
  readonly genMaxRequired: number;
  readonly genCommitted: number;
  readonly logtimeGenMaxCreate: LogTime;
  /** 0 or 1. */
  readonly fShadowingDisabled: number;
  readonly ulRepairCount: number;
}

/** How far a commit reaches into the log (JET_COMMIT_ID). */
export interface JET_COMMIT_ID {
  readonly signLog: Signature;
  /** Grows with every commit of the instance. */
  readonly commitId: bigint;
}

/** What JetGetSessionInfo tells (JET_SESSIONINFO). */
export interface JET_SESSIONINFO {
  readonly ulTrxBegin0: number;
  readonly ulTrxLevel: number;
  readonly ulProcid: number;
  readonly ulFlags: number;
  readonly ulTrxContext: bigint;
}

/** Where an error belongs (JET_ERRINFOBASIC). */
export interface JET_ERRINFOBASIC {
  readonly errValue: number;
  /** JET_ERRCAT. */
  readonly errcatMostSpecific: number;
  /** From the root down to the most specific category; eight numbers, 0 behind the last. */
  readonly rgCategoricalHierarchy: readonly number[];
}
