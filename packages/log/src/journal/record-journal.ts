import type {
  BookmarkChange,
  ConversionChange,
  DeltaChange,
  EmptyTreeChange,
  ExternalHeaderChange,
  InsertChange,
  Journal,
  MergeChange,
  MultipleExtentChange,
  NewPageChange,
  NodeChange,
  PageChange,
  ReplaceChange,
  ReviveChange,
  SingleExtentChange,
  SplitChange,
  UndoChange,
  UndoInfoChange,
  Writer,
} from '@esekit/btree';
import type { Lgpos } from '@esekit/core';
import { createDifference, narrowDifferencePageMost } from '../records/difference';
import {
  encodeConvertFDP2,
  encodeCreateMultipleExtentFDP,
  encodeCreateSingleExtentFDP,
  encodeDelete,
  encodeDelta,
  encodeDelta64,
  encodeEmptyTree,
  encodeExtendDB,
  encodeFlagDelete,
  encodeFlagInsert,
  encodeFlagInsertAndReplaceData,
  encodeInsert,
  encodeMacroAbort,
  encodeMacroBegin,
  encodeMacroCommit,
  encodeMacroInfo,
  encodeMacroInfo2,
  encodeNewPage,
  encodeReplace,
  encodeReplaceD,
  encodeSetExternalHeader,
  encodeUndo,
  encodeUndoInfo,
} from '../records/encoders';
import { pageRecordFlag, versionOper } from '../records/layouts';
import { lastSegmentOf } from '../recovery/undo/last-segment';
import { mergeRecords, pagesOfMerge, pagesOfSplit, splitRecords } from './macro-records';

/** Where records go; `LogWriter` is one. */
export interface RecordLog {
  append(...records: Uint8Array[]): Lgpos;
  /** Makes everything appended durable. */
  flush(): void;
}

export interface RecordJournalOptions {
  readonly log: RecordLog;
  readonly dbid: number;
  readonly pageSize: number;
  /**
   * Called before each record of a session: the moment to log that its transactions began, if that was
   * not done yet (24 §2).
   */
  readonly beforeRecord?: (writer: Writer) => void;
}

/** dbid of the database whose macros are listed in MacroInfo; those of others are in MacroInfo2. */
const dbidFirst = 1;

/** The journal of one database: every change of its trees becomes records of the log (21, 24). */
export class RecordJournal implements Journal {
  readonly #log: RecordLog;
  readonly #dbid: number;
  readonly #isWide: boolean;
  readonly #beforeRecord: ((writer: Writer) => void) | undefined;

  constructor({ log, dbid, pageSize, beforeRecord }: RecordJournalOptions) {
    this.#log = log;
    this.#dbid = dbid;
    this.#isWide = pageSize > narrowDifferencePageMost;
    this.#beforeRecord = beforeRecord;
  }

  insert(change: InsertChange): number {
    const { cbPrefix, key, data } = change;
    return this.#append(change.writer, encodeInsert({ ...this.#node(change), cbPrefix, key, data }));
  }

  flagInsert(change: BookmarkChange): number {
    const { key, data } = change;
    return this.#append(change.writer, encodeFlagInsert({ ...this.#node(change), key, data }));
  }

