import { JetError } from '@esekit/core';
import { isLargePage, isPageSize, pageDataSize, pageHeaderSize, type PageSize } from '../geometry';
import {
  ctagReservedMask,
  ctagReservedShift,
  flushTypeShift,
  itagMicFreeMask,
  pageFlag,
  pageOffsets,
  tagSize,
} from './page-layout';

const smallPageTagMask = 0x1fff;
const largePageTagMask = 0x7fff;

/**
 * A page inside some bytes: reads and writes the fields of its header (02 §1.1) in place.
 *
 * It holds no copy and can be moved to another page of the same size with {@link reset}, so a loop
 * over a slab of pages needs one view and no allocation. The fields are composed from bytes: that
 * works at any alignment, over any buffer, and needs no second object per slab.
 */
export class PageView {
  readonly pageSize: PageSize;
  readonly isLarge: boolean;
  /** Bytes of the page header, 40 or 80. */
  readonly cbHeader: number;
  /** Bytes behind the header: lines, free space and tags. */
  readonly cbPageData: number;
  /** The meaningful bits of both words of a tag (02 §4). */
  readonly tagMask: number;
  #bytes: Uint8Array;
  #start: number;

  /**
   * @param start index of the page's first byte in `bytes`
   * @throws JET_errInvalidParameter when there is no such page size, or the page is not inside `bytes`
   */
  constructor(bytes: Uint8Array, start = 0, pageSize: number = bytes.length) {
    if (!isPageSize(pageSize)) throw new JetError('JET_errInvalidParameter', `no page has ${pageSize} bytes`);
    this.pageSize = pageSize;
    this.isLarge = isLargePage(pageSize);
    this.cbHeader = pageHeaderSize(pageSize);
    this.cbPageData = pageDataSize(pageSize);
    this.tagMask = this.isLarge ? largePageTagMask : smallPageTagMask;
    this.#bytes = bytes;
    this.#start = start;
    this.reset(bytes, start);
  }

  /**
   * Moves the view to another page of the same size.
   *
   * @throws JET_errInvalidParameter when the page is not inside `bytes`
   */
  reset(bytes: Uint8Array, start = 0): this {
    if (start < 0 || start + this.pageSize > bytes.length) {
      throw new JetError(
        'JET_errInvalidParameter',
        `no page of ${this.pageSize} bytes at ${start} of ${bytes.length}`,
      );
    }
    this.#bytes = bytes;
    this.#start = start;
    return this;
  }

  /** The bytes the page lies in; it begins at {@link start}. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get start(): number {
    return this.#start;
  }

  /** Index in {@link bytes} of the data area: the offsets of lines ("ib") count from here. */
  get dataStart(): number {
    return this.#start + this.cbHeader;
  }

  /** Reads a u16 at a byte offset of the page. */
  u16(offset: number): number {
    const at = this.#start + offset;
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }

  setU16(offset: number, value: number): void {
    const at = this.#start + offset;
    this.#bytes[at] = value;
    this.#bytes[at + 1] = value >>> 8;
  }

  /** Reads a u32 at a byte offset of the page. */
  u32(offset: number): number {
    return (this.u16(offset) | (this.u16(offset + 2) << 16)) >>> 0;
  }

  setU32(offset: number, value: number): void {
    this.setU16(offset, value);
    this.setU16(offset + 2, value >>> 16);
  }

  /** The whole dbtime; makes a bigint, so hot paths read the halves. */
  get dbtime(): bigint {
    return (BigInt(this.dbtimeHigh) << 32n) | BigInt(this.dbtimeLow);
  }

  set dbtime(value: bigint) {
    this.setDbtime(Number((value >> 32n) & 0xffff_ffffn), Number(value & 0xffff_ffffn));
  }

  get dbtimeLow(): number {
    return this.u32(pageOffsets.dbtimeDirtied);
  }

  get dbtimeHigh(): number {
    return this.u32(pageOffsets.dbtimeDirtied + 4);
  }

