import { insertPagePointer, type NodePlace } from '@esekit/btree';
import {
  encodeMacroBegin,
  encodeMacroCommit,
  encodeMacroInfo,
  encodeInsert,
  encodeSplit2,
  splitOper,
  splitType,
} from '@esekit/log';
import { lineFlag, pageFlag, type PageView } from '@esekit/pages';
import { dbtimeOf, rowFlags, stampDbtime, type ChangeLog, type Session, type TreeNames } from './change-log';
import { nodeSize, type ModelPages, type Step } from './model-pages';
import { applyLevel, planInternal, planLeaf, type Below, type LevelPlan } from './split-plan';
import type { TableSpace } from './table-space';

const noBytes = new Uint8Array(0);
/** Room that a pointer needs: keys of the table have 5 bytes, page numbers 4. */
const pointerSize = nodeSize(5, 4);
const dbtimeNil = -1;

interface TableParts {
  readonly pages: ModelPages;
  readonly log: ChangeLog;
  readonly space: TableSpace;
  readonly table: TreeNames;
}

/** Inserts a row by splitting its leaf, and the pages above as far as they are full, in one macro (23 §4.6.1). */
export function splitAndInsert(
  parts: TableParts,
  session: Session,
  steps: readonly Step[],
  key: Uint8Array,
  data: Uint8Array,
): void {
  const { pages, log, space, table } = parts;
  const { objidFDP } = table;
  const leaf = planLeaf(steps.at(-1)!, space.take(session), objidFDP, { key, data, flags: lineFlag.version });
  const plans = [leaf];
  let depth = steps.length - 2;
  while (depth >= 0 && steps[depth]!.view.cbFree < pointerSize) {
    plans.push(planInternal(steps[depth]!, space.take(session), objidFDP, belowOf(plans.at(-1)!)));
    depth--;
  }
  const pointer = depth >= 0 ? steps[depth] : undefined;
  const dbtime = log.nextDbtime();
  const macro = { procid: session.procid, dbtime };
  const { pgnoRight } = leaf.split;
  const right = pgnoRight === 0 ? undefined : pages.page(pgnoRight);
  const levels = [
    ...plans.map((plan, i) => splitRecord(parts, session, dbtime, plan, parentOf(plans, i, pointer), right)),
  ];
  if (pointer) levels.push(pointerRecord(parts, session, dbtime, pointer));
  const place = apply(pages, dbtime, plans, pointer, right);
  const change = { ...place, dbtime, dbtimeBefore: dbtimeNil };
  const fields = log.nodeFields(session, table, change, rowFlags);
  log.writer.append(
    encodeMacroBegin(macro),
    ...levels.reverse(),
    encodeInsert({ ...fields, cbPrefix: 0, key, data }),
    encodeMacroCommit(macro),
    encodeMacroInfo({ rgpgno: plans.flatMap(({ split }) => [split.pgno, split.pgnoNew]) }),
  );
}

function belowOf({ split, keyParent }: LevelPlan): Below {
  return { pgno: split.pgno, pgnoNew: split.pgnoNew, keyParent };
}

function parentOf(plans: readonly LevelPlan[], i: number, pointer: Step | undefined): Step | undefined {
  return plans[i + 1]?.step ?? pointer;
}

function apply(
  pages: ModelPages,
  dbtime: number,
  plans: readonly LevelPlan[],
  pointer: Step | undefined,
  right: PageView | undefined,
): NodePlace {
  let place: NodePlace | undefined;
  for (const [i, plan] of plans.entries()) {
    const created = pages.create(plan.split.pgnoNew);
    const at = applyLevel(plan, created, i === 0 ? right : undefined);
    place ??= at;
    stampDbtime(created, dbtime);
    stampDbtime(plan.step.view, dbtime);
  }
  if (right) stampDbtime(right, dbtime);
  if (pointer) {
    const top = belowOf(plans.at(-1)!);
    insertPagePointer(pointer.view, top.keyParent, top);
    stampDbtime(pointer.view, dbtime);
  }
  return place!;
}

function splitRecord(
  { log, table }: TableParts,
  session: Session,
  dbtime: number,
  { step, split, keyParent }: LevelPlan,
  parent: Step | undefined,
  right: PageView | undefined,
): Uint8Array {
  const { pgno, view } = step;
  const isLeaf = view.hasFlag(pageFlag.leaf);
  const change = { pgno, iline: 0, dbtime, dbtimeBefore: dbtimeOf(view) };
  return encodeSplit2({
    ...log.pageFields(session, change, rowFlags),
    ...table,
    pgnoNew: split.pgnoNew,
    pgnoRight: split.pgnoRight,
    dbtimeRightBefore: isLeaf && right ? dbtimeOf(right) : dbtimeNil,
    pgnoParent: parent?.pgno ?? 0,
    dbtimeParentBefore: parent ? dbtimeOf(parent.view) : dbtimeNil,
    splittype: splitType[split.kind],
    splitoper: splitOper.insert,
    ilineOper: split.ilineOper,
    ilineSplit: split.ilineSplit,
    clines: split.clines,
    fNewPageFlags: split.flagsNew,
    fSplitPageFlags: split.flagsSplit,
    cbUncFreeSrc: 0,
    cbUncFreeDest: 0,
    ilinePrefixSplit: split.prefixSplit.length > 0 ? 0 : -1,
    ilinePrefixNew: split.ilinePrefixNew,
    fSplit2Flags: 0,
    keyParent,
    prefixSplitOld: noBytes,
    prefixSplitNew: split.prefixSplit,
    pageBeforeImage: split.kind === 'append' ? noBytes : imageOf(view, dbtime),
  });
}

/** The page as it is, marked with the dbtime of the split (21 §5). */
function imageOf(view: PageView, dbtime: number): Uint8Array {
  const dbtimeBefore = dbtimeOf(view);
  stampDbtime(view, dbtime);
  const image = view.bytes.slice(view.start, view.start + view.pageSize);
  stampDbtime(view, dbtimeBefore);
  return image;
}

/** A page that is not split and gets a pointer to what was split off below it. */
function pointerRecord(
  { log, table }: TableParts,
  session: Session,
  dbtime: number,
  { pgno, view }: Step,
): Uint8Array {
  const change = { pgno, iline: 0, dbtime, dbtimeBefore: dbtimeOf(view) };
  return encodeSplit2({
    ...log.pageFields(session, change, rowFlags),
    ...table,
    pgnoNew: 0,
    pgnoRight: 0,
    dbtimeRightBefore: dbtimeNil,
    pgnoParent: 0,
    dbtimeParentBefore: dbtimeNil,
    splittype: splitType.vertical,
    splitoper: splitOper.none,
    ilineOper: 0,
    ilineSplit: 0,
    clines: 0,
    fNewPageFlags: 0,
    fSplitPageFlags: 0,
    cbUncFreeSrc: 0,
    cbUncFreeDest: 0,
    ilinePrefixSplit: -1,
    ilinePrefixNew: -1,
    fSplit2Flags: 0,
    keyParent: noBytes,
    prefixSplitOld: noBytes,
    prefixSplitNew: noBytes,
    pageBeforeImage: noBytes,
  });
}
