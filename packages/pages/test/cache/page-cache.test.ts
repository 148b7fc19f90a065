import { createMemoryFileSystem, JetError, type EsekitEvent, type File } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageCache, type PageCacheOptions } from '../../src/cache/page-cache';
import { pageOffset } from '../../src/geometry';
import { buildDatabase, pageOf, putPage } from '../fixture/database';
import { contentOf, flipBit, memoryWith, putFile, sameBytes } from '../fixture/files';

const pageSizes = [2048, 4096, 8192, 16384, 32768] as const;

function openBytes(bytes: Uint8Array): File {
  return memoryWith({ 'a.edb': bytes }).openSync('a.edb', 'read');
}

function cacheOver(bytes: Uint8Array, options: Partial<PageCacheOptions> = {}): PageCache {
  return new PageCache({ file: openBytes(bytes), pageSize: 4096, ...options });
}

function errorOf(work: () => unknown): { name: string; message: string } {
  try {
    work();
  } catch (error) {
    if (JetError.isInstance(error)) return { name: error.name, message: error.message };
    throw error;
  }
  return expect.fail('it did not fail');
}

describe.each(pageSizes)('a cache of pages of %i bytes', (pageSize) => {
  const bytes = buildDatabase({ pageSize, pages: 40 });

  it.each([0, 3 * 32768, 64 << 20])('gives the pages of the file, budget %i', (budget) => {
    const random = seededRandom(seedForRun(`cache ${pageSize} ${budget}`));
    const cache = cacheOver(bytes, { pageSize, budget });
    expect(cache.pageCount).toBe(40);
    expect(cache.capacity).toBeLessThanOrEqual(Math.max(pageSize, Math.min(budget, 40 * pageSize)));
    for (let i = 0; i < 1000; i++) {
      const pgno = 1 + random.below(40);
      const frame = cache.get(pgno);
      expect(frame.pgno).toBe(pgno);
      const page = frame.view.bytes.subarray(frame.view.start, frame.view.start + pageSize);
      expect(sameBytes(page, pageOf(bytes, pageSize, pgno))).toBe(true);
    }
    const { hits, misses, evictions } = cache.statistics;
    expect(hits + misses).toBe(1000);
    const kept = cache.capacity / pageSize;
    expect(evictions).toBe(Math.max(0, misses - kept));
  });
});

describe('a frame', () => {
  const bytes = buildDatabase({ pages: 20 });

  it('is the same for the same page', () => {
    const cache = cacheOver(bytes);
    const frame = cache.get(5);
    for (let pgno = 1; pgno <= 20; pgno++) cache.get(pgno);
    expect(cache.get(5)).toBe(frame);
    expect(cache.statistics).toEqual({ hits: 2, misses: 20, evictions: 0 });
  });

  it('tells when another page has taken it', () => {
    const cache = cacheOver(bytes, { budget: 2 * 4096 });
    const frame = cache.get(5);
    const { view } = frame;
    cache.get(6);
    expect(frame.pgno).toBe(5);
    cache.get(7);
    expect(frame.pgno).toBe(7);
    expect(frame.view).toBe(view);
  });

  it('of a page that is used again outlives a scan', () => {
    const cache = cacheOver(bytes, { budget: 4 * 4096 });
    cache.get(1);
    for (let pgno = 2; pgno <= 20; pgno++) {
      cache.get(pgno);
      cache.get(1);
    }
    expect(cache.statistics.misses).toBe(20);
  });

  it('holds no page after a page that failed', () => {
    const damaged = bytes.slice();
    pageOf(damaged, 4096, 9).fill(0);
    const cache = cacheOver(damaged, { budget: 2 * 4096 });
    const frames = [cache.get(5), cache.get(6)];
    expect(errorOf(() => cache.get(9)).name).toBe('JET_errPageNotInitialized');
    expect(frames.map((frame) => frame.pgno)).toEqual([0, 6]);
    expect(cache.get(5)).toBe(frames[0]);
    expect(errorOf(() => cache.get(9)).name).toBe('JET_errPageNotInitialized');
    expect(cache.get(6).pgno).toBe(6);
  });
});

