import { lineFlag, pageFlag, type Frame, type PageView } from '@esekit/pages';
import { takesOnlyTheLine } from '../change/check-split';
import { insertPagePointer, type SplitChild } from '../change/page-pointers';
import { splitPages } from '../change/split';
import { changeFlag, type LeafOperation, type SplitLevel, type Writer } from './journal';
import { dbtimeBefore, newPage, stampDbtime } from './page-marks';
import type { PlannedLevel, PlannedSplit, SplitPlan } from './plan-split';
import type { TreeContext } from './tree-context';

/** What the records of the leaf's operation say besides the operation itself. */
export type LeafRecord = Pick<LeafOperation, 'flags' | 'rceid' | 'rceidReplace' | 'cbOldData'>;

/** A level with its pages in memory. */
interface LevelAtHand {
  readonly planned: PlannedLevel;
  readonly frame: Frame;
  readonly created: Frame | undefined;
  readonly right: Frame | undefined;
  readonly record: SplitLevel;
}

/** What was split on the level below. */
interface ChildSplit extends SplitChild {
  readonly separator: Uint8Array;
}

const noBytes = new Uint8Array(0);

/**
 * Does what was planned, as one macro (24 §5): gets the pages, logs, and changes all levels. The pages of the
 * plan must not have changed since, but for the root's header.
 */
export function splitTree(
  context: TreeContext,
  plan: SplitPlan,
  leaf: LeafRecord | undefined,
  writer: Writer,
): void {
  const { database, tree } = context;
  const pgnos = allocatePages(context, plan.levels, writer);
  const created = pgnos.map((pgno) => (pgno === 0 ? undefined : newPage(database, tree, pgno, writer)));
  const dbtime = database.nextDbtime();
  const levels: LevelAtHand[] = [];
  for (const [i, planned] of plan.levels.entries()) {
    levels.push(takeLevel(context, planned, created[i], levels.at(-1)?.record, dbtime));
  }
  const isPartOfIt = plan.isComplete && leaf !== undefined;
  const logSegment = database.journal.split({
    writer,
    dbtime,
    flags: context.flags & ~changeFlag.versioned,
    pgnoFDP: tree.pgnoFDP,
    objidFDP: tree.objidFDP,
    levels: levels.map(({ record }) => record),
    leafOperation: isPartOfIt ? leafOperation(plan.levels.at(-1)!, leaf) : undefined,
  });
  const isVersioned = isPartOfIt && (leaf.flags & changeFlag.versioned) !== 0;
  for (const level of levels) {
    for (const frame of [level.frame, level.created, level.right]) {
      if (frame) database.buffer.change(frame, logSegment);
    }
  }
  let child: ChildSplit | undefined;
  for (const level of levels.reverse()) {
    changeLevel(context, level, child, isVersioned);
    for (const frame of [level.frame, level.created, level.right]) {
      if (frame) stampDbtime(frame.view, dbtime);
    }
    const { pgno, pgnoNew, keyParent: separator } = level.record;
    child = { pgno, pgnoNew, separator };
  }
}

/** Pages for the levels that are split, from the top down; those already got go back when one is refused. */
function allocatePages(
  { allocator, tree }: TreeContext,
  levels: readonly PlannedLevel[],
  writer: Writer,
): number[] {
  const pgnos: number[] = [];
  try {
    for (const { split, pgno } of levels) {
      const isAppend = split?.kind === 'append';
      pgnos.push(split === undefined ? 0 : allocator.allocatePage(tree, pgno, writer, isAppend));
    }
  } catch (error) {
    for (const pgno of pgnos) if (pgno !== 0) allocator.freePage(tree, pgno, writer);
    throw error;
  }
  return pgnos;
}

function takeLevel(
  { database: { buffer } }: TreeContext,
  planned: PlannedLevel,
  created: Frame | undefined,
  parent: SplitLevel | undefined,
  dbtime: number,
): LevelAtHand {
  const { pgno, split, ilineOper } = planned;
  const frame = buffer.pin(pgno);
  const hasRight = split !== undefined && split.kind !== 'vertical' && frame.view.pgnoNext !== 0;
  const right = hasRight ? buffer.pin(frame.view.pgnoNext) : undefined;
  const level = {
    pgno,
    dbtimeBefore: dbtimeBefore(frame, dbtime),
    pgnoNew: created?.pgno ?? 0,
    pgnoRight: right?.pgno ?? 0,
    dbtimeRightBefore: right ? dbtimeBefore(right, dbtime) : -1,
    pgnoParent: parent?.pgno ?? 0,
    dbtimeParentBefore: parent?.dbtimeBefore ?? -1,
    ilineOper,
  };
  const record = split === undefined ? pointerRecord(level) : splitRecord(level, split, frame.view);
  return { planned, frame, created, right, record };
}

