import { JetError } from '@esekit/core';
import {
  lineFlag,
  nodeSizeMask,
  pageFlag,
  PageView,
  tagSize,
  type Frame,
  type NodeView,
} from '@esekit/pages';

/** Position of the node flags in the byte that holds them (03 §2.1). */
const flagShift = 5;
const deletedBit = lineFlag.deleted << flagShift;
export const compressedBit = lineFlag.compressed << flagShift;

const noFrame: Frame = { pgno: 0, view: new PageView(new Uint8Array(2048)) };

/**
 * A page of a tree with everything worked out that finding a node on it takes. One object serves many
 * pages, one after the other: {@link bind} moves it.
 *
 * It relies on the page's structure having been checked (02 §7), and means nothing once the frame holds
 * another page: {@link isCurrent} tells.
 */
export class TreePage {
  frame: Frame = noFrame;
  /** The page this was bound to. */
  pgno = -1;
  bytes: Uint8Array = noFrame.view.bytes;
  flags = 0;
  /** Nodes on the page. */
  clines = 0;
  /** Index in `bytes` of the tag of node 0; the tags of the others stand in front of it. */
  tagStart = 0;
  dataStart = 0;
  tagMask = 0;
  isLarge = false;
  /** The page's prefix: tag 0. On a root it is a header instead, and no node refers to it. */
  prefixStart = 0;
  cbPrefix = 0;
  #dbtimeLow = 0;
  #dbtimeHigh = 0;

  bind(frame: Frame): this {
    const { view } = frame;
    const { bytes, start, tagMask, itagMicFree, ctagReserved } = view;
    const tagZero = start + view.pageSize - tagSize;
    const dataStart = start + view.cbHeader;
    this.frame = frame;
    this.pgno = frame.pgno;
    this.#dbtimeLow = view.dbtimeLow;
    this.#dbtimeHigh = view.dbtimeHigh;
    this.bytes = bytes;
    this.flags = view.flags;
    this.clines = itagMicFree > ctagReserved ? itagMicFree - ctagReserved : 0;
    this.tagStart = tagZero - tagSize * ctagReserved;
    this.dataStart = dataStart;
    this.tagMask = tagMask;
    this.isLarge = view.isLarge;
    this.cbPrefix = (bytes[tagZero]! | (bytes[tagZero + 1]! << 8)) & tagMask;
    this.prefixStart = dataStart + ((bytes[tagZero + 2]! | (bytes[tagZero + 3]! << 8)) & tagMask);
    return this;
  }

  /** Whether the frame still holds the page. */
  get isCurrent(): boolean {
    return this.frame.pgno === this.pgno;
  }

  /** Whether the frame holds the page as it was when this was bound: every change takes a new dbtime (24 §1.2). */
  get isUnchanged(): boolean {
    const { frame } = this;
    return (
      frame.pgno === this.pgno &&
      frame.view.dbtimeLow === this.#dbtimeLow &&
      frame.view.dbtimeHigh === this.#dbtimeHigh
    );
  }

  get isLeaf(): boolean {
    return (this.flags & pageFlag.leaf) !== 0;
  }

  /** Whether node `iline`, 0 to `clines` - 1, is flagged Deleted. */
  isDeleted(iline: number): boolean {
    const tag = this.tagStart - tagSize * iline;
    const { bytes } = this;
    if (!this.isLarge) return (bytes[tag + 3]! & deletedBit) !== 0;
    const ib = (bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & this.tagMask;
    return (bytes[this.dataStart + ib + 1]! & deletedBit) !== 0;
  }

  /**
   * Points `node` at node `iline`.
   *
   * @throws JET_errDatabaseCorrupted when there is no such node, or its parts do not fit into its line
   */
  read(node: NodeView, iline: number): NodeView {
    if (!(iline >= 0 && iline < this.clines)) {
      throw new JetError('JET_errDatabaseCorrupted', `page ${this.pgno}: there is no node ${iline}`);
    }
    const { bytes } = this;
    const tag = this.tagStart - tagSize * iline;
    const cb = (bytes[tag]! | (bytes[tag + 1]! << 8)) & this.tagMask;
    const line = this.dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & this.tagMask);
    const flags = this.isLarge ? bytes[line + 1]! : bytes[tag + 3]!;
    let suffix = line + 2;
    node.cbPrefix = 0;
    if ((flags & compressedBit) !== 0) {
      node.cbPrefix = (bytes[line]! | (bytes[line + 1]! << 8)) & nodeSizeMask;
      suffix = line + 4;
    }
    const cbSuffix = (bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask;
    node.bytes = bytes;
    node.flags = flags >>> flagShift;
    node.prefixStart = this.prefixStart;
    node.suffixStart = suffix;
    node.cbSuffix = cbSuffix;
    node.dataStart = suffix + cbSuffix;
    node.cbData = line + cb - node.dataStart;
    if (node.cbData < 1 || node.cbPrefix > this.cbPrefix || line + cb > this.tagStart) {
      throw new JetError(
        'JET_errDatabaseCorrupted',
        `page ${this.pgno}: node ${iline} does not fit its line`,
      );
    }
    return node;
  }

  /** The page number in node `iline` of an internal page; -1 when its data is no page number. */
  child(iline: number): number {
    const { bytes } = this;
    const tag = this.tagStart - tagSize * iline;
    const cb = (bytes[tag]! | (bytes[tag + 1]! << 8)) & this.tagMask;
    const line = this.dataStart + ((bytes[tag + 2]! | (bytes[tag + 3]! << 8)) & this.tagMask);
    const isCompressed = ((this.isLarge ? bytes[line + 1]! : bytes[tag + 3]!) & compressedBit) !== 0;
    const suffix = isCompressed ? line + 4 : line + 2;
    const at = suffix + ((bytes[suffix - 2]! | (bytes[suffix - 1]! << 8)) & nodeSizeMask);
    if (at + 4 !== line + cb) return -1;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }
}
