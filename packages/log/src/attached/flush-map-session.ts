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
import type { RecoveryEvents } from './recovery-events';

/**
 * The flush map beside a database while recovery writes its pages (02 §9). On disk the map says of itself
 * that it is of no use until recovery has ended: what a crash leaves behind is made anew, never believed.
 */
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
   * A map that is missing is made anew when the database has had one.
   *
   * @returns `undefined` when the database has none
   */
  static open(
    fs: FileSystem,
    databasePath: string,
    header: DatabaseHeader,
    pageCount: number,
    events: RecoveryEvents,
  ): FlushMapSession | undefined {
    const path = flushMapPath(fs, databasePath);
    const isThere = fs.statSync(path)?.kind === 'file';
    if (!isThere && !isSignatureSet(header.signFlushMapHdrFlush)) return undefined;
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

  /** Before the first page is written. */
  begin(now: LogTime, signDbHdrFlush: Signature, signFlushMapHdrFlush: Signature): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    // Not clean, and no generation from which it could be recovered.
    const signatures = { signDbHdrFlush, signFlushMapHdrFlush };
    this.#header = attachFlushMapSync(this.#opened(), this.#header, 0, now, signatures);
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
