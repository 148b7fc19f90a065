import { JetError } from '@esekit/core';
import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import { dbtimeSpecial, pageFlag } from '../../src/page/page-layout';
import { PageView } from '../../src/page/page-header';

function u32At(view: PageView, offset: number): number {
  return new DataView(view.bytes.buffer).getUint32(view.start + offset, true);
}

describe('PageView', () => {
  it.each(pageSizes)('writes every field of a %i-byte page to its place', (pageSize) => {
    const view = new PageView(new Uint8Array(pageSize + 3), 3, pageSize);
    view.setDbtime(0x1234_5678, 0x9abc_def0);
    view.pgnoPrev = 0x0102_0304;
    view.pgnoNext = 0xfffe_fdfc;
    view.objidFDP = 0x8000_0001;
    view.cbFree = 0x1112;
    view.cbUncommittedFree = 0x1314;
    view.ibMicFree = 0x1516;
    view.itagMicFree = 0x123;
    view.ctagReserved = 5;
    view.flags = 0x0006_2843;
    view.pgno = 0xdead_beef;
    const words = Array.from({ length: 8 }, (_, i) => u32At(view, 8 + 4 * i));
    expect(words).toEqual([
      0x9abc_def0, 0x1234_5678, 0x0102_0304, 0xfffe_fdfc, 0x8000_0001, 0x1314_1112, 0x5123_1516, 0x0006_2843,
    ]);
    expect(u32At(view, 64)).toBe(pageSize > 8192 ? 0xdead_beef : 0);
    expect([view.dbtime, view.dbtimeHigh, view.dbtimeLow]).toEqual([
      0x1234_5678_9abc_def0n,
      0x1234_5678,
      0x9abc_def0,
    ]);
    expect([view.pgnoPrev, view.pgnoNext, view.objidFDP]).toEqual([0x0102_0304, 0xfffe_fdfc, 0x8000_0001]);
    expect([view.cbFree, view.cbUncommittedFree, view.ibMicFree]).toEqual([0x1112, 0x1314, 0x1516]);
    expect([view.itagMicFree, view.ctagReserved, view.clines, view.flags]).toEqual([
      0x123, 5, 0x11e, 0x62843,
    ]);
    expect(view.pgno).toBe(pageSize > 8192 ? 0xdead_beef : 0);
  });

  it('reads and writes a dbtime as one number', () => {
    const view = new PageView(new Uint8Array(4096));
    for (const dbtime of [0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, ...Object.values(dbtimeSpecial)]) {
      view.dbtime = dbtime;
      expect(view.dbtime).toBe(dbtime);
    }
  });

  it.each([
    [0x0000, 0, 0, 0],
    [0x0001, 1, 1, 0],
    [0x0005, 5, 1, 4],
    [0x1005, 5, 1, 4],
    [0x8005, 5, 1, 4],
    [0x3005, 5, 3, 2],
    [0x7fff, 0xfff, 7, 0xff8],
    [0x7001, 1, 7, 0],
    [0x1000, 0, 1, 0],
  ])('itagState %i means %i tags, %i of them reserved', (state, itagMicFree, ctagReserved, clines) => {
    const view = new PageView(new Uint8Array(4096));
    view.setU16(34, state);
    expect([view.itagMicFree, view.ctagReserved, view.clines]).toEqual([itagMicFree, ctagReserved, clines]);
  });

  it('changes the parts of itagState one by one and keeps the reserved bit', () => {
    const view = new PageView(new Uint8Array(4096));
    view.setU16(34, 0xb005);
    view.itagMicFree = 0xffe;
    expect(view.u16(34)).toBe(0xbffe);
    view.ctagReserved = 1;
    expect(view.u16(34)).toBe(0x9ffe);
    view.ctagReserved = 0;
    expect(view.u16(34)).toBe(0x8ffe);
  });

  it('keeps the other flags when the flush type changes', () => {
    const view = new PageView(new Uint8Array(4096));
    view.flags = 0x7_e8ef & ~pageFlag.flushTypeMask;
    for (const type of [1, 2, 3, 0]) {
      view.flushType = type;
      expect(view.flushType).toBe(type);
      expect(view.flags).toBe((0x7_e8ef & ~0x18000) | (type << 15));
    }
  });

  it('moves over a slab without a new object', () => {
    const slab = new Uint8Array(3 * 2048);
    const view = new PageView(slab, 0, 2048);
    for (let i = 0; i < 3; i++) view.reset(slab, i * 2048).objidFDP = i + 10;
    expect([0, 1, 2].map((i) => new DataView(slab.buffer).getUint32(i * 2048 + 24, true))).toEqual([
      10, 11, 12,
    ]);
    expect([view.start, view.dataStart]).toEqual([4096, 4136]);
  });

  it('works inside a part of a buffer', () => {
    const buffer = new ArrayBuffer(4 * 4096);
    const view = new PageView(new Uint8Array(buffer, 4096, 8192), 4096, 4096);
    view.cbFree = 0x1234;
    expect(new DataView(buffer).getUint16(2 * 4096 + 28, true)).toBe(0x1234);
  });

  it.each([0, 40, 1024, 4095, 65536])('refuses a page of %i bytes', (size) => {
    expect(() => new PageView(new Uint8Array(size))).toThrow(JetError);
  });

  it.each([-1, 1, 4096])('refuses a page at %i of 4096 bytes', (start) => {
    const bytes = new Uint8Array(4096);
    expect(() => new PageView(bytes, start, 4096)).toThrow(/no page of 4096 bytes/);
    expect(() => new PageView(bytes).reset(bytes, start)).toThrow(/no page of 4096 bytes/);
  });
});
