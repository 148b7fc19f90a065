import {
  backupInfoNone,
  compareLgpos,
  JetError,
  limits,
  viewOf,
  type Lgpos,
  type LogTime,
} from '@esekit/core';
import { checkReadableVersion, dbstate, type DatabaseHeader } from '@esekit/pages';
import {
  attachDBLayout,
  attachDBRecordSize,
  backup2Layout,
  backupPhase,
  createDBFlag,
  createDBLayout,
  createDBRecordSize,
  createDBVersion,
  extendDBRecord,
  recordCodecs,
  setDbVersionLayout,
  shrinkDBRecord,
  trimDBRecord,
  type RecordFieldTable,
  type RecordFieldValues,
} from '../records/layouts';
import { copyRecordBytes, recordLgpos, type LogRecord } from '../records/log-record';
import { recordTypeNumber as type } from '../records/record-sizes';
import type { AttachedDatabase } from './attached-database';
import type { DatabaseSlots } from './database-slots';
import type { RecoveryContext } from './recovery-context';
import type { Redo } from './redo/redo';

/** Records after which the log is still as clean as it was before them (23 §4.2). */
const neutralTypes: ReadonlySet<number> = new Set([
  type.NOP,
  type.NOP2,
  type.Checksum,
  type.Trace,
  type.JetOp,
  type.ForceWriteLog,
  type.ForceLogRollover,
  type.FullBackup,
  type.IncBackup,
  type.Backup,
  type.Backup2,
]);

/** `bkinfo` fields of the header that an update of the backup information sets, by scope (21 §10). */
const backupScope = { full: 1, incremental: 2, copy: 5, differential: 6 } as const;

/** Version of CreateDB from which the creation is logged completely (21 §8). */
const loggedCreation = { usVersion: 2, usUpdate: 0 } as const;

/**
 * Redo of the records that are about runs and databases, not about pages (23 §4.2, §4.7, §5), and what
 * they say about how the log ended.
 */
export class InstanceRecords {
  readonly #context: RecoveryContext;
  readonly #slots: DatabaseSlots;
  readonly #redo: Redo;
  /** The last ShutDownMark: the position at which databases that were attached then became clean. */
  lgposShutDownMark: Lgpos | undefined;
  /** Whether nothing came behind that mark. */
  endsWithShutDownMark = false;
  /** The record that ended a run, when it is the last one. */
  lgposClosed: Lgpos | undefined;
  /** Positions for the checkpoint, from the log preparations of backups (22 §5). */
  readonly backupMarks: { full?: BackupMark; incremental?: BackupMark } = {};

  constructor(context: RecoveryContext, slots: DatabaseSlots, redo: Redo) {
    this.#context = context;
    this.#slots = slots;
    this.#redo = redo;
  }

  /** To be told of every record, before anyone applies it. */
  notice(recordType: number): void {
    if (neutralTypes.has(recordType)) return;
    this.endsWithShutDownMark = false;
    this.lgposClosed = undefined;
  }

  /** Applies a record that is none of pages and transactions. */
  apply(record: LogRecord): void {
    switch (record.type) {
      case type.Init:
      case type.Init2:
        return this.#redo.endSessions();
      case type.Term:
      case type.Term2:
      case type.RecoveryQuit:
      case type.RecoveryQuit2:
        return this.#endRun(record);
      case type.RecoveryQuitKeepAttachments:
        this.#redo.endSessions();
        this.lgposClosed = recordLgpos(record);
        return;
      case type.ShutDownMark:
        this.lgposShutDownMark = recordLgpos(record);
        this.endsWithShutDownMark = true;
        return;
      case type.CreateDB:
        return this.#createDatabase(record);
      case type.AttachDB:
        return this.#attachDatabase(record);
      case type.DetachDB:
        return this.#slots.detach(record.bytes[record.offset + 3]!, recordLgpos(record));
      case type.Backup2:
        return this.#backup(record);
      default:
        return this.#applyToDatabase(record);
    }
  }

