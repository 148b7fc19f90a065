import { describe, expect, it } from 'vitest';
import { PageBuffer } from '../../src/buffer/page-buffer';
import { buildDatabase } from '../fixture/database';
import { memoryWith } from '../fixture/files';
import { openFor } from './buffer-fixture';

/** What a checkpoint has to know: from where on the log is needed for pages that are not in the file (22 §2). */

const pageSize = 4096;
const bytes = buildDatabase({ pages: 40 });

function bufferOf(options: Partial<ConstructorParameters<typeof PageBuffer>[0]> = {}): PageBuffer {
  const file = openFor(memoryWith({ 'a.edb': bytes }), 'readWrite');
  return new PageBuffer({ file, pageSize, ...options });
}

function change(buffer: PageBuffer, pgno: number, logSegment: number): void {
  const frame = buffer.get(pgno);
  buffer.change(frame, logSegment);
  frame.view.dbtime += 1n;
}

describe('the oldest change', () => {
  it('is that of the first record since the page was written, not of the last', () => {
    const buffer = bufferOf();
    expect(buffer.oldestChange).toBe(Number.POSITIVE_INFINITY);
    change(buffer, 5, 70);
    change(buffer, 6, 60);
    change(buffer, 5, 90);
    expect(buffer.oldestChange).toBe(60);
    buffer.flushBelow(65, 10);
    expect(buffer.oldestChange).toBe(70);
    buffer.flush();
    expect(buffer.oldestChange).toBe(Number.POSITIVE_INFINITY);
    change(buffer, 5, 100);
    expect(buffer.oldestChange).toBe(100);
  });

  it('needs no log for what was not logged, until something is', () => {
    const buffer = bufferOf();
    change(buffer, 5, 0);
    expect(buffer.oldestChange).toBe(Number.POSITIVE_INFINITY);
    change(buffer, 5, 80);
    expect(buffer.oldestChange).toBe(80);
  });

  it('is where the operation began, when somebody knows that', () => {
    let start = 40;
    const buffer = bufferOf({ operationStart: () => start });
    change(buffer, 5, 70);
    start = 60;
    change(buffer, 5, 75);
    change(buffer, 6, 80);
    expect(buffer.oldestChange).toBe(40);
    buffer.flushBelow(41, 10);
    expect(buffer.oldestChange).toBe(60);
  });

  it('stays known when the buffer grows', () => {
    const buffer = bufferOf({ budget: 1 << 26 });
    change(buffer, 1, 70);
    const { capacity } = buffer;
    for (let pgno = 41; buffer.capacity === capacity; pgno++) {
      buffer.create(pgno);
      buffer.releasePins();
    }
    expect(buffer.oldestChange).toBe(70);
  });
});

describe('writing what is old', () => {
  it('takes the oldest pages first, and says whether there were more', () => {
    const asked: [number, number[]][] = [];
    const buffer = bufferOf({ beforeWrite: (segment, pgnos) => void asked.push([segment, [...pgnos]]) });
    for (const [pgno, segment] of [
      [9, 50],
      [3, 90],
      [4, 40],
      [20, 60],
      [5, 45],
    ] as const) {
      change(buffer, pgno, segment);
    }
    expect(buffer.flushBelow(80, 3)).toBe(3);
    expect(asked).toEqual([[50, [4, 5, 9]]]);
    expect(buffer.flushBelow(80, 3)).toBe(1);
    expect(buffer.flushBelow(80, 3)).toBe(0);
    expect(asked.length).toBe(2);
    expect(buffer.changedPages).toBe(1);
  });

  it('tells of neighbours that are written with an evicted page', () => {
    const asked: number[][] = [];
    const buffer = bufferOf({
      budget: pageSize * 4,
      beforeWrite: (_segment, pgnos) => void asked.push([...pgnos]),
    });
    change(buffer, 5, 50);
    change(buffer, 6, 50);
    for (let pgno = 20; asked.length === 0; pgno++) buffer.get(pgno);
    expect(asked).toEqual([[5, 6]]);
  });
});
