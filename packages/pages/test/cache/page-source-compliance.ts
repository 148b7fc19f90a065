import { JetError, type EsekitEvent, type EventSink, type File } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import type { PageSource } from '../../src/cache/page-source';
import { pageOffset } from '../../src/geometry';
import { buildDatabase, pageOf, putPage } from '../fixture/database';
import { contentOf, flipBit, memoryWith, putFile, sameBytes } from '../fixture/files';

export interface SourceOptions {
  readonly file: File;
  readonly pageSize: number;
  readonly pageCount?: number;
  readonly budget?: number;
  readonly onEvent?: EventSink;
}

const pageSizes = [2048, 4096, 8192, 16384, 32768] as const;

export function openBytes(bytes: Uint8Array): File {
  return memoryWith({ 'a.edb': bytes }).openSync('a.edb', 'read');
}

export function errorOf(work: () => unknown): { name: string; message: string } {
  try {
    work();
  } catch (error) {
    if (JetError.isInstance(error)) return { name: error.name, message: error.message };
    throw error;
  }
  return expect.fail('it did not fail');
}

/** What every cache over a file promises to those who read through it. */
export function pageSourceCompliance(create: (options: SourceOptions) => PageSource): void {
  const over = (bytes: Uint8Array, options: Partial<SourceOptions> = {}): PageSource =>
    create({ file: openBytes(bytes), pageSize: 4096, ...options });

  describe.each(pageSizes)('pages of %i bytes', (pageSize) => {
    const bytes = buildDatabase({ pageSize, pages: 40 });

    it.each([0, 3 * 32768, 64 << 20])('are those of the file, budget %i', (budget) => {
      const random = seededRandom(seedForRun(`source ${pageSize} ${budget}`));
      const source = over(bytes, { pageSize, budget });
      expect([source.pageSize, source.pageCount]).toEqual([pageSize, 40]);
      for (let i = 0; i < 1000; i++) {
        const pgno = 1 + random.below(40);
        const { view, pgno: found } = source.get(pgno);
        expect(found).toBe(pgno);
        const page = view.bytes.subarray(view.start, view.start + pageSize);
        expect(sameBytes(page, pageOf(bytes, pageSize, pgno))).toBe(true);
      }
    });
  });

  describe('a frame', () => {
    const bytes = buildDatabase({ pages: 20 });

    it('is the same for the same page', () => {
      const source = over(bytes);
      const frame = source.get(5);
      for (let pgno = 1; pgno <= 20; pgno++) source.get(pgno);
      expect(source.get(5)).toBe(frame);
    });

    it('tells when another page has taken it', () => {
      const source = over(bytes, { budget: 2 * 4096 });
      const frame = source.get(5);
      const { view } = frame;
      source.get(6);
      expect(frame.pgno).toBe(5);
      source.get(7);
      expect(frame.pgno).toBe(7);
      expect(frame.view).toBe(view);
    });

    it('of a page that is used again outlives a scan', () => {
      const source = over(bytes, { budget: 4 * 4096 });
      const frame = source.get(1);
      for (let pgno = 2; pgno <= 20; pgno++) {
        source.get(pgno);
        expect(source.get(1)).toBe(frame);
      }
    });

    it('holds no page after a page that failed', () => {
      const damaged = bytes.slice();
      pageOf(damaged, 4096, 9).fill(0);
      const source = over(damaged, { budget: 2 * 4096 });
      const frames = [source.get(5), source.get(6)];
      expect(errorOf(() => source.get(9)).name).toBe('JET_errPageNotInitialized');
      expect(frames.map((frame) => frame.pgno)).toEqual([0, 6]);
      expect(source.get(5)).toBe(frames[0]);
      expect(errorOf(() => source.get(9)).name).toBe('JET_errPageNotInitialized');
      expect(source.get(6).pgno).toBe(6);
    });
  });

  describe('pages that are not as they should be', () => {
    const bytes = buildDatabase({ pages: 20 });

    it.each([0, -1, 1.5, 21, Number.NaN, 2 ** 40])('page %d is outside the file', (pgno) => {
      const { name, message } = errorOf(() => over(bytes).get(pgno));
      expect(name).toBe('JET_errFileIOBeyondEOF');
      expect(message).toContain(`page ${pgno}`);
    });

    it('a file that became shorter ends before its last page', () => {
      const source = over(bytes.slice(0, bytes.length - 100), { pageCount: 20 });
      expect(errorOf(() => source.get(20))).toMatchObject({ name: 'JET_errFileIOBeyondEOF' });
      expect(source.get(19).pgno).toBe(19);
    });

    it('a blank page is not initialised', () => {
      const { name, message } = errorOf(() => over(buildDatabase({ pages: 20, blank: [7] })).get(7));
      expect(name).toBe('JET_errPageNotInitialized');
      expect(message).toContain('page 7');
    });

    it('a damaged page says which', () => {
      const damaged = bytes.slice();
      pageOf(damaged, 4096, 7).fill(0x5a, 300, 400);
      const { name, message } = errorOf(() => over(damaged).get(7));
      expect(name).toBe('JET_errReadVerifyFailure');
      expect(message).toContain('page 7');
    });

    it('a page in the place of another says so', () => {
      const damaged = bytes.slice();
      putPage(damaged, 4096, 7, pageOf(bytes, 4096, 9));
      const { message } = errorOf(() => over(damaged).get(7));
      expect(message).toContain('page 9 stands in the place of page 7');
    });

    it('a page of the old checksum format is good', () => {
      const source = over(buildDatabase({ pages: 20, format: 'legacy' }));
      for (let pgno = 1; pgno <= 20; pgno++) expect(source.get(pgno).pgno).toBe(pgno);
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
          const source = create({ file, pageSize, budget: 0, onEvent: (event) => events.push(event) });
          for (const pgno of [5, 4, 5]) source.get(pgno);
          const { view } = source.get(5);
          const page = view.bytes.subarray(view.start, view.start + pageSize);
          expect(sameBytes(page, pageOf(good, pageSize, 5))).toBe(true);
          expect(events.filter(({ kind }) => kind === 'damage')).toMatchObject([
            { path: 'a.edb', offset: pageOffset(5, pageSize), size: pageSize },
          ]);
          expect(sameBytes(contentOf(fs, 'a.edb'), damaged)).toBe(true);
        }
      }
    });
  });

  describe('the options', () => {
    const bytes = buildDatabase({ pages: 4 });

    it('are checked', () => {
      expect(errorOf(() => over(bytes, { pageSize: 1000 })).name).toBe('JET_errInvalidParameter');
      expect(errorOf(() => over(bytes, { budget: -1 })).name).toBe('JET_errInvalidParameter');
      expect(errorOf(() => over(bytes, { budget: Number.NaN })).name).toBe('JET_errInvalidParameter');
    });

    it('limit the pages that can be asked for', () => {
      expect(errorOf(() => over(bytes, { pageCount: 3 }).get(4)).name).toBe('JET_errFileIOBeyondEOF');
    });

    it('allow a file without pages', () => {
      expect(errorOf(() => over(new Uint8Array(0)).get(1)).name).toBe('JET_errFileIOBeyondEOF');
    });
  });
}
