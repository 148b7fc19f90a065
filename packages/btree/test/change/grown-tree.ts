import type { Random } from '@esekit/testkit';
import type { PageView } from '@esekit/pages';
import { checkPageStructure, NodeView, pageDataSize, pageFlag, type PageSource } from '@esekit/pages';
import {
  changeNodeFlags,
  changeParentOfMerge,
  compareBytes,
  deleteNode,
  encodePagePointer,
  formatSingleExtentRoot,
  insertNode,
  insertPagePointer,
  mergePages,
  movePage,
  pagePointerAt,
  replaceNodeData,
  splitPages,
  takesOnlyTheLine,
  Tree,
  type Merge,
  type MergeKind,
  type MergePages,
  type MergeParentChange,
  type Split,
  type SplitChild,
  type SplitOperation,
  type SplitPages,
} from '../../src/index';
import { blankPage, contentOf, copyOf } from './page-fixture';

/**
 * A tree that grows and shrinks by the functions under test. What the engine decides by density and use
 * (kinds of splits, split lines, prefixes, merges), chance decides here, so that more comes up than in any
 * real log. Every split and merge is also done in parts, as replay does it.
 */

export const pgnoRoot = 3;
export const objid = 77;

interface Step {
  readonly pgno: number;
  readonly iline: number;
}

/** What is done to line `iline` of a page, splitting it where need be. */
interface Operation {
  readonly operation: Exclude<SplitOperation, 'none'>;
  readonly iline: number;
  readonly key: Uint8Array;
  readonly data: Uint8Array;
  readonly child?: SplitChild;
}

interface Line {
  readonly key: Uint8Array;
  readonly data: Uint8Array;
  readonly isDeleted: boolean;
}

/** What a merge takes from a page. */
interface Moved {
  readonly moved: readonly Line[];
  readonly ilineMerge: number;
  readonly separator: Uint8Array;
}

const lineOverhead = 6;

export class GrownTree {
  readonly pages = new Map<number, PageView>();
  /** How often each kind of change was made. */
  readonly counts = new Map<string, number>();
  #pgnoNext = pgnoRoot + 1;
  readonly #kind: number;

