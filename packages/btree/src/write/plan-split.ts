import { externalHeader, type PageView } from '@esekit/pages';
import { encodePagePointer } from '../change/page-pointers';
import { chooseAppend, chooseSplit, chooseSplitAlone, isAppend, type SplitChoice } from './choose-split';
import { cbNode, cbPrefixOn, countReserved, hasUsableRoom, type CbReserved } from './node-size';
import { PageLines, separatorBefore, separatorBehind, type LineOperation } from './page-lines';
import type { TreePosition } from './tree-position';

/** What happens to the page of one level. */
export interface PlannedLevel {
  readonly pgno: number;
  /** `undefined` when there is room: the page only gets a pointer. */
  readonly split: PlannedSplit | undefined;
  /** Place of the operation, or of the pointer. */
  readonly ilineOper: number;
}

export interface PlannedSplit extends SplitChoice {
  /** What is done in the same breath; `undefined` when it has to wait. */
  readonly operation: LineOperation | undefined;
  readonly clines: number;
  /** Between the two halves; empty for a vertical split, which has no use for one. */
  readonly separator: Uint8Array;
  readonly prefixOld: Uint8Array;
  readonly prefixNew: Uint8Array;
  readonly cbReservedSplit: number;
  readonly cbReservedNew: number;
}

/** From the topmost page that changes down to the one that is split in the end. */
export interface SplitPlan {
  readonly levels: readonly PlannedLevel[];
  /** Whether the operation on the leaf is part of it; otherwise it is to be tried again. */
  readonly isComplete: boolean;
}

const noBytes = new Uint8Array(0);

/**
 * Plans how to make room for an operation on the leaf of a position (03 §5): the leaf is split, and every
 * page above that has no room for one more pointer. Where an operation does not fit on either half, its page
 * is split first, on its own, and nothing below it.
 *
 * @param isAlone splits the leaf on its own in any case, for an operation that no split can contain
 */
export function planSplit(
  position: TreePosition,
  operation: LineOperation,
  cbReserved: CbReserved,
  isAlone = false,
): SplitPlan {
  const { path } = position;
  const levels: PlannedLevel[] = [];
  let isComplete = true;
  let isAppend = false;
  let line = operation;
  for (let level = path.leafLevel; level >= 0; level--) {
    const { view } = path.page(level).frame;
    const isLeaf = level === path.leafLevel;
    const { pgno } = path.page(level);
    if (!isLeaf && hasRoomForPointer(view, line)) {
      levels.unshift({ pgno, split: undefined, ilineOper: line.iline });
      break;
    }
    const split = planPage(view, line, isLeaf ? cbReserved : undefined, isAppend, isLeaf && isAlone);
    if (split.isWithoutOperation) {
      levels.length = 0;
      isComplete = false;
    }
    levels.unshift({ pgno, split, ilineOper: line.iline });
    if (split.kind === 'vertical') break;
    if (isLeaf) isAppend = split.kind === 'append';
    const iline = path.ilines[level - 1]!;
    line = { operation: 'insert', iline, key: split.separator, data: encodePagePointer(pgno) };
  }
  return { levels, isComplete };
}

/** Plans to split the root on its own, whatever it is: all its nodes go down by one level. */
export function planRootSplit(pgno: number, view: PageView, cbReserved: CbReserved): SplitPlan {
  const lines = new PageLines(view, undefined, cbReserved);
  const split = plannedSplit(lines, chooseSplitAlone(lines), undefined);
  return { levels: [{ pgno, split, ilineOper: 0 }], isComplete: false };
}

function hasRoomForPointer(view: PageView, { key, data }: LineOperation): boolean {
  return hasUsableRoom(view, cbNode(cbPrefixOn(view, key), key.length, data.length));
}

function planPage(
  view: PageView,
  operation: LineOperation,
  cbReserved: CbReserved | undefined,
  isAppendBelow: boolean,
  isAlone: boolean,
): PlannedSplit {
  if (!isAlone && isAppend(view, operation)) return plannedAppend(view, operation, cbReserved);
  let lines = new PageLines(view, operation, cbReserved);
  const bare = (): PageLines => (lines = new PageLines(view, undefined, cbReserved));
  const choice = isAlone ? chooseSplitAlone(bare()) : chooseSplit(lines, bare, isAppendBelow);
  return plannedSplit(lines, choice, choice.isWithoutOperation ? undefined : operation);
}

/** What most splits of a tree are that is filled in order: nothing but the last node has to be looked at. */
function plannedAppend(
  view: PageView,
  operation: LineOperation,
  cbReserved: CbReserved | undefined,
): PlannedSplit {
  const { ilineSplit, ilinePrefixNew } = chooseAppend(view, operation);
  return {
    kind: 'append',
    ilineSplit,
    isWithoutOperation: false,
    ilinePrefixSplit: -1,
    ilinePrefixNew,
    operation,
    clines: ilineSplit + 1,
    separator: separatorBehind(view, operation),
    prefixOld: externalHeader(view).slice(),
    prefixNew: noBytes,
    cbReservedSplit: cbReserved === undefined ? 0 : countReserved(view, cbReserved),
    cbReservedNew: 0,
  };
}

function plannedSplit(
  lines: PageLines,
  choice: SplitChoice,
  operation: LineOperation | undefined,
): PlannedSplit {
  const { kind, ilineSplit, ilinePrefixSplit } = choice;
  const isVertical = kind === 'vertical';
  return {
    kind,
    ilineSplit,
    isWithoutOperation: choice.isWithoutOperation,
    ilinePrefixSplit,
    ilinePrefixNew: choice.ilinePrefixNew,
    operation,
    clines: lines.count,
    separator: isVertical ? noBytes : separatorBefore(lines, ilineSplit),
    prefixOld: isVertical ? noBytes : externalHeader(lines.view).slice(),
    prefixNew: ilinePrefixSplit < 0 ? noBytes : lines.key(ilinePrefixSplit).slice(),
    cbReservedSplit: isVertical ? 0 : lines.cbReserved(0, ilineSplit),
    cbReservedNew: lines.cbReserved(ilineSplit, lines.count),
  };
}
