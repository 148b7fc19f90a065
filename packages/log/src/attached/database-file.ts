import type { EventSink, File, FileSystem, LogTime, Signature } from '@esekit/core';
import {
  dbstate,
  decodeDatabaseHeader,
  hasFeature,
  PageBuffer,
  stateChange,
  updateHeaderImage,
  writeDatabaseHeaderSync,
  type DatabaseHeader,
  type HeaderReading,
  type PageBufferOptions,
  type StateRange,
} from '@esekit/pages';
import { FlushMapSession, type FlushMapEvents } from './flush-map-session';

/** What a database takes from the log and the instance it belongs to. */
export interface DatabaseFileOptions {
  readonly fs: FileSystem;
  /** Where it is, or would be if an overlay wrote it. Default: the path of the file. */
  readonly path?: string;
  readonly isOverlay?: boolean;
  /** Bytes of pages kept in memory. */
  readonly cacheBytes?: number | undefined;
  readonly now: () => LogTime;
  readonly sign: () => Signature;
  readonly onEvent?: EventSink | undefined;
  readonly flushMapEvents: FlushMapEvents;
  /**
   * `whereThere`: kept where the database has one, of no use after a crash. `always`: made where there is none,
   * and believed again after a crash. `never`: none is looked for.
   */
  readonly flushMap: 'whereThere' | 'always' | 'never';
  /** Makes the log durable up to a segment (`lGeneration * 65536 + isec`), or further. */
  readonly makeLogDurable: (logSegment: number) => void;
  /** When a generation of the stream was created. */
  readonly creationTime: (lGeneration: number) => LogTime | undefined;
  /** Before these pages are written: logs what undoing them needs (24 §1.3), and returns its log segment, or 0. */
  readonly beforeWrite?: ((pgnos: Iterable<number>) => number) | undefined;
  readonly heldPages?: PageBufferOptions['heldPages'];
  readonly operationStart?: (() => number) | undefined;
}

/** What one generation counts in a logSegment. */
const segmentsPerGeneration = 65536;

/**
 * A database file that is written: its header, its pages, its flush map, in the order that a crash may
 * interrupt (24 §1): the log is durable, then a header allows for the pages, then the pages are written. The
 * header is written when pages are, or by {@link writeHeader}.
 */
export class DatabaseFile {
  readonly buffer: PageBuffer;
  readonly path: string;
  readonly #options: DatabaseFileOptions;
  readonly #flushMap: FlushMapSession | undefined;
  readonly #image: Uint8Array;
  #header: DatabaseHeader;
  #isHeaderChanged = false;
  #afterSync: Partial<DatabaseHeader> | undefined;

