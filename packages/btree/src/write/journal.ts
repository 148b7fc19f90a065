import type { PageView } from '@esekit/pages';
import type { MergeKind } from '../change/merge';
import type { SplitKind, SplitOperation } from '../change/split-level';

/**
 * The log as trees see it: one method per kind of record (21 §4 to §7). Each is called before the page
 * changes (24 §1.1) and returns the log segment of the record, lGeneration * 65536 + isec, for
 * `PageBuffer.change`. What it throws leaves the pages as they were.
 *
 * A journal serves one database. What it is given is read during the call and not kept, so callers may use
 * one object for many changes.
 */
export interface Journal {
  insert(change: InsertChange): number;
  /** Brings a node flagged Deleted back, in trees whose keys are not unique. */
  flagInsert(change: BookmarkChange): number;
  flagInsertAndReplaceData(change: ReviveChange): number;
  /** The journal decides between the whole data and a difference. */
  replace(change: ReplaceChange): number;
  flagDelete(change: NodeChange): number;
  /** Removes the node physically. */
  delete(change: NodeChange): number;
  delta(change: DeltaChange): number;
  undoInfo(change: UndoInfoChange): number;
  undo(change: UndoChange): number;
  setExternalHeader(change: ExternalHeaderChange): number;
  newPage(change: NewPageChange): number;
  createSingleExtentFDP(change: SingleExtentChange): number;
  createMultipleExtentFDP(change: MultipleExtentChange): number;
  /** From a single extent to several (ConvertFDP2). */
  convertFDP(change: ConversionChange): number;
  emptyTree(change: EmptyTreeChange): number;
  /** A whole macro: every level, the leaf's operation, and what closes it. */
  split(change: SplitChange): number;
  /** A whole macro. */
  merge(change: MergeChange): number;
  /** The file is to have pages up to `pgnoLast`; durable before it returns (24 §4). */
  extendDatabase(writer: Writer, pgnoLast: number): number;
  /** The pages of a tree are about to be given back (24 §9); of no transaction. */
  freeFDP(change: FreeFDPChange): number;
  /** An extent of such a tree (24 §9); of no transaction. */
  extentFreed(change: ExtentFreedChange): number;
}

/** Who makes a change: what every page record says of its session (21 §2). */
export interface Writer {
  readonly procid: number;
  readonly trxBegin0: number;
  readonly level: number;
  readonly isSystemTask: boolean;
}

/** Bits of a page record's `fFlags` (21 §2); the journal adds that of a system task itself. */
export const changeFlag = {
  versioned: 0x01,
  unique: 0x04,
  space: 0x08,
  concurrentCreateIndex: 0x10,
  systemTask: 0x20,
} as const;

/** The page prefix of a record. */
export interface PageChange {
  readonly writer: Writer;
  readonly pgno: number;
  /** Of the page afterwards: a safe integer. */
  readonly dbtime: number;
  /** Of the page now; -1 where a record does not say it. */
  readonly dbtimeBefore: number;
  readonly iline: number;
  /** Bits of `changeFlag`. */
  readonly flags: number;
}

export interface NodeChange extends PageChange {
  /** Of the version that the change makes; 0 when it makes none. */
  readonly rceid: number;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
}

