import type { DeltaChange, InsertChange, ReplaceChange, ReviveChange, UndoChange, Writer } from './journal';

const noBytes = new Uint8Array(0);
const nobody: Writer = { procid: 0, trxBegin0: 0, level: 0, isSystemTask: false };

/** What a journal is told of a change to one node. One serves all changes of a tree, so they allocate none. */
export class NodeRecord implements InsertChange, ReviveChange, ReplaceChange, DeltaChange, UndoChange {
  writer: Writer = nobody;
  pgno = 0;
  dbtime = 0;
  dbtimeBefore = 0;
  iline = 0;
  flags = 0;
  rceid = 0;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
  key: Uint8Array = noBytes;
  /** Data of the node afterwards. */
  data: Uint8Array = noBytes;
  cbPrefix = 0;
  rceidReplace = 0;
  dataOld: Uint8Array = noBytes;
  /** Data as a part of the bookmark. */
  bookmarkData: Uint8Array = noBytes;
  cbOffset = 0;
  delta = 0n;
  width: 4 | 8 = 4;
  oper: UndoChange['oper'] = 'insert';
  levelOper = 0;

  constructor(tree: { readonly pgnoFDP: number; readonly objidFDP: number }) {
    this.pgnoFDP = tree.pgnoFDP;
    this.objidFDP = tree.objidFDP;
  }
}
