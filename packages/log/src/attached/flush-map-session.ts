import {
  isSignatureSet,
  JetError,
  type File,
  type FileSystem,
  type LogTime,
  type Signature,
} from '@esekit/core';
import {
  attachFlushMapSync,
  detachFlushMapSync,
  flushFlushMapSync,
  FlushMap,
  flushMapPath,
  flushMapRejection,
  readFlushMapHeaderSync,
  readFlushMapSync,
  type DatabaseHeader,
  type FlushMapHeader,
  type FlushMapSignatures,
} from '@esekit/pages';

/** Told of what happens to a flush map: 636 and 640 of one that cannot be used, 637 of a new one (34 §5). */
export interface FlushMapEvents {
  write(id: 636 | 637 | 640, text: string, path: string): void;
}

/** The flush map beside a database whose pages are written (02 §9). */
export class FlushMapSession {
  #header: Partial<FlushMapHeader>;
  #isBegun = false;

  #file: File | undefined;

  /** @param create makes the file, when the map is new; that waits for the first page to be written */
  private constructor(
    file: File | undefined,
    readonly map: FlushMap,
    header: Partial<FlushMapHeader>,
    readonly create: () => File,
  ) {
    this.#file = file;
    this.#header = header;
  }

  /**
   * A map that is missing is made anew when the database has had one, or is to have one.
   *
   * @returns `undefined` when the database has none
   */
  static open(
    fs: FileSystem,
    databasePath: string,
    header: DatabaseHeader,
    pageCount: number,
    events: FlushMapEvents,
    isWanted = false,
  ): FlushMapSession | undefined {
    const path = flushMapPath(fs, databasePath);
    const isThere = fs.statSync(path)?.kind === 'file';
    if (!isThere && !isWanted && !isSignatureSet(header.signFlushMapHdrFlush)) return undefined;
    if (!isThere && isWanted) events.write(637, `the flush map ${path} is created`, path);
    const create = (): File => fs.openSync(path, 'createNew');
    if (!isThere) return new FlushMapSession(undefined, new FlushMap(pageCount), {}, create);
    const file = fs.openSync(path, 'readWrite');
    try {
      const found = usableHeader(file, header);
      if (found !== undefined) {
        return new FlushMapSession(file, readFlushMapSync(file, pageCount).map, found, create);
      }
      events.write(640, `the header of the flush map ${path} is not of this database`, path);
      events.write(636, `the flush map ${path} is made anew`, path);
      return new FlushMapSession(file, new FlushMap(pageCount), {}, create);
    } catch (error) {
      file.closeSync();
      throw error;
    }
  }

  /**
   * Before the first page is written: the map is not clean any more.
   *
   * @param lGenMinRequired what the database must require, at least, for the map to be believed after a crash;
   *   0: it is of no use then
   */
  begin(now: LogTime, lGenMinRequired: number, signatures: FlushMapSignatures): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#header = attachFlushMapSync(this.#opened(), this.#header, lGenMinRequired, now, signatures);
  }

  get isBegun(): boolean {
    return this.#isBegun;
  }

  /** The database stays dirty with this range: from there on the map can be recovered with it. */
  settle(lGenMinRequired: number, clock: () => LogTime, signatures: FlushMapSignatures): void {
    const file = this.#opened();
    this.#header = flushFlushMapSync(file, this.map, this.#header, lGenMinRequired, clock, () => signatures);
  }

  /** When all pages are on disk. */
  end(now: LogTime, signDbHdrFlush: Signature, signFlushMapHdrFlush: Signature): void {
    const signatures = { signDbHdrFlush, signFlushMapHdrFlush };
    this.#header = detachFlushMapSync(this.#opened(), this.map, this.#header, now, signatures);
    this.#isBegun = false;
  }

  #opened(): File {
    return (this.#file ??= this.create());
  }

  close(): void {
    this.#file?.closeSync();
  }
}

function usableHeader(file: File, database: DatabaseHeader): FlushMapHeader | undefined {
  try {
    const header = readFlushMapHeaderSync(file);
    return flushMapRejection(header, database) === undefined ? header : undefined;
  } catch (error) {
    if (JetError.isInstance(error)) return undefined;
    throw error;
  }
}
