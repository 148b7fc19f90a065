import { createMemoryFileSystem, limits, type EsekitEvent } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { seededRandom } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageBuffer, type PageBufferOptions } from '../../src/buffer/page-buffer';
import { pageOffset } from '../../src/geometry';
import { errorOf, openBytes, pageSourceCompliance } from '../cache/page-source-compliance';
import { buildDatabase, pageOf } from '../fixture/database';
import { contentOf, flipBit, memoryWith, sameBytes } from '../fixture/files';
import { changedPagesOf, fillFrame, openFor, pageIn, pageInFile } from './buffer-fixture';

const pageSize = 4096;
const random = seededRandom(1);
const bytes = buildDatabase({ pages: 40, blank: [30] });

describe.each([false, true])('as a source of pages, overlay %s', (isOverlay) => {
  pageSourceCompliance((options) => new PageBuffer({ ...options, isOverlay }));
});

function bufferOver(
  content: Uint8Array = bytes,
  options: Partial<PageBufferOptions> = {},
): { fs: ReturnType<typeof memoryWith>; buffer: PageBuffer } {
  const fs = memoryWith({ 'a.edb': content });
  return { fs, buffer: new PageBuffer({ file: openFor(fs, 'readWrite'), pageSize, ...options }) };
}

function change(buffer: PageBuffer, pgno: number, logSegment = 1): void {
  const frame = buffer.get(pgno);
  buffer.change(frame, logSegment);
  frame.view.dbtime += 1n;
}

describe('changed pages', () => {
  it('are written when they are flushed, neighbours in one write', () => {
    const { fs, buffer } = bufferOver();
    for (const pgno of [7, 5, 20, 6, 3, 21]) change(buffer, pgno);
    expect(buffer.changedPages).toBe(6);
    expect(sameBytes(contentOf(fs, 'a.edb'), bytes)).toBe(true);
    buffer.flush();
    expect(buffer.changedPages).toBe(0);
    expect(buffer.statistics).toMatchObject({ pagesWritten: 6, writes: 3 });
    expect(changedPagesOf(bytes, contentOf(fs, 'a.edb'), pageSize)).toEqual([3, 5, 6, 7, 20, 21]);
    buffer.flush();
    expect(buffer.statistics.writes).toBe(3);
  });

  it('are written in writes of at most 1 MiB', () => {
    const { fs, buffer } = bufferOver();
    for (let pgno = 41; pgno <= 640; pgno++) fillFrame(buffer.create(pgno), random, 1n);
    buffer.releasePins();
    buffer.flush();
    expect(buffer.statistics).toMatchObject({ pagesWritten: 600, writes: 3 });
    expect(contentOf(fs, 'a.edb').length).toBe(642 * pageSize);
  });

  it('are written with their neighbours when their place is needed', () => {
    const { fs, buffer } = bufferOver(bytes, { budget: 6 * pageSize });
    for (const pgno of [5, 6, 7, 9, 20]) change(buffer, pgno);
    for (let pgno = 31; pgno <= 32; pgno++) buffer.get(pgno);
    expect(changedPagesOf(bytes, contentOf(fs, 'a.edb'), pageSize)).toEqual([5, 6, 7]);
    expect(buffer.changedPages).toBe(2);
    expect(buffer.get(6).view.dbtime).toBe(0x1000n + 7n);
  });

  it('are read back as they were written', () => {
    const { buffer } = bufferOver(bytes, { budget: 0 });
    for (let pgno = 3; pgno < 30; pgno++) change(buffer, pgno);
    for (let pgno = 3; pgno < 30; pgno++) expect(buffer.get(pgno).view.dbtime).toBe(0x1001n + BigInt(pgno));
    expect(buffer.statistics.pagesWritten).toBe(27);
  });

  it('are lost when the buffer is closed, and there is no page any more', () => {
    const { fs, buffer } = bufferOver();
    const frame = buffer.get(5);
    change(buffer, 5);
    buffer.close();
    expect([frame.pgno, buffer.pageCount, buffer.changedPages]).toEqual([0, 0, 0]);
    expect(errorOf(() => buffer.get(5)).name).toBe('JET_errFileIOBeyondEOF');
    buffer.flush();
    expect(sameBytes(contentOf(fs, 'a.edb'), bytes)).toBe(true);
  });

  it('a frame that holds another page by now cannot be changed', () => {
    const { buffer } = bufferOver(bytes, { budget: 0 });
    const frame = buffer.get(5);
    const copy = { pgno: 5, view: frame.view };
    expect(errorOf(() => buffer.change(copy, 1)).name).toBe('JET_errInternalError');
    expect(errorOf(() => buffer.get(30)).name).toBe('JET_errPageNotInitialized');
    expect(errorOf(() => buffer.change(frame, 1)).name).toBe('JET_errInternalError');
    expect(buffer.changedPages).toBe(0);
  });
});

