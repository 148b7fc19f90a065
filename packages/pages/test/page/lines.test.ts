import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../src/geometry';
import {
  deleteLine,
  insertLine,
  replaceLine,
  reserveLine,
  resizeLine,
  setLineFlags,
} from '../../src/page/lines';
import { cbContiguous } from '../../src/page/page-space';
import { lineFlag, tagFlags, writeTag } from '../../src/page/tags';
import { equalBytes, freshPage, layoutOf, lineBytes, lineOf, pageOfLines, spaceSum } from './page-fixture';

const empty4k = 4056 - 4;

describe('insertLine (02 §5.1)', () => {
  it('takes the bytes behind ibMicFree and moves the later tags up', () => {
    const view = pageOfLines(4096, 10, 20);
    insertLine(view, 2, lineOf(5, 9));
    expect(layoutOf(view)).toEqual({
      ibMicFree: 35,
      cbFree: empty4k - 14 - 24 - 9,
      lines: [
        [0, 0],
        [0, 10],
        [30, 5],
        [10, 20],
      ],
    });
    expect([1, 2, 3].map((itag) => lineBytes(view, itag)[0])).toEqual([1, 9, 2]);
  });

  it('reorganises when the gap is too small', () => {
    const view = pageOfLines(4096, 1000, 1000, 1000, 1000);
    deleteLine(view, 2);
    expect(cbContiguous(view)).toBe(4056 - 4000 - 16);
    insertLine(view, 4, lineOf(1000, 9));
    expect(layoutOf(view)).toEqual({
      ibMicFree: 4000,
      cbFree: 4056 - 4000 - 20,
      lines: [
        [0, 0],
        [0, 1000],
        [1000, 1000],
        [2000, 1000],
        [3000, 1000],
      ],
    });
    expect([1, 2, 3, 4].map((itag) => lineBytes(view, itag)[999])).toEqual([1, 3, 4, 9]);
  });

  it.each(pageSizes)('fills a %i-byte page to the last byte, and not further', (pageSize) => {
    const view = freshPage(pageSize);
    insertLine(view, 1, lineOf(view.cbPageData - 8, 1));
    expect([view.cbFree, spaceSum(view)]).toEqual([0, view.cbPageData]);
    const before = view.bytes.slice();
    expect(() => insertLine(view, 1, lineOf(1, 2))).toThrow(/no room for a line of 1 bytes/);
    expect(equalBytes(view.bytes, before)).toBe(true);
  });

  it('needs room for the tag too', () => {
    const view = pageOfLines(4096, 3000);
    const most = view.cbFree - 4;
    expect(() => insertLine(view, 1, lineOf(most + 1, 2))).toThrow(
      expect.objectContaining({ name: 'JET_errInvalidParameter' }),
    );
    insertLine(view, 1, lineOf(most, 2));
    expect(view.cbFree).toBe(0);
  });

  it('refuses a place that is no node, or has a hole before it', () => {
    const view = pageOfLines(4096, 10);
    for (const itag of [0, 3, -1, 0.5]) expect(() => insertLine(view, itag, lineOf(5, 1))).toThrow(/tag/);
    expect(() => insertLine(view, 1, new Uint8Array(0))).toThrow(/0 bytes/);
    view.itagMicFree = 0;
    expect(() => insertLine(view, 0, lineOf(5, 1))).toThrow(/tag/);
  });

  it('stops at the number of tags a page can count', () => {
    const view = freshPage(32768);
    for (let i = 1; i < 4095; i++) insertLine(view, i, lineOf(1, 1));
    expect(() => insertLine(view, 1, lineOf(1, 1))).toThrow(/4095 tags/);
    expect(view.itagMicFree).toBe(4095);
  });

  it.each([4096, 32768])('replaces flags that are in the source, on %i-byte pages', (pageSize) => {
    const view = freshPage(pageSize);
    insertLine(view, 1, Uint8Array.of(1, 0xe0, 3), lineFlag.deleted);
    expect(tagFlags(view, 1)).toBe(lineFlag.deleted);
    expect([...lineBytes(view, 1)]).toEqual(pageSize > 8192 ? [1, 0x40, 3] : [1, 0xe0, 3]);
  });

  it('refuses a source from the same page, and takes one from the page beside it', () => {
    const view = freshPage(4096, { margin: 4096 });
    expect(() => insertLine(view, 1, view.bytes.subarray(4095, 4100))).toThrow(/same page/);
    insertLine(view, 1, view.bytes.subarray(4000, 4096));
    insertLine(view, 1, view.bytes.subarray(8192, 8200));
    expect(view.clines).toBe(2);
  });

  it('can be done in two steps', () => {
    const view = freshPage(32768);
    const at = reserveLine(view, 1, 3);
    expect(at).toBe(view.dataStart);
    view.bytes.set([1, 0, 9], at);
    setLineFlags(view, 1, lineFlag.version);
    expect([...lineBytes(view, 1)]).toEqual([1, 0x20, 9]);
  });
});

