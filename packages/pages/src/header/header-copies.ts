import { JetError, type File } from '@esekit/core';
import { hasGoodXorChecksum } from '../checksum/xor';
import { pageSizes, type PageSize } from '../geometry';
import { databaseMagic, decodeDatabaseHeader } from './database-header';
import { databaseFileTypes } from './file-types';
import { pageSizeOffset, type DatabaseHeader } from './header-fields';

/** Names of the two copies of a header: offset 0, and one page behind it. */
export type HeaderCopy = 'primary' | 'shadow';

export interface HeaderCopyState {
  readonly copy: HeaderCopy;
  /** `bad` also when the copy is intact but differs from the primary one (01 §10.2). */
  readonly checksum: 'good' | 'bad';
}

/** A header as found in a file. */
export interface HeaderReading {
  readonly header: DatabaseHeader;
  /** The page the header fills, as it is on disk. */
  readonly image: Uint8Array;
  readonly pageSize: PageSize;
  readonly copies: readonly [HeaderCopyState, HeaderCopyState];
}

/** Bytes that hold both copies whatever the page size is. */
const probeSize = 2 * pageSizes[pageSizes.length - 1]!;

/** Reads the start of a file and chooses the header copy to use (01 §10.2): {@link chooseHeader}. */
export async function readDatabaseHeader(file: File): Promise<HeaderReading> {
  const probe = new Uint8Array(probeSize);
  const length = await file.read(probe, 0);
  return chooseHeader(probe.subarray(0, length), file.path);
}

/** As {@link readDatabaseHeader}, without waiting. */
export function readDatabaseHeaderSync(file: File): HeaderReading {
  const probe = new Uint8Array(probeSize);
  const length = file.readSync(probe, 0);
  return chooseHeader(probe.subarray(0, length), file.path);
}

/**
 * Chooses between the header copies at the start of a file: both intact and equal, or the primary
 * one, or the only intact one.
 *
 * @param start the first bytes of the file, 64 KiB or as many as there are
 * @throws JET_errReadVerifyFailure when no copy is intact; JET_errInvalidDatabaseVersion or
 *   JET_errDatabaseCorrupted when the intact one is no database header
 */
export function chooseHeader(start: Uint8Array, path: string): HeaderReading {
  const primary = findCopy(start, () => 0);
  const shadow = findCopy(start, (size) => size);
  const image = primary ?? shadow;
  if (!image) {
    throw new JetError('JET_errReadVerifyFailure', `${path}: neither copy of the header is intact`);
  }
  checkIsDatabase(image, path);
  const equal = primary !== undefined && shadow !== undefined && equalBytes(primary, shadow);
  return {
    header: decodeDatabaseHeader(image),
    image,
    pageSize: image.length as PageSize,
    copies: [
      { copy: 'primary', checksum: primary ? 'good' : 'bad' },
      { copy: 'shadow', checksum: equal || (!primary && shadow) ? 'good' : 'bad' },
    ],
  };
}

/** The page size is not known yet: a candidate is right when it is intact and says so itself. */
function findCopy(start: Uint8Array, offsetOf: (size: number) => number): Uint8Array | undefined {
  for (const size of pageSizes) {
    const offset = offsetOf(size);
    if (offset + size > start.length) break;
    const image = start.subarray(offset, offset + size);
    const stated = new DataView(image.buffer, image.byteOffset).getUint32(pageSizeOffset, true) || 4096;
    if (stated === size && hasGoodXorChecksum(image)) return image.slice();
  }
  return undefined;
}

/**
 * A log header carries the same kind of checksum, so it would pass as the first copy of a database
 * header whose second copy is damaged. Looking at magic and file type first is what keeps a repair
 * of the copies from overwriting a log (01 §10.2, a defect of the original).
 */
function checkIsDatabase(image: Uint8Array, path: string): void {
  const header = decodeDatabaseHeader(image);
  if (header.ulMagic !== databaseMagic) {
    throw new JetError('JET_errInvalidDatabaseVersion', `${path} is not a database`);
  }
  // A streaming file of an old engine, or a type no engine gives this magic number (01 §6).
  if (header.attrib !== 0 || !databaseFileTypes.includes(header.filetype)) {
    throw new JetError('JET_errDatabaseCorrupted', `${path} is not a database, but a file of another type`);
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