  constructor(
    readonly random: Random,
    readonly pageSize: number,
    readonly isUnique: boolean,
  ) {
    this.#kind = isUnique ? 0 : pageFlag.index | pageFlag.nonUniqueKeys;
    const root = blankPage(pageSize);
    const numbers = { pgnoFDP: pgnoRoot, objidFDP: objid, pgnoParent: 1, cpgPrimary: 1 };
    formatSingleExtentRoot(root, { ...numbers, flags: this.#kind, isUnique });
    this.pages.set(pgnoRoot, root);
  }

  tree(): Tree {
    const { pages, pageSize } = this;
    const source: PageSource = {
      pageSize,
      pageCount: this.#pgnoNext - 1,
      get(pgno) {
        const view = pages.get(pgno)!;
        const problem = checkPageStructure(view);
        if (problem) throw new Error(`page ${pgno}: ${problem.text}`);
        return { pgno, view };
      },
    };
    return new Tree({ source, pgnoFDP: pgnoRoot, objidFDP: objid });
  }

  /** Inserts an entry, or brings a deleted one with its bookmark back to life. */
  insert(key: Uint8Array, data: Uint8Array): void {
    for (;;) {
      const path = this.descend(key, data);
      const { pgno, iline } = path.at(-1)!;
      const found = this.lines(pgno)[iline];
      const exists = found !== undefined && this.#compare(found, key, data) === 0;
      const operation = exists ? 'flagInsertAndReplaceData' : 'insert';
      if (this.#write(path, { operation, iline, key, data })) return;
    }
  }

  /** Gives an entry of a unique tree other data. */
  replace(key: Uint8Array, data: Uint8Array): void {
    for (;;) {
      const path = this.descend(key, data);
      const { iline } = path.at(-1)!;
      if (this.#write(path, { operation: 'replace', iline, key, data })) return;
    }
  }

  delete(key: Uint8Array, data: Uint8Array): void {
    const { pgno, iline } = this.descend(key, data).at(-1)!;
    changeNodeFlags(this.view(pgno), iline, 2, 0);
    const isLast = this.view(pgno).clines === 1;
    if (!isLast && this.random.below(3) === 0) deleteNode(this.view(pgno), iline);
  }

  /** Merges or moves the leaf where an entry is or would be, if that can be done. */
  tidy(key: Uint8Array, data: Uint8Array): void {
    const path = this.descend(key, data);
    if (path.length < 2) return;
    if (this.random.below(4) === 0) this.#move(path);
    else this.#merge(path);
  }

  view(pgno: number): PageView {
    return this.pages.get(pgno)!;
  }

  lines(pgno: number): Line[] {
    const view = this.view(pgno);
    const node = new NodeView();
    return Array.from({ length: view.clines }, (_, iline) => {
      const key = new Uint8Array(node.read(view, iline).cbKey);
      node.copyKey(key);
      return { key, data: node.data().slice(), isDeleted: node.isDeleted };
    });
  }

  /** The way to a bookmark: on inner pages the pointer taken, on the leaf the first node not less. */
  descend(key: Uint8Array, data: Uint8Array): Step[] {
    const path: Step[] = [];
    const bookmark = this.isUnique ? key : Uint8Array.of(...key, ...data);
    for (let pgno = pgnoRoot; ;) {
      const lines = this.lines(pgno);
      const isLeaf = this.view(pgno).hasFlag(pageFlag.leaf);
      const found = lines.findIndex((line) =>
        isLeaf
          ? this.#compare(line, key, data) >= 0
          : line.key.length === 0 || compareBytes(line.key, bookmark) > 0,
      );
      const iline = found < 0 ? lines.length : found;
      path.push({ pgno, iline });
      if (isLeaf) return path;
      pgno = pagePointerAt(this.view(pgno), iline);
    }
  }

  #compare(line: Line, key: Uint8Array, data: Uint8Array): number {
    return compareBytes(line.key, key) || (this.isUnique ? 0 : compareBytes(line.data, data));
  }

  #count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** Does an operation on the last page of a path; false when that page was only split to make room. */
  #write(path: readonly Step[], operation: Operation): boolean {
    const { pgno } = path.at(-1)!;
    const view = this.view(pgno);
    const { iline, key, data, child } = operation;
    const cbOld = operation.operation === 'insert' ? 0 : this.lines(pgno)[iline]!.data.length;
    const cb =
      operation.operation === 'insert' ? lineOverhead + key.length + data.length : data.length - cbOld;
    if (cb > view.cbFree)
      return path.length === 1 ? this.#splitRoot(operation) : this.#splitPage(path, operation);
    if (child) insertPagePointer(view, key, child);
    else if (operation.operation === 'insert') insertNode(view, iline, key, data);
    else {
      replaceNodeData(view, iline, data);
      if (operation.operation === 'flagInsertAndReplaceData') changeNodeFlags(view, iline, 0, 2);
    }
    return true;
  }

  #splitRoot(operation: Operation): boolean {
    const root = this.view(pgnoRoot);
    const isAtOnce = this.random.below(3) > 0;
    const ofAll = isAtOnce ? this.#prefixOf(this.#linesWith(pgnoRoot, operation)) : undefined;
    const fits = ofAll !== undefined;
    this.#split('vertical', pgnoRoot, fits ? operation : undefined, {
      ilineSplit: 0,
      prefixSplit: new Uint8Array(0),
      ilinePrefixNew: ofAll ?? this.#prefixOf(this.lines(pgnoRoot))!,
      flagsSplit: pageFlag.root | this.#kind | (root.hasFlag(pageFlag.leaf) ? pageFlag.parentOfLeaf : 0),
      flagsNew: this.#kind | (root.flags & (pageFlag.leaf | pageFlag.parentOfLeaf)),
    });
    return fits;
  }

  #splitPage(path: readonly Step[], operation: Operation): boolean {
    const { pgno } = path.at(-1)!;
    const view = this.view(pgno);
    const isLeaf = view.hasFlag(pageFlag.leaf);
    const isBehind = isLeaf && operation.operation === 'insert' && operation.iline === view.clines;
    const isAppend = isBehind && view.pgnoNext === 0 && this.random.below(2) === 0;
    let lines = this.#linesWith(pgno, operation);
    let cut = this.random.below(5) > 0 ? this.#cut(lines, isAppend ? operation.iline : undefined) : undefined;
    const isDone = cut !== undefined;
    if (!isDone) {
      lines = this.lines(pgno);
      cut = this.#cut(lines, undefined);
    }
    const { ilineSplit } = cut!;
    const kind = isDone && isAppend ? 'append' : 'right';
    const pgnoNew = this.#split(kind, pgno, isDone ? operation : undefined, {
      ...cut!,
      flagsNew: view.flags & (this.#kind | pageFlag.leaf | pageFlag.parentOfLeaf),
    });
    const [left, right] = [lines[ilineSplit - 1]!, lines[ilineSplit]!];
    const separator = isLeaf ? this.#separator(left, right) : left.key;
    this.#addPointer(path.slice(0, -1), separator, { pgno, pgnoNew });
    return isDone;
  }

  /** Adds the pointer to a new page above it, where a split may have to come first. */
  #addPointer(path: readonly Step[], key: Uint8Array, child: SplitChild): void {
    for (let way = path; ; way = this.#pathTo(child.pgno)!) {
      const { iline } = way.at(-1)!;
      const data = encodePagePointer(child.pgno);
      if (this.#write(way, { operation: 'insert', iline, key, data, child })) return;
    }
  }

  /** The way to the node that points to a page. */
  #pathTo(pgno: number, from = pgnoRoot): Step[] | undefined {
    const view = this.view(from);
    if (view.hasFlag(pageFlag.leaf)) return undefined;
    for (let iline = 0; iline < view.clines; iline++) {
      const child = pagePointerAt(view, iline);
      const below = child === pgno ? [] : this.#pathTo(pgno, child);
      if (below) return [{ pgno: from, iline }, ...below];
    }
    return undefined;
  }

  #linesWith(pgno: number, { operation, iline, key, data }: Operation): Line[] {
    const lines = this.lines(pgno);
    lines.splice(iline, operation === 'insert' ? 0 : 1, { key, data, isDeleted: false });
    return lines;
  }

  /** A split line, and prefixes for both sides, with which everything fits. */
  #cut(lines: readonly Line[], wanted: number | undefined) {
    for (let tries = 0; tries < 40; tries++) {
      const ilineSplit = wanted ?? 1 + this.random.below(lines.length - 1);
      const [left, right] = [lines.slice(0, ilineSplit), lines.slice(ilineSplit)];
      // The old prefix serves an append, and a cut that nothing else is found for.
      const ofLeft = wanted === undefined ? this.#prefixOf(left) : -1;
      const ilinePrefixNew = this.#prefixOf(right);
      if (ofLeft === undefined || ilinePrefixNew === undefined) continue;
      return { ilineSplit, ilinePrefixNew, prefixSplit: left[ofLeft]?.key ?? new Uint8Array(0) };
    }
    return undefined;
  }

  /** A line whose key as prefix makes all lines fit, -1 when none is needed; undefined when none does. */
  #prefixOf(lines: readonly Line[]): number | undefined {
    const room = pageDataSize(this.pageSize) - 4;
    const candidates = [-1, 0, lines.length >> 1, lines.length - 1].map((i) =>
      i < 0 ? i : this.random.below(lines.length),
    );
    if (this.random.below(2) === 0) candidates.reverse();
    return candidates.find((candidate) => {
      const prefix = lines[candidate]?.key ?? new Uint8Array(0);
      if (candidate >= 0 && prefix.length < 2) return false;
      const sizes = lines.map(({ key, data }) => {
        const common = commonLength(key, prefix);
        return lineOverhead + key.length + data.length - (common > 2 ? common - 2 : 0);
      });
      return sizes.reduce((rest, size) => rest - size, room - prefix.length) >= 0;
    });
  }

  #separator(left: Line, right: Line): Uint8Array {
    const [a, b] = [left, right].map(({ key, data }) =>
      this.isUnique ? key : Uint8Array.of(...key, ...data),
    );
    return b!.slice(0, commonLength(a!, b!) + 1);
  }

  #split(
    kind: Split['kind'],
    pgno: number,
    operation: Operation | undefined,
    where: Pick<Split, 'prefixSplit' | 'ilinePrefixNew' | 'ilineSplit' | 'flagsNew'> & {
      flagsSplit?: number;
    },
  ): number {
    const source = this.view(pgno);
    const pgnoNew = this.#pgnoNext++;
    const pgnoRight = kind === 'vertical' ? 0 : source.pgnoNext;
    const cbUncommitted = this.random.below(this.pageSize);
    const split: Split = {
      kind,
      operation: operation?.operation ?? 'none',
      ilineOper: operation?.iline ?? 0,
      clines: source.clines + (operation?.operation === 'insert' ? 1 : 0),
      line: operation,
      child: operation?.child,
      ...{ pgno, pgnoNew, pgnoRight, objidFDP: objid, flagsSplit: 0 },
      ...{ cbUncommittedFreeSplit: cbUncommitted, cbUncommittedFreeNew: cbUncommitted },
      ...where,
    };
    const pages = { source, created: blankPage(this.pageSize), right: this.pages.get(pgnoRight) };
    this.pages.set(pgnoNew, pages.created);
    const before = { source: copyOf(source), right: pages.right && copyOf(pages.right) };
    const level = source.hasFlag(pageFlag.leaf) ? 'leaf' : 'inner';
    splitPages(pages, split);
    checkSplitInParts(before, pages, split);
    this.#count(`${level} ${kind} ${split.operation}`);
    return pgnoNew;
  }

  #move(path: readonly Step[]): void {
    const level = 1 + this.random.below(path.length - 1);
    const { pgno } = path[level]!;
    const parent = path[level - 1]!;
    const pgnoDest = this.#pgnoNext++;
    const [source, destination] = [this.view(pgno), blankPage(this.pageSize)];
    const neighbours = { left: this.pages.get(source.pgnoPrev), right: this.pages.get(source.pgnoNext) };
    const above = { parent: this.view(parent.pgno) };
    movePage({ source, destination, ...neighbours, ...above }, { pgno, pgnoDest, ilineParent: parent.iline });
    this.pages.set(pgnoDest, destination);
    this.#count('move');
  }

  #merge(path: readonly Step[]): void {
    const { pgno } = path.at(-1)!;
    const source = this.view(pgno);
    const lines = this.lines(pgno);
    const live = lines.filter(({ isDeleted }) => !isDeleted);
    const kinds: readonly MergeKind[] = ['fullRight', 'partialRight', 'fullLeft', 'partialLeft'];
    const kind = live.length === 0 ? 'emptyPage' : this.random.pick(kinds);
    const isRight = kind.endsWith('Right');
    const { pgnoPrev: pgnoLeft, pgnoNext: pgnoRight } = source;
    const above = path.at(-2)!;
    const target = this.pages.get(isRight ? pgnoRight : pgnoLeft);
    if (kind !== 'emptyPage' && (!target || (!isRight && above.iline === 0))) return;
    const range = this.#movedLines(kind, lines);
    if (!range) return;
    const cbMoved = range.moved.reduce(
      (sum, { key, data }) => sum + lineOverhead + key.length + data.length,
      0,
    );
    if (target && kind !== 'emptyPage' && cbMoved > target.cbFree) return;
    const merge: Merge = {
      ...{ kind, pgno, pgnoLeft, pgnoRight, ilineMerge: range.ilineMerge },
      cbUncommittedFree: this.random.below(this.pageSize),
    };
    const changes = this.#changesAbove(path, merge, range.separator);
    if (!changes) return;
    const pages = { source, left: this.pages.get(pgnoLeft), right: this.pages.get(pgnoRight) };
    const before = {
      source: copyOf(source),
      left: pages.left && copyOf(pages.left),
      right: pages.right && copyOf(pages.right),
    };
    mergePages(pages, merge);
    checkMergeInParts(before, pages, merge);
    for (const { pgno: pgnoAbove, change } of changes) changeParentOfMerge(this.view(pgnoAbove), change);
    this.#count(kind);
  }

  #movedLines(kind: MergeKind, lines: readonly Line[]): Moved | undefined {
    const none = { moved: [], ilineMerge: 0, separator: new Uint8Array(0) };
    if (kind === 'emptyPage') return none;
    if (kind === 'fullRight' || kind === 'fullLeft') {
      const moved = lines.filter(({ isDeleted }) => !isDeleted);
      return { ...none, moved, ilineMerge: kind === 'fullRight' ? 0 : lines.length - 1 };
    }
    if (lines.length < 2) return undefined;
    const at = this.random.below(lines.length - 1);
    const isRight = kind === 'partialRight';
    const [first, second] = [lines.slice(0, at + 1), lines.slice(at + 1)];
    const moved = (isRight ? second : first).filter(({ isDeleted }) => !isDeleted);
    if (moved.length === 0) return undefined;
    const [left, right] = isRight ? [first.at(-1)!, moved[0]!] : [moved.at(-1)!, second[0]!];
    return { moved, ilineMerge: isRight ? at + 1 : at, separator: this.#separator(left, right) };
  }

  /** What a merge does to the pages above it, from the parent up (03 §6.4); undefined when it must not be. */
  #changesAbove(path: readonly Step[], merge: Merge, separator: Uint8Array) {
    const changes: { pgno: number; change: MergeParentChange }[] = [];
    let action = {
      fullRight: 'delete',
      emptyPage: 'delete',
      fullLeft: 'redirect',
      partialRight: 'key',
      partialLeft: 'left',
    }[merge.kind];
    let key = separator;
    for (let level = path.length - 2; level >= 0; level--) {
      const { pgno, iline } = path[level]!;
      const view = this.view(pgno);
      const isLast = iline === view.clines - 1;
      const isEmptied = action === 'delete' && view.clines === 1;
      if (isEmptied && (level === 0 || merge.pgnoRight === 0)) return undefined;
      if ((action === 'key' || action === 'left') && key.length + 10 > view.cbFree) return undefined;
      const change: MergeParentChange = {
        iline,
        pgnoChild: pagePointerAt(view, iline),
        leafMerge: level === path.length - 2 ? merge : undefined,
        changesKey: action !== 'delete',
        deletesNode: (action === 'delete' && !isEmptied) || action === 'redirect',
        emptiesPage: isEmptied,
        separator: key,
      };
      changes.push({ pgno, change });
      if (isEmptied) continue;
      const lines = this.lines(pgno);
      if (!isLast || action === 'redirect' || action === 'left' || lines.at(-1)!.key.length === 0)
        return changes;
      if (action === 'delete') key = lines.at(-2)!.key;
      action = 'key';
    }
    return changes;
  }
}

