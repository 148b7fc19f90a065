import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { replaceLine, insertLine } from '../../src/page/lines';
import { emptyPage, formatPage } from '../../src/page/page-format';
import { pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';
import { cbContiguous, cbLineMost, cbUsable, hasRoomForLine, itagLimit } from '../../src/page/page-space';
import { checkPageStructure } from '../../src/page/page-structure';
import { layoutOf, lineOf, pageOfLines } from './page-fixture';

const role = { pgno: 9, objidFDP: 5, dbtime: 0x41n, flags: pageFlag.root | pageFlag.leaf };

describe('formatPage (02 §5)', () => {
  it.each(pageSizes)('makes a sound page of %i bytes out of garbage', (pageSize) => {
    const view = new PageView(new Uint8Array(pageSize).fill(0xa5));
    formatPage(view, role);
    expect(layoutOf(view)).toEqual({ ibMicFree: 0, cbFree: view.cbPageData - 4, lines: [[0, 0]] });
    expect([view.objidFDP, view.dbtime, view.flags, view.pgnoPrev, view.pgnoNext]).toEqual([
      5,
      0x41n,
      0x803,
      0,
      0,
    ]);
    expect(view.pgno).toBe(pageSize > 8192 ? 9 : 0);
    expect(view.u16(34)).toBe(1);
    expect(checkPageStructure(view)).toBeUndefined();
    expect([cbContiguous(view), cbLineMost(view)]).toEqual([view.cbFree, view.cbPageData - 8]);
  });

  it('touches nothing outside the page', () => {
    const view = new PageView(new Uint8Array(3 * 4096).fill(0xa5), 4096, 4096);
    formatPage(view, role);
    const around = [...view.bytes.subarray(0, 4096), ...view.bytes.subarray(8192)];
    expect(around.every((byte) => byte === 0xa5)).toBe(true);
  });

  it('links siblings and names the reserved tag when asked to', () => {
    const view = new PageView(new Uint8Array(4096));
    formatPage(view, { ...role, pgnoPrev: 3, pgnoNext: 4, storesReservedTags: true });
    expect([view.pgnoPrev, view.pgnoNext, view.u16(34)]).toEqual([3, 4, 0x1001]);
    expect(checkPageStructure(view)).toBeUndefined();
  });
});

describe('emptyPage (03 §6.4)', () => {
  it('drops the lines and keeps what the page was', () => {
    const view = new PageView(new Uint8Array(4096));
    formatPage(view, { ...role, flags: pageFlag.leaf | pageFlag.index, pgnoPrev: 3, pgnoNext: 4 });
    replaceLine(view, 0, lineOf(20, 1));
    insertLine(view, 1, lineOf(30, 2));
    emptyPage(view);
    expect(view.flags).toBe(pageFlag.leaf | pageFlag.index | pageFlag.newRecordFormat | pageFlag.empty);
    expect([view.pgnoPrev, view.pgnoNext, view.objidFDP]).toEqual([3, 4, 5]);
    expect(layoutOf(view)).toEqual({ ibMicFree: 0, cbFree: 4052, lines: [[0, 0]] });
    expect(checkPageStructure(view)).toBeUndefined();
  });

  it('reserves no more tags than it has', () => {
    const view = pageOfLines(4096, 10, 20);
    view.ctagReserved = 3;
    emptyPage(view);
    expect([view.ctagReserved, view.itagMicFree]).toEqual([1, 1]);
  });
});

describe('space helpers', () => {
  it('tell what can be used from what is free', () => {
    const view = pageOfLines(4096, 1000, 1000);
    view.cbUncommittedFree = 500;
    expect(cbUsable(view)).toBe(view.cbFree - 500);
    view.cbUncommittedFree = view.cbFree + 1;
    expect(cbUsable(view)).toBe(0);
    expect([hasRoomForLine(view, view.cbFree - 4), hasRoomForLine(view, view.cbFree - 3)]).toEqual([
      true,
      false,
    ]);
  });

  it('count tags within 12 bits', () => {
    const limits = [2048, 4096, 8192, 16384, 32768].map((size) =>
      itagLimit(new PageView(new Uint8Array(size))),
    );
    expect(limits).toEqual([502, 1014, 2038, 4076, 4096]);
  });
});
