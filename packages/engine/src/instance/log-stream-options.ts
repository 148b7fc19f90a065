import type { Lgpos, LogTime } from '@esekit/core';
import {
  LogFolder,
  segmentSize,
  type Attachment,
  type CurrentLog,
  type DbmsParam,
  type GenerationDigits,
  type LogExtension,
  type LogHeader,
  type LogWriterOptions,
} from '@esekit/log';
import type { StreamState } from '@esekit/log/recovery';
import { formatChoice, newestEfv } from './format-choice';
import { settings } from './settings';
import type { InstanceOptions } from './instance-options';

/** Bits of JET_paramLegacyFileNames (20 §2). */
const legacyNames = { extensions: 1, eightDotThree: 2 } as const;

const circularFlag = 1;

/** A running engine leaves some generations to recovery (20 §1). */
const lGenerationMost = 0x7fff_f800;

/** What the stream asks the instance while it is written. */
export interface LogStreamHost {
  attachments(at: Lgpos): readonly Attachment[];
  lgposCheckpoint(): Lgpos;
  /** A generation has begun. */
  rolledOver(header: LogHeader): void;
  beforeInstall(path: string): void;
  reserveUsed(): void;
}

/** The names of a stream's files. */
export interface StreamNames {
  readonly base: string;
  readonly extension: LogExtension;
  readonly digits: GenerationDigits;
}

/** The names that recovery found, or those of a new stream. */
export function streamNames(options: InstanceOptions, stream: StreamState | undefined): StreamNames {
  const { base, legacyFileNames } = settings(options);
  if (stream !== undefined) {
    const { digits } = LogFolder.look(options.fs, options.logFolder, { base: stream.base, legacyFileNames });
    return { base: stream.base, extension: stream.extension, digits };
  }
  return {
    base,
    extension: (legacyFileNames & legacyNames.extensions) === 0 ? 'jtx' : 'log',
    digits: (legacyFileNames & legacyNames.eightDotThree) === 0 ? 8 : 5,
  };
}

/** How the logs of an instance are written: as the parameters say, or as those that are there already. */
export function logWriterOptions(
  options: InstanceOptions,
  stream: (StreamState & CurrentLog) | undefined,
  host: LogStreamHost,
): LogWriterOptions {
  const { fs, logFolder, now, random } = options;
  const { log } = formatChoice(settings(options).formatVersion);
  const { pageSize, logFileSize, isCircular } = settings(options);
  const csecLGFile = stream?.header.csecLGFile ?? (logFileSize * 1024) / segmentSize;
  return {
    fs,
    folder: logFolder,
    ...streamNames(options, stream),
    signLog: stream?.header.signLog ?? newSignature(random, now),
    csecLGFile,
    cbPageSize: stream?.header.cbPageSize ?? pageSize,
    version: log,
    efv: newestEfv,
    dbmsParam: dbmsParam(options, csecLGFile),
    isCircular,
    lGenerationMost,
    now,
    attachments: (at) => host.attachments(at),
    lgposCheckpoint: () => host.lgposCheckpoint(),
    onRollOver: (header) => {
      host.rolledOver(header);
    },
    beforeInstall: (path) => {
      host.beforeInstall(path);
    },
    onReserveUsed: () => {
      host.reserveUsed();
    },
  };
}

export function newSignature(random: () => number, now: () => LogTime) {
  return { random: random(), time: now(), computerName: '' };
}

function dbmsParam(options: InstanceOptions, lcsecLGFile: number): DbmsParam {
  const { recorded = {}, sessionsMost = 16, versionPagesMost = 64 } = options;
  return {
    szSysPath: options.systemFolder ?? options.logFolder,
    szLogPath: options.logFolder,
    fDBMSPARAMFlags: options.isCircular === true ? circularFlag : 0,
    lSessionsMax: sessionsMost,
    lOpenTablesMax: recorded.openTablesMost ?? 300,
    lVerPagesMax: versionPagesMost,
    lCursorsMax: recorded.cursorsMost ?? 1024,
    lLogBuffers: recorded.logBuffers ?? 126,
    lcsecLGFile,
    ulCacheSizeMax: Math.min(recorded.cacheSizeMost ?? 2_000_000_000, 0xffff_ffff),
  };
}
