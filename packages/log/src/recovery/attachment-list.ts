import { compareLgpos, equalSignatures, isLgposSet, lgposMin, type Lgpos } from '@esekit/core';
import { dbstate } from '@esekit/pages';
import { attachmentFlag, type Attachment } from '../attachments';
import type { AttachedDatabase } from './attached-database';

/** The attachment list of a position: for the header of a new generation or a checkpoint (20 §3.1). */
export function attachmentsOf(databases: readonly AttachedDatabase[], at: Lgpos): Attachment[] {
  const list: Attachment[] = [];
  for (const database of databases) {
    const { header } = database;
    const { lgposAttach, lgposConsistent } = header;
    // Its attachment has ended: the record that says so lies before a position that is asked for now.
    if (header.dbstate === dbstate.cleanShutdown) continue;
    if (!isLgposSet(lgposAttach) || compareLgpos(lgposAttach, at) >= 0) continue;
    const isOfStream = equalSignatures(header.signLog, database.surroundings.signLog());
    list.push({
      dbid: database.dbid,
      flags: attachmentFlag.unicodeName,
      dbtime: BigInt(database.dbtimeLast),
      objidLast: database.objidLast,
      cpgDatabaseSizeMax: 0,
      lgposAttach,
      lgposConsistent: isOfStream && compareLgpos(lgposConsistent, at) < 0 ? lgposConsistent : lgposMin,
      signDb: header.signDb,
      path: database.loggedPath,
    });
  }
  return list;
}
