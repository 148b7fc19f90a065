import { JetError } from '@esekit/core';
import { pageFlag, tagIb, type PageView } from '@esekit/pages';
import type { SplitKind } from '../change/split-level';
import { choosePrefix, fitsOnPage } from './choose-prefix';
import { cbForNodes, cbUncompressed, type LineOperation, type PageLines } from './page-lines';

/** How a page is split (03 §5.2 to §5.6). */
export interface SplitChoice {
  readonly kind: SplitKind;
  /** The first line that goes to the new page. */
  readonly ilineSplit: number;
  /** The operation has to be tried again after the split. */
  readonly isWithoutOperation: boolean;
  /** Lines whose keys become prefixes, -1 for none; that of the new page counts from `ilineSplit`. */
  readonly ilinePrefixSplit: number;
  readonly ilinePrefixNew: number;
}

/**
 * Chooses how to split a page for an operation that needs more room.
 *
 * @param lines of the page, with the operation
 * @param bare of the page alone; called when the split has to come first
 * @param isAppendBelow whether the leaf below an inner page gets a new last leaf behind it
 */
export function chooseSplit(lines: PageLines, bare: () => PageLines, isAppendBelow: boolean): SplitChoice {
  const { view } = lines;
  const operation = lines.operation!;
  if (view.hasFlag(pageFlag.root)) {
    return fitsOnPage(lines, 0, lines.count) ? vertical(lines, false) : chooseSplitAlone(bare());
  }
  if (lines.isLeaf) {
    const isInsert = operation.operation === 'insert';
    if (isAppend(view, operation)) return chooseAppend(view, operation);
    if (isInsert && operation.iline === 0 && view.pgnoPrev === 0 && view.clines > 0 && areHalves(lines, 1))
      return right(lines, 1, false);
    if (isInsert && isHotPoint(lines, operation)) {
      const ilineSplit = operation.iline;
      if (ilineSplit < view.clines) return right(bare(), ilineSplit, true);
      if (areHalves(lines, ilineSplit)) return right(lines, ilineSplit, false);
    }
  } else if (isAppendBelow) {
    for (let ilineSplit = lines.count - 1; ilineSplit > 0; ilineSplit--) {
      if (areHalves(lines, ilineSplit)) return right(lines, ilineSplit, false);
    }
  }
  const even = evenSplit(lines);
  return even > 0 ? right(lines, even, false) : chooseSplitAlone(bare());
}

/**
 * Chooses how to split a page as it is, for an operation that comes afterwards.
 *
 * @throws JET_errRecordTooBig when it has one node only, so that splitting it makes no room
 */
export function chooseSplitAlone(lines: PageLines): SplitChoice {
  if (lines.view.hasFlag(pageFlag.root)) return vertical(lines, true);
  const even = evenSplit(lines);
  if (even > 0) return right(lines, even, true);
  throw new JetError('JET_errRecordTooBig', `a page of ${lines.count} nodes cannot be split`);
}

function vertical(lines: PageLines, isWithoutOperation: boolean): SplitChoice {
  const { line: ilinePrefixNew } = choosePrefix(lines, 0, lines.count);
  return { kind: 'vertical', ilineSplit: 0, isWithoutOperation, ilinePrefixSplit: -1, ilinePrefixNew };
}

/** Least length of a key that is worth being the prefix of a page that has no other yet. */
const cbAppendedKeyLeast = 3;

/** Whether an operation makes a new last leaf, which takes nothing from the one before (03 §5.2). */
export function isAppend(view: PageView, { operation, iline }: LineOperation): boolean {
  const isBehindAll = operation === 'insert' && iline === view.clines && view.pgnoNext === 0;
  return isBehindAll && (view.flags & (pageFlag.leaf | pageFlag.root)) === pageFlag.leaf && iline > 0;
}

/** Such a split; only the size of the page matters. */
export function chooseAppend(view: PageView, { iline, key, data }: LineOperation): SplitChoice {
  const isPrefix =
    key.length >= cbAppendedKeyLeast && cbUncompressed(key.length, data.length) + 2 <= cbForNodes(view);
  const ilinePrefixNew = isPrefix ? 0 : -1;
  return {
    kind: 'append',
    ilineSplit: iline,
    isWithoutOperation: false,
    ilinePrefixSplit: -1,
    ilinePrefixNew,
  };
}

function right(lines: PageLines, ilineSplit: number, isWithoutOperation: boolean): SplitChoice {
  const ofNew = choosePrefix(lines, ilineSplit, lines.count).line;
  return {
    kind: 'right',
    ilineSplit,
    isWithoutOperation,
    ilinePrefixSplit: choosePrefix(lines, 0, ilineSplit).line,
    ilinePrefixNew: ofNew < 0 ? -1 : ofNew - ilineSplit,
  };
}

function areHalves(lines: PageLines, ilineSplit: number): boolean {
  return fitsOnPage(lines, 0, ilineSplit) && fitsOnPage(lines, ilineSplit, lines.count);
}

/**
 * Whether insertions go on behind each other in the middle of the tree: the two nodes in front of the new
 * one are the last that were put on the page.
 */
function isHotPoint({ view }: PageLines, { iline }: LineOperation): boolean {
  if (iline < 2) return false;
  const before = tagIb(view, iline - 2 + view.ctagReserved);
  const last = tagIb(view, iline - 1 + view.ctagReserved);
  if (before > last) return false;
  for (let other = 0; other < view.clines; other++) {
    if (other === iline - 1 || other === iline - 2) continue;
    if (tagIb(view, other + view.ctagReserved) > before) return false;
  }
  return true;
}

/** The line nearest to the middle with which both halves fit; the later one of two; 0 when there is none. */
function evenSplit(lines: PageLines): number {
  let total = 0;
  for (let line = 0; line < lines.count; line++) total += lines.sizes[line]!;
  const half = total >> 1;
  let middle = 0;
  let nearest = Infinity;
  for (let line = 1, cb = 0; line < lines.count; line++) {
    cb += lines.sizes[line - 1]!;
    const distance = Math.abs(cb - half);
    if (distance > nearest) break;
    nearest = distance;
    middle = line;
  }
  if (middle === 0) return 0;
  const fitsLeft = (line: number): boolean => fitsOnPage(lines, 0, line);
  const fitsRight = (line: number): boolean => fitsOnPage(lines, line, lines.count);
  const isLeftTooFull = !fitsLeft(middle);
  if (isLeftTooFull && !fitsRight(middle)) return 0;
  let line = middle;
  while (line > 0 && isLeftTooFull && !fitsLeft(line)) line--;
  while (line < lines.count && !isLeftTooFull && !fitsRight(line)) line++;
  const isFound = line > 0 && line < lines.count && fitsLeft(line) && fitsRight(line);
  return isFound ? line : 0;
}
