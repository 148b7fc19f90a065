import { formatPage, pageFlag, type PageView } from '@esekit/pages';
import { checkSource, checkSplit } from './check-split';
import { corrupted } from './corrupted';
import { keepFree } from './keep-free';
import { dropNodes, insertNode, setExternalHeader } from './nodes';
import { encodePagePointer } from './page-pointers';
import type { NodePlace } from './node-search';
import type { Split, SplitPages } from './split-level';
import { VirtualLines } from './virtual-lines';

/**
 * Splits one level. dbtimes are the caller's to stamp; the new page has 0.
 *
 * @returns where the operation's line stands now; `undefined` when there was none
 * @throws JET_errDatabaseCorrupted when split and pages contradict each other; pages may be half done then
 * @throws JET_errDatabaseBufferDependenciesCorrupted when the new page needs lines of a page not given
 */
export function splitPages(pages: SplitPages, split: Split): NodePlace | undefined {
  checkSplit(split);
  const { source, created, right } = pages;
  const isLeaf = (split.flagsNew & pageFlag.leaf) !== 0;
  const hasSiblings = isLeaf && split.kind !== 'vertical';
  if (source) checkSource(source, split);
  if (right && !hasSiblings) throw corrupted(`page ${split.pgno} has no neighbours, but they are to change`);
  const lines = new VirtualLines(source, split);
  if (source && split.kind !== 'vertical') lines.checkMeeting();
  if (created) {
    formatNew(created, split, lines);
    lines.copyTo(created, split.ilineSplit, split.clines);
    if (hasSiblings) {
      created.pgnoPrev = split.pgno;
      created.pgnoNext = split.pgnoRight;
    }
    if (isLeaf) keepFree(created, split.cbUncommittedFreeNew);
  }
  if (source) {
    if (split.kind === 'vertical') reduceRoot(source, split);
    else if (split.kind === 'right') reduceSource(source, split, lines);
    if (hasSiblings) source.pgnoNext = split.pgnoNew;
    if (isLeaf) keepFree(source, split.cbUncommittedFreeSplit);
  }
  if (right) right.pgnoPrev = split.pgnoNew;
  return placeOfOperation(split);
}

function formatNew(created: PageView, split: Split, lines: VirtualLines): void {
  const { pgnoNew: pgno, objidFDP, flagsNew: flags, storesReservedTags = false } = split;
  const { ilineSplit, ilinePrefixNew } = split;
  const prefix = ilinePrefixNew < 0 ? undefined : lines.key(ilineSplit + ilinePrefixNew);
  formatPage(created, { pgno, objidFDP, dbtime: 0n, flags, storesReservedTags });
  if (prefix) setExternalHeader(created, prefix);
}

/** Flags that say something of the page as it is on disk or of the whole tree, not of its nodes. */
const keptFlags = pageFlag.fdpDelete | pageFlag.flushTypeMask | pageFlag.newChecksumFormat;

function reduceRoot(root: PageView, split: Split): void {
  dropNodes(root, 0);
  root.flags =
    (split.flagsSplit & ~pageFlag.flushTypeMask) | (root.flags & keptFlags) | pageFlag.newRecordFormat;
  insertNode(root, 0, new Uint8Array(0), encodePagePointer(split.pgnoNew));
}

function reduceSource(source: PageView, split: Split, lines: VirtualLines): void {
  dropNodes(source, 0);
  setExternalHeader(source, split.prefixSplit);
  lines.copyTo(source, 0, split.ilineSplit);
}

function placeOfOperation({ operation, ilineOper, ilineSplit, pgno, pgnoNew }: Split): NodePlace | undefined {
  if (operation === 'none') return undefined;
  if (ilineOper < ilineSplit) return { pgno, iline: ilineOper };
  return { pgno: pgnoNew, iline: ilineOper - ilineSplit };
}