  /** Records about a database that is attached; of one that is left out they are passed over. */
  #applyToDatabase(record: LogRecord): void {
    const dbidAt = dbidOffsets[record.type];
    if (dbidAt === undefined) return;
    const database = this.#slots.get(record.bytes[record.offset + dbidAt]!);
    if (database === undefined || compareLgpos(recordLgpos(record), database.lgposAttach) <= 0) return;
    switch (record.type) {
      case type.CreateDBFinish:
        return this.#finishCreation(database, record);
      case type.ReAttach:
        return database.changeHeader({
          lgposLastReAttach: recordLgpos(record),
          logtimeLastReAttach: this.#context.now(),
        });
      case type.SetDbVersion:
        return raiseVersion(database, record);
      default:
        return this.#resize(database, record);
    }
  }

  #endRun(record: LogRecord): void {
    const lgpos = recordLgpos(record);
    this.#redo.endSessions();
    this.#slots.detachAll(this.lgposShutDownMark ?? lgpos);
    this.lgposClosed = lgpos;
  }

  #createDatabase(record: LogRecord): void {
    const bytes = copyRecordBytes(record);
    const fields = fieldsOf(createDBLayout.fields, bytes);
    const hasVersion = (fields.fFlags & createDBFlag.hasVersion) !== 0;
    const view = viewOf(bytes);
    const usVersion = hasVersion ? view.getUint16(createDBVersion.usVersion, true) : 0;
    if (usVersion !== loggedCreation.usVersion) {
      throw new JetError(
        'JET_errInvalidCreateDbVersion',
        `the database created by the logs was made by an engine of version ${usVersion}, which did not log it`,
      );
    }
    const path = textAt(
      bytes,
      createDBRecordSize + 4,
      fields.cbPath,
      (fields.fFlags & createDBFlag.unicodePath) !== 0,
    );
    this.#slots.create({ dbid: fields.dbid, path, signDb: fields.signDb }, recordLgpos(record));
  }

  #attachDatabase(record: LogRecord): void {
    const bytes = copyRecordBytes(record);
    const fields = fieldsOf(attachDBLayout.fields, bytes);
    const lgpos = recordLgpos(record);
    const isUnicode = (fields.fFlags & createDBFlag.unicodePath) !== 0;
    this.#slots.attach(
      {
        dbid: fields.dbid,
        path: textAt(bytes, attachDBRecordSize, fields.cbPath, isUnicode),
        signDb: fields.signDb,
        isRecord: true,
        lgposAttach: lgpos,
        lgposConsistent: fields.lgposConsistent,
        signLogBefore: fields.signLog,
        dbtime: 0,
        objidLast: 0,
      },
      lgpos,
    );
  }

  #finishCreation(database: AttachedDatabase, record: LogRecord): void {
    if (!database.isBeingCreated) return;
    const { lGeneration } = recordLgpos(record);
    const time = this.#context.surroundings.creationTime(lGeneration);
    database.isBeingCreated = false;
    database.wasCreated = true;
    this.#context.events.write(325, `${database.path} has been created`, database.path);
    database.changeState(dbstate.dirtyShutdown, {
      genMin: database.lgposAttach.lGeneration,
      genMax: lGeneration,
      ...(time === undefined ? {} : { time }),
    });
    if (database.keepsLastResize && compareLgpos(database.header.lgposLastResize, database.lgposAttach) < 0) {
      database.changeHeader({ lgposLastResize: database.lgposAttach });
    }
    database.flush();
    database.writeHeader();
  }

  #resize(database: AttachedDatabase, record: LogRecord): void {
    const lgpos = recordLgpos(record);
    const view = viewOf(record.bytes);
    const u32 = (at: number): number => view.getUint32(record.offset + at, true);
    switch (record.type) {
      case type.ExtendDB:
        return extend(database, u32(extendDBRecord.pgnoLast), lgpos);
      case type.ShrinkDB:
      case type.ShrinkDB2:
      case type.ShrinkDB3:
        return shrink(database, u32(shrinkDBRecord.pgnoLast), lgpos);
      case type.TrimDB: {
        const first = u32(trimDBRecord.pgnoStartZeroes);
        return database.redoMaps.removeRange(first, first + u32(trimDBRecord.cpgZeroLength) - 1);
      }
      default:
        return undefined;
    }
  }

  /** The parts of a backup that leave traces (23 §4.2). */
  #backup(record: LogRecord): void {
    const { eBackupPhase, eBackupType, eBackupScope, dbid, bkinfo } = fieldsOf(
      backup2Layout.fields,
      copyRecordBytes(record),
    );
    const lgpos = recordLgpos(record);
    const isFull = eBackupScope === backupScope.full;
    if (eBackupPhase === backupPhase.prepareLogs) {
      const which = isFull || eBackupScope === backupScope.copy ? 'full' : 'incremental';
      this.backupMarks[which] = { lgpos, logtime: bkinfo.logtimeMark };
    }
    const database = this.#slots.get(dbid);
    if (eBackupPhase !== backupPhase.update || database === undefined) return;
    if (compareLgpos(lgpos, database.lgposAttach) <= 0) return;
    const changes = backupChanges[eBackupScope];
    if (changes !== undefined) database.changeHeader(changes(bkinfo, eBackupType));
  }
}

/** Where the log preparation of a backup was, and when. */
interface BackupMark {
  readonly lgpos: Lgpos;
  readonly logtime: LogTime;
}

type BackupChanges = (
  bkinfo: DatabaseHeader['bkinfoFullPrev'],
  eBackupType: number,
) => Partial<DatabaseHeader>;

