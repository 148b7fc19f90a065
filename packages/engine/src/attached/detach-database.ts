import { compareLgpos, isLgposSet, JetError, lgposMin, type Lgpos } from '@esekit/core';
import { detachDBFlag, encodeDetachDB } from '@esekit/log';
import { dbstate } from '@esekit/pages';
import type { EngineSession } from '../instance/engine-session';
import type { AttachContext } from './attach-context';
import type { EngineDatabase } from './engine-database';

/**
 * Detaches a database: it is clean afterwards and needs no logs (24 §6, 32 §4.3). Its versions have been cleaned up
 * before.
 *
 * @throws JET_errDatabaseInUse while somebody has it open
 */
export function detachDatabase(
  context: AttachContext,
  session: EngineSession,
  database: EngineDatabase,
): void {
  const { slots, events } = context;
  const { path, dbid, opens } = database;
  if (opens.count > 0) throw new JetError('JET_errDatabaseInUse', `${path} is open`);
  const log = database.isLogged ? context.log : undefined;
  if (database.isReadOnly) slots.remove(database);
  else {
    database.file.flush();
    const attachment = database.attachmentAt(isLgposSet);
    let lgposDetach = lgposMin;
    if (log !== undefined) {
      const { procid } = session.session;
      lgposDetach = log.append(encodeDetachDB({ procid, dbid, fFlags: detachDBFlag.unicodePath, path }));
      log.flushFilled();
    }
    makeClean(context, database, lgposDetach);
    slots.remove(database, attachment && { attachment, lgposDetach });
  }
  database.close();
  events.write(327, `database ${path} was detached`, dbid, path);
}

/**
 * All pages are in the file, and the record is in the log: the header says that no logs are needed (01 §7.3).
 *
 * @param lgpos of the record that ends the attachment
 */
export function makeClean({ now }: Pick<AttachContext, 'now'>, database: EngineDatabase, lgpos: Lgpos): void {
  const { file } = database;
  file.flush();
  const time = now();
  file.changeState(dbstate.cleanShutdown, { genMin: 0, genMax: 0 });
  file.changeHeader({
    dbtimeDirtied: BigInt(database.dbtimeLast),
    objidLast: database.objidLast,
    lgposConsistent: lgpos,
    logtimeConsistent: time,
    lgposDetach: lgpos,
    logtimeDetach: time,
    ...(file.keepsLastResize && compareLgpos(lgpos, lgposMin) !== 0 ? { lgposLastResize: lgpos } : {}),
  });
  file.endFlushMap(time);
  file.writeHeader();
}
