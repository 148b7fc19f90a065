import { encodePagePointer, splitPages, type NodePlace, type Split, type SplitLine } from '@esekit/btree';
import { pageFlag, type PageView } from '@esekit/pages';
import { separator } from '../bulk/nodes';
import { keyAt, nodeSize, uncompressedSize, type Step } from './model-pages';

/** One level of a split, worked out before any page changes. */
export interface LevelPlan {
  readonly step: Step;
  readonly split: Split;
  /** Separator that the level above gets. */
  readonly keyParent: Uint8Array;
}

/** What the level below was split into. */
export interface Below {
  readonly pgno: number;
  readonly pgnoNew: number;
  readonly keyParent: Uint8Array;
}

const noPrefix = new Uint8Array(0);
const keptFlags = pageFlag.leaf | pageFlag.parentOfLeaf;
const nothingKept = { cbUncommittedFreeSplit: 0, cbUncommittedFreeNew: 0 };

/** The split of a leaf that makes room for a line. */
export function planLeaf(step: Step, pgnoNew: number, objidFDP: number, line: SplitLine): LevelPlan {
  const { pgno, view, iline } = step;
  const isAppend = iline === view.clines && view.pgnoNext === 0;
  const clines = view.clines + 1;
  const ilineSplit = isAppend ? clines - 1 : evenSplit(view, iline, line);
  const keyOf = (at: number): Uint8Array => virtualKey(view, iline, line.key, at);
  const split: Split = {
    kind: isAppend ? 'append' : 'right',
    operation: 'insert',
    ilineOper: iline,
    ilineSplit,
    clines,
    line,
    pgno,
    pgnoNew,
    pgnoRight: view.pgnoNext,
    objidFDP,
    flagsNew: view.flags & keptFlags,
    flagsSplit: 0,
    prefixSplit: isAppend ? noPrefix : keyOf(0),
    ilinePrefixNew: 0,
    ...nothingKept,
  };
  return { step, split, keyParent: separator(keyOf(ilineSplit - 1), keyOf(ilineSplit)) };
}

/** The split of a page above the leaves, the root's too, that makes room for a pointer. */
export function planInternal(step: Step, pgnoNew: number, objidFDP: number, below: Below): LevelPlan {
  const { pgno, view, iline } = step;
  const isRoot = view.hasFlag(pageFlag.root);
  const clines = view.clines + 1;
  const line = { key: below.keyParent, data: encodePagePointer(below.pgno) };
  // Where rows are appended, the old page stays full (03 §5.6).
  const ilineSplit = iline === view.clines - 1 ? clines - 2 : clines >>> 1;
  const split: Split = {
    kind: isRoot ? 'vertical' : 'right',
    operation: 'insert',
    ilineOper: iline,
    ilineSplit: isRoot ? 0 : ilineSplit,
    clines,
    line,
    child: below,
    pgno,
    pgnoNew,
    pgnoRight: 0,
    objidFDP,
    flagsNew: view.flags & keptFlags,
    flagsSplit: isRoot ? pageFlag.root : 0,
    prefixSplit: noPrefix,
    ilinePrefixNew: -1,
    ...nothingKept,
  };
  const keyParent = isRoot ? noPrefix : virtualKey(view, iline, line.key, ilineSplit - 1);
  return { step, split, keyParent };
}

/** @returns where the line that was inserted stands now */
export function applyLevel(
  { step, split }: LevelPlan,
  created: PageView,
  right: PageView | undefined,
): NodePlace {
  return splitPages({ source: step.view, created, right }, split)!;
}

/** The key of a line among those of the page and the one that is inserted. */
function virtualKey(view: PageView, ilineOper: number, key: Uint8Array, at: number): Uint8Array {
  if (at === ilineOper) return key;
  return keyAt(view, at > ilineOper ? at - 1 : at);
}

/** The first line of the new page, so that both get about the same. */
function evenSplit(view: PageView, ilineOper: number, { key, data }: SplitLine): number {
  const sizes = Array.from({ length: view.clines }, (_, i) => uncompressedSize(view, i));
  sizes.splice(ilineOper, 0, nodeSize(key.length, data.length));
  const half = sizes.reduce((sum, size) => sum + size, 0) / 2;
  let used = 0;
  let at = 0;
  while (at < sizes.length - 1 && used + sizes[at]! / 2 < half) used += sizes[at++]!;
  return Math.max(1, at);
}
