import { JetError } from '@esekit/core';
import type { PageView } from './page-header';
import { lineFlag, tagCb, tagFlags, tagIb } from './tags';

/**
 * Nodes of a B+ tree page (03 §2):
 *
 * | field             | size     |                                              |
 * |-------------------|----------|----------------------------------------------|
 * | cbPrefix          | 2        | only with flag Compressed                    |
 * | cbSuffix          | 2        |                                              |
 * | key suffix        | cbSuffix |                                              |
 * | data              | the rest | at least 1 byte                              |
 *
 * The key is the first cbPrefix bytes of the page's prefix (tag 0) and the suffix. On large pages the
 * top bits of the first u16, whichever field it is, are the node's flags.
 */

/** The size bits of cbPrefix and cbSuffix. */
export const nodeSizeMask = 0x1fff;

/** A key is worth compressing when more than this many bytes are shared: the cost of cbPrefix (03 §2.3). */
export const cbPrefixOverhead = 2;

/**
 * Where the parts of a node are. One object serves a whole loop: {@link read} moves it, and nothing
 * is copied. All positions are indices in `bytes`, and mean nothing after the page has changed.
 */
export class NodeView {
  bytes: Uint8Array = new Uint8Array(0);
  /** Bits of `lineFlag`. Version means nothing on disk (03 §2.1). */
  flags = 0;
  /** The page's prefix, of which the key takes `cbPrefix` bytes. */
  prefixStart = 0;
  cbPrefix = 0;
  suffixStart = 0;
  cbSuffix = 0;
  dataStart = 0;
  cbData = 0;

  get cbKey(): number {
    return this.cbPrefix + this.cbSuffix;
  }

  get isDeleted(): boolean {
    return (this.flags & lineFlag.deleted) !== 0;
  }

  get isCompressed(): boolean {
    return (this.flags & lineFlag.compressed) !== 0;
  }

  /**
   * Moves to node `iline` of the page.
   *
   * @param iline 0 to `view.clines` - 1
   * @throws JET_errInvalidParameter when there is no such node
   * @throws JET_errDatabaseCorrupted when its parts do not fit into the line, or the line on the page
   */
  read(view: PageView, iline: number): this {
    if (!(iline >= 0 && iline < view.clines)) {
      throw new JetError('JET_errInvalidParameter', `the page has ${view.clines} nodes, none is ${iline}`);
    }
    const itag = iline + view.ctagReserved;
    const line = lineStart(view, itag);
    const cb = tagCb(view, itag);
    this.bytes = view.bytes;
    this.flags = tagFlags(view, itag);
    const cbFields = this.isCompressed ? 4 : 2;
    if (cb < cbFields) throw badNode(iline, `${cb} bytes are too few`);
    this.prefixStart = lineStart(view, 0);
    this.cbPrefix = this.isCompressed ? sizeAt(view.bytes, line) : 0;
    this.cbSuffix = sizeAt(view.bytes, line + cbFields - 2);
    this.suffixStart = line + cbFields;
    this.dataStart = this.suffixStart + this.cbSuffix;
    this.cbData = cb - cbFields - this.cbSuffix;
    if (this.cbPrefix > tagCb(view, 0))
      throw badNode(iline, `its key shares ${this.cbPrefix} bytes of a shorter prefix`);
    if (this.cbData < 1)
      throw badNode(iline, `a key suffix of ${this.cbSuffix} bytes leaves no data of ${cb} bytes`);
    return this;
  }

  /**
   * Copies the key to `target` and returns its size.
   *
   * @throws JET_errInvalidBufferSize when `target` is too small
   */
  copyKey(target: Uint8Array): number {
    if (target.length < this.cbKey) {
      throw new JetError(
        'JET_errInvalidBufferSize',
        `a key of ${this.cbKey} bytes for a buffer of ${target.length}`,
      );
    }
    const { bytes, prefixStart, cbPrefix, suffixStart, cbSuffix } = this;
    for (let i = 0; i < cbPrefix; i++) target[i] = bytes[prefixStart + i]!;
    for (let i = 0; i < cbSuffix; i++) target[cbPrefix + i] = bytes[suffixStart + i]!;
    return this.cbKey;
  }

  /** The data, not a copy. */
  data(): Uint8Array {
    return this.bytes.subarray(this.dataStart, this.dataStart + this.cbData);
  }
}

/**
 * The external header (03 §3), not a copy: prefix key, space header or split buffer.
 *
 * @throws JET_errDatabaseCorrupted when it does not lie on the page, or there is none
 */
export function externalHeader(view: PageView): Uint8Array {
  if (view.itagMicFree === 0)
    throw new JetError('JET_errDatabaseCorrupted', 'the page has no external header');
  const start = lineStart(view, 0);
  return view.bytes.subarray(start, start + tagCb(view, 0));
}

/**
 * Index in `view.bytes` of a line's first byte.
 *
 * @throws JET_errDatabaseCorrupted when the line does not lie in the data area
 */
export function lineStart(view: PageView, itag: number): number {
  const ib = tagIb(view, itag);
  if (!view.hasTagArrayInside || ib + tagCb(view, itag) > view.cbPageData) {
    throw new JetError('JET_errDatabaseCorrupted', `line ${itag} at ${ib} does not lie on the page`);
  }
  return view.dataStart + ib;
}

function sizeAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8)) & nodeSizeMask;
}

function badNode(iline: number, text: string): JetError {
  return new JetError('JET_errDatabaseCorrupted', `node ${iline}: ${text}`);
}