function commonLength(a: Uint8Array, b: Uint8Array): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

function checkSplitInParts(
  before: { readonly source: PageView; readonly right: PageView | undefined },
  after: SplitPages,
  split: Split,
): void {
  const source = copyOf(before.source);
  splitPages({ source, right: before.right }, split);
  const created = blankPage(source.pageSize);
  splitPages(takesOnlyTheLine(split) ? { created } : { source: before.source, created }, split);
  expectSame(source, after.source!);
  expectSame(created, after.created!);
  if (before.right) expectSame(before.right, after.right!);
}

function checkMergeInParts(before: MergePages, after: MergePages, merge: Merge): void {
  const source = copyOf(before.source!);
  mergePages({ source }, merge);
  expectSame(source, after.source!);
  for (const side of ['left', 'right'] as const) {
    if (before[side] === undefined) continue;
    mergePages({ source: copyOf(before.source!), [side]: before[side] }, merge);
    expectSame(before[side], after[side]!);
  }
}

function expectSame(a: PageView, b: PageView): void {
  if (compareBytes(a.bytes, b.bytes) === 0) return;
  const [one, other] = [JSON.stringify(contentOf(a)), JSON.stringify(contentOf(b))];
  if (one !== other) throw new Error(`done in parts, a page is\n${one}\nnot\n${other}`);
}
