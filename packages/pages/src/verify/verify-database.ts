import { JetError, type EventSink, type File, type FileSystem, type ProgressSink } from '@esekit/core';
import { hasGoodXorChecksum } from '../checksum/xor';
import { pageCount, pageOffset } from '../geometry';
import { databaseStateName, dbstate } from '../header/database-state';
import { readHeaderForVerification } from './verify-header';
import type { HeaderReading } from '../header/header-copies';
import { expectsTrailer, isBackupCopy } from '../header/trailer';
import { pageRunsAhead } from '../scan/page-source';
import { lastOwnedPage } from '../space/last-owned-page';
import type { BadPage, DatabaseVerification, FileProblem } from './database-verification';
import { PageCounter } from './page-counter';

export interface VerifyOptions {
  readonly onProgress?: ProgressSink | undefined;
  /** Told of each damaged page as it is met. */
  readonly onEvent?: EventSink | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly tap?: DatabaseTap | undefined;
}

/**
 * Bytes per read. Where the pages are only looked at, long runs leave the fewest waits; pieces that are also
 * written are smaller, because long writes hold up the reads beside them.
 */
const scanRunBytes = 4 << 20;
const tappedRunBytes = 2 << 20;

/** A piece of a database on its way through a verification. */
export interface DatabasePiece {
  /** May be changed in place. */
  readonly bytes: Uint8Array;
  /** Where the piece stands in the file. */
  readonly position: number;
  readonly reading: HeaderReading;
  /** Damaged pages inside the piece. */
  readonly damage: readonly BadPage[];
}

/**
 * Gets every byte of the file once, in file order, as the verification passes over it: the two header
 * pages, runs of pages, and what follows the last page. So a copy or a digest needs no second read.
 * A piece stays valid while the next one is worked on, so it can be written in the meantime, and no
 * longer.
 */
export type DatabaseTap = (piece: DatabasePiece) => Promise<void> | void;

/**
 * Reads a database once, checks the checksum, page number and structure of every page in the file,
 * and counts what lies beyond the last owned page apart (01 §1).
 *
 * Damage is a result, not a failure.
 *
 * @throws JetError when the file cannot be read, or is no database of a format this package reads
 */
export async function verifyDatabase(
  fs: FileSystem,
  path: string,
  options: VerifyOptions = {},
): Promise<DatabaseVerification> {
  const file = await fs.open(path, 'read');
  try {
    return await verifyOpenDatabase(file, options);
  } finally {
    await file.close();
  }
}

/** {@link verifyDatabase} of a file that is already open. */
export async function verifyOpenDatabase(
  file: File,
  options: VerifyOptions = {},
): Promise<DatabaseVerification> {
  const reading = await readHeaderForVerification(file);
  const { header, pageSize } = reading;
  const problems: FileProblem[] = [];
  const layout = await fileLayout(file, reading, problems);
  const owned = await ownedPages(file, reading, layout.inFile, problems);
  await options.tap?.({ bytes: layout.headers, position: 0, reading, damage: [] });
  const counter = new PageCounter(file.path, pageSize, owned ?? Infinity, options.onEvent);
  for await (const run of pageRunsAhead({
    file,
    pageSize,
    pgnoFirst: 1,
    pgnoLast: layout.inFile,
    runBytes: options.tap ? tappedRunBytes : scanRunBytes,
    signal: options.signal,
  })) {
    const damage = counter.count(run);
    await options.tap?.({
      bytes: run.bytes,
      position: pageOffset(run.pgnoFirst, pageSize),
      reading,
      damage,
    });
    options.onProgress?.({
      subject: file.path,
      bytesDone: pageOffset(run.pgnoFirst + run.count, pageSize),
      bytesTotal: layout.size,
    });
  }
  options.signal?.throwIfAborted();
  if (layout.tail.length > 0) {
    const position = layout.size - layout.tail.length;
    await options.tap?.({ bytes: layout.tail, position, reading, damage: [] });
  }
  const clean = header.dbstate === dbstate.cleanShutdown;
  const { totals, beyondOwned } = counter;
  const countedBad = clean ? totals.bad > beyondOwned.bad : totals.bad > 0;
  const headersGood = reading.copies.every((copy) => copy.checksum === 'good');
  return {
    path: file.path,
    type: isBackupCopy(header) ? 'backupDatabase' : 'database',
    ok: headersGood && problems.length === 0 && !countedBad,
    pageSize,
    state: databaseStateName(header.dbstate),
    headers: reading.copies,
    pages: { inFile: layout.inFile, owned, ...totals },
    beyondOwned,
    ownedRange: owned === null ? 'unknown' : clean ? 'exact' : 'maybeStale',
    ...(layout.trailer ? { trailer: layout.trailer } : {}),
    bad: counter.bad,
    problems,
  };
}

interface FileLayout {
  readonly size: number;
  readonly inFile: number;
  /** The bytes in front of page 1. */
  readonly headers: Uint8Array;
  /** The bytes behind the last database page: a trailer, part of a page, or nothing. */
  readonly tail: Uint8Array;
  readonly trailer?: 'good' | 'bad';
}

async function fileLayout(file: File, reading: HeaderReading, problems: FileProblem[]): Promise<FileLayout> {
  const { pageSize, header } = reading;
  const size = await file.size();
  if (size % pageSize !== 0) {
    problems.push({
      error: 'JET_errDatabaseCorrupted',
      text: `the file size ${size} is not a multiple of the page size ${pageSize}`,
    });
  }
  const pages = pageCount(size, pageSize);
  const hasTrailer = expectsTrailer(header) && pages > 0;
  const inFile = hasTrailer ? pages - 1 : pages;
  const headers = await readBytes(file, 0, Math.min(size, 2 * pageSize));
  const end = Math.min(size, pageOffset(inFile + 1, pageSize));
  const tail = await readBytes(file, end, size - end);
  if (!hasTrailer) return { size, inFile, headers, tail };
  const trailer = hasGoodXorChecksum(tail.subarray(0, pageSize)) ? 'good' : 'bad';
  if (trailer === 'bad') {
    problems.push({ error: 'JET_errBadPatchPage', text: 'the trailer page of the backup copy is damaged' });
  }
  return { size, inFile, headers, tail, trailer };
}

/** At most two pages: the callers' lengths follow from the page size. */
async function readBytes(file: File, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, await file.read(bytes, position));
}

/** The last owned page; a clean database that hides it, or is shorter, is damaged. */
async function ownedPages(
  file: File,
  reading: HeaderReading,
  inFile: number,
  problems: FileProblem[],
): Promise<number | null> {
  const clean = reading.header.dbstate === dbstate.cleanShutdown;
  try {
    const owned = await lastOwnedPage(file, reading.pageSize);
    if (owned > inFile) {
      problems.push({
        error: 'JET_errDatabaseCorrupted',
        text: `the file ends at page ${inFile}, but the database owns ${owned}: it is truncated`,
      });
    }
    return owned;
  } catch (error) {
    if (!JetError.isInstance(error)) throw error;
    // Right after a crash the root may never have reached the disk; only recovery can tell.
    if (clean) problems.push({ error: error.name, text: `owned range: ${error.message}` });
    return null;
  }
}
