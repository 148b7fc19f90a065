import type { File } from '@esekit/core';
import { createFailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { pageStatus } from '../../src/checksum/kernel';
import { pageOffset } from '../../src/geometry';
import { pageRuns, pageRunsAhead, type PageRange, type PageRun } from '../../src/scan/page-source';
import { buildDatabase } from '../fixture/database';
import { flipBit, memoryWith, sameBytes } from '../fixture/files';

const pageSize = 4096;
const pages = 61;
const database = buildDatabase({ pages, blank: [10, 11, 61] });
const runBytes = 65536;
const pagesPerRun = runBytes / pageSize;

function openMemory(bytes = database): File {
  return memoryWith({ 'a.edb': bytes }).openSync('a.edb', 'read');
}

function rangeOf(options: Partial<PageRange> = {}): PageRange {
  return { file: openMemory(), pageSize, pgnoFirst: 1, pgnoLast: pages, runBytes, ...options };
}

interface SeenRun {
  readonly pgnoFirst: number;
  readonly count: number;
  readonly isEqual: boolean;
  readonly statuses: number[];
  readonly suspects: number;
}

/** What is remembered of a run; it is reused, so its bytes are compared at once. */
function seen(run: PageRun, source: Uint8Array): SeenRun {
  const start = pageOffset(run.pgnoFirst, pageSize);
  return {
    pgnoFirst: run.pgnoFirst,
    count: run.count,
    isEqual: sameBytes(run.bytes, source.subarray(start, start + run.count * pageSize)),
    statuses: [...run.statuses.subarray(0, run.count)],
    suspects: run.suspects,
  };
}

const scans = {
  pageRuns: (range: PageRange, source = database): Promise<SeenRun[]> =>
    Promise.resolve().then(() => Array.from(pageRuns(range), (run) => seen(run, source))),
  pageRunsAhead: async (range: PageRange, source = database): Promise<SeenRun[]> => {
    const runs: SeenRun[] = [];
    for await (const run of pageRunsAhead(range)) runs.push(seen(run, source));
    return runs;
  },
};

describe.each(Object.entries(scans))('%s', (_, scan) => {
  it('gives every page once, in order, the last run as long as is left', async () => {
    const runs = await scan(rangeOf());
    expect(runs.map(({ pgnoFirst, count }) => [pgnoFirst, count])).toEqual([
      [1, 16],
      [17, 16],
      [33, 16],
      [49, 13],
    ]);
    expect(runs.every((run) => run.isEqual)).toBe(true);
  });

  it('says of each page what it is', async () => {
    const damaged = database.slice();
    flipBit(damaged, 8 * (pageOffset(20, pageSize) + 99));
    flipBit(damaged, 8 * (pageOffset(61, pageSize) + 99));
    const runs = await scan(rangeOf({ file: openMemory(damaged) }), damaged);
    const statuses = runs.flatMap((run) => run.statuses);
    const blank = [10, 11].map((pgno) => pgno - 1);
    const expected = statuses.map((__, i) =>
      blank.includes(i) ? pageStatus.blank : i === 19 || i === 60 ? pageStatus.suspect : pageStatus.good,
    );
    expect(statuses).toEqual(expected);
    expect(runs.map((run) => run.suspects)).toEqual([0, 1, 0, 1]);
  });

  it('begins and ends where it is told', async () => {
    const runs = await scan(rangeOf({ pgnoFirst: 15, pgnoLast: 32 }));
    expect(runs.map(({ pgnoFirst, count }) => [pgnoFirst, count])).toEqual([
      [15, 16],
      [31, 2],
    ]);
    expect(runs.every((run) => run.isEqual && run.suspects === 0)).toBe(true);
  });

  it.each([
    [1, 0],
    [5, 4],
    [100, 5],
  ])('pages %i to %i are none', async (pgnoFirst, pgnoLast) => {
    expect(await scan(rangeOf({ pgnoFirst, pgnoLast }))).toEqual([]);
  });

  it('a file that ends too early is JET_errFileIOBeyondEOF with the page', async () => {
    const file = openMemory(database.subarray(0, pageOffset(40, pageSize) + 100));
    await expect(scan(rangeOf({ file }))).rejects.toMatchObject({
      name: 'JET_errFileIOBeyondEOF',
      message: expect.stringContaining('page 40 ') as string,
    });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const range = rangeOf({ signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(scan(range)).rejects.toThrow('enough');
  });

  it.each([16384, 32768])('reads pages of %i bytes', async (size) => {
    const source = buildDatabase({ pageSize: size, pages: 9 });
    const runs = await scan(rangeOf({ file: openMemory(source), pageSize: size, pgnoLast: 9 }), source);
    expect(runs.map(({ count, suspects }) => [count, suspects])).toEqual(
      size === 16384
        ? [
            [4, 0],
            [4, 0],
            [1, 0],
          ]
        : [
            [2, 0],
            [2, 0],
            [2, 0],
            [2, 0],
            [1, 0],
          ],
    );
  });
});

describe('reading ahead', () => {
  it('the next run is under way while one is worked on', async () => {
    const fs = createFailingFileSystem(memoryWith({ 'a.edb': database }));
    const file = await fs.open('a.edb', 'read');
    const reads: number[] = [];
    for await (const run of pageRunsAhead(rangeOf({ file }))) {
      expect(run.count).toBeGreaterThan(0);
      reads.push(fs.trace.filter(({ operation }) => operation === 'read').length);
    }
    expect(reads).toEqual([2, 3, 4, 4]);
  });

  it('a run stays as it is while the next one is worked on', async () => {
    const wrong: number[] = [];
    let previous: { bytes: Uint8Array; pgnoFirst: number } | undefined;
    for await (const { bytes, pgnoFirst, count } of pageRunsAhead(rangeOf())) {
      // Lets the read that is under way come to its end.
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (previous) {
        const start = pageOffset(previous.pgnoFirst, pageSize);
        const source = database.subarray(start, start + previous.bytes.length);
        if (!sameBytes(previous.bytes, source)) wrong.push(previous.pgnoFirst);
      }
      previous = { bytes: bytes.subarray(0, count * pageSize), pgnoFirst };
    }
    expect(wrong).toEqual([]);
  });

  it('stops between two runs', async () => {
    const controller = new AbortController();
    const runs: number[] = [];
    const scan = async (): Promise<void> => {
      for await (const run of pageRunsAhead(rangeOf({ signal: controller.signal }))) {
        runs.push(run.pgnoFirst);
        if (runs.length === 2) controller.abort(new Error('enough'));
      }
    };
    await expect(scan()).rejects.toThrow('enough');
    expect(runs).toEqual([1, 1 + pagesPerRun]);
  });

  it('no read is under way any more when the consumer has stopped', async () => {
    let underWay = 0;
    const inner = openMemory();
    const file = Object.create(inner, {
      read: {
        value: async (target: Uint8Array, position: number) => {
          underWay++;
          await new Promise((resolve) => setTimeout(resolve, 5));
          underWay--;
          return inner.readSync(target, position);
        },
      },
    }) as File;
    for await (const run of pageRunsAhead(rangeOf({ file }))) {
      expect(run.pgnoFirst).toBe(1);
      expect(underWay).toBe(1);
      break;
    }
    expect(underWay).toBe(0);
  });

  it('a read that fails while a run is worked on is told when its run is asked for, and not before', async () => {
    const fs = createFailingFileSystem(memoryWith({ 'a.edb': database }), { failAt: 4 });
    const file = await fs.open('a.edb', 'read');
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listener);
    const runs: number[] = [];
    const scan = async (): Promise<void> => {
      for await (const run of pageRunsAhead(rangeOf({ file }))) {
        runs.push(run.pgnoFirst);
        // Long enough for a rejection that nobody waits for to end the process.
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await expect(scan()).rejects.toMatchObject({ name: 'JET_errDiskIO' });
    process.off('unhandledRejection', listener);
    expect(runs).toEqual([1, 1 + pagesPerRun]);
    expect(unhandled).toEqual([]);
  });
});
