import { JetError } from '@esekit/core';
import type { LogRecord } from '../../records/log-record';
import { recordTypeNumber } from '../../records/record-sizes';
import { MacroPages } from './macro-level';
import type { OpenMacro } from './open-macro';
import { PageOperation } from './page-operation';
import { mergeBelow, redoMergeLevel, type MergeBelow } from './redo-merge';
import { redoReplaceIn, redoSetExternalHeaderIn } from './redo-nodes';
import { findMovedPages, redoPageMove, type PageMoveAtHand } from './redo-page-move';
import { pageToRedo } from './redo-rule';
import { redoSplitLevel, splitBelow, type LeafOperation, type SplitBelow } from './redo-split';

const { Split2, Merge2, PageMove, SetExternalHeader } = recordTypeNumber;
const { Insert, FlagInsertAndReplaceData, Replace, ReplaceD } = recordTypeNumber;

const leafTypes: ReadonlySet<number> = new Set([Insert, FlagInsertAndReplaceData, Replace, ReplaceD]);

/**
 * Replays a macro as one operation (23 §4.4): a split, a merge, or pages that move. What it is follows
 * from its records.
 *
 * @param at an operation of the same session and database; moves from record to record
 * @throws JET_errLogFileCorrupt when the records make no such operation
 */
export function redoMacro(macro: OpenMacro, at: PageOperation): void {
  if (macro.count === 0) return;
  const replay = new MacroReplay(macro, at);
  if (hasRecordOf(macro, Split2)) replay.split();
  else if (hasRecordOf(macro, Merge2)) replay.merge();
  else if (hasRecordOf(macro, PageMove)) replay.move();
  else throw new JetError('JET_errLogFileCorrupt', 'a macro neither splits, merges nor moves a page');
}

function hasRecordOf(macro: OpenMacro, type: number): boolean {
  for (let i = 0; i < macro.count; i++) if (macro.typeOf(i) === type) return true;
  return false;
}

class MacroReplay {
  readonly #pages = new MacroPages();
  readonly #operation: PageOperation;

  constructor(
    readonly macro: OpenMacro,
    at: PageOperation,
  ) {
    this.#operation = at;
  }

  /** One record for each level, the root's first, and what the leaf was split for. */
  split(): void {
    const { macro } = this;
    let levels = macro.count;
    let leaf: LeafOperation | undefined;
    const lastType = macro.typeOf(levels - 1);
    if (leafTypes.has(lastType)) {
      levels--;
      leaf = { type: lastType, operation: this.#read(this.#another(), macro.record(levels)) };
    }
    this.#demand(levels, Split2);
    let below: SplitBelow | undefined;
    // From the leaf up: a level needs to know what was split below it.
    for (let i = levels - 1; i >= 0; i--) {
      const operation = this.#at(i);
      redoSplitLevel(operation, this.#pages, below, i === levels - 1 ? leaf : undefined);
      below = splitBelow(operation);
    }
    this.#pages.end(this.#operation);
  }

  /** One record for each level that changes, the leaf's last. */
  merge(): void {
    const levels = this.macro.count;
    this.#demand(levels, Merge2);
    let below: MergeBelow | undefined;
    for (let i = levels - 1; i >= 0; i--) {
      const operation = this.#at(i);
      redoMergeLevel(operation, this.#pages, below);
      below = mergeBelow(operation);
    }
    this.#pages.end(this.#operation);
  }

  /**
   * One page that moves; or a root with those of its space trees, the headers and catalog rows that name
   * them. All pages are found first: what is changed on a page that moves is changed on its new place.
   */
  move(): void {
    const { macro } = this;
    const moves: PageMoveAtHand[] = [];
    for (let i = 0; i < macro.count; i++) {
      if (macro.typeOf(i) === PageMove) moves.push(findMovedPages(this.#at(i), this.#pages));
    }
    const changes = this.#findOtherChanges(moves);
    for (const move of moves) redoPageMove(this.#operation, move);
    for (const change of changes) change();
    this.#pages.end(this.#operation);
  }

  #findOtherChanges(moves: readonly PageMoveAtHand[]): (() => void)[] {
    const changes: (() => void)[] = [];
    for (let i = 0; i < this.macro.count; i++) {
      const type = this.macro.typeOf(i);
      if (type === PageMove) continue;
      const isHeader = type === SetExternalHeader;
      if (!isHeader && type !== Replace && type !== ReplaceD) {
        throw new JetError('JET_errLogFileCorrupt', `a move of a root does not have records of type ${type}`);
      }
      const operation = this.#read(this.#another(), this.macro.record(i));
      const move = moves.find(({ pgnoDest }) => pgnoDest === operation.pgno);
      const frame = move ? move.destination : pageToRedo(operation, operation.pgno, operation.dbtimeBefore);
      changes.push(() => (isHeader ? redoSetExternalHeaderIn : redoReplaceIn)(operation, frame));
    }
    return changes;
  }

  #demand(count: number, type: number): void {
    if (count < 1) throw new JetError('JET_errLogFileCorrupt', 'a macro without pages');
    for (let i = 0; i < count; i++) {
      if (this.macro.typeOf(i) === type) continue;
      const text = `a record of type ${this.macro.typeOf(i)} is no part of a macro of type ${type}`;
      throw new JetError('JET_errLogFileCorrupt', text);
    }
  }

  #at(index: number): PageOperation {
    return this.#read(this.#operation, this.macro.record(index));
  }

  #read(operation: PageOperation, record: LogRecord): PageOperation {
    operation.read(record, this.#operation.session, this.#operation.database);
    return operation;
  }

  /** For a record that is at hand together with others. */
  #another(): PageOperation {
    return new PageOperation(this.#operation.sessions, this.#operation.onEvent);
  }
}
