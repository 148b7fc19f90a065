import { changeNodeFlags, insertNode, replaceNodeData } from '@esekit/btree';
import { encodeExtendDB, encodeFlagDelete, encodeInsert, encodeNewPage, encodeReplace } from '@esekit/log';
import { lineFlag } from '@esekit/pages';
import { extentNode } from '../bulk/space-pages';
import { pageNumberBytes } from '../bulk/nodes';
import { pgnoOwnedExtents } from '../database/owned-extent';
import {
  dbid,
  dbtimeOf,
  spaceFlags,
  stampDbtime,
  type ChangeLog,
  type Session,
  type TreeNames,
} from './change-log';
import type { ModelPages } from './model-pages';

/** Pages by which the database grows: 16 MiB. */
const pagesPerExtent = 2048;
const databaseRoot: TreeNames = { pgnoFDP: 1, objidFDP: 1 };

/**
 * The space of the table: pages come from the front of its newest extent, and when that is used up, the
 * database is extended (04 §3).
 */
export class TableSpace {
  #pgnoNext = 1;

  constructor(
    readonly pages: ModelPages,
    readonly log: ChangeLog,
    readonly table: TreeNames,
    /** The last page of the database. */
    public pgnoLast: number,
  ) {
    this.#pgnoNext = pgnoLast + 1;
  }

  /** A page for the table: logged as taken, and as new. */
  take(session: Session): number {
    if (this.#pgnoNext > this.pgnoLast) this.#extend(session);
    const pgno = this.#pgnoNext++;
    this.#shrinkAvailable(session);
    const { procid } = session;
    const dbtimeAfter = this.log.nextDbtime();
    this.log.writer.append(encodeNewPage({ procid, dbid, pgno, objid: this.table.objidFDP, dbtimeAfter }));
    return pgno;
  }

  #extend(session: Session): void {
    this.pgnoLast += pagesPerExtent;
    const { pgnoLast, table, pages, log } = this;
    log.writer.append(encodeExtendDB({ dbid, pgnoLast }));
    pages.buffer.resize(pgnoLast);
    for (const [pgno, tree] of [
      [pgnoOwnedExtents, databaseRoot],
      [table.pgnoFDP + 1, table],
      [table.pgnoFDP + 2, table],
    ] as const) {
      this.#insertExtent(session, pgno, tree);
    }
  }

  /** The roots of space trees have room for all extents there will be. */
  #insertExtent(session: Session, pgno: number, tree: TreeNames): void {
    const { log } = this;
    const view = this.pages.page(pgno);
    const dbtime = log.nextDbtime();
    const iline = view.clines;
    const { key, data } = extentNode({ pgnoLast: this.pgnoLast, pages: pagesPerExtent });
    const change = { pgno, iline, dbtime, dbtimeBefore: dbtimeOf(view) };
    const fields = log.nodeFields(session, tree, change, spaceFlags);
    log.writer.append(encodeInsert({ ...fields, cbPrefix: 0, key, data }));
    insertNode(view, iline, key, data, 0);
    stampDbtime(view, dbtime);
  }

  /** The extent loses its first page; without pages it is flagged as deleted. */
  #shrinkAvailable(session: Session): void {
    const { log, table } = this;
    const pgno = table.pgnoFDP + 2;
    const view = this.pages.page(pgno);
    const iline = view.clines - 1;
    const change = { pgno, iline, dbtime: log.nextDbtime(), dbtimeBefore: dbtimeOf(view) };
    const fields = log.nodeFields(session, table, change, spaceFlags);
    const left = this.pgnoLast - this.#pgnoNext + 1;
    if (left > 0) {
      const data = pageNumberBytes(left);
      log.writer.append(encodeReplace({ ...fields, cbOldData: data.length, data }));
      replaceNodeData(view, iline, data);
    } else {
      log.writer.append(encodeFlagDelete(fields));
      changeNodeFlags(view, iline, lineFlag.deleted, 0);
    }
    stampDbtime(view, change.dbtime);
  }
}
