import { equalSignatures, formatLgpos, JetError, type JetErrorName, type Lgpos } from '@esekit/core';
import type { Attachment } from '../attachments';
import { checkpointHasAttachments, type Checkpoint } from '../checkpoint/checkpoint-layout';
import { checkCheckpoint } from '../checkpoint/read-checkpoint';
import { checkpointFileSize } from '../checkpoint/checkpoint-layout';
import { logPageSize } from '../header/log-header';
import { compareLogVersions, type LogVersion } from '../header/log-version';
import type { LogScan } from '../segments/scan-log';
import { findCheckpoint, type LogFolder } from './log-folder';
import { OpenLog } from './open-log';
import { missingLogAction, type RecoveryStep } from './recovery-control';
import type { RecoveryEvents } from './recovery-events';
import type { RecoveryOptions } from './recovery-options';
import { reportScan } from './scan-report';

/** Where recovery has to begin (23 §2). */
export type StartPlan =
  | { readonly kind: 'noLogs' }
  | {
      readonly kind: 'clean';
      /** The current log, closed in order. */
      readonly current: OpenLog;
      readonly scan: LogScan;
      readonly checkpoint: Checkpoint;
    }
  | {
      readonly kind: 'redo';
      readonly log: OpenLog;
      /** Inside that log; absent for its beginning. */
      readonly from: Lgpos | undefined;
      readonly attachments: readonly Attachment[];
      readonly checkpoint: Checkpoint | undefined;
    };

/** From this version on a checkpoint holds the attachments (20 §4). */
const checkpointAttachmentsVersion: LogVersion = {
  ulMajor: 8,
  ulMinor: 4000,
  ulUpdateMajor: 4,
  ulUpdateMinor: 3,
};

export interface SoftStartInput {
  readonly options: RecoveryOptions;
  readonly folder: LogFolder;
  readonly events: RecoveryEvents;
  readonly ask: (step: RecoveryStep) => JetErrorName | 'JET_errSuccess';
}

/**
 * Finds the log and the position to begin with, and whether there is anything to do at all.
 *
 * @throws JET_errMissingLogFile and the errors of log headers; nothing has been touched then
 */
export function planSoftStart(input: SoftStartInput): StartPlan {
  const { options, folder, events } = input;
  if (!folder.hasLogs) return planWithoutLogs(input);
  const current = openCurrent(input);
  try {
    const scan = current?.scan();
    if (current !== undefined && scan !== undefined) {
      reportScan(events, current, scan, 'soft');
      if (options.flags?.deleteOutOfRangeLogs === true) deleteOutOfRange(input, current);
    }
    const checkpoint = readStreamCheckpoint(input, current);
    const closed = scan?.closingRecord?.lgpos;
    const isClean =
      closed !== undefined &&
      checkpoint !== undefined &&
      formatLgpos(closed) === formatLgpos(checkpoint.lgposCheckpoint) &&
      scan?.isCorrupt === false;
    if (current !== undefined && isClean) return { kind: 'clean', current, scan, checkpoint };
    return planRedo(input, current, checkpoint);
  } catch (error) {
    current?.close();
    throw error;
  }
}

function planWithoutLogs({ options, folder, events }: SoftStartInput): StartPlan {
  if (options.flags?.logStreamMustExist !== true) return { kind: 'noLogs' };
  events.write(455, `${folder.pathFor()} is missing`, folder.pathFor());
  throw new JetError('JET_errMissingLogFile', `${folder.path} holds no logs`);
}

function openCurrent(input: SoftStartInput): OpenLog | undefined {
  const { options, folder, events, ask } = input;
  const path = folder.current;
  if (path !== undefined) {
    return OpenLog.open(options.fs, path, true, { pageSize: options.pageSize }, events);
  }
  const accepted =
    folder.hasTemporary ||
    options.flags?.ignoreLostLogs === true ||
    options.acceptsMissingCurrentLog === true;
  const answer = ask({
    snt: 1004,
    errDefault: accepted ? 'JET_errSuccess' : 'JET_errMissingLogFile',
    nextAction: missingLogAction.continueToRedo,
    isCurrentLog: true,
    path: folder.pathFor(),
  });
  if (answer === 'JET_errSuccess') return undefined;
  if (options.flags?.acceptBackupDatabases === true) {
    events.write(455, `${folder.pathFor()} is missing`, folder.pathFor());
  }
  throw new JetError('JET_errMissingLogFile', `the current log ${folder.pathFor()} is missing`, {
    hint: 'To end with the archived logs that are there, accept lost logs.',
  });
}

