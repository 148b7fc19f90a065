import type { PageView } from '@esekit/pages';
import type { SplitChild } from './page-pointers';

/**
 * One level of a split (23 §4.6.1, steps 4 to 10; 03 §5). Who splits has decided everything before: what
 * goes where, and which keys become prefixes. The lines counted here are those of the page together with
 * the one that is being inserted.
 */

/** `vertical`: the root hands all its nodes down. `append`: only the line behind the last one is new. */
export type SplitKind = 'vertical' | 'right' | 'append';

/** What is done in the same breath to line `ilineOper`. */
export type SplitOperation = 'none' | 'insert' | 'replace' | 'flagInsertAndReplaceData';

export interface Split {
  readonly kind: SplitKind;
  readonly operation: SplitOperation;
  readonly ilineOper: number;
  /** The first line that goes to the new page. */
  readonly ilineSplit: number;
  /** Lines in all, one that is inserted included. */
  readonly clines: number;
  /** What the operation writes; without one it is not looked at. */
  readonly line?: SplitLine | undefined;
  /** On an internal level: the page below that is split too, and gets a second pointer by the operation. */
  readonly child?: SplitChild | undefined;
  readonly pgno: number;
  readonly pgnoNew: number;
  /** The right neighbour of a leaf until now; 0 when there is none. */
  readonly pgnoRight: number;
  readonly objidFDP: number;
  /** Page flags of the new page. */
  readonly flagsNew: number;
  /** Page flags of the root after a vertical split; otherwise not looked at. */
  readonly flagsSplit: number;
  /** The prefix of the split page from now on, possibly empty; an append split leaves the old one. */
  readonly prefixSplit: Uint8Array;
  /** The line, counted from `ilineSplit`, whose key is the prefix of the new page; -1 when it has none. */
  readonly ilinePrefixNew: number;
  /** What leaves keep for rollback; no more than is free then (02 §5.5). */
  readonly cbUncommittedFreeSplit: number;
  readonly cbUncommittedFreeNew: number;
  /** Files with feature 9560 (02 §1.1). Default false. */
  readonly storesReservedTags?: boolean | undefined;
}

export interface SplitLine {
  /** In full. Only inserts look at it. */
  readonly key: Uint8Array;
  readonly data: Uint8Array;
  /** Bits of `lineFlag` that the node gets, Version in the main. */
  readonly flags?: number | undefined;
}

/**
 * The pages of a level that are to change. One that is left out stays as it is: a log is replayed onto
 * pages some of which are newer than the record.
 */
export interface SplitPages {
  /** The page that is split, as it was before. */
  readonly source?: PageView | undefined;
  /** The new page; what it holds does not matter. */
  readonly created?: PageView | undefined;
  /** The right neighbour, whose link changes. */
  readonly right?: PageView | undefined;
}
