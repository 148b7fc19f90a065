import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageBuffer, type PageBufferOptions } from '../../src/buffer/page-buffer';
import { FlushMap } from '../../src/flush-map/flush-map';
import { flushMapDbtimeMax } from '../../src/flush-map/flush-map-page';
import { PageView } from '../../src/page/page-header';
import { dbtimeSpecial } from '../../src/page/page-layout';
import { buildDatabase, pageOf } from '../fixture/database';
import { contentOf, memoryWith } from '../fixture/files';
import { mapWith, statesOf } from '../flush-map/flush-map-fixture';
import { fillFrame, openFor } from './buffer-fixture';

/** Flush types (02 §8): what is put into pages that are written, and what the map is told. */

const pageSize = 4096;
const pages = 40;
const bytes = buildDatabase({ pages });

interface Setting {
  readonly buffer: PageBuffer;
  /** The flush type of a page in the file. */
  readonly typeInFile: (pgno: number) => number;
}

function bufferWith(options: Partial<PageBufferOptions> = {}, content = bytes): Setting {
  const fs = memoryWith({ 'a.edb': content });
  const buffer = new PageBuffer({ file: openFor(fs, 'readWrite'), pageSize, ...options });
  const typeInFile = (pgno: number): number =>
    new PageView(pageOf(contentOf(fs, 'a.edb'), pageSize, pgno)).flushType;
  return { buffer, typeInFile };
}

function change(buffer: PageBuffer, pgno: number, logSegment = 1): void {
  const frame = buffer.get(pgno);
  buffer.change(frame, logSegment);
  frame.view.dbtime += 1n;
}

function typesOfWrites(setting: Setting, writes: number, logSegment = 1): number[] {
  return Array.from({ length: writes }, () => {
    change(setting.buffer, 5, logSegment);
    setting.buffer.flush();
    return setting.typeInFile(5);
  });
}

describe('the flush type of a page', () => {
  it('goes round with every write, and the map with it', () => {
    const flushMap = new FlushMap(pages);
    const setting = bufferWith({ flushMap });
    expect(typesOfWrites(setting, 5)).toEqual([1, 2, 3, 1, 2]);
    expect(statesOf(flushMap, pages)).toEqual({ 5: 2 });
    expect(flushMapDbtimeMax(flushMap.pages[0]!)).toBe(0x1005n + 5n);
  });

  it('follows what the map knows', () => {
    const flushMap = mapWith(pages, { 5: 3 });
    flushMap.record(6, 1, 0x9000n);
    expect(typesOfWrites(bufferWith({ flushMap }), 2)).toEqual([1, 2]);
  });

  it('goes round without a map too', () => {
    expect(typesOfWrites(bufferWith(), 4)).toEqual([1, 2, 3, 1]);
  });

  it('stays when the write is not covered by the log', () => {
    const flushMap = new FlushMap(pages);
    const setting = bufferWith({ flushMap });
    expect([...typesOfWrites(setting, 1), ...typesOfWrites(setting, 2, 0)]).toEqual([1, 1, 1]);
    expect(flushMap.stateOf(5)).toBe(1);
  });

  it('is in the map only when the page is in the file', () => {
    const flushMap = new FlushMap(pages);
    const { buffer } = bufferWith({ flushMap });
    change(buffer, 5);
    expect(flushMap.stateOf(5)).toBe(0);
    buffer.flush();
    expect(flushMap.stateOf(5)).toBe(1);
  });

  it('of a page without data is unknown', () => {
    const flushMap = new FlushMap(pages);
    const { buffer, typeInFile } = bufferWith({ flushMap });
    typesOfWrites({ buffer, typeInFile }, 1);
    buffer.create(5);
    buffer.flush();
    expect([flushMap.stateOf(5), typeInFile(5)]).toEqual([0, 0]);
  });
});

describe('the map', () => {
  it('forgets a part of itself when a page is newer than it knows', () => {
    const flushMap = mapWith(pages, { 5: 3, 6: 1 });
    const { buffer } = bufferWith({ flushMap });
    buffer.get(5);
    expect(statesOf(flushMap, pages)).toEqual({});
  });

  it('is not misled by a dbtime that is no time', () => {
    const flushMap = mapWith(pages, {});
    flushMap.record(7, 2, 0x5000n);
    const { buffer } = bufferWith({ flushMap, budget: 0 });
    const frame = buffer.get(5);
    buffer.change(frame, 1);
    frame.view.dbtime = dbtimeSpecial.shrunk;
    buffer.flush();
    buffer.get(6);
    buffer.get(5);
    expect(statesOf(flushMap, pages)).toEqual({ 5: 1, 7: 2 });
    expect(flushMapDbtimeMax(flushMap.pages[0]!)).toBe(0x5000n);
  });

  it('knows nothing of pages behind the end of a file that was cut', () => {
    const flushMap = mapWith(70_000, { 5: 3, 20: 1, 21: 2, 32_511: 1, 32_512: 3, 70_000: 2 });
    const { buffer } = bufferWith({ flushMap });
    buffer.resize(20);
    expect(statesOf(flushMap, 70_000)).toEqual({ 5: 3, 20: 1 });
    expect(flushMap.takeDirty()).toEqual([0, 1, 2]);
  });

  it('grows with the database', () => {
    const flushMap = new FlushMap(pages);
    const { buffer } = bufferWith({ flushMap });
    const frame = buffer.create(33_000);
    fillFrame(frame, seededRandom(1), 5n);
    buffer.change(frame, 1);
    buffer.flush();
    expect([flushMap.stateOf(33_000), flushMap.pages.length]).toEqual([1, 2]);
  });

  it('is what the pages in the file say, after any number of changes', () => {
    const random = seededRandom(seedForRun('flush map in step'));
    const flushMap = new FlushMap(pages);
    const { buffer, typeInFile } = bufferWith({ flushMap, budget: 5 * pageSize });
    for (let i = 0; i < 1000; i++) {
      const pgno = 3 + random.below(pages - 2);
      if (random.below(50) === 0) buffer.flush();
      else if (random.below(3) === 0) buffer.get(pgno);
      else change(buffer, pgno, random.below(4));
      if (i % 50 !== 0) continue;
      for (let page = 1; page <= pages; page++) {
        const state = flushMap.stateOf(page);
        if (state !== 0) expect(typeInFile(page)).toBe(state);
      }
    }
    buffer.flush();
    expect(Object.keys(statesOf(flushMap, pages)).length).toBeGreaterThan(30);
  });
});