/** Archived logs that are not older than the current one, left from another life of the stream. */
function deleteOutOfRange({ options, folder, events }: SoftStartInput, current: OpenLog): void {
  if (options.isOverlay === true) return;
  for (const generation of folder.generations) {
    if (generation < current.lGeneration) continue;
    const path = folder.archived(generation)!;
    const log = OpenLog.open(options.fs, path, false, {}, events);
    const isOfStream = equalSignatures(log.header.signLog, current.header.signLog);
    log.close();
    if (!isOfStream) continue;
    events.write(498, `${path} lies above the current log and is deleted`, path);
    folder.remove(generation);
  }
}

/** The checkpoint when it can be used; whatever is wrong with it is no reason to fail (22 §3). */
function readStreamCheckpoint(input: SoftStartInput, current: OpenLog | undefined): Checkpoint | undefined {
  const { options, folder, events } = input;
  const systemFolder = options.systemFolder ?? options.logFolder;
  const path = findCheckpoint(options.fs, systemFolder, folder.base, folder.extension);
  if (path === undefined) return undefined;
  const file = options.fs.openSync(path, 'read');
  let bytes = new Uint8Array(checkpointFileSize);
  try {
    bytes = bytes.subarray(0, file.readSync(bytes, 0));
  } finally {
    file.closeSync();
  }
  const signLog = current?.header.signLog ?? firstSignature(input);
  const { checkpoint, copies, failure } = checkCheckpoint(bytes, signLog);
  if (checkpoint === undefined || failure !== undefined) return undefined;
  if (copies[0].checksum === 'bad') events.write(456, `${path}: the first copy is damaged`, path);
  else if (copies[1].checksum === 'bad') events.write(472, `${path}: the second copy is damaged`, path);
  return checkpoint;
}

function firstSignature({ options, folder, events }: SoftStartInput): Checkpoint['signLog'] | undefined {
  const lowest = folder.lowest;
  if (lowest === undefined) return undefined;
  const log = OpenLog.open(options.fs, folder.archived(lowest)!, false, {}, events);
  log.close();
  return log.header.signLog;
}

function planRedo(
  input: SoftStartInput,
  current: OpenLog | undefined,
  checkpoint: Checkpoint | undefined,
): StartPlan {
  const { folder } = input;
  if (folder.hasRefusedNames && (checkpoint === undefined || isGeneration(current, checkpoint))) {
    throw new JetError(
      'JET_errLogGenerationMismatch',
      `${folder.path} holds logs with names of five digits`,
      {
        hint: 'They are accepted with bit 2 of JET_paramLegacyFileNames.',
      },
    );
  }
  const generation = checkpoint?.lgposCheckpoint.lGeneration ?? folder.lowest ?? current!.lGeneration;
  const log = openFirst(input, current, generation);
  const base = { kind: 'redo', log, checkpoint } as const;
  const { header } = log;
  const isExact =
    checkpoint !== undefined &&
    log.layout === 'segments' &&
    header.lGeneration === generation &&
    (checkpoint.fVersion & checkpointHasAttachments) !== 0 &&
    compareLogVersions(header, checkpointAttachmentsVersion) >= 0;
  if (!isExact) return { ...base, from: undefined, attachments: header.attachments };
  const from = checkpoint.lgposCheckpoint;
  return { ...base, from: from.isec === 0 ? undefined : from, attachments: checkpoint.attachments };
}

function isGeneration(log: OpenLog | undefined, { lgposCheckpoint }: Checkpoint): boolean {
  return log?.lGeneration === lgposCheckpoint.lGeneration;
}

/** The log of a generation to begin with; the current log is given on, or closed. */
function openFirst(input: SoftStartInput, current: OpenLog | undefined, generation: number): OpenLog {
  const { options, folder, events } = input;
  const path = folder.archived(generation);
  if (path !== undefined) {
    const { pageSize } = options;
    const signLog = current?.header.signLog;
    const log = OpenLog.open(options.fs, path, false, { pageSize, signLog }, events);
    current?.close();
    return log;
  }
  if (current?.lGeneration === generation) return current;
  const wanted = folder.pathFor(generation);
  events.write(455, `${wanted} is missing, and the checkpoint begins there`, wanted, -1811);
  const there = folder.generations.map((lGeneration) => lGeneration.toString(16)).join(', ');
  throw new JetError(
    'JET_errMissingLogFile',
    `recovery begins with generation ${generation.toString(16)}, whose log ${wanted} is missing`,
    { hint: there === '' ? 'There is no archived log.' : `Archived logs that are there: ${there}.` },
  );
}

/** Page size of the stream's databases. */
export function streamPageSize(log: OpenLog): number {
  return logPageSize(log.header);
}