describe('replaceLine (02 §5.2)', () => {
  it('shrinks a line where it is, and lowers ibMicFree for the last one', () => {
    const view = pageOfLines(4096, 30, 30);
    const cbFree = empty4k - 68;
    replaceLine(view, 1, lineOf(10, 7));
    expect(layoutOf(view)).toMatchObject({ ibMicFree: 60, cbFree: cbFree + 20 });
    expect(layoutOf(view).lines[1]).toEqual([0, 10]);
    replaceLine(view, 2, lineOf(11, 8));
    expect(layoutOf(view)).toMatchObject({ ibMicFree: 41, cbFree: cbFree + 39 });
    expect(layoutOf(view).lines[2]).toEqual([30, 11]);
  });

  // A mutated page had an empty external header far behind its end: emptying it once more was a RangeError.
  it('leaves an empty external header empty wherever it claims to begin', () => {
    const view = pageOfLines(32768, 30);
    writeTag(view, 0, 0x7fff, 0);
    const before = layoutOf(view);
    replaceLine(view, 0, new Uint8Array(0));
    expect(layoutOf(view)).toEqual(before);
  });

  it('takes a source that overlaps the line it shrinks', () => {
    const view = freshPage(4096);
    insertLine(
      view,
      1,
      Uint8Array.from({ length: 30 }, (_, i) => i),
    );
    replaceLine(view, 1, lineBytes(view, 1).subarray(5, 25));
    expect([...lineBytes(view, 1)]).toEqual(Array.from({ length: 20 }, (_, i) => i + 5));
    expect(() => replaceLine(view, 1, view.bytes.subarray(0, 50))).toThrow(/same page/);
  });

  it('grows the last line where it is', () => {
    const view = pageOfLines(4096, 30, 30);
    replaceLine(view, 2, lineOf(50, 8));
    expect(layoutOf(view)).toMatchObject({ ibMicFree: 80, cbFree: empty4k - 88 });
    expect(layoutOf(view).lines[2]).toEqual([30, 50]);
  });

  it('moves another line behind the rest and leaves ibMicFree over the gap', () => {
    const view = pageOfLines(4096, 30, 30);
    replaceLine(view, 1, lineOf(31, 8));
    expect(layoutOf(view)).toEqual({
      ibMicFree: 91,
      cbFree: empty4k - 69,
      lines: [
        [0, 0],
        [60, 31],
        [30, 30],
      ],
    });
  });

  it('reorganises when the last line cannot grow in place', () => {
    const view = pageOfLines(4096, 2000, 2000);
    replaceLine(view, 1, lineOf(100, 1));
    replaceLine(view, 2, lineOf(3000, 2));
    expect(layoutOf(view)).toEqual({
      ibMicFree: 3100,
      cbFree: empty4k - 3108,
      lines: [
        [0, 0],
        [0, 100],
        [100, 3000],
      ],
    });
    expect([lineBytes(view, 1)[99], lineBytes(view, 2)[2999]]).toEqual([1, 2]);
  });

  it('changes the external header, which alone may become empty', () => {
    const view = pageOfLines(4096, 30);
    replaceLine(view, 0, lineOf(16, 5));
    expect(layoutOf(view).lines[0]).toEqual([30, 16]);
    replaceLine(view, 0, new Uint8Array(0));
    expect(layoutOf(view)).toMatchObject({ ibMicFree: 30, cbFree: empty4k - 34 });
    expect(() => replaceLine(view, 1, new Uint8Array(0))).toThrow(/cannot get 0 bytes/);
  });

  it('keeps the flags of a node unless told otherwise', () => {
    for (const pageSize of [8192, 16384]) {
      const view = pageOfLines(pageSize, 30, 30);
      setLineFlags(view, 1, lineFlag.version | lineFlag.deleted);
      replaceLine(view, 1, lineOf(10, 1));
      replaceLine(view, 1, lineOf(80, 1));
      expect(tagFlags(view, 1)).toBe(lineFlag.version | lineFlag.deleted);
      replaceLine(view, 1, lineOf(80, 1), 0);
      expect(tagFlags(view, 1)).toBe(0);
    }
  });

  it('leaves the bits of a large page’s header data alone', () => {
    const view = freshPage(32768);
    replaceLine(view, 0, Uint8Array.of(0x7f, 0xff, 0xff));
    expect([...lineBytes(view, 0)]).toEqual([0x7f, 0xff, 0xff]);
  });

  it('refuses what does not fit, with the page unchanged', () => {
    const view = pageOfLines(4096, 30, 30);
    const before = view.bytes.slice();
    expect(() => replaceLine(view, 1, lineOf(30 + view.cbFree + 1, 1))).toThrow(/line 1 cannot get/);
    expect(() => replaceLine(view, 3, lineOf(1, 1))).toThrow(/tag 3/);
    expect(equalBytes(view.bytes, before)).toBe(true);
    replaceLine(view, 1, lineOf(30 + view.cbFree, 1));
    expect([view.cbFree, spaceSum(view)]).toEqual([0, view.cbPageData]);
  });

  it('can be done in two steps', () => {
    const view = pageOfLines(4096, 30, 30);
    setLineFlags(view, 1, 7);
    expect(resizeLine(view, 1, 20)).toBe(view.dataStart);
    expect(tagFlags(view, 1)).toBe(0);
    expect([...lineBytes(view, 1)]).toEqual([...lineOf(20, 1)]);
  });
});

