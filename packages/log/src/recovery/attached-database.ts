import { ownedExtents, Tree } from '@esekit/btree';
import {
  compareLgpos,
  formatLgpos,
  JetError,
  limits,
  type EventSink,
  type File,
  type FileSystem,
  type Lgpos,
  type LogTime,
  type Signature,
} from '@esekit/core';
import {
  chooseHeader,
  compareFormatVersions,
  databaseStateName,
  dbstate,
  featureVersions,
  formatVersionOf,
  type DatabaseHeader,
  type DatabaseState,
  type HeaderReading,
} from '@esekit/pages';
import { DatabaseFile } from '../attached/database-file';
import type { RecoveryEvents } from './recovery-events';
import { HeldPages } from './redo/held-pages';
import { RedoMaps } from './redo/redo-maps';
import type { ReplayDatabase } from './redo/replay-database';

/** What a database takes from the recovery it is part of. */
export interface DatabaseSurroundings {
  readonly fs: FileSystem;
  readonly isOverlay: boolean;
  readonly cacheBytes: number | undefined;
  readonly now: () => LogTime;
  readonly sign: () => Signature;
  /** Signature of the stream. */
  readonly signLog: () => Signature;
  readonly events: RecoveryEvents;
  readonly onEvent: EventSink | undefined;
  /** Makes the log durable up to a segment (`lGeneration * 65536 + isec`). */
  readonly makeLogDurable: (logSegment: number) => void;
  /** When the generation that is being replayed or written was created. */
  readonly creationTime: (lGeneration: number) => LogTime | undefined;
}

/** Object id and root page of the database itself. */
const rootId = 1;

/**
 * A database during recovery: its header, its pages, and what has been seen of its counters. The header
 * is written when pages are, never before: a recovery that fails early leaves the file as it was.
 */
export class AttachedDatabase extends DatabaseFile implements ReplayDatabase {
  readonly stateBefore: DatabaseState;
  readonly redoMaps = new RedoMaps();
  readonly heldPages: HeldPages;
  /** Highest dbtime of a record. */
  #dbtimeLogged = 0;
  /** Highest dbtime of a page that was newer than a record for it. */
  #dbtimeAhead = 0;
  #isAnnounced = false;
  /** "Contains data from future logs": the generation at hand is not behind the required range. */
  mayHoldFutureData = true;
  /** Highest dbtime seen. */
  dbtimeLast: number;
  objidLast: number;
  lGenerationIgnoredBelow = 0;
  /** Changes that were rolled back. */
  rolledBack = 0;
  /** Created by the logs, and CreateDBFinish has not been seen. */
  isBeingCreated = false;
  /** Created by the logs, in this recovery. */
  wasCreated = false;

  constructor(
    readonly dbid: number,
    readonly loggedPath: string,
    file: File,
    reading: HeaderReading,
    readonly surroundings: DatabaseSurroundings,
    /** Where it is, or would be if an overlay wrote it. */
    path: string = file.path,
  ) {
    const heldPages = new HeldPages();
    const { events: flushMapEvents, ...rest } = surroundings;
    super(file, reading, { ...rest, path, flushMapEvents, flushMap: 'whereThere', heldPages });
    this.heldPages = heldPages;
    this.stateBefore = databaseStateName(reading.header.dbstate);
    this.dbtimeLast = Number(reading.header.dbtimeDirtied);
    this.objidLast = reading.header.objidLast;
  }

  get lgposAttach(): Lgpos {
    return this.header.lgposAttach;
  }

