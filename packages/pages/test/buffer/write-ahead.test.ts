import { createFailingFileSystem } from '@esekit/core/testing';
import { JetError } from '@esekit/core';
import { seededRandom, seedForRun } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageBuffer } from '../../src/buffer/page-buffer';
import { errorOf } from '../cache/page-source-compliance';
import { buildDatabase } from '../fixture/database';
import { contentOf, memoryWith, sameBytes } from '../fixture/files';
import { changedPagesOf, openFor } from './buffer-fixture';

/** The write-ahead rule (24 §1.1): no page is in the file before the log that changed it is durable. */

const pageSize = 4096;
const bytes = buildDatabase({ pages: 40 });

function change(buffer: PageBuffer, pgno: number, logSegment: number): void {
  const frame = buffer.get(pgno);
  buffer.change(frame, logSegment);
  frame.view.dbtime += 1n;
}

/** A buffer, and the order of what it did: the segments asked for, and "write". */
function tracedBuffer(budget: number): { buffer: PageBuffer; order: (number | 'write')[] } {
  const order: (number | 'write')[] = [];
  const fs = createFailingFileSystem(memoryWith({ 'a.edb': bytes }), {
    failWhen: (operation) => {
      if (operation === 'write') order.push('write');
      return undefined;
    },
  });
  const file = openFor(fs, 'readWrite');
  const beforeWrite = (logSegment: number): void => void order.push(logSegment);
  return { buffer: new PageBuffer({ file, pageSize, budget, beforeWrite }), order };
}

describe('the log is asked for', () => {
  it('once before a flush, up to the newest change', () => {
    const { buffer, order } = tracedBuffer(1 << 20);
    for (const [pgno, segment] of [
      [5, 70],
      [6, 90],
      [20, 80],
    ] as const)
      change(buffer, pgno, segment);
    buffer.flush();
    buffer.flush();
    expect(order).toEqual([90, 'write', 'write']);
  });

  it('before a changed page is given away, up to the newest change of those written with it', () => {
    const { buffer, order } = tracedBuffer(3 * pageSize);
    for (const [pgno, segment] of [
      [5, 70],
      [6, 90],
      [20, 95],
    ] as const)
      change(buffer, pgno, segment);
    buffer.get(30);
    expect(order).toEqual([90, 'write']);
  });

  it('up to the newest change of a page that was changed more than once', () => {
    const { buffer, order } = tracedBuffer(1 << 20);
    for (const segment of [70, 90, 80, 0]) change(buffer, 5, segment);
    buffer.flush();
    change(buffer, 5, 60);
    buffer.flush();
    expect(order).toEqual([90, 'write', 60, 'write']);
  });

  it('with nothing when no change was logged', () => {
    const { buffer, order } = tracedBuffer(1 << 20);
    change(buffer, 5, 0);
    buffer.flush();
    expect(order).toEqual([0, 'write']);
  });

  it('not for pages that are only read', () => {
    const { buffer, order } = tracedBuffer(0);
    for (let pgno = 1; pgno <= 40; pgno++) buffer.get(pgno);
    buffer.flush();
    expect(order).toEqual([]);
  });
});

describe('a log that cannot be made durable', () => {
  it('keeps the pages from the file', () => {
    const fs = memoryWith({ 'a.edb': bytes });
    let isDown = true;
    const beforeWrite = (): void => {
      if (isDown) throw new JetError('JET_errLogWriteFail', 'the log is down');
    };
    const buffer = new PageBuffer({ file: openFor(fs, 'readWrite'), pageSize, budget: 0, beforeWrite });
    change(buffer, 5, 70);
    expect(errorOf(() => buffer.get(6)).name).toBe('JET_errLogWriteFail');
    expect(errorOf(() => buffer.flush()).name).toBe('JET_errLogWriteFail');
    expect([buffer.changedPages, buffer.get(5).view.dbtime]).toEqual([1, 0x1006n]);
    expect(sameBytes(contentOf(fs, 'a.edb'), bytes)).toBe(true);
    isDown = false;
    expect(buffer.get(6).pgno).toBe(6);
    expect(buffer.get(5).view.dbtime).toBe(0x1006n);
  });
});

it('holds at every step of random changes', () => {
  const random = seededRandom(seedForRun('write ahead'));
  const fs = memoryWith({ 'a.edb': bytes });
  let durable = 0;
  const beforeWrite = (logSegment: number): void => void (durable = Math.max(durable, logSegment));
  const buffer = new PageBuffer({
    file: openFor(fs, 'readWrite'),
    pageSize,
    budget: 5 * pageSize,
    beforeWrite,
  });
  const newest = new Map<number, number>();
  let before = bytes;
  for (let segment = 1; segment <= 600; segment++) {
    const pgno = 3 + random.below(38);
    if (random.below(40) === 0) buffer.flush();
    else if (random.below(3) === 0) buffer.get(pgno);
    else {
      change(buffer, pgno, segment);
      newest.set(pgno, segment);
    }
    const after = contentOf(fs, 'a.edb');
    for (const written of changedPagesOf(before, after, pageSize)) {
      expect(newest.get(written)!).toBeLessThanOrEqual(durable);
    }
    before = after;
  }
  expect(buffer.statistics.pagesWritten).toBeGreaterThan(100);
});
