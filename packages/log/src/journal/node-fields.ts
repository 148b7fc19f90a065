import type { NodeChange, PageChange } from '@esekit/btree';
import { pageRecordFlag } from '../records/layouts';

const noBytes = new Uint8Array(0);

/**
 * The fields of records about one node, by their ESE names, for the encoders. One object serves all of them,
 * so that a record costs no more than its bytes.
 */
export class NodeFields {
  procid = 0;
  pgno = 0;
  dbtime = 0;
  dbtimeBefore = 0;
  trxBegin0 = 0;
  level = 0;
  iline = 0;
  fFlags = 0;
  rceid = 0;
  pgnoFDP = 0;
  objidFDP = 0;
  cbPrefix = 0;
  key: Uint8Array = noBytes;
  data: Uint8Array = noBytes;
  bookmarkData: Uint8Array = noBytes;
  rceidReplace = 0;
  cbOldData = 0;
  cbNewData = 0;
  fWideDifference = false;
  lDelta = 0;
  qwDelta = 0n;
  cbOffset = 0;
  oper = 0;
  cbMaxSize = 0;
  cbDelta = 0;
  levelOper = 0;

  constructor(readonly dbid: number) {}

  page({ writer, pgno, dbtime, dbtimeBefore, iline, flags }: PageChange): this {
    this.procid = writer.procid;
    this.pgno = pgno;
    this.dbtime = dbtime;
    this.dbtimeBefore = dbtimeBefore;
    this.trxBegin0 = writer.trxBegin0;
    this.level = writer.level;
    this.iline = iline;
    this.fFlags = writer.isSystemTask ? flags | pageRecordFlag.systemTask : flags;
    return this;
  }

  node(change: NodeChange): this {
    this.rceid = change.rceid;
    this.pgnoFDP = change.pgnoFDP;
    this.objidFDP = change.objidFDP;
    return this.page(change);
  }
}
