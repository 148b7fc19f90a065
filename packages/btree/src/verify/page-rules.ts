import { decodeSpaceHeader, externalHeader, lineFlag, NodeView, pageFlag, spaceFlag } from '@esekit/pages';
import { compareBytes, compareNodeData, compareNodeKey } from '../page/compare';
import type { TreePage } from '../page/tree-page';
import { splitBufferSize } from '../space/extent';
import type { TreeRule } from './tree-problem';

/** Tells of a broken rule of the page at hand. */
export type Report = (rule: TreeRule, text: string) => void;

/** A separator of the parent; `null` on an edge of the tree. */
export type Bound = Uint8Array | null;

/** Twice the longest key of an index (02 §6): what no key of any tree exceeds. */
export function keySizeMost(pageSize: number): number {
  return Math.min(4000, (pageSize / 4096) * 2000);
}

/** Tag 0 of a root (03 §8, 6). */
export function checkRootHeader(page: TreePage, pgnoParent: number | undefined, report: Report): void {
  const header = externalHeader(page.frame.view);
  if ((page.flags & pageFlag.spaceTree) !== 0) {
    if (header.length === 0 || header.length === splitBufferSize) return;
    report('rootHeader', `tag 0 has ${header.length} bytes, not those of a split buffer`);
    return;
  }
  const space = decodeSpaceHeader(header);
  if (!space) {
    report('rootHeader', `tag 0 of ${header.length} bytes holds no space header`);
    return;
  }
  const isNonUnique = (page.flags & pageFlag.nonUniqueKeys) !== 0;
  if (((space.flags & spaceFlag.nonUnique) !== 0) !== isNonUnique) {
    report('rootHeader', `space header flags ${space.flags} disagree with the page on unique keys`);
  }
  if (pgnoParent !== undefined && space.pgnoParent !== pgnoParent) {
    report('rootHeader', `the space comes from page ${space.pgnoParent}, not ${pgnoParent}`);
  }
}

/** Compares the nodes of one page, pair by pair and with the separators around it. */
export class NodeOrder {
  readonly #node = new NodeView();
  /** The node before, as a copy: key, then data. */
  #last = new Uint8Array(1024);
  #cbKey = 0;
  #cb = 0;

  constructor(readonly isUnique: boolean) {}

  /** Nodes of a leaf (03 §8, 10 to 12 and 14); returns how many are flagged Deleted. */
  checkLeaf(page: TreePage, from: Bound, to: Bound, report: Report): number {
    const cbKeyMost = keySizeMost(page.frame.view.pageSize);
    let deleted = 0;
    for (let iline = 0; iline < page.clines; iline++) {
      const node = page.read(this.#node, iline);
      if (node.isDeleted) deleted++;
      if (node.cbKey > cbKeyMost) report('size', `node ${iline} has a key of ${node.cbKey} bytes`);
      if (iline > 0 && this.#compareLast() >= 0) {
        report('keyOrder', `node ${iline} does not follow node ${iline - 1}`);
      }
      if (iline === 0 && from !== null && this.#compareBookmark(from) < 0) {
        report('bounds', 'the first node lies before the separator in front of the page');
      }
      this.#keep(!this.isUnique);
    }
    if (page.clines > 0 && to !== null && this.#compareBookmark(to) >= 0) {
      report('bounds', 'the last node lies behind the separator of the page');
    }
    return deleted;
  }

  /** Nodes of an inner page (03 §8, 8 and 9). */
  checkInner(page: TreePage, from: Bound, to: Bound, report: Report): void {
    for (let iline = 0; iline < page.clines; iline++) {
      const node = page.read(this.#node, iline);
      if ((node.flags & ~lineFlag.compressed) !== 0) report('node', `node ${iline} has flags ${node.flags}`);
      if (node.cbData !== 4) report('node', `node ${iline} has ${node.cbData} bytes of data, not 4`);
      const isLast = iline === page.clines - 1;
      if (node.cbKey === 0 && !(isLast && to === null)) {
        report('nullKey', `node ${iline} has an empty key away from the right edge`);
      } else if (isLast) {
        this.#checkLastSeparator(to, report);
      }
      if (node.cbKey > 0 && iline > 0 && this.#compareLast() >= 0) {
        report('keyOrder', `node ${iline} does not follow node ${iline - 1}`);
      }
      if (node.cbKey > 0 && iline === 0 && from !== null && compareNodeKey(node, from) < 0) {
        report('bounds', 'the first separator lies before the one in front of the page');
      }
      this.#keep(false);
    }
  }

  #checkLastSeparator(to: Bound, report: Report): void {
    const node = this.#node;
    if (to === null) {
      if (node.cbKey > 0) report('nullKey', 'the last key on the right edge is not empty');
    } else if (compareNodeKey(node, to) !== 0) {
      report('separator', 'the last key is not the separator of the page in its parent');
    }
  }

  /** The node before against the node at hand. */
  #compareLast(): number {
    const node = this.#node;
    const order = -compareNodeKey(node, this.#last, this.#cbKey);
    return order !== 0 || this.isUnique ? order : -compareNodeData(node, this.#last, this.#cbKey, this.#cb);
  }

  /** The bookmark at hand against a separator; without unique keys as key and data in a row (03 §4.2). */
  #compareBookmark(separator: Uint8Array): number {
    const node = this.#node;
    const { cbKey } = node;
    if (this.isUnique || cbKey >= separator.length) return compareNodeKey(node, separator);
    const order = compareNodeKey(node, separator, cbKey);
    return order !== 0 ? order : compareNodeData(node, separator, cbKey, separator.length);
  }

  #keep(withData: boolean): void {
    const node = this.#node;
    const cb = node.cbKey + (withData ? node.cbData : 0);
    if (this.#last.length < cb) this.#last = new Uint8Array(2 * cb);
    node.copyKey(this.#last);
    this.#cbKey = node.cbKey;
    this.#cb = cb;
    for (let i = node.cbKey; i < cb; i++) this.#last[i] = node.bytes[node.dataStart + i - node.cbKey]!;
  }
}

/** Separators and children of an inner page, copied, because visiting the children may evict it. */
export interface ChildSlot {
  readonly pgno: number;
  readonly from: Bound;
  readonly to: Bound;
}

export function childSlots(page: TreePage, from: Bound, to: Bound): ChildSlot[] {
  const node = new NodeView();
  const slots: ChildSlot[] = [];
  let left = from;
  for (let iline = 0; iline < page.clines; iline++) {
    page.read(node, iline);
    const key = new Uint8Array(node.cbKey);
    node.copyKey(key);
    // A wrong separator is told of once; below it the narrower bound of the parent holds.
    const right = key.length === 0 || (to !== null && compareBytes(key, to) > 0) ? to : key;
    slots.push({ pgno: page.child(iline), from: left, to: right });
    left = right;
  }
  return slots;
}
