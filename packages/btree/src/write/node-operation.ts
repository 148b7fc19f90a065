import { JetError } from '@esekit/core';
import { cbUsable, type Frame, type NodeView, type PageView } from '@esekit/pages';
import { changeFlag, type Writer } from './journal';
import { hasUsableRoom, recountReserved } from './node-size';
import { NodeRecord } from './node-record';
import { dbtimeBefore, stampDbtime } from './page-marks';
import type { LineOperation } from './page-lines';
import { planSplit } from './plan-split';
import { shortenPrefix } from './shorten-prefix';
import { splitTree, type LeafRecord } from './split-tree';
import type { TreeContext } from './tree-context';
import type { TreePosition } from './tree-position';

/** Splits that one operation may take: every level twice, and some more. */
const splitsMost = 24;

/** What operations on a node do one after the other: log first, then the page, then its dbtime (24 §1). */
export class NodeOperation {
  readonly record: NodeRecord;
  readonly position: TreePosition;
  #splits = 0;

  constructor(readonly context: TreeContext) {
    this.record = new NodeRecord(context.tree);
    this.position = context.position;
  }

  /** Before the first attempt. */
  start(): void {
    this.#splits = 0;
  }

  /**
   * Pins the leaf of the position and fills in what every record says.
   *
   * @param rceid of the version that the change makes; 0 when it makes none
   */
  begin(writer: Writer, rceid: number): Frame {
    const { position } = this;
    return this.beginOn(position.pgno, position.iline, writer, rceid);
  }

  beginOn(pgno: number, iline: number, writer: Writer, rceid: number): Frame {
    const { record } = this;
    const { database, flags } = this.context;
    const frame = database.buffer.pin(pgno);
    const dbtime = database.nextDbtime();
    record.writer = writer;
    record.pgno = pgno;
    record.iline = iline;
    record.dbtime = dbtime;
    record.dbtimeBefore = dbtimeBefore(frame, dbtime);
    record.rceid = rceid;
    record.flags = rceid === 0 ? flags : flags | changeFlag.versioned;
    return frame;
  }

  /** The record is logged, and the page may change. */
  logged(frame: Frame, logSegment: number): void {
    this.context.database.buffer.change(frame, logSegment);
  }

  /** The page has changed. */
  end(frame: Frame): void {
    stampDbtime(frame.view, this.record.dbtime);
    this.position.forget();
  }

  /** Lines were added or removed: pages of files that store the number of reserved tags get it now (02 §1.1). */
  countTags(view: PageView): void {
    if (this.context.database.storesReservedTags) view.ctagReserved = 1;
  }

  /** Takes note of what a node keeps for rollback from now on, compared with before. */
  keep(view: PageView, cbBefore: number, cbNow: number): void {
    const cb = view.cbUncommittedFree + cbNow - cbBefore;
    view.cbUncommittedFree = Math.max(0, Math.min(cb, view.cbFree));
  }

  cbReserved(node: NodeView): number {
    return this.context.cbReserved(node);
  }

  /** Whether a new node of `cb` bytes finds room, which stale versions may have to give back first. */
  hasRoomForNode(cb: number, cbToLeave: number): boolean {
    const { view } = this.position;
    if (hasUsableRoom(view, cb, cbToLeave)) return true;
    return this.#recount() && hasUsableRoom(view, cb, cbToLeave);
  }

  /** Whether a node may grow by `cb` bytes, of which it has kept `cbKept` itself. */
  hasRoomToGrow(cb: number, cbKept: number): boolean {
    const { view } = this.position;
    if (cb <= 0) return true;
    // What the node has kept may not be there: the field of the page is a hint.
    if (cb > view.cbFree) return false;
    return cb <= cbUsable(view) + cbKept || (this.#recount() && cb <= cbUsable(view) + cbKept);
  }

  /**
   * Makes room by a split.
   *
   * @param leaf what the operation's record says; `undefined` when no split can contain it
   * @returns whether the split has done the operation; if not, it is to be tried again
   */
  split(line: LineOperation, leaf: LeafRecord | undefined, writer: Writer): boolean {
    const { context, position } = this;
    if (++this.#splits > splitsMost) {
      const text = `${context.tree.label}: no split of page ${position.pgno} makes room`;
      throw new JetError('JET_errInternalError', text);
    }
    if (position.view.clines === 1 && line.operation !== 'insert' && shortenPrefix(this, writer))
      return false;
    // The way to the leaf may have changed though the leaf has not.
    position.forget();
    position.locate();
    const plan = planSplit(position, line, context.cbReserved, leaf === undefined);
    splitTree(context, plan, leaf, writer);
    position.forget();
    return plan.isComplete && leaf !== undefined;
  }

  /** What the page keeps may be for versions that are gone; `false` when it keeps nothing anyway. */
  #recount(): boolean {
    const { position, context } = this;
    const { cbUncommittedFree } = position.view;
    if (cbUncommittedFree === 0) return false;
    const frame = context.database.buffer.pin(position.pgno);
    context.database.buffer.change(frame, 0);
    recountReserved(frame.view, context.cbReserved);
    return frame.view.cbUncommittedFree < cbUncommittedFree;
  }
}
