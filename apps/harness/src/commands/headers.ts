import {
  JET_DbInfo,
  JetGetDatabaseFileInfo,
  JetGetDatabaseInfo,
  type JET_BKINFO,
  type JET_DBINFOMISC,
  type JetRef,
} from '@esekit/jet';
import { databaseStateName } from '@esekit/pages';
import type { Command, CommandRun } from '../run/command';
import { Arguments } from '../script/arguments';
import { localPath } from './paths';

/** Size of JET_DBINFOMISC7. */
const cbMisc = 784;

const header: Command = (run, words) => {
  const file = localPath(new Arguments(words).take('file'));
  const result: JetRef<number | bigint | JET_DBINFOMISC | null> = { value: null };
  run.calls.make('JetGetDatabaseFileInfo', () =>
    JetGetDatabaseFileInfo(file, result, cbMisc, JET_DbInfo.Misc),
  );
  show(run, result.value as JET_DBINFOMISC);
};

const dbinfo: Command = (run, words) => {
  const { session, dbid } = run.names.requireDatabaseForCurrent(new Arguments(words).take('database handle'));
  const result: JetRef<string | number | JET_DBINFOMISC | null> = { value: null };
  run.calls.make('JetGetDatabaseInfo', () =>
    JetGetDatabaseInfo(session.sesid, dbid, result, cbMisc, JET_DbInfo.Misc),
  );
  show(run, result.value as JET_DBINFOMISC);
};

/** The facts of a header that scenarios compare, and as information the generations. */
function show({ out, info }: CommandRun, misc: JET_DBINFOMISC): void {
  out['state'] = databaseStateName(misc.dbstate);
  out['pageSize'] = misc.cbPageSize;
  out['version'] = `${misc.ulVersion}.${misc.ulUpdate}`;
  out['logRequired'] = misc.genMaxRequired !== 0;
  out['fullBackup'] = isMade(misc.bkinfoFullPrev);
  out['incBackup'] = isMade(misc.bkinfoIncPrev);
  out['copyBackup'] = isMade(misc.bkinfoCopyPrev);
  out['diffBackup'] = isMade(misc.bkinfoDiffPrev);
  out['fullBackupCur'] = isMade(misc.bkinfoFullCur);
  info['gens'] = [misc.genMinRequired, misc.genMaxRequired, misc.genCommitted];
  info['fullGens'] = generationsOf(misc.bkinfoFullPrev);
  info['incGens'] = generationsOf(misc.bkinfoIncPrev);
}

/** A header remembers a backup by its generations. */
function isMade({ genLow }: JET_BKINFO): boolean {
  return genLow !== 0;
}

function generationsOf({ genLow, genHigh }: JET_BKINFO): readonly number[] {
  return [genLow, genHigh];
}

export const headerCommands: Readonly<Record<string, Command>> = { header, dbinfo };