  setDbtime(high: number, low: number): void {
    this.setU32(pageOffsets.dbtimeDirtied, low);
    this.setU32(pageOffsets.dbtimeDirtied + 4, high);
  }

  /** Left sibling, 0 when there is none. */
  get pgnoPrev(): number {
    return this.u32(pageOffsets.pgnoPrev);
  }

  set pgnoPrev(value: number) {
    this.setU32(pageOffsets.pgnoPrev, value);
  }

  /** Right sibling, 0 when there is none. */
  get pgnoNext(): number {
    return this.u32(pageOffsets.pgnoNext);
  }

  set pgnoNext(value: number) {
    this.setU32(pageOffsets.pgnoNext, value);
  }

  get objidFDP(): number {
    return this.u32(pageOffsets.objidFDP);
  }

  set objidFDP(value: number) {
    this.setU32(pageOffsets.objidFDP, value);
  }

  /** Free bytes in total: the contiguous part and the gaps between lines. */
  get cbFree(): number {
    return this.u16(pageOffsets.cbFree);
  }

  set cbFree(value: number) {
    this.setU16(pageOffsets.cbFree, value);
  }

  /** The part of {@link cbFree} that is kept for rollback; possibly stale on disk (02 §5.5). */
  get cbUncommittedFree(): number {
    return this.u16(pageOffsets.cbUncommittedFree);
  }

  set cbUncommittedFree(value: number) {
    this.setU16(pageOffsets.cbUncommittedFree, value);
  }

  /** Offset in the data area of the first byte behind all lines. */
  get ibMicFree(): number {
    return this.u16(pageOffsets.ibMicFree);
  }

  set ibMicFree(value: number) {
    this.setU16(pageOffsets.ibMicFree, value);
  }

  /** Tags in use. */
  get itagMicFree(): number {
    return this.u16(pageOffsets.itagState) & itagMicFreeMask;
  }

  /** Keeps the other bits of itagState as they are. */
  set itagMicFree(value: number) {
    const others = this.u16(pageOffsets.itagState) & ~itagMicFreeMask;
    this.setU16(pageOffsets.itagState, others | (value & itagMicFreeMask));
  }

  /** Tags that are headers, not nodes. Files older than the field have 0 there and mean 1. */
  get ctagReserved(): number {
    const state = this.u16(pageOffsets.itagState);
    const stored = (state >>> ctagReservedShift) & ctagReservedMask;
    return stored === 0 && (state & itagMicFreeMask) > 0 ? 1 : stored;
  }

  /** Stores the number as it is: 0 is the form of files without feature 9560. */
  set ctagReserved(value: number) {
    const others = this.u16(pageOffsets.itagState) & ~(ctagReservedMask << ctagReservedShift);
    this.setU16(pageOffsets.itagState, others | ((value & ctagReservedMask) << ctagReservedShift));
  }

  /** Nodes on the page. */
  get clines(): number {
    return Math.max(0, this.itagMicFree - this.ctagReserved);
  }

  /** All bits of `pageFlag`. */
  get flags(): number {
    return this.u32(pageOffsets.fFlags);
  }

  set flags(value: number) {
    this.setU32(pageOffsets.fFlags, value);
  }

  hasFlag(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** 0 unknown, 1 rock, 2 paper, 3 scissors (02 §8.1). */
  get flushType(): number {
    return (this.flags & pageFlag.flushTypeMask) >>> flushTypeShift;
  }

  set flushType(value: number) {
    this.flags = (this.flags & ~pageFlag.flushTypeMask) | ((value & 3) << flushTypeShift);
  }

  /** The page's own number; 0 on small pages, which do not store it. */
  get pgno(): number {
    return this.isLarge ? this.u32(pageOffsets.pgno) : 0;
  }

  /** Does nothing on small pages. */
  set pgno(value: number) {
    if (this.isLarge) this.setU32(pageOffsets.pgno, value);
  }

  /** Whether the tag array that itagMicFree claims fits behind the header. */
  get hasTagArrayInside(): boolean {
    return this.itagMicFree * tagSize <= this.cbPageData;
  }
}