describe('pinned pages', () => {
  it('stay where they are, beyond the budget if need be', () => {
    const { buffer } = bufferOver(bytes, { budget: 0 });
    const frames = [3, 4, 5, 6].map((pgno) => buffer.pin(pgno));
    expect(buffer.pin(4)).toBe(frames[1]);
    for (let pgno = 7; pgno < 30; pgno++) buffer.get(pgno);
    expect(frames.map((frame) => frame.pgno)).toEqual([3, 4, 5, 6]);
  });

  it('can be given away when they are released', () => {
    const { buffer } = bufferOver(bytes, { budget: 0 });
    const frame = buffer.pin(3);
    buffer.releasePins();
    buffer.get(4);
    expect(frame.pgno).toBe(4);
  });

  it('are not written in the middle of a change, not even as neighbours', () => {
    const { fs, buffer } = bufferOver(bytes, { budget: 4 * pageSize });
    const frame = buffer.pin(6);
    buffer.change(frame, 1);
    for (const pgno of [5, 7]) change(buffer, pgno);
    for (let pgno = 20; pgno < 28; pgno++) buffer.get(pgno);
    expect(changedPagesOf(bytes, contentOf(fs, 'a.edb'), pageSize)).toEqual([5, 7]);
    frame.view.dbtime = 0x7777n;
    buffer.releasePins();
    buffer.flush();
    expect(buffer.get(6).view.dbtime).toBe(0x7777n);
    expect(changedPagesOf(bytes, contentOf(fs, 'a.edb'), pageSize)).toEqual([5, 6, 7]);
  });

  it('are written by a flush, and stay pinned', () => {
    const { fs, buffer } = bufferOver(bytes, { budget: 0 });
    const frame = buffer.pin(6);
    buffer.change(frame, 1);
    frame.view.dbtime += 1n;
    buffer.flush();
    expect(changedPagesOf(bytes, contentOf(fs, 'a.edb'), pageSize)).toEqual([6]);
    buffer.get(7);
    expect(frame.pgno).toBe(6);
  });

  it('can be too many', () => {
    const { buffer } = bufferOver(bytes, { budget: 0, overlayBytesMost: 8 * pageSize });
    for (let pgno = 1; pgno <= 8; pgno++) buffer.pin(pgno);
    expect(errorOf(() => buffer.pin(9)).name).toBe('JET_errOutOfMemory');
    expect(buffer.pin(8).pgno).toBe(8);
    buffer.releasePins();
    expect(buffer.pin(9).pgno).toBe(9);
  });
});

