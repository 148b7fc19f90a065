import { describe, expect, it } from 'vitest';
import { PageCache } from '../../src/cache/page-cache';
import { FlushMap } from '../../src/flush-map/flush-map';
import { flushTypeShift, pageFlag } from '../../src/page/page-layout';
import { buildDatabase, putPage } from '../fixture/database';
import { extentPage } from '../fixture/pages';
import { mapWith } from '../flush-map/flush-map-fixture';
import { openBytes } from './page-source-compliance';

/** What page 5 shows. */
const type = 2;
const other = 3;

describe('reading with a flush map (02 §8.3)', () => {
  const bytes = buildDatabase({ pages: 12, blank: [9] });
  const flags = pageFlag.spaceTree | pageFlag.leaf | (type << flushTypeShift);
  putPage(bytes, 4096, 5, extentPage({ pageSize: 4096, pgno: 5, format: 'ecc', flags }, []));
  const cacheWith = (flushMap: FlushMap): PageCache =>
    new PageCache({ file: openBytes(bytes), pageSize: 4096, flushMap });
  const { dbtime } = cacheWith(new FlushMap(12)).get(5).view;
  /** A map that saw a page at the dbtime of page 5. */
  const mapOf = (pgno: number, state: number, seen = dbtime): FlushMap => {
    const map = new FlushMap(12);
    map.record(pgno, state, seen);
    return map;
  };

  it('finds a page whose last write was lost', () => {
    expect(() => cacheWith(mapOf(5, other)).get(5)).toThrow(
      expect.objectContaining({ name: 'JET_errReadLostFlushVerifyFailure' }),
    );
  });

  it('finds a page that was never written though the map saw it', () => {
    expect(() => cacheWith(mapWith(12, { 9: 2 })).get(9)).toThrow(
      expect.objectContaining({ name: 'JET_errReadLostFlushVerifyFailure' }),
    );
  });

  it('a blank page that the map knows nothing of is only blank', () => {
    expect(() => cacheWith(new FlushMap(12)).get(9)).toThrow(
      expect.objectContaining({ name: 'JET_errPageNotInitialized' }),
    );
  });

  it('a page that shows what the map remembers, or of which it remembers nothing, is given out', () => {
    expect(cacheWith(mapOf(5, type)).get(5).pgno).toBe(5);
    expect(cacheWith(mapOf(6, other)).get(5).pgno).toBe(5);
  });

  it('a page newer than the map was written without it, so the map is not believed', () => {
    expect(cacheWith(mapOf(5, other, dbtime - 1n)).get(5).pgno).toBe(5);
  });

  it('is asked anew when a page that failed is read again', () => {
    const cache = cacheWith(mapWith(12, { 9: 2 }));
    for (let i = 0; i < 3; i++) expect(() => cache.get(9)).toThrow(/page 9 is lost/);
    expect(cache.get(8).pgno).toBe(8);
  });
});