export interface BookmarkChange extends NodeChange {
  /** In full. */
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

export interface InsertChange extends BookmarkChange {
  /** What the node leaves out of its key, because the page's prefix has it. */
  readonly cbPrefix: number;
}

export interface ReviveChange extends BookmarkChange {
  readonly rceidReplace: number;
}

export interface ReplaceChange extends NodeChange {
  readonly dataOld: Uint8Array;
  readonly data: Uint8Array;
}

export interface DeltaChange extends NodeChange {
  readonly key: Uint8Array;
  /** Empty where keys are unique. */
  readonly bookmarkData: Uint8Array;
  readonly cbOffset: number;
  readonly delta: bigint;
  /** Bytes of the integer in the node's data. */
  readonly width: 4 | 8;
}

/** What is needed to undo a replace or a flag-delete whose page may be written before it commits. */
export interface UndoInfoChange extends Omit<NodeChange, 'dbtime' | 'dbtimeBefore'> {
  readonly key: Uint8Array;
  readonly bookmarkData: Uint8Array;
  readonly oper: 'replace' | 'flagDelete';
  /** Largest data that the node had in the transaction. */
  readonly cbMaxSize: number;
  /** Bytes that the replace freed and keeps for rollback. */
  readonly cbDelta: number;
  /** The before-image; empty for a flag-delete. */
  readonly data: Uint8Array;
}

export interface UndoChange extends NodeChange {
  readonly key: Uint8Array;
  readonly bookmarkData: Uint8Array;
  readonly oper: 'insert' | 'replace' | 'flagDelete' | 'delta' | 'delta64';
  /** Level at which the version was made. */
  readonly levelOper: number;
}

export interface ExternalHeaderChange extends NodeChange {
  /** All of tag 0. */
  readonly data: Uint8Array;
}

export interface NewPageChange {
  readonly writer: Writer;
  readonly pgno: number;
  readonly objidFDP: number;
  readonly dbtime: number;
}

export interface SingleExtentChange extends PageChange {
  readonly objidFDP: number;
  readonly pgnoFDPParent: number;
  readonly cpgPrimary: number;
  /** Without Root, Leaf, SpaceTree and NewRecordFormat (21 §6). */
  readonly fPageFlags: number;
}

export interface MultipleExtentChange extends SingleExtentChange {
  readonly pgnoOE: number;
  readonly pgnoAE: number;
}

export interface ConversionChange extends MultipleExtentChange {
  readonly pgnoSecondaryFirst: number;
  readonly cpgSecondary: number;
  /** Which pages of the primary extent were available. */
  readonly rgbitAvail: number;
}

export interface EmptyTreeChange extends NodeChange {
  readonly pages: readonly { readonly pgno: number; readonly dbtimeBefore: number; readonly flags: number }[];
}

export interface FreeFDPChange {
  readonly pgnoFDP: number;
  /** Of the transaction that deleted the tree. */
  readonly trxCommitted: number;
  readonly kind: 'table' | 'index';
}

export interface ExtentFreedChange {
  readonly pgnoFirst: number;
  readonly cpgExtent: number;
  readonly dbtime: number;
}

/** What all records of a macro share. */
export interface MacroChange {
  readonly writer: Writer;
  /** One for all pages. */
  readonly dbtime: number;
  /** Bits of `changeFlag`, without Versioned. */
  readonly flags: number;
  readonly pgnoFDP: number;
  readonly objidFDP: number;
}

export interface SplitChange extends MacroChange {
  /** From the root down. */
  readonly levels: readonly SplitLevel[];
  /** What the leaf was split for; `undefined` when that comes afterwards. */
  readonly leafOperation: LeafOperation | undefined;
}

/** One record of a split (21 §5). */
export interface SplitLevel {
  readonly pgno: number;
  readonly dbtimeBefore: number;
  /** 0 on a level that only gets a page pointer: what follows up to `keyParent` says nothing then. */
  readonly pgnoNew: number;
  /** 0 when there is none; its dbtime is -1 then. */
  readonly pgnoRight: number;
  readonly dbtimeRightBefore: number;
  /** 0 on the topmost level; its dbtime is -1 then. */
  readonly pgnoParent: number;
  readonly dbtimeParentBefore: number;
  readonly kind: SplitKind;
  readonly operation: SplitOperation;
  readonly ilineOper: number;
  readonly ilineSplit: number;
  readonly clines: number;
  readonly flagsNew: number;
  readonly flagsSplit: number;
  readonly cbUncommittedFreeSplit: number;
  readonly cbUncommittedFreeNew: number;
  readonly ilinePrefixSplit: number;
  readonly ilinePrefixNew: number;
  /** The separator that the parent gets; empty where there is no parent to change. */
  readonly keyParent: Uint8Array;
  readonly prefixOld: Uint8Array;
  readonly prefixNew: Uint8Array;
  /** The page that is split, as it stands; `undefined` where no before-image is required. */
  readonly beforeImage: PageView | undefined;
}

/** The operation that a split makes room for. */
export interface LeafOperation {
  readonly operation: Exclude<SplitOperation, 'none'>;
  /** The page that is split, whichever page the line goes to. */
  readonly pgno: number;
  /** Among the lines of that page and the one that is inserted. */
  readonly iline: number;
  /** Bits of `changeFlag`. */
  readonly flags: number;
  readonly rceid: number;
  /** Only of flagInsertAndReplaceData. */
  readonly rceidReplace: number;
  readonly key: Uint8Array;
  readonly cbPrefix: number;
  readonly cbOldData: number;
  readonly data: Uint8Array;
}

export interface MergeChange extends MacroChange {
  /** From the topmost page that changes down; the leaf last. */
  readonly levels: readonly MergeLevel[];
}

/** One record of a merge (21 §5). */
export interface MergeLevel {
  readonly pgno: number;
  readonly dbtimeBefore: number;
  /** The page pointer of an ancestor; on the leaf 0. */
  readonly iline: number;
  /** `undefined` on ancestors. */
  readonly kind: MergeKind | undefined;
  /** A page that is not there has number 0 and dbtime -1. */
  readonly pgnoLeft: number;
  readonly dbtimeLeftBefore: number;
  readonly pgnoRight: number;
  readonly dbtimeRightBefore: number;
  readonly pgnoParent: number;
  readonly dbtimeParentBefore: number;
  /** Sum of the nodes that move, and of what they may grow to by rollback. */
  readonly cbSizeTotal: number;
  readonly cbSizeMaxTotal: number;
  /** What the page that gets the nodes keeps for rollback. */
  readonly cbUncommittedFreeDest: number;
  readonly ilineMerge: number;
  readonly changesKey: boolean;
  readonly deletesNode: boolean;
  readonly emptiesPage: boolean;
  /** New separator for the level above, where one changes; otherwise empty. */
  readonly separator: Uint8Array;
  readonly beforeImage: PageView | undefined;
}
