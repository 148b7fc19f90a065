import { changeParentOfMerge, mergePages, type MergeKind } from '@esekit/btree';
import { JetError } from '@esekit/core';
import type { Frame } from '@esekit/pages';
import { merge2Record, merge2RecordSize, mergeFlag } from '../../records/layouts';
import type { BeforeImage } from './before-image';
import type { MacroPages } from './macro-level';
import type { PageOperation } from './page-operation';
import { passHoldOn } from './pass-hold-on';

/** By mergetype (21 §5). 0 is an ancestor; 4 and 7 are not logged this way. */
const kinds: readonly (MergeKind | undefined)[] = [
  undefined,
  'emptyPage',
  'fullRight',
  'partialRight',
  undefined,
  'fullLeft',
  'partialLeft',
];

/** The level below, as the level above needs it. */
export interface MergeBelow {
  readonly pgno: number;
  readonly pgnoLeft: number;
  /** Of the leaf; higher up there is none. */
  readonly kind: MergeKind | undefined;
  /** What the separator in the level above becomes, where it changes. */
  readonly separator: Uint8Array;
}

export function mergeBelow(operation: PageOperation): MergeBelow {
  const cb = operation.u16(merge2Record.cbKeyParentSep);
  return {
    pgno: operation.pgno,
    pgnoLeft: operation.pgnoAt(merge2Record.pgnoLeft),
    kind: kinds[operation.bytes[operation.at + merge2Record.mergetype]!],
    separator: operation.part(merge2RecordSize, cb).slice(),
  };
}

/** One level of a merge, whose record is at hand (23 §4.6.2). */
export function redoMergeLevel(
  operation: PageOperation,
  pages: MacroPages,
  below: MergeBelow | undefined,
): void {
  if (below === undefined) redoMergeLeaf(operation, pages);
  else redoMergeAncestor(operation, pages, below);
}

function redoMergeLeaf(operation: PageOperation, pages: MacroPages): void {
  const { bytes, at, pgno } = operation;
  const kind = kinds[bytes[at + merge2Record.mergetype]!];
  if (kind === undefined)
    throw new JetError('JET_errLogFileCorrupt', `a merge of page ${pgno} is of no known kind`);
  const pgnoLeft = operation.pgnoAt(merge2Record.pgnoLeft);
  const pgnoRight = operation.pgnoAt(merge2Record.pgnoRight);
  let source = pages.main(operation);
  const left = pages.other(operation, pgnoLeft, operation.dbtimeBeforeAt(merge2Record.dbtimeLeftBefore));
  const right = pages.other(operation, pgnoRight, operation.dbtimeBeforeAt(merge2Record.dbtimeRightBefore));
  if (!source && destinationOf(kind, left, right)) source = pages.restore(operation, imageOf(operation));
  if (!source && !left && !right) return;
  mergePages(
    { source: source?.view, left: left?.view, right: right?.view },
    {
      kind,
      pgno,
      pgnoLeft,
      pgnoRight,
      ilineMerge: operation.u16(merge2Record.ilineMerge),
      cbUncommittedFree: operation.u16(merge2Record.cbUncFreeDest),
    },
  );
  const pgnoTo = kind === 'fullRight' || kind === 'partialRight' ? pgnoRight : pgnoLeft;
  if (kind !== 'emptyPage') passHoldOn(operation, pgno, pgnoTo);
  if (kind !== 'partialLeft' && kind !== 'partialRight') operation.database.redoMaps.remove(pgno);
}

/** The page that nodes go to. */
function destinationOf(
  kind: MergeKind,
  left: Frame | undefined,
  right: Frame | undefined,
): Frame | undefined {
  if (kind === 'emptyPage') return undefined;
  return kind === 'fullRight' || kind === 'partialRight' ? right : left;
}

function redoMergeAncestor(operation: PageOperation, pages: MacroPages, below: MergeBelow): void {
  const flags = operation.bytes[operation.at + merge2Record.fMergeFlags]!;
  const emptiesPage = (flags & mergeFlag.emptyPage) !== 0;
  const frame = pages.main(operation);
  if (frame !== undefined) {
    changeParentOfMerge(frame.view, {
      iline: operation.iline,
      pgnoChild: below.pgno,
      leafMerge: below.kind === undefined ? undefined : { kind: below.kind, pgnoLeft: below.pgnoLeft },
      changesKey: (flags & mergeFlag.keyChange) !== 0,
      deletesNode: (flags & mergeFlag.deleteNode) !== 0,
      emptiesPage,
      separator: below.separator,
    });
  }
  if (emptiesPage) operation.database.redoMaps.remove(operation.pgno);
}

function imageOf(operation: PageOperation): BeforeImage {
  return {
    bytes: operation.bytes,
    start: operation.at + merge2RecordSize + operation.u16(merge2Record.cbKeyParentSep),
    cb: operation.u32(merge2Record.cbPageBeforeImage),
    flags: operation.u32(merge2Record.fMerge2Flags),
  };
}