const backupChanges: Readonly<Record<number, BackupChanges>> = {
  [backupScope.full]: (bkinfoFullPrev, bkinfoTypeFullPrev) => ({
    bkinfoFullPrev,
    bkinfoTypeFullPrev,
    bkinfoIncPrev: backupInfoNone,
    bkinfoTypeIncPrev: 0,
    bkinfoDiffPrev: backupInfoNone,
    bkinfoTypeDiffPrev: 0,
  }),
  [backupScope.incremental]: (bkinfoIncPrev, bkinfoTypeIncPrev) => ({ bkinfoIncPrev, bkinfoTypeIncPrev }),
  [backupScope.copy]: (bkinfoCopyPrev, bkinfoTypeCopyPrev) => ({ bkinfoCopyPrev, bkinfoTypeCopyPrev }),
  [backupScope.differential]: (bkinfoDiffPrev, bkinfoTypeDiffPrev) => ({
    bkinfoDiffPrev,
    bkinfoTypeDiffPrev,
  }),
};

/** Where the records handled by `#applyToDatabase` have their dbid. */
const dbidOffsets: Readonly<Record<number, number>> = {
  [type.CreateDBFinish]: 3,
  [type.ReAttach]: 5,
  [type.SetDbVersion]: 1,
  [type.ExtendDB]: 5,
  [type.ShrinkDB]: 1,
  [type.ShrinkDB2]: 1,
  [type.ShrinkDB3]: 1,
  [type.TrimDB]: 1,
};

function raiseVersion(database: AttachedDatabase, record: LogRecord): void {
  const version = fieldsOf(setDbVersionLayout.fields, copyRecordBytes(record));
  const { header } = database;
  const isHigher =
    version.ulDbUpdateMajor > header.ulDaeUpdateMajor ||
    (version.ulDbUpdateMajor === header.ulDaeUpdateMajor &&
      version.ulDbUpdateMinor > header.ulDaeUpdateMinor);
  if (version.ulDbMajorVersion !== header.ulVersion || !isHigher) return;
  const raised = {
    ulDaeUpdateMajor: version.ulDbUpdateMajor,
    ulDaeUpdateMinor: version.ulDbUpdateMinor,
  };
  // What follows is written in a format that nobody here knows.
  checkReadableVersion({ ...header, ...raised }, database.buffer.pageSize);
  const { events } = database.surroundings;
  events.write(331, `the format of ${database.path} is raised`, database.path);
  database.changeHeader(raised);
}

function extend(database: AttachedDatabase, pgnoLast: number, lgpos: Lgpos): void {
  if (database.isResizedSince(lgpos)) return;
  checkPgno(pgnoLast, 'is extended to');
  if (database.buffer.pageCount < pgnoLast) {
    database.buffer.resize(pgnoLast);
    const { ulExtendCount } = database.header;
    database.changeHeader({
      ulExtendCount: ulExtendCount + 1,
      logtimeLastExtend: database.surroundings.now(),
    });
  }
  if (database.keepsLastResize) database.changeHeader({ lgposLastResize: lgpos });
}

function shrink(database: AttachedDatabase, pgnoLast: number, lgpos: Lgpos): void {
  checkPgno(pgnoLast, 'is cut to');
  database.redoMaps.removeRange(pgnoLast + 1, limits.pgnoMost);
  if (database.isResizedSince(lgpos)) return;
  if (!database.keepsLastResize && database.mayHoldFutureData) return;
  if (database.buffer.pageCount > pgnoLast) {
    // Should recovery stop here, the pages that are gone must count as ones that later logs have freed.
    database.writeHeader();
    database.buffer.resize(pgnoLast);
  }
  if (database.keepsLastResize) database.changeHeader({ lgposLastResize: lgpos });
}

function checkPgno(pgno: number, what: string): void {
  if (pgno >= 1 && pgno <= limits.pgnoMost) return;
  throw new JetError('JET_errLogFileCorrupt', `a database ${what} page ${pgno}`);
}

function fieldsOf<const Table extends RecordFieldTable>(
  table: Table,
  bytes: Uint8Array,
): RecordFieldValues<Table> {
  const view = viewOf(bytes);
  return Object.fromEntries(
    Object.entries(table).map(([name, [offset, kind]]) => [name, recordCodecs[kind].read(view, offset)]),
  ) as unknown as RecordFieldValues<Table>;
}

/** Text of `cb` bytes up to its terminator. */
function textAt(bytes: Uint8Array, offset: number, cb: number, isUnicode: boolean): string {
  const width = isUnicode ? 2 : 1;
  const end = Math.min(bytes.length, offset + cb);
  let text = '';
  for (let at = offset; at + width <= end; at += width) {
    const unit = isUnicode ? bytes[at]! | (bytes[at + 1]! << 8) : bytes[at]!;
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}
