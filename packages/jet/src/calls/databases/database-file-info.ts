import { JetError, type File } from '@esekit/core';
import { readDatabaseHeaderSync } from '@esekit/pages';
import { requireRef } from '../../buffers';
import { JET_DbInfo } from '../../constants/numbers';
import { engine } from '../../instances/engine';
import { success, type JetRef, type JetStatus } from '../../status';
import type { JET_DBINFOMISC } from '../../structures/instances';
import { databaseMisc } from './database-misc';

/** Bytes that the caller's place must have, by level; the header of level Misc is an object. */
const sizes: ReadonlyMap<number, number> = new Map([
  [JET_DbInfo.Filesize, 8],
  [JET_DbInfo.DBInUse, 1],
  [JET_DbInfo.PageSize, 4],
  [JET_DbInfo.FileType, 4],
  [JET_DbInfo.FilesizeOnDisk, 8],
]);

/** JET_DBINFOUPGRADE. */
const upgradeSize = 28;

/**
 * What a database file tells without being attached (32 §4.5): sizes in bytes, page size, type, the header. A database
 * that an instance of this process has attached is asked there, since its header is newer than its file.
 *
 * @param cbMax size of the caller's place: 8 bytes for a size of the file, else 4
 * @param InfoLevel one of `JET_DbInfo`
 * @throws JET_errInvalidParameter, JET_errInvalidBufferSize, JET_errFileNotFound, JET_errDatabaseCorrupted
 */
export function JetGetDatabaseFileInfo(
  szDatabaseName: string | null,
  pvResult: JetRef<number | bigint | JET_DBINFOMISC | null> | null,
  cbMax: number,
  InfoLevel: number,
): JetStatus {
  const out = requireRef(pvResult);
  requireSize(InfoLevel, cbMax);
  if (!szDatabaseName) throw new JetError('JET_errDatabaseInvalidPath', 'no database is named');
  const path = engine.platform.absolutePath(szDatabaseName);
  const attached = engine.instances.map(({ running }) => running?.databases.get(path)).find(Boolean);
  if (InfoLevel === JET_DbInfo.Misc && attached !== undefined) {
    out.value = databaseMisc(attached.header);
    return success;
  }
  if (InfoLevel === JET_DbInfo.DBInUse) {
    out.value = attached === undefined ? 0 : 1;
    return success;
  }
  const file = engine.platform.fs.openSync(path, 'read');
  try {
    out.value = valueOf(file, InfoLevel);
  } finally {
    file.closeSync();
  }
  return success;
}

function valueOf(file: File, level: number): number | bigint | JET_DBINFOMISC {
  const isSize = level === JET_DbInfo.Filesize || level === JET_DbInfo.FilesizeOnDisk;
  if (isSize) return BigInt(file.sizeSync());
  const { header } = readDatabaseHeaderSync(file);
  if (level === JET_DbInfo.PageSize) return header.cbPageSize;
  return level === JET_DbInfo.FileType ? header.filetype : databaseMisc(header);
}

function requireSize(level: number, cbMax: number): void {
  if (level === JET_DbInfo.Misc) return;
  const size = level === JET_DbInfo.Upgrade ? upgradeSize : sizes.get(level);
  if (size === undefined) {
    throw new JetError('JET_errInvalidParameter', `there is no file information of level ${level}`);
  }
  if (cbMax !== size) throw new JetError('JET_errInvalidBufferSize', `level ${level} takes ${size} bytes`);
  if (level !== JET_DbInfo.Upgrade) return;
  throw new JetError('JET_errFeatureNotAvailable', 'there are no older formats to upgrade from');
}