  noticeDbtime(high: number, low: number): void {
    const dbtime = high * 0x1_0000_0000 + low;
    if (dbtime > Number.MAX_SAFE_INTEGER) return;
    if (dbtime > this.#dbtimeLogged) this.#dbtimeLogged = dbtime;
    if (dbtime > this.dbtimeLast) this.dbtimeLast = dbtime;
  }

  noticePageAhead(dbtime: number): void {
    if (dbtime > this.#dbtimeAhead) this.#dbtimeAhead = dbtime;
  }

  /**
   * Whether a page had been written that the log, which has to be durable first, does not know of: its
   * tail is lost, and the page may hold half of what was in it.
   */
  get isAheadOfLog(): boolean {
    return this.#dbtimeAhead > this.#dbtimeLogged;
  }

  noticeObjid(objid: number): void {
    if (objid > this.objidLast) this.objidLast = objid;
  }

  /** Behind the required range the database may be read by others: that is when recovery tells of it. */
  announce(lgpos: Lgpos): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    const text = `${this.path} is attached at ${formatLgpos(lgpos)}`;
    this.surroundings.events.write(328, text, this.path, lgpos);
  }

  /** What was announced is over, once for redo and once for good. */
  announceEnd(lgpos: Lgpos): void {
    if (!this.#isAnnounced) return;
    const text = `${this.path} is detached at ${formatLgpos(lgpos)}`;
    this.surroundings.events.write(329, text, this.path, lgpos);
  }

  /** A dbtime for a change that recovery itself makes. */
  nextDbtime(): number {
    return ++this.dbtimeLast;
  }

  /** Redo has come to this generation. No reason to write: it says how far an interrupted recovery was. */
  noteRecovering(lGeneration: number): void {
    if (lGeneration > this.header.lGenRecovering) this.noteHeader({ lGenRecovering: lGeneration });
  }

  /** The last page the database owns. */
  lastOwnedPage(): number {
    let last = 0;
    const tree = new Tree({ source: this.buffer, pgnoFDP: rootId, objidFDP: rootId, label: this.path });
    for (const extent of ownedExtents(tree)) last = Math.max(last, extent.pgnoLast);
    return last;
  }

  /** Sets the file to what the database owns: a longer one is cut only when `cuts` says so. */
  fitFile(cuts: boolean): void {
    const last = this.lastOwnedPage();
    if (last < 1 || last > limits.pgnoMost) {
      throw new JetError('JET_errSPOwnExtCorrupted', `${this.path} owns pages up to ${last}`);
    }
    const { pageCount } = this.buffer;
    if (pageCount === last || (pageCount > last && !cuts)) return;
    // The trailer of a backup copy goes with the rest: what was taken from it must be in the header first.
    if (pageCount > last) this.writeHeader();
    this.buffer.resize(last);
  }

  /** All pages are on disk: the database needs no logs from here on (24 §6, §8). */
  makeClean(lgpos: Lgpos, changes: Partial<DatabaseHeader> = {}): void {
    if (this.heldPages.size > 0) {
      throw new JetError(
        'JET_errLogFileCorrupt',
        `${this.path} is closed with changes that are not finished`,
      );
    }
    this.flush();
    const now = this.surroundings.now();
    if (this.header.dbstate !== dbstate.dirtyAndPatchedShutdown) {
      this.changeState(dbstate.cleanShutdown, { genMin: 0, genMax: 0 });
    }
    this.changeHeader({
      dbtimeDirtied: BigInt(this.dbtimeLast),
      objidLast: this.objidLast,
      lgposConsistent: lgpos,
      logtimeConsistent: now,
      lgposDetach: lgpos,
      logtimeDetach: now,
      ...(this.keepsLastResize ? { lgposLastResize: lgpos } : {}),
      ...changes,
    });
    this.endFlushMap(now);
    this.writeHeader();
  }

  /** Recovery ends here, and the database stays dirty: what it has changed can be gone on from. */
  leaveDirty(): void {
    this.flush();
    this.changeHeader({ dbtimeDirtied: BigInt(this.dbtimeLast) });
    this.settleFlushMap(this.header.lGenMinRequired);
    this.writeHeader();
  }

  /** Whether a record at `lgpos` that changes the file's size has been applied before. */
  isResizedSince(lgpos: Lgpos): boolean {
    return this.keepsLastResize && compareLgpos(this.header.lgposLastResize, lgpos) > 0;
  }
}

/** Reads the header of a database that recovery opens; damage of one copy is an event. */
export function readHeaderForRecovery(file: File, events: RecoveryEvents): HeaderReading {
  const start = new Uint8Array(2 * limits.pageSizeMost);
  const reading = chooseHeader(start.subarray(0, file.readSync(start, 0)), file.path);
  const [primary, shadow] = reading.copies;
  if (primary.checksum === 'bad') {
    events.writeOnce(456, file.path, `${file.path}: the first header copy is damaged, the second is used`);
  } else if (shadow.checksum === 'bad') {
    events.writeOnce(472, file.path, `${file.path}: the second header copy is damaged, the first is used`);
  }
  return reading;
}

/** Redo may begin below the required range: engines of this version note that (23 §5.2). */
export function lowersRequiredRange(header: DatabaseHeader): boolean {
  return compareFormatVersions(formatVersionOf(header), featureVersions.preRedoMinRequired) >= 0;
}
