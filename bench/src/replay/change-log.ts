import { encodeBegin0, encodeCommit0, pageRecordFlag, type LogWriter, type RecordInput } from '@esekit/log';
import type { PageView } from '@esekit/pages';

/** dbid of the only database. */
export const dbid = 1;

/** A tree as its records name it. */
export interface TreeNames {
  readonly pgnoFDP: number;
  readonly objidFDP: number;
}

/** An open transaction. */
export interface Session {
  readonly procid: number;
  readonly trxBegin0: number;
}

type NodeFields = RecordInput<'FlagDelete'>;
type PageFields = Omit<NodeFields, 'rceid' | 'pgnoFDP' | 'objidFDP'>;

/** What a record says of the page it changes. */
export interface PageChange {
  readonly pgno: number;
  readonly iline: number;
  readonly dbtime: number;
  readonly dbtimeBefore: number;
}

export const rowFlags = pageRecordFlag.versioned | pageRecordFlag.unique;
export const cleanUpFlags = pageRecordFlag.unique | pageRecordFlag.systemTask;
export const spaceFlags = pageRecordFlag.unique | pageRecordFlag.space;

/** The log that is written, and the numbers that go up with it. */
export class ChangeLog {
  #dbtime: number;
  #trx = 1;
  #rceid = 0;

  constructor(
    readonly writer: LogWriter,
    dbtime: number,
  ) {
    this.#dbtime = dbtime;
  }

  get dbtime(): number {
    return this.#dbtime;
  }

  nextDbtime(): number {
    return ++this.#dbtime;
  }

  begin(procid: number): Session {
    this.#trx += 2;
    this.writer.append(encodeBegin0({ procid, levels: 0x10, trxBegin0: this.#trx }));
    return { procid, trxBegin0: this.#trx };
  }

  commit({ procid }: Session): void {
    this.writer.append(encodeCommit0({ procid, levelCommitTo: 0, trxCommit0: this.#trx + 1 }));
  }

  pageFields({ procid, trxBegin0 }: Session, change: PageChange, fFlags: number): PageFields {
    const { pgno, iline, dbtime, dbtimeBefore } = change;
    return { procid, dbid, pgno, dbtime, dbtimeBefore, trxBegin0, level: 1, iline, fFlags };
  }

  /** Fields of an operation on one node; a versioned one gets a new version. */
  nodeFields(session: Session, tree: TreeNames, change: PageChange, fFlags: number): NodeFields {
    const rceid = (fFlags & pageRecordFlag.versioned) === 0 ? 0 : ++this.#rceid;
    const { pgnoFDP, objidFDP } = tree;
    return { ...this.pageFields(session, change, fFlags), rceid, pgnoFDP, objidFDP };
  }
}

export function dbtimeOf(view: PageView): number {
  return view.dbtimeHigh * 0x1_0000_0000 + view.dbtimeLow;
}

export function stampDbtime(view: PageView, dbtime: number): void {
  view.setDbtime(Math.floor(dbtime / 0x1_0000_0000), dbtime >>> 0);
}
