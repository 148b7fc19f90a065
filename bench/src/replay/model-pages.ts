import { compareNodeKey, pagePointerAt } from '@esekit/btree';
import { NodeView, pageFlag, type PageBuffer, type PageView } from '@esekit/pages';

/** The pages as the log leaves them: every record that is written is applied to them as well. */
export class ModelPages {
  constructor(readonly buffer: PageBuffer) {}

  /** A page that may be changed; stays where it is until {@link release}. */
  page(pgno: number): PageView {
    const frame = this.buffer.pin(pgno);
    this.buffer.change(frame, 0);
    return frame.view;
  }

  create(pgno: number): PageView {
    return this.buffer.create(pgno).view;
  }

  release(): void {
    this.buffer.releasePins();
  }
}

/** A page on the way from the root to a leaf. */
export interface Step {
  readonly pgno: number;
  readonly view: PageView;
  /** The pointer that the way follows; on the leaf the first node that is not less than the key. */
  readonly iline: number;
}

const node = new NodeView();

/** The way from the root down to where a key is or belongs. */
export function descend(pages: ModelPages, pgnoRoot: number, key: Uint8Array): Step[] {
  const steps: Step[] = [];
  let pgno = pgnoRoot;
  for (;;) {
    const view = pages.page(pgno);
    const isLeaf = view.hasFlag(pageFlag.leaf);
    const iline = firstNode(view, key, isLeaf);
    steps.push({ pgno, view, iline });
    if (isLeaf) return steps;
    pgno = pagePointerAt(view, iline);
  }
}

/** On a leaf the first node not less than the key, above it the first one greater; NULL is greater than all. */
function firstNode(view: PageView, key: Uint8Array, isLeaf: boolean): number {
  let low = 0;
  let high = view.clines;
  while (low < high) {
    const middle = (low + high) >>> 1;
    node.read(view, middle);
    const order = node.cbKey === 0 ? 1 : compareNodeKey(node, key);
    if (order > 0 || (isLeaf && order === 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function keyAt(view: PageView, iline: number): Uint8Array {
  node.read(view, iline);
  const key = new Uint8Array(node.cbKey);
  node.copyKey(key);
  return key;
}

export function dataAt(view: PageView, iline: number): Uint8Array {
  node.read(view, iline);
  return node.bytes.slice(node.dataStart, node.dataStart + node.cbData);
}

/** Bytes of a node without a prefix, its tag included. */
export function uncompressedSize(view: PageView, iline: number): number {
  node.read(view, iline);
  return nodeSize(node.cbKey, node.cbData);
}

export function nodeSize(cbKey: number, cbData: number): number {
  return 2 + cbKey + cbData + 4;
}
