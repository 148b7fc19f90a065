import { lgposMin, logTimeNone, type Lgpos, type Signature } from '@esekit/core';
import {
  checkpointFileType,
  checkpointHasAttachments,
  checkpointPath,
  encodeInit2,
  encodeShutDownMark,
  encodeTerm2,
  examineCheckpointSync,
  findCheckpoint,
  logVersions,
  LogFolder,
  LogWriter,
  recordTypeNumber,
  segmentSize,
  writeCheckpointSync,
  type Checkpoint,
  type DbmsParam,
  type GenerationDigits,
  type LogExtension,
  type LogWriterOptions,
} from '@esekit/log';
import type { RecoveryResult } from '@esekit/log/recovery';
import type { Instance, RunningLog } from './instance';

/** Bits of JET_paramLegacyFileNames (20 §2). */
const legacyNames = { extensions: 1, eightDotThree: 2 } as const;

const circularFlag = 1;

/** The log of a running instance, from its Init2 record to its Term2 record (24 §8). */
export class LogRun implements RunningLog {
  private constructor(
    readonly instance: Instance,
    readonly writer: LogWriter,
    readonly name: { readonly base: string; readonly extension: LogExtension },
    readonly lgposInit: Lgpos,
  ) {}

  /**
   * Begins a run on the stream that recovery left, or on a new one when there is none. Its first record is in
   * a fresh segment.
   */
  static begin(instance: Instance, { stream, nextGeneration }: RecoveryResult): LogRun {
    const { platform, folders } = instance;
    const fresh = newStream(instance);
    const options: LogWriterOptions = {
      fs: platform.fs,
      folder: folders.log,
      ...fresh,
      ...(stream === undefined
        ? {}
        : {
            base: stream.base,
            digits: digitsOf(instance, stream.base),
            extension: stream.extension,
            signLog: stream.header.signLog,
            csecLGFile: stream.header.csecLGFile,
            cbPageSize: stream.header.cbPageSize,
            version: stream.header,
            efv: stream.header.efvEngineCurrentDiagnostic,
            dbmsParam: { ...fresh.dbmsParam, lcsecLGFile: stream.header.csecLGFile },
          }),
      isCircular: instance.parameters.isOn('CircularLog'),
      now: () => platform.now(),
    };
    const writer =
      stream === undefined
        ? LogWriter.create(options, { lGeneration: nextGeneration })
        : LogWriter.resume(options, stream);
    const lgposInit = writer.append(encodeInit2({ dbmsParam: options.dbmsParam, logtime: platform.now() }));
    writer.fillSegment();
    writer.flush();
    const run = new LogRun(instance, writer, { base: options.base, extension: options.extension }, lgposInit);
    run.#writeCheckpoint(lgposInit, checkpointHasAttachments);
    return run;
  }

  end(): void {
    const { writer, instance } = this;
    writer.append(encodeShutDownMark());
    writer.fillSegment();
    writer.flush();
    const lgposTerm = writer.append(
      encodeTerm2({
        lgpos: this.lgposInit,
        lgposRedoFrom: lgposMin,
        fHard: 0,
        logtime: instance.platform.now(),
      }),
    );
    writer.flush();
    writer.close();
    this.#writeCheckpoint(lgposTerm, 0);
  }

  closeForRestore(logFolder: string): number {
    const { writer } = this;
    writer.append(extRestoreRecord(logFolder));
    const { lGeneration } = writer;
    writer.rollOver();
    return lGeneration;
  }

  abandon(): void {
    this.writer.close();
  }

  /** What it says of backups is kept. */
  #writeCheckpoint(lgpos: Lgpos, fVersion: number): void {
    const { instance, writer, name } = this;
    const { fs } = instance.platform;
    const folder = instance.folders.system;
    const found = findCheckpoint(fs, folder, name.base, name.extension);
    const { signLog, dbmsParam } = writer.header;
    const before = found === undefined ? undefined : examineCheckpointSync(fs, found, signLog);
    const checkpoint: Checkpoint = {
      lgposLastFullBackupCheckpoint: lgposMin,
      lgposFullBackup: lgposMin,
      logtimeFullBackup: logTimeNone,
      lgposIncBackup: lgposMin,
      logtimeIncBackup: logTimeNone,
      ...(before?.failure === undefined ? before?.checkpoint : {}),
      lgposCheckpoint: lgpos,
      lgposDbConsistency: lgpos,
      signLog,
      fVersion,
      filetype: checkpointFileType,
      dbmsParam,
      attachments: [],
    };
    writeCheckpointSync(fs, found ?? checkpointPath(fs, folder, name.base, name.extension), checkpoint);
  }
}

/** ExtRestore2 (21 §10): u16 length at 1, 8-bit text at 3. */
function extRestoreRecord(text: string): Uint8Array {
  const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0) & 0xff));
  const record = new Uint8Array(3 + bytes.length);
  record[0] = recordTypeNumber.ExtRestore2;
  record[1] = bytes.length & 0xff;
  record[2] = bytes.length >>> 8;
  record.set(bytes, 3);
  return record;
}

interface NewStream {
  readonly base: string;
  readonly digits: GenerationDigits;
  readonly extension: LogExtension;
  readonly signLog: Signature;
  readonly csecLGFile: number;
  readonly cbPageSize: number;
  readonly version: typeof logVersions.newest;
  readonly dbmsParam: DbmsParam;
}

/** As the archived names of a stream are, or where there are none yet, as the parameter says. */
function digitsOf({ platform, folders, parameters }: Instance, base: string): GenerationDigits {
  const legacyFileNames = parameters.number('LegacyFileNames');
  return LogFolder.look(platform.fs, folders.log, { base, legacyFileNames }).digits;
}

/** A stream as the parameters describe it. */
function newStream({ parameters, platform, folders }: Instance): NewStream {
  const names = parameters.number('LegacyFileNames');
  const csecLGFile = (parameters.number('LogFileSize') * 1024) / segmentSize;
  return {
    base: parameters.text('BaseName'),
    digits: (names & legacyNames.eightDotThree) === 0 ? 8 : 5,
    extension: (names & legacyNames.extensions) === 0 ? 'jtx' : 'log',
    signLog: { random: platform.random(), time: platform.now(), computerName: '' },
    csecLGFile,
    cbPageSize: parameters.number('DatabasePageSize'),
    version: logVersions.newest,
    dbmsParam: {
      szSysPath: folders.system,
      szLogPath: folders.log,
      fDBMSPARAMFlags: parameters.isOn('CircularLog') ? circularFlag : 0,
      lSessionsMax: parameters.number('MaxSessions'),
      lOpenTablesMax: parameters.number('MaxOpenTables'),
      lVerPagesMax: parameters.number('MaxVerPages'),
      lCursorsMax: parameters.number('MaxCursors'),
      lLogBuffers: parameters.number('LogBuffers'),
      lcsecLGFile: csecLGFile,
      ulCacheSizeMax: Math.min(parameters.number('CacheSizeMax'), 0xffffffff),
    },
  };
}
