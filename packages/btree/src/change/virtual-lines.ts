import { JetError } from '@esekit/core';
import { lineFlag, type PageView } from '@esekit/pages';
import { compareBytes } from '../page/compare';
import { corrupted } from './corrupted';
import { hasDataInBookmark } from './node-order';
import { insertNode } from './nodes';
import { encodePagePointer, type SplitChild } from './page-pointers';
import { SourceNodes } from './source-nodes';
import type { Split, SplitLine } from './split-level';

/** The lines of a page and of the operation in one row, as they were before anything changed. */
export class VirtualLines {
  readonly #nodes: SourceNodes | undefined;

  constructor(
    source: PageView | undefined,
    readonly split: Split,
  ) {
    if (source) this.#nodes = new SourceNodes(source);
  }

  /**
   * The two halves have to be in order where they meet; inside them, each insertion looks to it.
   *
   * @throws JET_errDatabaseCorrupted
   */
  checkMeeting(): void {
    const { ilineSplit, pgno, pgnoNew, flagsNew } = this.split;
    const [left, right] = [this.key(ilineSplit - 1), this.key(ilineSplit)];
    // An empty key is NULL, greater than all (03 §4.1).
    let order = left.length > 0 && right.length === 0 ? -1 : compareBytes(left, right);
    if (order === 0 && hasDataInBookmark(flagsNew)) {
      order = compareBytes(this.#data(ilineSplit - 1), this.#data(ilineSplit));
    }
    if (order < 0 && left.length > 0) return;
    throw corrupted(`the last line of page ${pgno} would not precede the first of page ${pgnoNew}`);
  }

  /** The whole key of a line. */
  key(line: number): Uint8Array {
    const { operation, ilineOper } = this.split;
    if (operation === 'insert' && line === ilineOper) return lineOf(this.split).key;
    return this.#source(line).key();
  }

  /** A copy of what a bookmark has for data: an operation on it changes nothing but inserts. */
  #data(line: number): Uint8Array {
    const { operation, ilineOper } = this.split;
    if (operation === 'insert' && line === ilineOper) return lineOf(this.split).data;
    return this.#source(line).data().slice();
  }

  /** Appends the lines `from` to `end` - 1 to those of a page. */
  copyTo(target: PageView, from: number, end: number): void {
    const { operation, ilineOper, child } = this.split;
    for (let line = from; line < end; line++) {
      if (operation !== 'none' && line === ilineOper) this.#copyOperation(target);
      else if (child !== undefined && line === ilineOper + 1) this.#copyPointer(target, line, child);
      else this.#source(line).copyTo(target, target.clines);
    }
  }

  #copyOperation(target: PageView): void {
    const { operation, ilineOper } = this.split;
    const { key, data, flags = 0 } = lineOf(this.split);
    if (operation === 'insert') {
      insertNode(target, target.clines, key, data, flags);
      return;
    }
    const old = this.#source(ilineOper);
    const kept = operation === 'replace' ? old.flags : old.flags & ~lineFlag.deleted;
    insertNode(target, target.clines, old.key(), data, kept | flags);
  }

  /** The node behind the one that is inserted: it led to the child, and leads to the child's new page. */
  #copyPointer(target: PageView, line: number, child: SplitChild): void {
    const old = this.#source(line);
    if (old.pagePointer() !== child.pgno) {
      throw corrupted(`line ${line} of page ${this.split.pgno} does not point to page ${child.pgno}`);
    }
    insertNode(target, target.clines, old.key(), encodePagePointer(child.pgnoNew), old.flags);
  }

  #source(line: number): SourceNodes {
    const { operation, ilineOper, pgno } = this.split;
    if (this.#nodes === undefined) {
      const text = `a split of page ${pgno} needs its line ${line}, which is gone`;
      throw new JetError('JET_errDatabaseBufferDependenciesCorrupted', text);
    }
    return this.#nodes.read(operation === 'insert' && line > ilineOper ? line - 1 : line);
  }
}

function lineOf({ line, pgno }: Split): SplitLine {
  if (line === undefined) throw corrupted(`a split of page ${pgno} comes without the line it changes`);
  return line;
}