  flagInsertAndReplaceData(change: ReviveChange): number {
    const { key, data, rceidReplace } = change;
    const values = { ...this.#node(change), rceidReplace, key, data };
    return this.#append(change.writer, encodeFlagInsertAndReplaceData(values));
  }

  replace(change: ReplaceChange): number {
    const { dataOld, data } = change;
    const node = this.#node(change);
    const cbOldData = dataOld.length;
    const difference = createDifference(dataOld, data, this.#isWide);
    if (difference === undefined) {
      return this.#append(change.writer, encodeReplace({ ...node, cbOldData, data }));
    }
    const values = { cbOldData, cbNewData: data.length, fWideDifference: this.#isWide, data: difference };
    return this.#append(change.writer, encodeReplaceD({ ...node, ...values }));
  }

  flagDelete(change: NodeChange): number {
    return this.#append(change.writer, encodeFlagDelete(this.#node(change)));
  }

  delete(change: NodeChange): number {
    return this.#append(change.writer, encodeDelete(this.#node(change)));
  }

  delta(change: DeltaChange): number {
    const { key, bookmarkData, cbOffset, delta, width } = change;
    const node = { ...this.#node(change), key, bookmarkData, cbOffset };
    const record =
      width === 4
        ? encodeDelta({ ...node, lDelta: Number(delta) })
        : encodeDelta64({ ...node, qwDelta: delta });
    return this.#append(change.writer, record);
  }

  undoInfo(change: UndoInfoChange): number {
    const { key, bookmarkData, cbMaxSize, cbDelta, data } = change;
    const node = this.#node({ ...change, dbtime: -1, dbtimeBefore: -1 });
    const oper = versionOper[change.oper];
    const values = { ...node, key, bookmarkData, oper, cbMaxSize, cbDelta, data };
    return this.#append(change.writer, encodeUndoInfo(values));
  }

  undo(change: UndoChange): number {
    const { key, bookmarkData, levelOper } = change;
    const values = { ...this.#node(change), key, bookmarkData, oper: versionOper[change.oper], levelOper };
    return this.#append(change.writer, encodeUndo(values));
  }

  setExternalHeader(change: ExternalHeaderChange): number {
    return this.#append(
      change.writer,
      encodeSetExternalHeader({ ...this.#node(change), data: change.data }),
    );
  }

  newPage({ writer, pgno, objidFDP: objid, dbtime: dbtimeAfter }: NewPageChange): number {
    const { procid } = writer;
    return this.#append(writer, encodeNewPage({ procid, dbid: this.#dbid, pgno, objid, dbtimeAfter }));
  }

  createSingleExtentFDP(change: SingleExtentChange): number {
    const { objidFDP, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const values = { ...this.#page(change), objidFDP, pgnoFDPParent, cpgPrimary, fPageFlags };
    return this.#append(change.writer, encodeCreateSingleExtentFDP(values));
  }

  createMultipleExtentFDP(change: MultipleExtentChange): number {
    const { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const tree = { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags };
    return this.#append(change.writer, encodeCreateMultipleExtentFDP({ ...this.#page(change), ...tree }));
  }

  convertFDP(change: ConversionChange): number {
    const { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const { pgnoSecondaryFirst, cpgSecondary, rgbitAvail } = change;
    const tree = { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags };
    const space = { pgnoSecondaryFirst, cpgSecondary, rgbitAvail };
    return this.#append(change.writer, encodeConvertFDP2({ ...this.#page(change), ...tree, ...space }));
  }

  emptyTree(change: EmptyTreeChange): number {
    const rgemptypage = change.pages.map(({ pgno, dbtimeBefore, flags: ulPageFlags }) => ({
      ...{ pgno, dbtimeBefore: BigInt(dbtimeBefore), ulPageFlags },
    }));
    return this.#append(change.writer, encodeEmptyTree({ ...this.#node(change), rgemptypage }));
  }

  split(change: SplitChange): number {
    return this.#macro(change, splitRecords(this.#dbid, change), pagesOfSplit(change));
  }

  merge(change: MergeChange): number {
    return this.#macro(change, mergeRecords(this.#dbid, change), pagesOfMerge(change));
  }

  extendDatabase(writer: Writer, pgnoLast: number): number {
    const logSegment = this.#append(writer, encodeExtendDB({ dbid: this.#dbid, pgnoLast }));
    this.#log.flush();
    return logSegment;
  }

  #append(writer: Writer, record: Uint8Array): number {
    this.#beforeRecord?.(writer);
    return lastSegmentOf(this.#log.append(record), record.length);
  }

  /** Without its commit a macro is none, so what fails in the middle is only tidied up after. */
  #macro({ writer, dbtime }: SplitChange | MergeChange, records: Uint8Array[], pgnos: number[]): number {
    const { procid } = writer;
    const dbid = this.#dbid;
    const info =
      dbid === dbidFirst ? encodeMacroInfo({ rgpgno: pgnos }) : encodeMacroInfo2({ dbid, rgpgno: pgnos });
    this.#append(writer, encodeMacroBegin({ procid, dbtime }));
    try {
      for (const record of records) this.#append(writer, record);
      const commit = encodeMacroCommit({ procid, dbtime });
      return lastSegmentOf(this.#log.append(commit, info), commit.length);
    } catch (error) {
      this.#abort(procid, dbtime);
      throw error;
    }
  }

  /** A log that takes no more records does not take this one either. */
  #abort(procid: number, dbtime: number): void {
    try {
      this.#log.append(encodeMacroAbort({ procid, dbtime }));
    } catch {
      // The first error says more.
    }
  }

  #page({ writer, pgno, dbtime, dbtimeBefore, iline, flags }: PageChange) {
    const { procid, trxBegin0, level, isSystemTask } = writer;
    const fFlags = isSystemTask ? flags | pageRecordFlag.systemTask : flags;
    return { procid, dbid: this.#dbid, pgno, dbtime, dbtimeBefore, trxBegin0, level, iline, fFlags };
  }

  #node(change: NodeChange) {
    const { rceid, pgnoFDP, objidFDP } = change;
    return { ...this.#page(change), rceid, pgnoFDP, objidFDP };
  }
}