describe('a page that is created', () => {
  it('is not read, so it may be damaged, blank or not there', () => {
    const damaged = bytes.slice();
    pageOf(damaged, pageSize, 7).fill(0x5a, 300, 400);
    const { fs, buffer } = bufferOver(damaged);
    for (const pgno of [7, 30, 45]) {
      const frame = buffer.create(pgno);
      expect(pageIn(frame).every((byte) => byte === 0)).toBe(true);
      fillFrame(frame, random, 9n);
    }
    buffer.releasePins();
    expect(buffer.pageCount).toBe(45);
    expect([44, 45, 46].map((pgno) => buffer.look(pgno))).toEqual(['blank', 'present', 'beyondEnd']);
    buffer.flush();
    expect(buffer.statistics.misses).toBe(0);
    const again = new PageBuffer({ file: openFor(fs, 'read'), pageSize });
    expect(again.pageCount).toBe(45);
    for (const pgno of [7, 30, 45]) expect(again.get(pgno).view.dbtime).toBe(9n);
    expect(again.look(44)).toBe('blank');
  });

  it('is empty also when the page was there before', () => {
    const { buffer } = bufferOver();
    const before = buffer.get(5);
    const frame = buffer.create(5);
    expect(frame).toBe(before);
    expect(pageIn(frame).every((byte) => byte === 0)).toBe(true);
  });

  it('and never formatted is written as a page without data', () => {
    const { fs, buffer } = bufferOver();
    buffer.create(5);
    buffer.flush();
    expect(pageInFile(fs, 'a.edb', pageSize, 5).every((byte) => byte === 0)).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN, limits.pgnoMost + 1])('cannot be number %d', (pgno) => {
    const { buffer } = bufferOver();
    expect(errorOf(() => buffer.create(pgno)).name).toBe('JET_errFileIOBeyondEOF');
    expect(buffer.pageCount).toBe(40);
  });

  it('may be the last that any database can have', () => {
    const { buffer } = bufferOver(bytes, { isOverlay: true });
    fillFrame(buffer.create(limits.pgnoMost), random, 9n);
    expect(buffer.pageCount).toBe(limits.pgnoMost);
    expect([5, limits.pgnoMost].map((pgno) => buffer.get(pgno).pgno)).toEqual([5, limits.pgnoMost]);
    expect(buffer.look(limits.pgnoMost - 1)).toBe('blank');
  });
});

describe('looking at a page', () => {
  it('says whether it is there', () => {
    const { buffer } = bufferOver();
    const seen = [5, 5, 30, 41, 0, -1, Number.NaN].map((pgno) => buffer.look(pgno));
    expect(seen).toEqual(['present', 'present', 'blank', ...Array<string>(4).fill('beyondEnd')]);
    expect(buffer.statistics.misses).toBe(2);
  });

  it('fails when it is damaged', () => {
    const damaged = bytes.slice();
    pageOf(damaged, pageSize, 7).fill(0x5a, 300, 400);
    const { buffer } = bufferOver(damaged);
    expect(errorOf(() => buffer.look(7)).name).toBe('JET_errReadVerifyFailure');
    expect(buffer.look(8)).toBe('present');
  });

  it('says that it lies behind the end when the file is shorter than the database', () => {
    const { buffer } = bufferOver(bytes, { pageCount: 50 });
    expect([40, 45, 51].map((pgno) => buffer.look(pgno))).toEqual(['present', 'beyondEnd', 'beyondEnd']);
    expect(errorOf(() => buffer.get(45)).name).toBe('JET_errFileIOBeyondEOF');
  });
});

describe('a database that changes its size', () => {
  it('has blank pages where it grew, and a longer file', () => {
    const { fs, buffer } = bufferOver();
    buffer.resize(60);
    expect([buffer.pageCount, contentOf(fs, 'a.edb').length]).toEqual([60, 62 * pageSize]);
    expect([buffer.look(60), buffer.look(61)]).toEqual(['blank', 'beyondEnd']);
    expect(buffer.statistics.misses).toBe(0);
  });

  it('loses the pages that are cut off, changes and pins included', () => {
    const { fs, buffer } = bufferOver();
    const frame = buffer.pin(35);
    change(buffer, 35);
    change(buffer, 5);
    buffer.resize(20);
    expect([frame.pgno, buffer.changedPages, buffer.look(35)]).toEqual([0, 1, 'beyondEnd']);
    buffer.resize(40);
    expect(buffer.look(35)).toBe('blank');
    buffer.releasePins();
    buffer.flush();
    const content = contentOf(fs, 'a.edb');
    expect(content.length).toBe(42 * pageSize);
    expect(content.subarray(pageOffset(21, pageSize)).every((byte) => byte === 0)).toBe(true);
  });

  it('keeps what the file has behind the pages that may be asked for', () => {
    const { fs, buffer } = bufferOver(bytes, { pageCount: 20 });
    buffer.resize(35);
    expect(contentOf(fs, 'a.edb').length).toBe(bytes.length);
    expect(buffer.look(35)).toBe('present');
    change(buffer, 35);
    expect(buffer.get(35).view.dbtime).toBe(0x1001n + 35n);
    expect(buffer.statistics.misses).toBe(1);
  });

  it.each([-1, 1.5, Number.NaN, limits.pgnoMost + 1])('cannot have %d pages', (pages) => {
    const { buffer } = bufferOver();
    expect(errorOf(() => buffer.resize(pages)).name).toBe('JET_errInvalidParameter');
  });
});

