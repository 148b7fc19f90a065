import type { Frame } from '@esekit/pages';
import { changeParentOfMerge, mergePages, type MergeKind } from '../change/merge';
import type { MergeLevel, Writer } from './journal';
import { dbtimeBefore, stampDbtime } from './page-marks';
import { planMerge, type MergePlan } from './plan-merge';
import type { TreeContext } from './tree-context';

const noBytes = new Uint8Array(0);

/**
 * Gives the leaf at the position up, when nothing on it is left or the rest fits on a neighbour (03 §6), as
 * one macro. Pages that leave the tree go back to where they came from.
 *
 * @returns what was done; `undefined` when the leaf stays
 */
export function mergeAt(context: TreeContext, writer: Writer): MergeKind | undefined {
  const { database, allocator, tree, position } = context;
  // The whole path is needed, not only a leaf that is as it was.
  position.forget();
  position.locate();
  const plan = planMerge(context);
  if (plan === undefined) return undefined;
  execute(context, plan, writer);
  position.forget();
  database.buffer.releasePins();
  const emptied = plan.above.filter(({ emptiesPage }) => emptiesPage).map(({ pgno }) => pgno);
  for (const pgno of [plan.pgno, ...emptied]) allocator.freePage(tree, pgno, writer);
  return plan.kind;
}

function execute(context: TreeContext, plan: MergePlan, writer: Writer): void {
  const { database, tree } = context;
  const { buffer, journal } = database;
  const { kind, pgno, pgnoLeft, pgnoRight, ilineMerge } = plan;
  const source = buffer.pin(pgno);
  const left = pgnoLeft === 0 ? undefined : buffer.pin(pgnoLeft);
  const right = pgnoRight === 0 ? undefined : buffer.pin(pgnoRight);
  const parents = plan.above.map(({ pgno: pgnoAbove }) => buffer.pin(pgnoAbove));
  const dbtime = database.nextDbtime();
  const destination = kind === 'emptyPage' ? undefined : kind === 'fullRight' ? right : left;
  const cbKept = destination ? destination.view.cbUncommittedFree + plan.cbReserved : 0;
  const levels = levelsOf(plan, source, left, right, parents, dbtime, cbKept);
  const logSegment = journal.merge({
    ...{ writer, dbtime, flags: context.flags, levels },
    ...{ pgnoFDP: tree.pgnoFDP, objidFDP: tree.objidFDP },
  });
  const frames = [source, left, right, ...parents].filter((frame) => frame !== undefined);
  for (const frame of frames) buffer.change(frame, logSegment);
  for (const [i, change] of plan.above.entries()) changeParentOfMerge(parents[i]!.view, change);
  mergePages(
    { source: source.view, left: left?.view, right: right?.view },
    { kind, pgno, pgnoLeft, pgnoRight, ilineMerge, cbUncommittedFree: cbKept },
  );
  for (const frame of frames) stampDbtime(frame.view, dbtime);
}

/** The records, from the topmost page down; each has the separator that the level above gets. */
function levelsOf(
  plan: MergePlan,
  source: Frame,
  left: Frame | undefined,
  right: Frame | undefined,
  parents: readonly Frame[],
  dbtime: number,
  cbUncommittedFreeDest: number,
): MergeLevel[] {
  const { kind, above, cbMoved, cbReserved } = plan;
  const befores = parents.map((frame) => dbtimeBefore(frame, dbtime));
  const parentOf = (i: number): Pick<MergeLevel, 'pgnoParent' | 'dbtimeParentBefore' | 'separator'> => ({
    pgnoParent: above[i]?.pgno ?? 0,
    dbtimeParentBefore: befores[i] ?? -1,
    separator: above[i]?.separator ?? noBytes,
  });
  const leaf: MergeLevel = {
    ...{ pgno: plan.pgno, dbtimeBefore: dbtimeBefore(source, dbtime), iline: 0, kind, ...parentOf(0) },
    pgnoLeft: plan.pgnoLeft,
    dbtimeLeftBefore: left ? dbtimeBefore(left, dbtime) : -1,
    pgnoRight: plan.pgnoRight,
    dbtimeRightBefore: right ? dbtimeBefore(right, dbtime) : -1,
    ...{ cbSizeTotal: cbMoved, cbSizeMaxTotal: cbMoved + cbReserved, cbUncommittedFreeDest },
    ...{ ilineMerge: plan.ilineMerge, changesKey: false, deletesNode: false, emptiesPage: true },
    beforeImage: kind === 'emptyPage' ? undefined : source.view,
  };
  const ancestors = above.map(({ pgno, iline, changesKey, deletesNode, emptiesPage }, i): MergeLevel => ({
    ...{ pgno, dbtimeBefore: befores[i]!, iline, kind: undefined, ...parentOf(i + 1) },
    ...{ pgnoLeft: 0, dbtimeLeftBefore: -1, pgnoRight: 0, dbtimeRightBefore: -1 },
    ...{ cbSizeTotal: 0, cbSizeMaxTotal: 0, cbUncommittedFreeDest: 0, ilineMerge: 0 },
    ...{ changesKey, deletesNode, emptiesPage, beforeImage: undefined },
  }));
  return [leaf, ...ancestors].reverse();
}
