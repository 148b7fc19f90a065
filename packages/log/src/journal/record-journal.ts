import type {
  BookmarkChange,
  ConversionChange,
  DeltaChange,
  EmptyTreeChange,
  ExtentFreedChange,
  ExternalHeaderChange,
  FreeFDPChange,
  InsertChange,
  Journal,
  MergeChange,
  MultipleExtentChange,
  NewPageChange,
  NodeChange,
  ReplaceChange,
  ReviveChange,
  SingleExtentChange,
  SplitChange,
  UndoChange,
  UndoInfoChange,
  Writer,
} from '@esekit/btree';
import type { Lgpos } from '@esekit/core';
import { giveBackRecord } from '../records/encode-record';
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
  encodeExtentFreed2,
  encodeFlagDelete,
  encodeFlagInsert,
  encodeFlagInsertAndReplaceData,
  encodeFreeFDP,
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
import { versionOper } from '../records/layouts';
import { lastSegmentOf } from '../recovery/undo/last-segment';
import { NodeFields } from './node-fields';
import { mergeRecords, pagesOfMerge, pagesOfSplit, splitRecords } from './macro-records';

/** Where records go; `LogWriter` is one. */
export interface RecordLog {
  /** Copies what it keeps: the records may be used for others afterwards. */
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

/** Of a FreeFDP record (21 §6). */
const freedType = { table: 1, index: 2 } as const;

/** dbid of the database whose macros are listed in MacroInfo; those of others are in MacroInfo2. */
const dbidFirst = 1;

/** The journal of one database: every change of its trees becomes records of the log (21, 24). */
export class RecordJournal implements Journal {
  readonly #log: RecordLog;
  readonly #dbid: number;
  readonly #fields: NodeFields;
  readonly #isWide: boolean;
  readonly #beforeRecord: ((writer: Writer) => void) | undefined;

  constructor({ log, dbid, pageSize, beforeRecord }: RecordJournalOptions) {
    this.#log = log;
    this.#dbid = dbid;
    this.#fields = new NodeFields(dbid);
    this.#isWide = pageSize > narrowDifferencePageMost;
    this.#beforeRecord = beforeRecord;
  }

  insert(change: InsertChange): number {
    const fields = this.#fields.node(change);
    fields.cbPrefix = change.cbPrefix;
    fields.key = change.key;
    fields.data = change.data;
    return this.#append(change.writer, encodeInsert(fields));
  }

  flagInsert(change: BookmarkChange): number {
    const fields = this.#fields.node(change);
    fields.key = change.key;
    fields.data = change.data;
    return this.#append(change.writer, encodeFlagInsert(fields));
  }

  flagInsertAndReplaceData(change: ReviveChange): number {
    const fields = this.#fields.node(change);
    fields.key = change.key;
    fields.data = change.data;
    fields.rceidReplace = change.rceidReplace;
    return this.#append(change.writer, encodeFlagInsertAndReplaceData(fields));
  }

  replace(change: ReplaceChange): number {
    const { dataOld, data } = change;
    const fields = this.#fields.node(change);
    fields.cbOldData = dataOld.length;
    fields.cbNewData = data.length;
    const difference = createDifference(dataOld, data, this.#isWide);
    fields.fWideDifference = difference !== undefined && this.#isWide;
    fields.data = difference ?? data;
    return this.#append(
      change.writer,
      difference === undefined ? encodeReplace(fields) : encodeReplaceD(fields),
    );
  }

  flagDelete(change: NodeChange): number {
    return this.#append(change.writer, encodeFlagDelete(this.#fields.node(change)));
  }

  delete(change: NodeChange): number {
    return this.#append(change.writer, encodeDelete(this.#fields.node(change)));
  }

  delta(change: DeltaChange): number {
    const { delta, width } = change;
    const fields = this.#fields.node(change);
    fields.key = change.key;
    fields.bookmarkData = change.bookmarkData;
    fields.cbOffset = change.cbOffset;
    fields.lDelta = Number(BigInt.asIntN(32, delta));
    fields.qwDelta = delta;
    return this.#append(change.writer, width === 4 ? encodeDelta(fields) : encodeDelta64(fields));
  }