describe('pages that are not as they should be', () => {
  const bytes = buildDatabase({ pages: 20 });

  it.each([0, -1, 1.5, 21, Number.NaN, 2 ** 40])('page %d is outside the file', (pgno) => {
    const { name, message } = errorOf(() => cacheOver(bytes).get(pgno));
    expect(name).toBe('JET_errFileIOBeyondEOF');
    expect(message).toContain(`page ${pgno}`);
  });

  it('a file that became shorter ends before its last page', () => {
    const cache = cacheOver(bytes.slice(0, bytes.length - 100), { pageCount: 20 });
    expect(errorOf(() => cache.get(20))).toMatchObject({ name: 'JET_errFileIOBeyondEOF' });
    expect(cache.get(19).pgno).toBe(19);
  });

  it('a blank page is not initialised', () => {
    const { name, message } = errorOf(() => cacheOver(buildDatabase({ pages: 20, blank: [7] })).get(7));
    expect(name).toBe('JET_errPageNotInitialized');
    expect(message).toContain('page 7');
  });

  it('a damaged page says which', () => {
    const damaged = bytes.slice();
    pageOf(damaged, 4096, 7).fill(0x5a, 300, 400);
    const { name, message } = errorOf(() => cacheOver(damaged).get(7));
    expect(name).toBe('JET_errReadVerifyFailure');
    expect(message).toContain('page 7');
  });

  it('a page in the place of another says so', () => {
    const damaged = bytes.slice();
    putPage(damaged, 4096, 7, pageOf(bytes, 4096, 9));
    expect(errorOf(() => cacheOver(damaged).get(7)).message).toContain(
      'page 9 stands in the place of page 7',
    );
  });

  it('a page of the old checksum format is good', () => {
    const cache = cacheOver(buildDatabase({ pages: 20, format: 'legacy' }));
    for (let pgno = 1; pgno <= 20; pgno++) expect(cache.get(pgno).pgno).toBe(pgno);
  });

  it('one wrong bit is corrected in memory and told of once', () => {
    const random = seededRandom(seedForRun('wrong bits'));
    for (const pageSize of [4096, 16384]) {
      const good = buildDatabase({ pageSize, pages: 6 });
      const fs = memoryWith({ 'a.edb': good });
      for (let i = 0; i < 50; i++) {
        const damaged = good.slice();
        // Beyond the checksums, and not the flag that says which checksum it is.
        flipBit(pageOf(damaged, pageSize, 5), 8 * 80 + random.below(8 * (pageSize - 80)));
        putFile(fs, 'a.edb', damaged);
        const events: EsekitEvent[] = [];
        const file = fs.openSync('a.edb', 'read');
        const cache = new PageCache({ file, pageSize, budget: 0, onEvent: (event) => events.push(event) });
        for (const pgno of [5, 4, 5]) cache.get(pgno);
        const { view } = cache.get(5);
        const page = view.bytes.subarray(view.start, view.start + pageSize);
        expect(sameBytes(page, pageOf(good, pageSize, 5))).toBe(true);
        expect(events).toMatchObject([
          { kind: 'damage', path: 'a.edb', offset: pageOffset(5, pageSize), size: pageSize },
        ]);
        expect(sameBytes(contentOf(fs, 'a.edb'), damaged)).toBe(true);
      }
    }
  });
});

describe('the options', () => {
  const bytes = buildDatabase({ pages: 4 });

  it('are checked', () => {
    expect(errorOf(() => cacheOver(bytes, { pageSize: 1000 })).name).toBe('JET_errInvalidParameter');
    expect(errorOf(() => cacheOver(bytes, { budget: -1 })).name).toBe('JET_errInvalidParameter');
    expect(errorOf(() => cacheOver(bytes, { budget: Number.NaN })).name).toBe('JET_errInvalidParameter');
  });

  it('limit the pages that can be asked for', () => {
    const cache = cacheOver(bytes, { pageCount: 3 });
    expect(cache.capacity).toBe(3 * 4096);
    expect(errorOf(() => cache.get(4)).name).toBe('JET_errFileIOBeyondEOF');
  });

  it('allow a file without pages', () => {
    const file = createMemoryFileSystem().openSync('a.edb', 'createNew');
    const cache = new PageCache({ file, pageSize: 4096 });
    expect(errorOf(() => cache.get(1)).name).toBe('JET_errFileIOBeyondEOF');
  });
});
