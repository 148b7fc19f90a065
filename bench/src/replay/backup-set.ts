import { appendFileSync, copyFileSync, linkSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logTimeNone, type BackupInfo } from '@esekit/core';
import { parseLogFileName } from '@esekit/log';
import { encodeTrailer, type DatabaseHeader } from '@esekit/pages';
import { databaseName, dirtyHeader, emptyFolder, writeHeaders } from './dirty-stream';

/** The database is attached in the first generation; the second one begins with it. */
const genLow = 2;

/**
 * Makes a set as a full streaming backup leaves it (30 §9.3): the database as it was when the second
 * generation began, with a backup header and a trailer, and the logs up to `genHigh`.
 */
export function writeBackupSet(
  folder: string,
  instance: string,
  header: DatabaseHeader,
  genHigh: number,
): void {
  emptyFolder(folder);
  const database = join(folder, databaseName);
  copyFileSync(join(instance, databaseName), database);
  const bkinfo: BackupInfo = {
    lgposMark: { lGeneration: genLow, isec: 1, ib: 0 },
    logtimeMark: header.logtimeAttach,
    genLow,
    genHigh: 0,
  };
  writeHeaders(database, { ...dirtyHeader(header, genLow, genLow, logTimeNone), bkinfoFullCur: bkinfo });
  const { signDb, signLog, cbPageSize } = header;
  const trailer = {
    bkinfo: { ...bkinfo, genHigh },
    signDb,
    signLog,
    lgenMinReq: genLow,
    lgenMaxReq: genHigh,
    lgenMaxCommitted: genHigh,
    logtimeGenMaxRequired: logTimeNone,
    logtimeGenMaxCommitted: logTimeNone,
  };
  appendFileSync(database, encodeTrailer(cbPageSize, trailer));
  for (const name of readdirSync(instance)) {
    const { kind, generation = 0 } = parseLogFileName(name) ?? {};
    if (kind === 'archived' && generation >= genLow) linkSync(join(instance, name), join(folder, name));
  }
  writeFileSync(join(folder, 'a.pat'), '');
}
