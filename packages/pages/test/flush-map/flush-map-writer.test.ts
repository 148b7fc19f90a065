import type { FileSystem, Signature } from '@esekit/core';
import { createFailingFileSystem, type FailureOptions, type FailingFileSystem } from '@esekit/core/testing';
import { describe, expect, it } from 'vitest';
import { readFlushMap } from '../../src/flush-map/flush-map-reader';
import { decodeFlushMapHeader, flushMapRejection } from '../../src/flush-map/flush-map-header';
import { flushMapClean, flushMapPageSize, type FlushMapHeader } from '../../src/flush-map/flush-map-layout';
import { attachFlushMap, detachFlushMap, flushFlushMap } from '../../src/flush-map/flush-map-writer';
import { signature, someTime } from '../fixture/database';
import { contentOf, memoryWith } from '../fixture/files';
import { attachedHeader, databaseHeader, flushMapFile, mapWith, statesOf } from './flush-map-fixture';

/** The order in which a flush map is written, and what a kill in the middle leaves (02 §9.3). */

const pgnoLast = 40_000;
const before = { 1: 1, 40_000: 2 };
/** What became known since the map was last written. */
const since = { 1: 2, 40_000: 3, 5: 1 };

function signatures(n: number): { signFlushMapHdrFlush: Signature; signDbHdrFlush: Signature } {
  return { signFlushMapHdrFlush: signature(n), signDbHdrFlush: signature(1) };
}

type Step = (fs: FileSystem) => Promise<Partial<FlushMapHeader>>;

function changedMap(): ReturnType<typeof mapWith> {
  const map = mapWith(pgnoLast, before);
  for (const [pgno, state] of Object.entries(since)) map.record(Number(pgno), state, 0x200n);
  return map;
}

const attach: Step = async (fs) => {
  const file = await fs.open('a.jfm', 'readWrite');
  const header = await attachFlushMap(file, attachedHeader, 6, someTime, signatures(10));
  await file.close();
  return header;
};

const flush: Step = async (fs) => {
  const file = await fs.open('a.jfm', 'readWrite');
  let n = 20;
  const sign = (): ReturnType<typeof signatures> => signatures(n++);
  const header = await flushFlushMap(file, changedMap(), attachedHeader, 8, () => someTime, sign);
  await file.close();
  return header;
};

const detach: Step = async (fs) => {
  const file = await fs.open('a.jfm', 'readWrite');
  const header = await detachFlushMap(file, changedMap(), attachedHeader, someTime, signatures(30));
  await file.close();
  return header;
};

interface Left {
  readonly fs: FailingFileSystem;
  readonly disk: FileSystem;
  readonly header: FlushMapHeader | undefined;
  readonly states: Record<number, number>;
  readonly unknown: readonly number[];
}

async function run(step: Step, options: FailureOptions = {}, file = originalFile()): Promise<Left> {
  const disk = memoryWith({ 'a.jfm': file });
  const fs = createFailingFileSystem(disk, options);
  await step(fs).catch(() => undefined);
  const { map, unknown } = await readFlushMap(disk.openSync('a.jfm', 'read'), pgnoLast);
  const header = decodeFlushMapHeader(contentOf(disk, 'a.jfm').subarray(0, flushMapPageSize));
  return { fs, disk, header, states: statesOf(map, pgnoLast), unknown };
}

function originalFile(header: Partial<FlushMapHeader> = attachedHeader): Uint8Array {
  return flushMapFile(mapWith(pgnoLast, before), header);
}

const all = { ...before, ...since };

