/**
 * The one way to files in the whole workspace. Implementations: Node (`@esekit/core/node`), memory,
 * and failing ones for tests (`@esekit/core/testing`); all pass one compliance suite.
 *
 * Each operation exists synchronously and asynchronously and does the same in both forms. Failures are
 * `JetError`s with the codes of 33 §6, whatever the platform calls them; the asynchronous form always
 * rejects and never throws.
 *
 * Wherever a path is taken, a folder above it that is absent or not a folder is JET_errInvalidPath, and
 * so is a name that cannot exist (empty, too long, with a NUL).
 */
export interface FileSystem {
  /**
   * - `read`: must exist; writing, truncating and an exclusive lock are JET_errFileAccessDenied.
   * - `readWrite`: must exist.
   * - `createNew`: must not exist (JET_errFileAlreadyExists); opened for reading and writing.
   *
   * A folder is JET_errFileAccessDenied, an absent file JET_errFileNotFound, an absent folder above it
   * JET_errInvalidPath.
   */
  open(path: string, mode: OpenMode): Promise<File>;
  openSync(path: string, mode: OpenMode): File;

  /**
   * What is at `path`, following links; `undefined` when nothing is, also when a folder above it is
   * absent.
   */
  stat(path: string): Promise<PathFacts | undefined>;
  statSync(path: string): PathFacts | undefined;

  /**
   * Names in a folder, without `.` and `..`, in code-unit order. JET_errInvalidPath when the folder is
   * absent or not a folder.
   */
  readDirectory(path: string): Promise<string[]>;
  readDirectorySync(path: string): string[];

  /** Creates one folder; JET_errFileAlreadyExists when something is there. */
  createDirectory(path: string): Promise<void>;
  createDirectorySync(path: string): void;

  /**
   * Renames a file or folder; a file that is there is replaced, as POSIX does. Open files follow: a
   * renamed one stays open, a replaced one can be read until it is closed. (Windows refuses to replace an
   * open file with JET_errFileAccessDenied.)
   *
   * JET_errFileNotFound when `from` is absent; JET_errFileAccessDenied when a folder is in the way;
   * JET_errInvalidPath when a folder would replace a file or end up inside itself.
   */
  rename(from: string, to: string): Promise<void>;
  renameSync(from: string, to: string): void;

  /**
   * Removes a name; a file that is open can be used until it is closed. JET_errFileNotFound when it is
   * absent, JET_errFileAccessDenied when it is a folder.
   */
  removeFile(path: string): Promise<void>;
  removeFileSync(path: string): void;

  /**
   * Removes an empty folder; JET_errFileAccessDenied when it is not empty, JET_errInvalidPath when it is
   * absent or not a folder.
   */
  removeDirectory(path: string): Promise<void>;
  removeDirectorySync(path: string): void;

  /**
   * Makes creations, renames and removals in the folder durable. JET_errInvalidPath when the folder is
   * absent or not a folder.
   */
  syncDirectory(path: string): Promise<void>;
  syncDirectorySync(path: string): void;

  /** Path of `name` in `folder`. */
  join(folder: string, name: string): string;
  /** Last component. */
  baseName(path: string): string;
  /** Everything above the last component; `.` when there is none. */
  directoryName(path: string): string;
}

export type OpenMode = 'read' | 'readWrite' | 'createNew';

export interface PathFacts {
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes; 0 unless a file. */
  readonly size: number;
  /** True when the name itself is a symbolic link; the facts are of what it leads to. */
  readonly isLink?: true;
}

/**
 * An open file. Positions and sizes are bytes; a negative, fractional or unsafe one is
 * JET_errInvalidParameter.
 */
export interface File {
  /** As it was given to `open`; a later rename does not change it. */
  readonly path: string;

  size(): Promise<number>;
  sizeSync(): number;

  /** Reads until `target` is full or the file ends; returns the bytes read. */
  read(target: Uint8Array, position: number): Promise<number>;
  readSync(target: Uint8Array, position: number): number;

  /**
   * Writes all of `source`; a position beyond the end leaves zeros between. No bytes change nothing, not
   * even the size. The asynchronous form owns `source` until it settles.
   */
  write(source: Uint8Array, position: number): Promise<void>;
  writeSync(source: Uint8Array, position: number): void;

  /** Cuts or extends (with zeros) to `size`. */
  truncate(size: number): Promise<void>;
  truncateSync(size: number): void;

  /** Makes everything written so far durable. */
  sync(): Promise<void>;
  syncSync(): void;

  /**
   * Takes an advisory lock of the operating system on the file, held until {@link close} or the
   * end of the process. `false` when another open file holds a conflicting one, be it in this process.
   *
   * One open file holds one lock: asking for the kind it holds is `true`, asking for the other kind is
   * JET_errInvalidParameter.
   */
  tryLock(kind: 'shared' | 'exclusive'): boolean;
  /** Gives the lock back; without one it does nothing. */
  unlock(): void;

  /**
   * Closing twice is allowed; anything else on a closed file is JET_errInvalidParameter. Operations under
   * way end normally: `close` waits for them, `closeSync` leaves the closing to the last of them.
   */
  close(): Promise<void>;
  closeSync(): void;
}
