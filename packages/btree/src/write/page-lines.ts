import { NodeView, pageFlag, tagSize, type PageView } from '@esekit/pages';
import type { SplitOperation } from '../change/split-level';

/** What is to be done to one line of a page. */
export interface LineOperation {
  readonly operation: Exclude<SplitOperation, 'none'>;
  readonly iline: number;
  /** In full. */
  readonly key: Uint8Array;
  readonly data: Uint8Array;
}

/** Bytes of a node besides key and data: cbSuffix and its tag. */
const cbOverhead = 2 + tagSize;

/** Bytes that a node takes whose key is stored in full, its tag included (03 §5.6). */
export function cbUncompressed(cbKey: number, cbData: number): number {
  return cbOverhead + cbKey + cbData;
}

/** Bytes for nodes on a page whose tag 0 is empty. */
export function cbForNodes(view: PageView): number {
  return view.cbPageData - tagSize;
}

/**
 * The lines of a page and of an operation in one row, as a split looks at them (03 §5.6): keys, sizes and
 * what neighbours have in common. A copy, so that pages may change.
 */
export class PageLines {
  readonly count: number;
  /** Of each line, its key in full and its tag included. */
  readonly sizes: Int32Array;
  /** What each line may grow by on rollback. */
  readonly reserved: Int32Array;
  /** Bytes that each key begins with like the one before. */
  readonly common: Int32Array;
  readonly #keys: Uint8Array;
  readonly #keyEnds: Int32Array;

  /** @param cbReserved asked of nodes flagged Version */
  constructor(
    readonly view: PageView,
    readonly operation: LineOperation | undefined,
    cbReserved?: (node: NodeView) => number,
  ) {
    const inserted = operation?.operation === 'insert' ? 1 : 0;
    const { clines } = view;
    this.count = clines + inserted;
    this.sizes = new Int32Array(this.count);
    this.reserved = new Int32Array(this.count);
    this.common = new Int32Array(this.count + 1);
    this.#keyEnds = new Int32Array(this.count);
    const node = new NodeView();
    let cbKeys = inserted === 0 ? 0 : operation!.key.length;
    for (let iline = 0; iline < clines; iline++) cbKeys += node.read(view, iline).cbKey;
    this.#keys = new Uint8Array(cbKeys);
    for (let line = 0, end = 0; line < this.count; line++) end = this.#take(line, end, node, cbReserved);
    for (let line = 1; line < this.count; line++) this.common[line] = this.#commonWithPrevious(line);
  }

  get isLeaf(): boolean {
    return this.view.hasFlag(pageFlag.leaf);
  }

  /** The whole key of a line, not a copy. */
  key(line: number): Uint8Array {
    return this.#keys.subarray(line === 0 ? 0 : this.#keyEnds[line - 1], this.#keyEnds[line]);
  }

  /** The data of a line as it is part of a bookmark, which operations other than insertion do not change. */
  data(line: number): Uint8Array {
    const { operation, view } = this;
    if (operation?.operation !== 'insert') return new NodeView().read(view, line).data();
    if (line === operation.iline) return operation.data;
    return new NodeView().read(view, line > operation.iline ? line - 1 : line).data();
  }

  /** Bytes that lines `from` to `end` - 1 keep for rollback. */
  cbReserved(from: number, end: number): number {
    let cb = 0;
    for (let line = from; line < end; line++) cb += this.reserved[line]!;
    return cb;
  }

  #take(line: number, keyStart: number, node: NodeView, cbReserved?: (node: NodeView) => number): number {
    const { operation, view } = this;
    const isInsert = operation?.operation === 'insert';
    if (isInsert && line === operation.iline) {
      this.#keys.set(operation.key, keyStart);
      this.sizes[line] = cbUncompressed(operation.key.length, operation.data.length);
      return (this.#keyEnds[line] = keyStart + operation.key.length);
    }
    node.read(view, isInsert && line > operation.iline ? line - 1 : line);
    const isChanged = operation !== undefined && line === operation.iline;
    const cbKept = node.cbData + (cbReserved?.(node) ?? 0);
    const cbData = isChanged ? operation.data.length : node.cbData;
    const cbKey = copyKey(node, this.#keys, keyStart);
    this.sizes[line] = cbUncompressed(cbKey, cbData);
    this.reserved[line] = Math.max(0, cbKept - cbData);
    return (this.#keyEnds[line] = keyStart + cbKey);
  }

  #commonWithPrevious(line: number): number {
    const [start, end] = [this.#keyEnds[line - 1]!, this.#keyEnds[line]!];
    const previous = line === 1 ? 0 : this.#keyEnds[line - 2]!;
    const most = Math.min(end - start, start - previous);
    const keys = this.#keys;
    let common = 0;
    while (common < most && keys[previous + common] === keys[start + common]) common++;
    return common;
  }
}

/** A view of the rest of the target for each line would cost more than the copying. */
function copyKey(node: NodeView, target: Uint8Array, start: number): number {
  const { bytes, prefixStart, cbPrefix, suffixStart, cbSuffix } = node;
  for (let i = 0; i < cbPrefix; i++) target[start + i] = bytes[prefixStart + i]!;
  const behind = start + cbPrefix;
  for (let i = 0; i < cbSuffix; i++) target[behind + i] = bytes[suffixStart + i]!;
  return cbPrefix + cbSuffix;
}

/** How many bytes two strings begin with alike. */
export function commonLength(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let common = 0;
  while (common < most && a[common] === b[common]) common++;
  return common;
}

/**
 * The separator between line `line` - 1 and line `line` (03 §5.7). On leaves the shortest string that is
 * greater than the one and not greater than the other; on inner pages the key of the left line.
 */
export function separatorBefore(lines: PageLines, line: number): Uint8Array {
  const left = lines.key(line - 1);
  if (!lines.isLeaf) return left.slice();
  const right = lines.key(line);
  const common = commonLength(left, right);
  if (common < left.length || common < right.length) return right.slice(0, common + 1);
  return separatorOfData(right, lines.data(line - 1), lines.data(line));
}

/** Between two entries of one key. */
function separatorOfData(key: Uint8Array, dataLeft: Uint8Array, dataRight: Uint8Array): Uint8Array {
  const separator = new Uint8Array(key.length + commonLength(dataLeft, dataRight) + 1);
  separator.set(key);
  separator.set(dataRight.subarray(0, separator.length - key.length), key.length);
  return separator;
}

const lastNode = new NodeView();

/** The separator between the last node of a leaf and one that is to follow it. */
export function separatorBehind(view: PageView, { key, data }: LineOperation): Uint8Array {
  lastNode.read(view, view.clines - 1);
  const common = commonWithNode(lastNode, key);
  if (common < key.length || common < lastNode.cbKey) return key.slice(0, common + 1);
  return separatorOfData(key, lastNode.data(), data);
}

/** How many bytes the key of a node begins with like another one. */
function commonWithNode(
  { bytes, cbPrefix, cbKey, prefixStart, suffixStart }: NodeView,
  key: Uint8Array,
): number {
  const most = Math.min(cbKey, key.length);
  let common = 0;
  while (common < most) {
    const at = common < cbPrefix ? prefixStart + common : suffixStart + common - cbPrefix;
    if (bytes[at] !== key[common]) break;
    common++;
  }
  return common;
}
