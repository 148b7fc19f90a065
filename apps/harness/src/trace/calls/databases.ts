import type { BackupInfo, Lgpos } from '@esekit/core';
import {
  JET_dbidNil,
  JET_DbInfo,
  JetAttachDatabase,
  JetBeginTransaction,
  JetCloseDatabase,
  JetCommitTransaction,
  JetCreateDatabase,
  JetDetachDatabase,
  JetGetDatabaseFileInfo,
  JetGetDatabaseInfo,
  JetOpenDatabase,
  JetRollback,
  type JET_DBINFOMISC,
  type JetRef,
  type JetStatus,
} from '@esekit/jet';
import { shownPath } from '../../commands/paths';
import type { Json } from '../../output/json-format';
import type { CallRun, TracedCommand } from '../call-run';

async function createDatabase(run: CallRun): Promise<JetStatus> {
  const dbid = run.variable(run.handles.databases, JET_dbidNil);
  const status = await JetCreateDatabase(run.sesid, run.args.text('file'), null, dbid, run.args.grbit);
  run.out['dbid'] = dbid.value;
  return status;
}

function openDatabase(run: CallRun): JetStatus {
  const dbid = run.variable(run.handles.databases, JET_dbidNil);
  const status = JetOpenDatabase(run.sesid, run.args.text('file'), null, dbid, run.args.grbit);
  run.out['dbid'] = dbid.value;
  return status;
}

const cbMisc = 784;
const cbPath = 1024;
const cbNumber = 4;

function databaseInfo({ sesid, dbid, args, out }: CallRun): JetStatus {
  const level = args.number('level');
  const result: JetRef<string | number | JET_DBINFOMISC | null> = { value: null };
  const cb = level === JET_DbInfo.Filename ? cbPath : level === JET_DbInfo.Misc ? cbMisc : cbNumber;
  const status = JetGetDatabaseInfo(sesid, dbid, result, cb, level);
  show(out, result.value);
  return status;
}

/** Sizes of the results; the levels of sizes give 64 bits, and one level gives a byte. */
const fileInfoSizes: ReadonlyMap<number, number> = new Map([
  [JET_DbInfo.Filesize, 8],
  [JET_DbInfo.FilesizeOnDisk, 8],
  [JET_DbInfo.DBInUse, 1],
  [JET_DbInfo.Misc, cbMisc],
]);

function databaseFileInfo({ args, out }: CallRun): JetStatus {
  const level = args.number('level');
  const result: JetRef<number | bigint | JET_DBINFOMISC | null> = { value: null };
  const status = JetGetDatabaseFileInfo(
    args.text('file'),
    result,
    fileInfoSizes.get(level) ?? cbNumber,
    level,
  );
  show(out, result.value);
  return status;
}

function show(out: Record<string, Json>, result: string | number | bigint | JET_DBINFOMISC | null): void {
  if (result === null) return;
  if (typeof result === 'string') out['str'] = shownPath(result);
  else if (typeof result !== 'object') out['value'] = Number(result);
  else Object.assign(out, miscMembers(result));
}

function miscMembers(misc: JET_DBINFOMISC): Readonly<Record<string, Json>> {
  return {
    dbstate: misc.dbstate,
    lgposConsistent: positionText(misc.lgposConsistent),
    lgposAttach: positionText(misc.lgposAttach),
    lgposDetach: positionText(misc.lgposDetach),
    genMinRequired: misc.genMinRequired,
    genMaxRequired: misc.genMaxRequired,
    genCommitted: misc.genCommitted,
    fullPrev: backupMembers(misc.bkinfoFullPrev),
    incPrev: backupMembers(misc.bkinfoIncPrev),
    fullCur: backupMembers(misc.bkinfoFullCur),
    copyPrev: backupMembers(misc.bkinfoCopyPrev),
    diffPrev: backupMembers(misc.bkinfoDiffPrev),
    version: misc.ulVersion,
    update: misc.ulUpdate,
    cbPageSize: misc.cbPageSize,
    shadowingDisabled: misc.fShadowingDisabled,
    repairCount: misc.ulRepairCount,
  };
}

function backupMembers({ lgposMark, genLow, genHigh }: BackupInfo): Json {
  return { lgposMark: positionText(lgposMark), hasTime: genLow !== 0, genLow, genHigh };
}

function positionText({ lGeneration, isec, ib }: Lgpos): string {
  return [lGeneration, isec, ib].map((part) => part.toString(16).toUpperCase()).join(':');
}

export const databaseCalls: Readonly<Record<string, TracedCommand>> = {
  JetCreateDatabase: createDatabase,
  JetAttachDatabase: ({ sesid, args }) => JetAttachDatabase(sesid, args.text('file'), args.grbit),
  JetDetachDatabase: ({ sesid, args }) => JetDetachDatabase(sesid, args.text('file')),
  JetOpenDatabase: openDatabase,
  JetCloseDatabase: ({ sesid, dbid }) => JetCloseDatabase(sesid, dbid),
  JetGetDatabaseInfo: databaseInfo,
  JetGetDatabaseFileInfo: databaseFileInfo,
  JetBeginTransaction: ({ sesid }) => JetBeginTransaction(sesid),
  JetCommitTransaction: ({ sesid, args }) => JetCommitTransaction(sesid, args.grbit),
  JetRollback: ({ sesid, args }) => JetRollback(sesid, args.grbit),
};
