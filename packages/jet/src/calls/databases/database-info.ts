import { JetError } from '@esekit/core';
import { treeSpace, type EngineDatabase } from '@esekit/engine';
import { JET_DbInfo } from '../../constants/numbers';
import { openDatabase } from '../../instances/entry';
import { requireRef } from '../../buffers';
import { success, type JET_DBID, type JET_SESID, type JetRef, type JetStatus } from '../../status';
import type { JET_DBINFOMISC } from '../../structures/instances';
import { databaseMisc } from './database-misc';

/** Levels whose answer is the same for every database (32 §4.5). */
const constants: ReadonlyMap<number, number> = new Map([
  [JET_DbInfo.Connect, 0],
  [JET_DbInfo.Country, 1],
  [JET_DbInfo.LCID, 1033],
  [JET_DbInfo.Cp, 1252],
  [JET_DbInfo.Collate, 0],
  [JET_DbInfo.Options, 0],
  [JET_DbInfo.Transactions, 7],
  [JET_DbInfo.Version, 0x620],
  [22, 0],
  [JET_DbInfo.SplitBuffers, 0],
]);

const numberSize = 4;
/** The two copies of the header count as pages of the file. */
const headerPages = 2;

/**
 * What is known of an open database (32 §4.5): a path of level Filename, the header of level Misc, else a number;
 * sizes are in pages.
 *
 * @param cbMax size of the caller's place: a number takes 4 bytes
 * @param InfoLevel one of `JET_DbInfo`
 * @throws JET_errInvalidDatabaseId, JET_errInvalidParameter, JET_errInvalidBufferSize, JET_errFeatureNotAvailable
 */
export function JetGetDatabaseInfo(
  sesid: JET_SESID,
  dbid: JET_DBID,
  pvResult: JetRef<string | number | JET_DBINFOMISC | null> | null,
  cbMax: number,
  InfoLevel: number,
): JetStatus {
  const { database } = openDatabase(sesid, dbid).open;
  const out = requireRef(pvResult);
  if (InfoLevel === JET_DbInfo.Filename) out.value = database.path;
  else if (InfoLevel === JET_DbInfo.Misc) out.value = databaseMisc(database.header);
  else if (InfoLevel === JET_DbInfo.Isam) {
    throw new JetError('JET_errFeatureNotAvailable', 'there are no kinds of databases to tell of');
  } else out.value = numberOf(database, InfoLevel, cbMax);
  return success;
}

function numberOf(database: EngineDatabase, level: number, cbMax: number): number {
  const value = constants.get(level) ?? sizeOf(database, level);
  if (value === undefined) {
    throw new JetError('JET_errInvalidParameter', `there is no database information of level ${level}`);
  }
  if (cbMax === numberSize) return value;
  throw new JetError('JET_errInvalidBufferSize', `a number takes ${numberSize} bytes, not ${cbMax}`);
}

function sizeOf(database: EngineDatabase, level: number): number | undefined {
  switch (level) {
    case JET_DbInfo.Filesize:
    case JET_DbInfo.FilesizeOnDisk:
      return database.buffer.pageCount + headerPages;
    case JET_DbInfo.SpaceOwned:
      return treeSpace(database.space.root).owned;
    case JET_DbInfo.SpaceAvailable:
      return treeSpace(database.space.root).available;
    case JET_DbInfo.PageSize:
      return database.pageSize;
    default:
      return undefined;
  }
}
