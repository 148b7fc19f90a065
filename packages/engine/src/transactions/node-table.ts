import type { Bookmark, VersionedTree } from './bookmark';
import { transactionLimits } from './transaction-limits';
import { NodeVersions } from './version';

const smallest = 1024;
/** An empty table with more slots than this gives them up; one that transactions fill again and again does not. */
const keptMost = 1 << 16;

/** FNV-1a over the tree's numbers, the key and the data. */
function hashOf({ tree, key, data }: Bookmark): number {
  let hash = Math.imul(tree.objidFDP ^ (tree.dbid << 28), 0x9e3779b1) ^ key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key[i]!, 0x01000193);
  for (let i = 0; i < data.length; i++) hash = Math.imul(hash ^ data[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** {@link hashOf} of a bookmark whose key and data stand in a row at the beginning of `bytes`. */
function hashOfRow(tree: VersionedTree, bytes: Uint8Array, cbKey: number, cb: number): number {
  let hash = Math.imul(tree.objidFDP ^ (tree.dbid << 28), 0x9e3779b1) ^ cbKey;
  for (let i = 0; i < cb; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function isAtRow(
  node: NodeVersions,
  tree: VersionedTree,
  bytes: Uint8Array,
  cbKey: number,
  cb: number,
): boolean {
  if (node.tree.objidFDP !== tree.objidFDP || node.tree.dbid !== tree.dbid) return false;
  if (node.cbKey !== cbKey || node.cb !== cb) return false;
  if (node.bucket === undefined) return true;
  const { bytes: stored } = node.bucket;
  for (let i = 0; i < cb; i++) if (stored[node.at + i] !== bytes[i]) return false;
  return true;
}

function isAt(node: NodeVersions, { tree, key, data }: Bookmark): boolean {
  if (node.tree.objidFDP !== tree.objidFDP || node.tree.dbid !== tree.dbid) return false;
  if (node.cbKey !== key.length || node.cb !== key.length + data.length) return false;
  if (node.bucket === undefined) return true;
  const { bytes } = node.bucket;
  for (let i = 0; i < key.length; i++) if (bytes[node.at + i] !== key[i]) return false;
  const start = node.at + node.cbKey;
  for (let i = 0; i < data.length; i++) if (bytes[start + i] !== data[i]) return false;
  return true;
}

/** The nodes that have versions, by bookmark. */
export class NodeTable {
  #slots: (NodeVersions | undefined)[] = new Array<NodeVersions | undefined>(smallest).fill(undefined);
  #size = 0;
  /** Nodes that wait for their next use, linked by `nextInHash`. */
  #spare: NodeVersions | undefined;
  #spareCount = 0;

  get size(): number {
    return this.#size;
  }

  find(bookmark: Bookmark): NodeVersions | undefined {
    if (this.#size === 0) return undefined;
    const hash = hashOf(bookmark);
    let node = this.#slots[hash & (this.#slots.length - 1)];
    while (node !== undefined && !(node.hash === hash && isAt(node, bookmark))) node = node.nextInHash;
    return node;
  }

  /**
   * As {@link find}, without an object for the bookmark.
   *
   * @param bytes begins with the key and, in a row, the data
   * @param cb of both
   */
  findRow(tree: VersionedTree, bytes: Uint8Array, cbKey: number, cb: number): NodeVersions | undefined {
    if (this.#size === 0) return undefined;
    const hash = hashOfRow(tree, bytes, cbKey, cb);
    let node = this.#slots[hash & (this.#slots.length - 1)];
    while (node !== undefined && !(node.hash === hash && isAtRow(node, tree, bytes, cbKey, cb))) {
      node = node.nextInHash;
    }
    return node;
  }

  /** A new node for a bookmark that is not there; its bytes are the caller's to store. */
  add(bookmark: Bookmark): NodeVersions {
    if (this.#size >= this.#slots.length) this.#resize(this.#slots.length * 2);
    const node = this.#take();
    node.tree = bookmark.tree;
    node.hash = hashOf(bookmark);
    node.cbKey = bookmark.key.length;
    this.#link(node);
    this.#size++;
    return node;
  }

  remove(node: NodeVersions): void {
    const slot = node.hash & (this.#slots.length - 1);
    let other = this.#slots[slot];
    if (other === node) this.#slots[slot] = node.nextInHash;
    else {
      while (other!.nextInHash !== node) other = other!.nextInHash;
      other!.nextInHash = node.nextInHash;
    }
    this.#size--;
    this.#give(node);
    if (this.#size === 0 && this.#slots.length > keptMost) this.#resize(smallest);
  }

  #take(): NodeVersions {
    const node = this.#spare;
    if (node === undefined) return new NodeVersions();
    this.#spare = node.nextInHash;
    this.#spareCount--;
    return node;
  }

  #give(node: NodeVersions): void {
    node.nextInHash = undefined;
    if (this.#spareCount >= transactionLimits.sparesMost) return;
    node.nextInHash = this.#spare;
    this.#spare = node;
    this.#spareCount++;
  }

  #link(node: NodeVersions): void {
    const slot = node.hash & (this.#slots.length - 1);
    node.nextInHash = this.#slots[slot];
    this.#slots[slot] = node;
  }

  #resize(count: number): void {
    const before = this.#slots;
    this.#slots = new Array<NodeVersions | undefined>(count).fill(undefined);
    for (let slot of before) {
      while (slot !== undefined) {
        const next: NodeVersions | undefined = slot.nextInHash;
        this.#link(slot);
        slot = next;
      }
    }
  }
}
