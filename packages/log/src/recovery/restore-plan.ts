import type { GenerationDigits, LogExtension } from '../names';
import type { LoggedDatabase } from './database-locator';

/**
 * What a restore of a backup set adds to recovery (31 §2, §5, §6). With a plan recovery is "hard":
 *
 * - It begins at the first data segment of log `setLow`, with the attachments of that log's header. A
 *   checkpoint file is neither read nor asked for at the start; one is written when the logs have been
 *   replayed.
 * - The log of a generation is the file that `logPath` names, otherwise that of the log folder. The set has
 *   been checked (31 §4) before recovery is called; headers are compared again when a file is opened.
 * - When the logs end there need not be a current log: generation last + 1 is then begun in the log folder,
 *   in the form of `digits` and `extension`, with the signature of the set. Files of the set are never
 *   copied there, never written and never deleted.
 * - Where a database is, `prepareDatabase` says; `RecoveryOptions.databases` is not asked. A database with
 *   `bkinfoFullCur.genLow` set is what hard recovery works on, not an error.
 * - Damage in a log is JET_errLogCorruptDuringHardRestore (-573, events 552 463) or, torn,
 *   JET_errLogTornWriteDuringHardRestore (-570, 460) up to `setHigh`, behind it
 *   JET_errLogCorruptDuringHardRecovery (-574, 552 464) and JET_errLogTornWriteDuringHardRecovery (-571, 461).
 * - RecoveryUndo2 and RecoveryQuit2 carry the hard flag. Every database that ends attached loses all its
 *   backup infos: FullCur, SnapshotCur and the four previous ones, with their types (31 §6.4).
 * - Events 300, 302, 102 and 105 are not written, nor is 335 for an entry of the list that redo begins with;
 *   204, 205 and 216 are the caller's. 328 comes where replay leaves a database's required range (23 §4.1, 6),
 *   so for a copy behind the logs of the set, and not where it is attached inside them.
 */
export interface RestorePlan {
  /** First and last generation of the set. */
  readonly setLow: number;
  readonly setHigh: number;
  /** Full path of the log of a generation that is not in the log folder: the set's, then a target instance's. */
  logPath(lGeneration: number): string | undefined;
  /** Form of the names of the set's logs, for logs that recovery begins. */
  readonly digits: GenerationDigits;
  readonly extension: LogExtension;
  /** Replay ends behind this generation: the last one that a running target instance has closed. */
  readonly lastGeneration?: number | undefined;
  /**
   * Called whenever a database appears: for each entry of the first attachment list, each attach and each
   * create record. The first call for a database of the set copies its file into place, checks header and
   * trailer and completes the header (31 §5.3); later calls only name the place. It closes what it opened.
   *
   * @returns its path on this machine; the file need not exist when a create record names a database that
   *   is not in the set. `undefined` leaves the database out, which is JET_errAttachedDatabaseMismatch at the
   *   end unless the logs detach it.
   * @throws JetError: recovery ends with it at once
   */
  prepareDatabase(logged: LoggedDatabase, record: 'attach' | 'create'): string | undefined;
}
