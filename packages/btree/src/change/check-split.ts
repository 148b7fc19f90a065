import { pageFlag, type PageView } from '@esekit/pages';
import { kindFlags } from '../path/page-role';
import { corrupted } from './corrupted';
import { arePageFlagsSound, foreignPageFlags } from './page-flags';
import type { Split, SplitKind } from './split-level';

/** Whether the new page gets nothing but the line that is inserted, so that the old one is not needed. */
export function takesOnlyTheLine(
  split: Pick<Split, 'kind' | 'operation' | 'ilineOper' | 'ilineSplit' | 'clines'>,
): boolean {
  const { kind, operation, ilineOper, ilineSplit, clines } = split;
  return (
    kind !== 'vertical' && operation === 'insert' && ilineOper === ilineSplit && ilineOper === clines - 1
  );
}

/** @throws JET_errDatabaseCorrupted when a split contradicts itself */
export function checkSplit(split: Split): void {
  const { kind, operation, ilineOper, ilineSplit, clines, ilinePrefixNew, child } = split;
  const { flagsNew, flagsSplit, pgno, pgnoNew, pgnoRight } = split;
  const isVertical = kind === 'vertical';
  const isInLines = isVertical ? ilineSplit === 0 && clines > 0 : ilineSplit > 0 && ilineSplit < clines;
  const isOperInLines = operation === 'none' || (ilineOper >= 0 && ilineOper < clines);
  if (!isInLines || !isOperInLines || (kind === 'append' && !takesOnlyTheLine(split))) {
    const text = `lines from ${ilineSplit} of ${clines} go, line ${ilineOper} is the operation's`;
    throw corrupted(`a split of page ${pgno} contradicts itself: ${kind}, ${operation}, ${text}`);
  }
  if (!(ilinePrefixNew >= -1 && ilineSplit + ilinePrefixNew < clines)) {
    throw corrupted(`line ${ilinePrefixNew} of the new page ${pgnoNew} cannot be its prefix`);
  }
  if (child && (operation !== 'insert' || ilineOper + 1 >= clines || (flagsNew & pageFlag.leaf) !== 0)) {
    throw corrupted(`page ${child.pgno} below page ${pgno} has no pointer behind line ${ilineOper}`);
  }
  const hasPages = pgno !== pgnoNew && pgnoNew !== pgnoRight && pgnoRight !== pgno;
  if (!hasPages) throw corrupted(`page ${pgno} cannot be split into ${pgnoNew} in front of ${pgnoRight}`);
  if (!areFlagsSound(kind, flagsNew, flagsSplit)) {
    throw corrupted(
      `pages of a split cannot have flags ${flagsNew.toString(16)}, ${flagsSplit.toString(16)}`,
    );
  }
}

function areFlagsSound(kind: SplitKind, flagsNew: number, flagsSplit: number): boolean {
  if (!arePageFlagsSound(flagsNew) || (flagsNew & pageFlag.root) !== 0) return false;
  if (kind !== 'vertical') return true;
  const isAboveLeaf = (flagsNew & pageFlag.leaf) !== 0;
  const expected = (flagsNew & kindFlags) | pageFlag.root | (isAboveLeaf ? pageFlag.parentOfLeaf : 0);
  const mask = foreignPageFlags | kindFlags | pageFlag.root | pageFlag.leaf | pageFlag.parentOfLeaf;
  return (flagsSplit & mask) === expected;
}

/** Flags that both halves of a page have as the whole had them. */
const sharedFlags = kindFlags | pageFlag.leaf | pageFlag.parentOfLeaf;

/** @throws JET_errDatabaseCorrupted when the page is not the one that the split was made for */
export function checkSource(source: PageView, split: Split): void {
  const { kind, operation, clines, flagsNew, pgno } = split;
  const expected = operation === 'insert' ? clines - 1 : clines;
  if (source.clines !== expected) {
    throw corrupted(`page ${pgno} is split as one of ${expected} nodes and has ${source.clines}`);
  }
  if (source.hasFlag(pageFlag.root) !== (kind === 'vertical')) {
    throw corrupted(
      `page ${pgno} cannot have a split of kind ${kind}, with flags ${source.flags.toString(16)}`,
    );
  }
  if (((source.flags ^ flagsNew) & sharedFlags) !== 0) {
    const text = `${source.flags.toString(16)} and ${flagsNew.toString(16)}`;
    throw corrupted(`page ${pgno} and what is split off it are not of one kind: flags ${text}`);
  }
}
