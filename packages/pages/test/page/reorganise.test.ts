import { describe, expect, it } from 'vitest';
import type { PageView } from '../../src/page/page-header';
import { reorganise } from '../../src/page/reorganise';
import { deleteLine, replaceLine } from '../../src/page/lines';
import { lineFlag, tagFlags, writeTag, writeTagFlags } from '../../src/page/tags';
import { equalBytes, layoutOf, lineBytes, lineOf, pageOfLines } from './page-fixture';

describe('reorganise (02 §5.4)', () => {
  it('closes gaps in physical order, whatever the order of the tags', () => {
    const view = pageOfLines(4096, 10, 20, 30, 40);
    replaceLine(view, 1, lineOf(15, 9));
    deleteLine(view, 3);
    const { cbFree } = view;
    expect(layoutOf(view).lines).toEqual([
      [0, 0],
      [100, 15],
      [10, 20],
      [60, 40],
    ]);
    reorganise(view);
    expect(layoutOf(view)).toEqual({
      ibMicFree: 75,
      cbFree,
      lines: [
        [0, 0],
        [60, 15],
        [0, 20],
        [20, 40],
      ],
    });
    expect([1, 2, 3].map((itag) => lineBytes(view, itag)[14])).toEqual([9, 2, 4]);
  });

  it('gives an empty header the running offset', () => {
    const view = pageOfLines(4096, 10, 20);
    writeTag(view, 0, 10, 0);
    deleteLine(view, 1);
    reorganise(view);
    expect(layoutOf(view)).toMatchObject({
      ibMicFree: 20,
      lines: [
        [0, 0],
        [0, 20],
      ],
    });
    writeTag(view, 0, 500, 0);
    reorganise(view);
    expect(layoutOf(view)).toMatchObject({
      ibMicFree: 20,
      lines: [
        [20, 0],
        [0, 20],
      ],
    });
  });

  it('changes nothing the second time', () => {
    const view = pageOfLines(32768, 100, 200, 300);
    deleteLine(view, 1);
    reorganise(view);
    const once = view.bytes.slice();
    reorganise(view);
    expect(equalBytes(view.bytes, once)).toBe(true);
  });

  it.each([4096, 32768])('keeps flags, on %i-byte pages', (pageSize) => {
    const view = pageOfLines(pageSize, 10, 20, 30);
    writeTagFlags(view, 3, lineFlag.deleted | lineFlag.compressed);
    deleteLine(view, 1);
    reorganise(view);
    expect([tagFlags(view, 1), tagFlags(view, 2)]).toEqual([0, lineFlag.deleted | lineFlag.compressed]);
  });

  it('drops garbage bits of the tags of large pages', () => {
    const view = pageOfLines(32768, 10, 20);
    view.setU16(32768 - 12 + 2, 0x8000 | 10);
    reorganise(view);
    expect(view.u16(32768 - 12 + 2)).toBe(10);
  });

  it.each([
    ['overlapping lines', (view: PageView) => writeTag(view, 2, 9, 20), /line 2 at 9 begins inside another/],
    ['a line inside the tags', (view: PageView) => writeTag(view, 2, 4056 - 13, 8), /lines end at 4051/],
    ['too many tags', (view: PageView) => void (view.itagMicFree = 1015), /1015 tags do not fit/],
  ])('refuses %s and leaves the page alone', (_, damage, message) => {
    const view = pageOfLines(4096, 10, 20);
    damage(view);
    const before = view.bytes.slice();
    expect(() => reorganise(view)).toThrow(expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }));
    expect(() => reorganise(view)).toThrow(message);
    expect(equalBytes(view.bytes, before)).toBe(true);
  });
});
