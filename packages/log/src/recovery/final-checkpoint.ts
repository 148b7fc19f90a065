import { lgposMin, logTimeNone, type Lgpos } from '@esekit/core';
import { checkpointFileType, type Checkpoint } from '../checkpoint/checkpoint-layout';
import { writeCheckpointSync } from '../checkpoint/write-checkpoint';
import { checkpointPath, findCheckpoint } from './log-folder';
import type { RecoveryRun, RedoEnd } from './recovery-run';

/**
 * The checkpoint at the end of recovery: at the record that closed the log, with nothing attached (22 §2).
 * What it says of backups is kept, or taken from the logs.
 */
export function writeFinalCheckpoint(run: RecoveryRun, end: RedoEnd, lgpos: Lgpos): void {
  const { options, folder, records, start } = run;
  const { full, incremental } = records.backupMarks;
  const before = start.checkpoint;
  const checkpoint: Checkpoint = {
    lgposLastFullBackupCheckpoint: before?.lgposLastFullBackupCheckpoint ?? lgposMin,
    lgposCheckpoint: lgpos,
    signLog: run.signLog,
    lgposFullBackup: full?.lgpos ?? before?.lgposFullBackup ?? lgposMin,
    logtimeFullBackup: full?.logtime ?? before?.logtimeFullBackup ?? logTimeNone,
    lgposIncBackup: incremental?.lgpos ?? before?.lgposIncBackup ?? lgposMin,
    logtimeIncBackup: incremental?.logtime ?? before?.logtimeIncBackup ?? logTimeNone,
    fVersion: 0,
    lgposDbConsistency: lgpos,
    filetype: checkpointFileType,
    dbmsParam: end.last.header.dbmsParam,
    attachments: [],
  };
  const systemFolder = options.systemFolder ?? options.logFolder;
  const found = findCheckpoint(options.fs, systemFolder, folder.base, folder.extension);
  const path = found ?? checkpointPath(options.fs, systemFolder, folder.base, folder.extension);
  writeCheckpointSync(options.fs, path, checkpoint);
}
