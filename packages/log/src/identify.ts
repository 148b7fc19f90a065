import { JetError, type FileSystem, viewOf } from '@esekit/core';
import {
  databaseMagic,
  fileTypeNumber,
  fileTypeOffset,
  flushMapPageSize,
  hasGoodXorChecksum,
  headerFields,
  pageSizes,
} from '@esekit/pages';
import { checkpointCopySize } from './checkpoint/checkpoint-layout';
import { logHeaderSize } from './header/log-header-fields';
import { parseLogFileName } from './names';
import { checkSegment, readSegmentHeader } from './segments/segment-check';
import { segmentSize } from './segments/segment-layout';

export type EseFileType =
  'database' | 'backupDatabase' | 'log' | 'checkpoint' | 'flushMap' | 'reserveLog' | 'unknown';

const chunkSize = 32 * 1024;
const magicOffset = 4;
/** Of bkinfoFullCur (184) the first generation of the set: set only in backup copies. */
const backupGenLowOffset = headerFields.bkinfoFullCur[0] + 16;

/** Version numbers that stand at 32 and 36 of every log of the layouts that are still read. */
const logVersionPairs = [
  [7, 3704],
  [8, 4000],
] as const;

/**
 * What a file is. Content decides: first a copy of a header with a good checksum, then what is intact
 * of damaged ones; the name only where content says nothing, as with reserve logs. Reads at most
 * twice 32 KiB.
 *
 * @throws JetError of the file system when the file cannot be read; JET_errFileAccessDenied for a folder
 */
export async function identifyFile(fs: FileSystem, path: string): Promise<EseFileType> {
  const facts = await fs.stat(path);
  if (facts?.kind === 'directory') throw new JetError('JET_errFileAccessDenied', `${path} is a folder`);
  const file = await fs.open(path, 'read');
  try {
    const size = await file.size();
    const bytes = new Uint8Array(Math.min(size, 2 * chunkSize));
    const head = bytes.subarray(0, await file.read(bytes.subarray(0, chunkSize), 0));
    const byHead = identifyIntact(head) ?? identifyDamaged(head);
    if (byHead !== undefined) return byHead;
    const more = await file.read(bytes.subarray(chunkSize), chunkSize);
    const all = bytes.subarray(0, head.length + more);
    return identifyBySecondCopy(all) ?? identifyByName(fs.baseName(path), size) ?? 'unknown';
  } finally {
    await file.close();
  }
}

function u32(bytes: Uint8Array, offset: number): number {
  return offset + 4 <= bytes.length ? viewOf(bytes).getUint32(offset, true) : 0;
}

function isSealed(bytes: Uint8Array, from: number, size: number): boolean {
  return from + size <= bytes.length && hasGoodXorChecksum(bytes.subarray(from, from + size));
}

/** A first header whose checksum is right, of any kind. */
function identifyIntact(head: Uint8Array): EseFileType | undefined {
  for (const size of pageSizes) {
    if (isSealed(head, 0, size) && u32(head, magicOffset) === databaseMagic) return databaseKind(head, 0);
  }
  const fileType = u32(head, fileTypeOffset);
  if (isSealed(head, 0, flushMapPageSize) && fileType === fileTypeNumber.flushMap) return 'flushMap';
  if (!isSealed(head, 0, logHeaderSize)) return undefined;
  if (fileType === fileTypeNumber.log || hasLogVersion(head)) return 'log';
  return fileType === fileTypeNumber.checkpoint ? 'checkpoint' : undefined;
}

/** What single fields say when the checksum of the first header is wrong. */
function identifyDamaged(head: Uint8Array): EseFileType | undefined {
  if (u32(head, magicOffset) === databaseMagic) return databaseKind(head, 0);
  if (hasLogVersion(head)) return 'log';
  if (head.length >= 2 * segmentSize) {
    const segment = head.slice(segmentSize, 2 * segmentSize);
    // A segment knows its position, which a page of a database could not show by chance.
    if (checkSegment(segment, 1) !== 'bad' && readSegmentHeader(segment).lgpos.isec === 1) return 'log';
  }
  switch (u32(head, fileTypeOffset)) {
    case fileTypeNumber.log:
      return 'log';
    case fileTypeNumber.checkpoint:
      return 'checkpoint';
    case fileTypeNumber.flushMap:
      return 'flushMap';
    case fileTypeNumber.database:
    case fileTypeNumber.temporaryDatabase:
      return head.length >= pageSizes[0] ? databaseKind(head, 0) : undefined;
    default:
      return undefined;
  }
}

function identifyBySecondCopy(bytes: Uint8Array): EseFileType | undefined {
  for (const size of pageSizes) {
    const copy = bytes.subarray(size);
    if (u32(copy, magicOffset) === databaseMagic) return databaseKind(bytes, size);
  }
  const copy = bytes.subarray(checkpointCopySize);
  const isCheckpoint = u32(copy, fileTypeOffset) === fileTypeNumber.checkpoint;
  return isCheckpoint && isSealed(copy, 0, checkpointCopySize) ? 'checkpoint' : undefined;
}

function databaseKind(bytes: Uint8Array, headerAt: number): EseFileType {
  return u32(bytes, headerAt + backupGenLowOffset) === 0 ? 'database' : 'backupDatabase';
}

function hasLogVersion(head: Uint8Array): boolean {
  return logVersionPairs.some(([major, minor]) => u32(head, 32) === major && u32(head, 36) === minor);
}

/** Names are believed only of files that have the size for it, so that a text `abc.log` is none of ours. */
function identifyByName(name: string, size: number): EseFileType | undefined {
  if (size === 0 || size % 512 !== 0) return undefined;
  const kind = parseLogFileName(name)?.kind;
  // A log under construction may be as blank as a reserve log: nothing in it counts yet.
  if (kind === 'reserve' || kind === 'oldReserve' || kind === 'temporary') return 'reserveLog';
  if (kind === 'checkpoint' && size === 2 * checkpointCopySize) return 'checkpoint';
  if (size < 2 * logHeaderSize) return undefined;
  return kind === 'current' || kind === 'archived' ? 'log' : undefined;
}
