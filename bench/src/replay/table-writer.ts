import { changeNodeFlags, deleteNode, insertNode, replaceNodeData } from '@esekit/btree';
import {
  createDifference,
  encodeDelete,
  encodeFlagDelete,
  encodeInsert,
  encodeReplace,
  encodeReplaceD,
} from '@esekit/log';
import { lineFlag } from '@esekit/pages';
import { longSegment } from '../bulk/catalog-nodes';
import { encodeRow } from '../bulk/encode-row';
import {
  cleanUpFlags,
  dbtimeOf,
  rowFlags,
  stampDbtime,
  type ChangeLog,
  type PageChange,
  type Session,
  type TreeNames,
} from './change-log';
import { dataAt, descend, nodeSize, type ModelPages, type Step } from './model-pages';
import { valuesOfVersion, type RowChange } from './row-changes';
import { splitAndInsert } from './table-split';
import type { TableSpace } from './table-space';

/** What appending leaves free on a page, in percent: the density of the catalog is 80. */
const freeShare = 20;

/** Writes the records of changes of rows, and changes the model's pages with each of them. */
export class TableWriter {
  inserts = 0;
  /** Bytes of their data. */
  insertBytes = 0;

  constructor(
    readonly pages: ModelPages,
    readonly log: ChangeLog,
    readonly space: TableSpace,
    readonly table: TreeNames,
  ) {}

  write(session: Session, change: RowChange): void {
    const key = longSegment(change.id);
    const steps = descend(this.pages, this.table.pgnoFDP, key);
    if (change.kind === 'insert') this.#insert(session, steps, key, encodeRow(valuesOfVersion(change)));
    else if (change.kind === 'update')
      this.#replace(session, steps.at(-1)!, encodeRow(valuesOfVersion(change)));
    else this.#flagDelete(session, steps.at(-1)!);
    this.pages.release();
  }

  /** Removes the node of a row that was deleted by a transaction that has ended. */
  cleanUp(session: Session, id: number): void {
    const leaf = descend(this.pages, this.table.pgnoFDP, longSegment(id)).at(-1)!;
    const change = this.#change(leaf);
    this.log.writer.append(encodeDelete(this.log.nodeFields(session, this.table, change, cleanUpFlags)));
    deleteNode(leaf.view, leaf.iline);
    stampDbtime(leaf.view, change.dbtime);
    this.pages.release();
  }

  #insert(session: Session, steps: readonly Step[], key: Uint8Array, data: Uint8Array): void {
    const leaf = steps.at(-1)!;
    const { view, iline } = leaf;
    this.inserts++;
    this.insertBytes += data.length;
    const isAppend = iline === view.clines && view.pgnoNext === 0;
    const keptFree = isAppend ? Math.floor((freeShare * view.pageSize) / 100) : 0;
    if (view.cbFree < nodeSize(key.length, data.length) + keptFree) {
      splitAndInsert(this, session, steps, key, data);
      return;
    }
    const change = this.#change(leaf);
    const fields = this.log.nodeFields(session, this.table, change, rowFlags);
    this.log.writer.append(encodeInsert({ ...fields, cbPrefix: 0, key, data }));
    insertNode(view, iline, key, data, lineFlag.version);
    stampDbtime(view, change.dbtime);
  }

  #replace(session: Session, leaf: Step, data: Uint8Array): void {
    const { view, iline } = leaf;
    const old = dataAt(view, iline);
    const change = this.#change(leaf);
    const fields = {
      ...this.log.nodeFields(session, this.table, change, rowFlags),
      cbOldData: old.length,
      cbNewData: data.length,
    };
    const difference = createDifference(old, data, false);
    this.log.writer.append(
      difference === undefined
        ? encodeReplace({ ...fields, data })
        : encodeReplaceD({ ...fields, fWideDifference: false, data: difference }),
    );
    replaceNodeData(view, iline, data);
    changeNodeFlags(view, iline, lineFlag.version, 0);
    stampDbtime(view, change.dbtime);
  }

  #flagDelete(session: Session, leaf: Step): void {
    const change = this.#change(leaf);
    this.log.writer.append(encodeFlagDelete(this.log.nodeFields(session, this.table, change, rowFlags)));
    changeNodeFlags(leaf.view, leaf.iline, lineFlag.deleted | lineFlag.version, 0);
    stampDbtime(leaf.view, change.dbtime);
  }

  #change({ pgno, view, iline }: Step): PageChange {
    return { pgno, iline, dbtime: this.log.nextDbtime(), dbtimeBefore: dbtimeOf(view) };
  }
}