  constructor(
    readonly file: File,
    reading: HeaderReading,
    options: DatabaseFileOptions,
  ) {
    const { fs, cacheBytes, onEvent, flushMapEvents, heldPages, operationStart } = options;
    this.#options = options;
    this.path = options.path ?? file.path;
    this.#image = reading.image;
    this.#header = reading.header;
    const isOverlay = options.isOverlay ?? false;
    const pages = Math.max(0, Math.floor(file.sizeSync() / reading.pageSize) - 2);
    const isWanted = options.flushMap === 'always';
    this.#flushMap =
      isOverlay || options.flushMap === 'never'
        ? undefined
        : FlushMapSession.open(fs, this.path, reading.header, pages, flushMapEvents, isWanted);
    this.buffer = new PageBuffer({
      file,
      pageSize: reading.pageSize,
      isOverlay,
      heldPages,
      operationStart,
      ...(cacheBytes === undefined ? {} : { budget: cacheBytes }),
      ...(this.#flushMap === undefined ? {} : { flushMap: this.#flushMap.map }),
      ...(onEvent === undefined ? {} : { onEvent }),
      beforeWrite: (logSegment, pgnos) => this.#prepareWrite(logSegment, pgnos),
    });
  }

  get header(): DatabaseHeader {
    return this.#header;
  }

  /** The page that the header fills; in an overlay what it would be. */
  get headerImage(): Uint8Array {
    if (this.#isHeaderChanged) updateHeaderImage(this.#image, this.#header);
    return this.#image;
  }

  get storesReservedTags(): boolean {
    return hasFeature(this.#header, 'reservedTags');
  }

  /** Whether the header keeps the position of the last change of the file's size. */
  get keepsLastResize(): boolean {
    return hasFeature(this.#header, 'lgposLastResize');
  }

  /** Changes the header in memory; {@link writeHeader} or the next write of pages puts it on disk. */
  changeHeader(changes: Partial<DatabaseHeader>): void {
    this.noteHeader(changes);
    this.#isHeaderChanged = true;
  }

  /** Changes the header in memory, which is no reason to write it. */
  noteHeader(changes: Partial<DatabaseHeader>): void {
    this.#header = { ...this.#header, ...changes };
  }

  /** Changes the header when what the file has now is durable: at the next {@link sync}. */
  noteAfterSync(changes: Partial<DatabaseHeader>): void {
    this.#afterSync = { ...this.#afterSync, ...changes };
  }

  changeState(state: number, range: StateRange): void {
    this.changeHeader(stateChange(this.#header, state, range));
  }

  writeHeader(): void {
    if (!this.#isHeaderChanged || this.#options.isOverlay === true) return;
    const signDbHdrFlush = this.#options.sign();
    writeDatabaseHeaderSync(this.file, this.#image, this.#header, signDbHdrFlush);
    this.#header = decodeDatabaseHeader(this.#image);
    this.#isHeaderChanged = false;
  }

  /** Pages of this generation are about to be in the file, so it needs the log. */
  requireGeneration(
    lGeneration: number,
    creationTime: (lGeneration: number) => LogTime | undefined = this.#options.creationTime,
  ): void {
    const header = this.#header;
    if (lGeneration <= header.lGenMaxRequired || header.dbstate === dbstate.justCreated) return;
    const time = creationTime(lGeneration);
    this.changeHeader({
      lGenMaxRequired: lGeneration,
      ...(time !== undefined && hasFeature(header, 'logtimeGenMaxRequired')
        ? { logtimeGenMaxRequired: time }
        : {}),
    });
    this.commitGeneration(lGeneration, time);
  }

  /** The log has gone on to this generation. */
  commitGeneration(lGeneration: number, time: LogTime | undefined): void {
    if (lGeneration <= this.#header.lGenMaxCommitted) return;
    this.changeHeader({
      lGenMaxCommitted: lGeneration,
      ...(time === undefined ? {} : { logtimeGenMaxCreate: time }),
    });
  }

  /** Makes the pages written so far durable; an overlay has none. */
  sync(): void {
    if (this.#options.isOverlay === true) return;
    this.buffer.sync();
    if (this.#afterSync === undefined) return;
    this.changeHeader(this.#afterSync);
    this.#afterSync = undefined;
  }

  /** Writes everything, in the order that a crash may interrupt. */
  flush(): void {
    this.buffer.flush();
    this.sync();
  }

  /** From here on the flush map says of itself that it is being changed. */
  beginFlushMap(): void {
    const map = this.#flushMap;
    if (map === undefined || map.isBegun) return;
    const signFlushMapHdrFlush = this.#options.sign();
    const signatures = { signDbHdrFlush: this.#header.signDbHdrFlush, signFlushMapHdrFlush };
    if (this.#options.flushMap !== 'always') {
      map.begin(this.#options.now(), 0, signatures);
      return;
    }
    map.begin(this.#options.now(), this.#header.lGenMinRequired, signatures);
    this.changeHeader({ signFlushMapHdrFlush });
  }

  /** Writes the flush map, so that the database may go on to require the log from this generation only. */
  settleFlushMap(lGenMinRequired: number): void {
    const map = this.#flushMap;
    if (map?.isBegun !== true) return;
    const signFlushMapHdrFlush = this.#options.sign();
    const { signDbHdrFlush } = this.#header;
    this.changeHeader({ signFlushMapHdrFlush });
    map.settle(lGenMinRequired, this.#options.now, { signDbHdrFlush, signFlushMapHdrFlush });
  }

  /**
   * Writes what the flush map has learned, as replay will not come by the pages again that were written so far. The
   * range of the header stays as it is.
   */
  keepFlushMap(): void {
    if (this.#flushMap?.map.isChanged === true) this.settleFlushMap(this.#header.lGenMinRequired);
  }

  /** All pages are on disk, and the header that says so is written next. */
  endFlushMap(now: LogTime): void {
    if (this.#flushMap === undefined) return;
    const signFlushMapHdrFlush = this.#options.sign();
    this.changeHeader({ signFlushMapHdrFlush });
    // The header is written next and signs anew, so the map's own signature is what pairs the two.
    this.#flushMap.end(now, this.#header.signDbHdrFlush, signFlushMapHdrFlush);
  }

  close(): void {
    this.#flushMap?.close();
    this.buffer.close();
    this.file.closeSync();
  }

  /** The order of writing (24 §1): log, then a header that allows for the pages, then the pages. */
  #prepareWrite(logSegment: number, pgnos: Iterable<number>): void {
    const undoSegment = this.#options.beforeWrite?.(pgnos) ?? 0;
    const newest = Math.max(logSegment, undoSegment);
    this.#options.makeLogDurable(newest);
    this.requireGeneration(Math.floor(newest / segmentsPerGeneration));
    this.beginFlushMap();
    this.writeHeader();
  }
}