describe('the order of writing', () => {
  it.each<[string, Step, string]>([
    ['attach: the header', attach, 'open write sync close'],
    ['flush: header, pages, header', flush, 'open write sync write write size sync write sync close'],
    ['detach: pages, then the header', detach, 'open write write size sync write sync close'],
  ])('%s, each durable before the next', async (_, step, expected) => {
    const { fs } = await run(step);
    expect(fs.trace.map(({ operation }) => operation).join(' ')).toBe(expected);
  });

  it('attaching takes away that the map is clean, and the range from the database', async () => {
    const clean = { ...attachedHeader, flags: 0x2000 | flushMapClean };
    const { header, states } = await run(attach, {}, originalFile(clean));
    expect(header).toMatchObject({
      flags: 0x2000,
      lGenMinRequired: 6,
      lGenMinRequiredTarget: 0,
      logtimeAttach: someTime,
      ...signatures(10),
    });
    expect(states).toEqual(before);
  });

  it('flushing reaches its target when all pages are on disk', async () => {
    const started = await run(flush, { failAt: 4, afterwards: 'killed' });
    expect(started.header).toMatchObject({ lGenMinRequired: 5, lGenMinRequiredTarget: 8, ...signatures(20) });
    const { header, states } = await run(flush);
    expect(header).toMatchObject({ lGenMinRequired: 8, lGenMinRequiredTarget: 0, ...signatures(21) });
    expect(header?.logtimeFlushLastCompleted).toEqual(someTime);
    expect(states).toEqual(all);
  });

  it('detaching marks the map clean', async () => {
    const { header, states } = await run(detach);
    expect(header).toMatchObject({
      flags: 0x2000 | flushMapClean,
      lGenMinRequired: 0,
      lGenMinRequiredTarget: 0,
      logtimeDetach: someTime,
      ...signatures(30),
    });
    expect(states).toEqual(all);
  });

  it('a map that has grown gets all of its pages', async () => {
    const small = flushMapFile(mapWith(100, { 1: 1 }));
    const { states, disk, unknown } = await run(flush, {}, small);
    expect(unknown).toEqual([]);
    expect(states).toEqual(all);
    expect(contentOf(disk, 'a.jfm').length).toBe(3 * flushMapPageSize);
  });

  it('what the steps return is what they wrote', async () => {
    for (const step of [attach, flush, detach]) {
      const disk = memoryWith({ 'a.jfm': originalFile() });
      const returned = await step(disk);
      expect(decodeFlushMapHeader(contentOf(disk, 'a.jfm'))).toMatchObject(returned);
    }
  });
});

describe('a kill at any operation', () => {
  const tears = [0, 3, 100, 512, 4096, 8191, 8192];

  async function killedRuns(step: Step): Promise<Left[]> {
    const count = (await run(step)).fs.trace.length;
    const runs: Left[] = [];
    for (let failAt = 1; failAt <= count; failAt++) {
      for (const tornBytes of tears) runs.push(await run(step, { failAt, tornBytes, afterwards: 'killed' }));
    }
    return runs;
  }

  /** What the map on disk says of these pages is what was recorded, or nothing. */
  function isTrue(states: Record<number, number>): boolean {
    return Object.entries(states).every(
      ([pgno, state]) =>
        state === (before as Record<number, number>)[Number(pgno)] ||
        state === (all as Record<number, number>)[Number(pgno)],
    );
  }

  it('of a flush: the map is good for the raised range only with all that was to be written', async () => {
    const raised = databaseHeader({ lGenMinRequired: 8 });
    const runs = await killedRuns(flush);
    const accepted = runs.filter(({ header }) => header && flushMapRejection(header, raised) === undefined);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(runs.length);
    for (const { states } of accepted) expect(states).toEqual(all);
    for (const { states } of runs) expect(isTrue(states)).toBe(true);
  });

  it('of a detach: the map is clean only with all that was to be written', async () => {
    const runs = await killedRuns(detach);
    const clean = runs.filter(({ header }) => header && (header.flags & flushMapClean) !== 0);
    expect(clean.length).toBeGreaterThan(0);
    for (const { states } of clean) expect(states).toEqual(all);
    for (const { states } of runs) expect(isTrue(states)).toBe(true);
  });

  it('of an attach: a map that was clean is so no longer, or not written at all', async () => {
    const clean = originalFile({ ...attachedHeader, flags: 0x2000 | flushMapClean, lGenMinRequired: 0 });
    for (const tornBytes of tears) {
      const { header, states } = await run(attach, { failAt: 2, tornBytes, afterwards: 'killed' }, clean);
      const isOld = header?.signFlushMapHdrFlush.random === 2;
      if (header && !isOld) expect(header.flags & flushMapClean).toBe(0);
      expect(states).toEqual(before);
    }
  });

  it('a torn page of the map is unknown, never half old and half new', async () => {
    const { unknown, states } = await run(flush, { failAt: 4, tornBytes: 40, afterwards: 'killed' });
    expect(unknown).toEqual([0]);
    expect(states).toEqual({ 40_000: 2 });
  });
});