  undoInfo(change: UndoInfoChange): number {
    const fields = this.#fields.node({ ...change, dbtime: -1, dbtimeBefore: -1 });
    fields.key = change.key;
    fields.bookmarkData = change.bookmarkData;
    fields.oper = versionOper[change.oper];
    fields.cbMaxSize = change.cbMaxSize;
    fields.cbDelta = change.cbDelta;
    fields.data = change.data;
    return this.#append(change.writer, encodeUndoInfo(fields));
  }

  undo(change: UndoChange): number {
    const fields = this.#fields.node(change);
    fields.key = change.key;
    fields.bookmarkData = change.bookmarkData;
    fields.oper = versionOper[change.oper];
    fields.levelOper = change.levelOper;
    return this.#append(change.writer, encodeUndo(fields));
  }

  setExternalHeader(change: ExternalHeaderChange): number {
    const fields = this.#fields.node(change);
    fields.data = change.data;
    return this.#append(change.writer, encodeSetExternalHeader(fields));
  }

  newPage({ writer, pgno, objidFDP: objid, dbtime: dbtimeAfter }: NewPageChange): number {
    const { procid } = writer;
    return this.#append(writer, encodeNewPage({ procid, dbid: this.#dbid, pgno, objid, dbtimeAfter }));
  }

  createSingleExtentFDP(change: SingleExtentChange): number {
    const { objidFDP, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const values = { ...this.#fields.page(change), objidFDP, pgnoFDPParent, cpgPrimary, fPageFlags };
    return this.#append(change.writer, encodeCreateSingleExtentFDP(values));
  }

  createMultipleExtentFDP(change: MultipleExtentChange): number {
    const { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const tree = { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags };
    return this.#append(
      change.writer,
      encodeCreateMultipleExtentFDP({ ...this.#fields.page(change), ...tree }),
    );
  }

  convertFDP(change: ConversionChange): number {
    const { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags } = change;
    const { pgnoSecondaryFirst, cpgSecondary, rgbitAvail } = change;
    const tree = { objidFDP, pgnoOE, pgnoAE, pgnoFDPParent, cpgPrimary, fPageFlags };
    const space = { pgnoSecondaryFirst, cpgSecondary, rgbitAvail };
    return this.#append(
      change.writer,
      encodeConvertFDP2({ ...this.#fields.page(change), ...tree, ...space }),
    );
  }

  emptyTree(change: EmptyTreeChange): number {
    const rgemptypage = change.pages.map(({ pgno, dbtimeBefore, flags: ulPageFlags }) => ({
      ...{ pgno, dbtimeBefore: BigInt(dbtimeBefore), ulPageFlags },
    }));
    return this.#append(change.writer, encodeEmptyTree({ ...this.#fields.node(change), rgemptypage }));
  }

  split(change: SplitChange): number {
    return this.#macro(change, splitRecords(this.#fields, change), pagesOfSplit(change));
  }

  merge(change: MergeChange): number {
    return this.#macro(change, mergeRecords(this.#dbid, change), pagesOfMerge(change));
  }

  extendDatabase(writer: Writer, pgnoLast: number): number {
    const logSegment = this.#append(writer, encodeExtendDB({ dbid: this.#dbid, pgnoLast }));
    this.#log.flush();
    return logSegment;
  }

  freeFDP({ pgnoFDP, trxCommitted, kind }: FreeFDPChange): number {
    const bFDPType = freedType[kind];
    return this.#appendAlone(encodeFreeFDP({ dbid: this.#dbid, pgnoFDP, trxCommitted, bFDPType }));
  }

  extentFreed({ pgnoFirst, cpgExtent, dbtime }: ExtentFreedChange): number {
    return this.#appendAlone(
      encodeExtentFreed2({ dbid: this.#dbid, pgnoFirst, cpgExtent, fFlags: 0, dbtime }),
    );
  }

  /** A record of no session. */
  #appendAlone(record: Uint8Array): number {
    return lastSegmentOf(this.#log.append(record), record.length);
  }

  #append(writer: Writer, record: Uint8Array): number {
    // What that logs is encoded behind this record, and given back first.
    this.#beforeRecord?.(writer);
    const logSegment = lastSegmentOf(this.#log.append(record), record.length);
    giveBackRecord(record);
    return logSegment;
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
}