describe('deleteLine (02 §5.3)', () => {
  it('lowers ibMicFree for the last line only', () => {
    const view = pageOfLines(4096, 10, 20, 30);
    deleteLine(view, 1);
    expect(layoutOf(view)).toEqual({
      ibMicFree: 60,
      cbFree: empty4k - 58,
      lines: [
        [0, 0],
        [10, 20],
        [30, 30],
      ],
    });
    deleteLine(view, 2);
    expect(layoutOf(view)).toMatchObject({ ibMicFree: 30, cbFree: empty4k - 24 });
  });

  it('leaves the bytes of the old tag and line as they are', () => {
    const view = pageOfLines(4096, 10, 20);
    const slot = view.u32(4096 - 12);
    deleteLine(view, 2);
    expect(view.u32(4096 - 12)).toBe(slot);
    expect(view.bytes[view.dataStart + 10]).toBe(2);
  });

  it('forgets the gaps when nothing is left', () => {
    const view = pageOfLines(4096, 10, 20, 30);
    deleteLine(view, 3);
    deleteLine(view, 1);
    expect(view.ibMicFree).toBe(30);
    deleteLine(view, 1);
    expect(layoutOf(view)).toEqual({ ibMicFree: 0, cbFree: empty4k, lines: [[0, 0]] });
  });

  it('keeps ibMicFree while the external header is there', () => {
    const view = pageOfLines(4096, 10, 20);
    replaceLine(view, 0, lineOf(16, 5));
    deleteLine(view, 1);
    deleteLine(view, 1);
    expect(layoutOf(view)).toEqual({ ibMicFree: 46, cbFree: empty4k - 16, lines: [[30, 16]] });
  });

  it('refuses reserved tags and tags that are not there', () => {
    const view = pageOfLines(4096, 10, 20);
    view.ctagReserved = 2;
    for (const itag of [0, 1, 3]) expect(() => deleteLine(view, itag)).toThrow(/tag/);
    deleteLine(view, 2);
    expect(view.itagMicFree).toBe(2);
  });
});

describe('setLineFlags', () => {
  it.each([2048, 4096, 8192, 16384, 32768])('keeps everything else, on %i-byte pages', (pageSize) => {
    const view = pageOfLines(pageSize, 10, 20);
    const before = view.bytes.slice();
    for (let flags = 0; flags < 8; flags++) {
      setLineFlags(view, 2, flags);
      expect([tagFlags(view, 1), tagFlags(view, 2)]).toEqual([0, flags]);
    }
    setLineFlags(view, 2, 0);
    expect(equalBytes(view.bytes, before)).toBe(true);
  });

  it('refuses headers and lines of large pages that are too short', () => {
    const view = pageOfLines(32768, 1);
    expect(() => setLineFlags(view, 0, 1)).toThrow(/tag 0/);
    expect(() => setLineFlags(view, 1, 1)).toThrow(/too short/);
    setLineFlags(view, 1, 0);
    expect(() => insertLine(view, 1, lineOf(1, 1), 1)).toThrow(/too short/);
    expect(() => replaceLine(view, 1, lineOf(1, 1), 1)).toThrow(/too short/);
  });
});

describe('damage found on the way', () => {
  const corrupted = expect.objectContaining({ name: 'JET_errDatabaseCorrupted' }) as Error;

  function attempt(action: () => void): unknown {
    try {
      action();
    } catch (error) {
      return error;
    }
    return undefined;
  }

  it('is a line behind ibMicFree', () => {
    const view = pageOfLines(4096, 10, 20);
    view.ibMicFree = 20;
    expect(attempt(() => deleteLine(view, 2))).toEqual(corrupted);
    expect(attempt(() => replaceLine(view, 2, lineOf(5, 1)))).toEqual(corrupted);
  });

  it('is an ibMicFree inside the tags', () => {
    const view = pageOfLines(4096, 10, 20);
    view.ibMicFree = 4056 - 11;
    for (const action of [
      () => deleteLine(view, 1),
      () => setLineFlags(view, 1, 1),
      () => resizeLine(view, 1, 5),
    ]) {
      expect(attempt(action)).toEqual(corrupted);
    }
  });

  it('is a cbFree that promises too much', () => {
    const view = pageOfLines(4096, 10, 20);
    view.cbFree += 100;
    expect(attempt(() => insertLine(view, 1, lineOf(view.cbFree - 4, 1)))).toEqual(corrupted);
  });

  it('is an overlap that reorganising meets', () => {
    const view = pageOfLines(4096, 1000, 2000);
    deleteLine(view, 1);
    insertLine(view, 1, lineOf(1000, 3));
    writeTag(view, 1, 2999, 1000);
    expect(attempt(() => insertLine(view, 1, lineOf(1000, 4)))).toEqual(corrupted);
  });
});