describe('wrong bits', () => {
  it('are told of as the event of the engine too, and stay in the file until the page is written', () => {
    const damaged = bytes.slice();
    flipBit(pageOf(damaged, pageSize, 7), 8 * 1000 + 3);
    const events: EsekitEvent[] = [];
    const { fs, buffer } = bufferOver(damaged, { onEvent: (event) => events.push(event) });
    expect(sameBytes(pageIn(buffer.get(7)), pageOf(bytes, pageSize, 7))).toBe(true);
    expect(events).toMatchObject([
      { kind: 'damage', error: 'JET_errReadVerifyFailure' },
      {
        kind: 'engine',
        id: 399,
        severity: 'warning',
        parameters: ['a.edb', String(8 * pageSize), '4096', '8003', '7'],
      },
    ]);
    buffer.flush();
    expect(sameBytes(contentOf(fs, 'a.edb'), damaged)).toBe(true);
    change(buffer, 7);
    buffer.flush();
    expect(new PageBuffer({ file: openFor(fs, 'read'), pageSize }).get(7).view.dbtime).toBe(0x1008n);
  });
});

describe('memory', () => {
  it('of an empty database grows with it, up to the budget', () => {
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    const buffer = new PageBuffer({ file, pageSize, budget: 1000 * pageSize });
    expect(buffer.capacity).toBe(1 << 20);
    for (let pgno = 1; pgno <= 2000; pgno++) {
      fillFrame(buffer.create(pgno), random, 1n);
      buffer.releasePins();
    }
    expect(buffer.capacity).toBe(1000 * pageSize);
    for (let pgno = 1; pgno <= 2000; pgno++) expect(buffer.get(pgno).pgno).toBe(pgno);
  });

  it('asked for beyond reason is refused', () => {
    const file = openBytes(bytes);
    expect(errorOf(() => new PageBuffer({ file, pageSize, budget: -1 })).name).toBe(
      'JET_errInvalidParameter',
    );
    const options = { file, pageSize, overlayBytesMost: Number.NaN };
    expect(errorOf(() => new PageBuffer(options)).name).toBe('JET_errInvalidParameter');
  });
});

describe('a write that fails', () => {
  it.each([0, 5000, 9000])(
    'leaves its pages changed, so that they can be written again (%i bytes)',
    (tornBytes) => {
      const disk = memoryWith({ 'a.edb': bytes });
      const failing = createFailingFileSystem(disk, { failAt: 8, error: 'JET_errDiskFull', tornBytes });
      const buffer = new PageBuffer({ file: openFor(failing, 'readWrite'), pageSize });
      for (const pgno of [5, 6, 7, 20]) change(buffer, pgno);
      expect(failing.trace.map(({ operation }) => operation).join(' ')).toBe('open size read read read read');
      buffer.sync();
      expect(errorOf(() => buffer.flush()).name).toBe('JET_errDiskFull');
      expect(buffer.changedPages).toBe(4);
      buffer.flush();
      expect(buffer.changedPages).toBe(0);
      const again = new PageBuffer({ file: openFor(disk, 'read'), pageSize });
      for (const pgno of [5, 6, 7, 20]) expect(again.get(pgno).view.dbtime).toBe(0x1001n + BigInt(pgno));
    },
  );
});
