import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageCache, type PageCacheOptions } from '../../src/cache/page-cache';
import { buildDatabase } from '../fixture/database';
import { openBytes, pageSourceCompliance } from './page-source-compliance';

describe('as a source of pages', () => {
  pageSourceCompliance((options) => new PageCache(options));
});

describe('a cache counts what it does', () => {
  const bytes = buildDatabase({ pages: 40 });
  const cacheOver = (options: Partial<PageCacheOptions> = {}): PageCache =>
    new PageCache({ file: openBytes(bytes), pageSize: 4096, ...options });

  it('hits and misses', () => {
    const cache = cacheOver();
    for (const pgno of [5, 1, 2, 3, 5]) cache.get(pgno);
    expect(cache.statistics).toEqual({ hits: 1, misses: 4, evictions: 0 });
  });

  it('a page that is used again is read once', () => {
    const cache = cacheOver({ budget: 4 * 4096 });
    for (let pgno = 1; pgno <= 40; pgno++) {
      cache.get(pgno);
      cache.get(1);
    }
    expect(cache.statistics.misses).toBe(40);
  });

  it.each([0, 10 * 4096, 64 << 20])(
    'and keeps no more than its budget of %i bytes, or the file',
    (budget) => {
      const random = seededRandom(seedForRun(`cache ${budget}`));
      const cache = cacheOver({ budget });
      expect(cache.capacity).toBe(Math.max(4096, Math.min(budget, 40 * 4096)));
      for (let i = 0; i < 1000; i++) cache.get(1 + random.below(40));
      const { hits, misses, evictions } = cache.statistics;
      expect(hits + misses).toBe(1000);
      expect(evictions).toBe(Math.max(0, misses - cache.capacity / 4096));
    },
  );

  it('nor than the pages that may be asked for', () => {
    expect(cacheOver({ pageCount: 3 }).capacity).toBe(3 * 4096);
  });
});

describe('a cache takes memory as it is needed', () => {
  const bytes = buildDatabase({ pages: 1500 });

  it('and gives out the same pages while it grows, and behind that', () => {
    const cache = new PageCache({ file: openBytes(bytes), pageSize: 4096 });
    const dbtimes = (): bigint[] => Array.from({ length: 1500 }, (_, i) => cache.get(i + 1).view.dbtime);
    const first = dbtimes();
    expect(cache.statistics).toEqual({ hits: 0, misses: 1500, evictions: 0 });
    expect(dbtimes()).toEqual(first);
    expect(cache.statistics).toEqual({ hits: 1500, misses: 1500, evictions: 0 });
    expect(first.slice(2)).toEqual(Array.from({ length: 1498 }, (_, i) => 0x1000n + BigInt(i + 3)));
  });
});
