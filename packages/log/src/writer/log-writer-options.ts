import type { FileSystem, Lgpos, LogTime, Signature } from '@esekit/core';
import type { Attachment } from '../attachments';
import type { DbmsParam } from '../dbms-param';
import type { LogHeader } from '../header/log-header';
import type { LogVersion } from '../header/log-version';
import type { GenerationDigits, LogExtension } from '../names';

/** The stream that is written, and what its new generations say in their headers. */
export interface LogWriterOptions {
  readonly fs: FileSystem;
  readonly folder: string;
  readonly base: string;
  readonly digits: GenerationDigits;
  readonly extension: LogExtension;
  readonly signLog: Signature;
  /** Segments of a new log, the header included. */
  readonly csecLGFile: number;
  /** Page size of the databases. */
  readonly cbPageSize: number;
  /** Of new generations, unless the one before is newer. */
  readonly version: LogVersion;
  readonly dbmsParam: DbmsParam;
  readonly isCircular?: boolean;
  /** Engine format version that new headers name, for diagnosis only. */
  readonly efv?: number;
  readonly now: () => LogTime;
  /** Databases attached at the start of a new generation. Default none. */
  readonly attachments?: (at: Lgpos) => readonly Attachment[];
  /** Checkpoint that a new header repeats. Default not set. */
  readonly lgposCheckpoint?: () => Lgpos;
  /**
   * Told of each new generation when it is durable and before a record is written to it: the moment to
   * raise genMaxCommitted in database headers (24 §7). Not told of the log that `create` makes.
   */
  readonly onRollOver?: (header: LogHeader) => void;
  /**
   * Told of the file that is about to become the current log, under its temporary name: the moment to lock it. What
   * this throws ends the writer.
   */
  readonly beforeInstall?: (path: string) => void;
  /** Told that the disk is full and the new log was made from a reserve log (20 §2). */
  readonly onReserveUsed?: () => void;
  /** Largest generation; recovery may go beyond what a running engine does (20 §1). */
  readonly lGenerationMost?: number;
}