type LevelPages = Pick<
  SplitLevel,
  | 'pgno'
  | 'dbtimeBefore'
  | 'pgnoNew'
  | 'pgnoRight'
  | 'dbtimeRightBefore'
  | 'pgnoParent'
  | 'dbtimeParentBefore'
  | 'ilineOper'
>;

/** A page that only gets a pointer: the engine's records say nothing else of it. Written out for speed. */
function pointerRecord(level: LevelPages): SplitLevel {
  return {
    pgno: level.pgno,
    dbtimeBefore: level.dbtimeBefore,
    pgnoNew: level.pgnoNew,
    pgnoRight: level.pgnoRight,
    dbtimeRightBefore: level.dbtimeRightBefore,
    pgnoParent: level.pgnoParent,
    dbtimeParentBefore: level.dbtimeParentBefore,
    ilineOper: level.ilineOper,
    kind: 'vertical',
    operation: 'none',
    ilineSplit: 0,
    clines: 0,
    flagsNew: 0,
    flagsSplit: 0,
    cbUncommittedFreeSplit: 0,
    cbUncommittedFreeNew: 0,
    ilinePrefixSplit: 0,
    ilinePrefixNew: 0,
    keyParent: noBytes,
    prefixOld: noBytes,
    prefixNew: noBytes,
    beforeImage: undefined,
  };
}

function splitRecord(level: LevelPages, split: PlannedSplit, view: PageView): SplitLevel {
  const { kind, ilineSplit, clines } = split;
  const operation = split.operation?.operation ?? 'none';
  const ilineOper = split.operation?.iline ?? 0;
  const isWithoutImage =
    kind === 'append' || takesOnlyTheLine({ kind, operation, ilineOper, ilineSplit, clines });
  const { flagsNew, flagsSplit } = flagsOf(split, view.flags);
  return {
    pgno: level.pgno,
    dbtimeBefore: level.dbtimeBefore,
    pgnoNew: level.pgnoNew,
    pgnoRight: level.pgnoRight,
    dbtimeRightBefore: level.dbtimeRightBefore,
    pgnoParent: level.pgnoParent,
    dbtimeParentBefore: level.dbtimeParentBefore,
    ilineOper: level.ilineOper,
    kind,
    operation,
    ilineSplit,
    clines,
    flagsNew,
    flagsSplit,
    cbUncommittedFreeSplit: split.cbReservedSplit,
    cbUncommittedFreeNew: split.cbReservedNew,
    ilinePrefixSplit: split.ilinePrefixSplit,
    ilinePrefixNew: split.ilinePrefixNew,
    keyParent: split.separator,
    prefixOld: split.prefixOld,
    prefixNew: split.prefixNew,
    beforeImage: isWithoutImage ? undefined : view,
  };
}

/** Page flags of both pages; a root passes on what it was and becomes a page above it. */
function flagsOf({ kind }: PlannedSplit, flags: number): { flagsNew: number; flagsSplit: number } {
  if (kind !== 'vertical') return { flagsNew: flags, flagsSplit: flags };
  const above = (flags & pageFlag.leaf) !== 0 ? pageFlag.parentOfLeaf : 0;
  return {
    flagsNew: flags & ~pageFlag.root,
    flagsSplit: (flags & ~(pageFlag.leaf | pageFlag.parentOfLeaf)) | above,
  };
}

function leafOperation({ pgno, split, ilineOper }: PlannedLevel, record: LeafRecord): LeafOperation {
  const { operation, key, data } = split!.operation!;
  return { operation, pgno, iline: ilineOper, key, data, cbPrefix: 0, ...record };
}

function changeLevel(
  { database, tree }: TreeContext,
  { planned: { split, ilineOper, pgno }, frame, created, right, record }: LevelAtHand,
  child: ChildSplit | undefined,
  isVersioned: boolean,
): void {
  if (split === undefined) {
    insertPagePointer(frame.view, child!.separator, child!);
    return;
  }
  const { operation } = split;
  // Written out: this is done for every split.
  const line = operation && {
    key: operation.key,
    data: operation.data,
    flags: isVersioned && !child ? lineFlag.version : 0,
  };
  splitPages(
    { source: frame.view, created: created!.view, right: right?.view },
    {
      kind: record.kind,
      operation: record.operation,
      ilineOper,
      ilineSplit: record.ilineSplit,
      clines: record.clines,
      child,
      line,
      pgno,
      pgnoNew: record.pgnoNew,
      pgnoRight: record.pgnoRight,
      objidFDP: tree.objidFDP,
      flagsNew: record.flagsNew,
      flagsSplit: record.flagsSplit,
      prefixSplit: split.prefixNew,
      ilinePrefixNew: split.ilinePrefixNew,
      cbUncommittedFreeSplit: split.cbReservedSplit,
      cbUncommittedFreeNew: split.cbReservedNew,
      storesReservedTags: database.storesReservedTags,
    },
  );
}
