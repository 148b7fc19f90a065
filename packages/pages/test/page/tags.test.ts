import { describe, expect, it } from 'vitest';
import {
  lineFlag,
  moveTag,
  tagCb,
  tagFlags,
  tagIb,
  tagOffset,
  writeTag,
  writeTagFlags,
} from '../../src/page/tags';
import { freshPage, pageOfLines } from './page-fixture';

describe('tags', () => {
  it('stand back to back at the end of the page', () => {
    const view = freshPage(4096);
    expect([0, 1, 2].map((itag) => tagOffset(view, itag))).toEqual([4092, 4088, 4084]);
  });

  it('hold the flags of small pages in the ib word', () => {
    const view = pageOfLines(4096, 55);
    writeTag(view, 1, 13, 55);
    expect(writeTagFlags(view, 1, lineFlag.version | lineFlag.compressed)).toBe(true);
    expect([view.u16(4088), view.u16(4090)]).toEqual([0x0037, 0xa00d]);
    expect([tagCb(view, 1), tagIb(view, 1), tagFlags(view, 1)]).toEqual([55, 13, 5]);
  });

  it('hold the flags of large pages in the first u16 of the line', () => {
    const view = pageOfLines(32768, 40);
    view.setU16(80, 0x0004);
    expect(writeTagFlags(view, 1, lineFlag.compressed)).toBe(true);
    expect([view.u16(80), view.u16(32760), view.u16(32762)]).toEqual([0x8004, 40, 0]);
    expect(tagFlags(view, 1)).toBe(lineFlag.compressed);
    writeTagFlags(view, 1, 0);
    expect(view.u16(80)).toBe(0x0004);
  });

  it.each([
    [8192, 0xe000, 0, 0x1fff],
    [16384, 0x8000, 0x8000, 0x7fff],
  ])('of %i-byte pages mask garbage on read and write 0', (pageSize, cbGarbage, ibGarbage, mask) => {
    const view = pageOfLines(pageSize, 20, 30);
    const at = tagOffset(view, 2);
    view.setU16(at, 30 | cbGarbage);
    view.setU16(at + 2, 20 | ibGarbage);
    expect([tagCb(view, 2), tagIb(view, 2)]).toEqual([30, 20]);
    writeTag(view, 2, 20, 30);
    expect([view.u16(at), view.u16(at + 2)]).toEqual([30, 20]);
    writeTag(view, 2, mask, mask);
    expect([tagCb(view, 2), tagIb(view, 2)]).toEqual([mask, mask]);
  });

  it.each([4096, 32768])('keep their flags on a move, in %i-byte pages', (pageSize) => {
    const view = pageOfLines(pageSize, 20, 20);
    writeTagFlags(view, 2, lineFlag.deleted);
    moveTag(view, 2, 20);
    expect([tagIb(view, 2), tagFlags(view, 2)]).toEqual([20, lineFlag.deleted]);
  });

  it.each([4096, 32768])('that are reserved have no flags, in %i-byte pages', (pageSize) => {
    const view = pageOfLines(pageSize, 20);
    view.ctagReserved = 2;
    const at = view.dataStart + tagIb(view, 1);
    view.bytes[at + 1] = 0xff;
    view.setU16(tagOffset(view, 0) + 2, pageSize === 4096 ? 0xe000 : 0);
    const before = view.bytes.slice();
    for (const itag of [0, 1]) {
      expect(tagFlags(view, itag)).toBe(0);
      expect(writeTagFlags(view, itag, 7)).toBe(false);
    }
    expect(view.bytes).toEqual(before);
  });

  it('of large pages have no flags when the line is too short, or not on the page', () => {
    const view = pageOfLines(16384, 20);
    writeTag(view, 1, 0, 1);
    expect([tagFlags(view, 1), writeTagFlags(view, 1, 7)]).toEqual([0, false]);
    writeTag(view, 1, 0x7fff, 100);
    expect([tagFlags(view, 1), writeTagFlags(view, 1, 7)]).toEqual([0, false]);
    writeTag(view, 1, view.cbPageData - 1, 100);
    expect([tagFlags(view, 1), writeTagFlags(view, 1, 7)]).toEqual([0, false]);
  });
});
