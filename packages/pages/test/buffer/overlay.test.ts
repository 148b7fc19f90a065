import { createFailingFileSystem } from '@esekit/core/testing';
import { seededRandom } from '@esekit/testkit';
import { describe, expect, it } from 'vitest';
import { PageBuffer, type PageBufferOptions } from '../../src/buffer/page-buffer';
import { errorOf } from '../cache/page-source-compliance';
import { buildDatabase } from '../fixture/database';
import { contentOf, memoryWith, sameBytes } from '../fixture/files';
import { fillFrame, openFor } from './buffer-fixture';

/** A buffer that never writes: what is changed is kept, whatever the budget. */

const pageSize = 4096;
const pages = 800;
const bytes = buildDatabase({ pages });
const random = seededRandom(1);

function overlay(options: Partial<PageBufferOptions> = {}): {
  buffer: PageBuffer;
  operations: () => string[];
  isUntouched: () => boolean;
} {
  const disk = memoryWith({ 'a.edb': bytes });
  const fs = createFailingFileSystem(disk);
  const buffer = new PageBuffer({ file: openFor(fs, 'read'), pageSize, isOverlay: true, ...options });
  return {
    buffer,
    operations: () => [...new Set(fs.trace.map(({ operation }) => operation))],
    isUntouched: () => sameBytes(contentOf(disk, 'a.edb'), bytes),
  };
}

function changeAll(buffer: PageBuffer, from: number, to: number): void {
  for (let pgno = from; pgno <= to; pgno++) {
    const frame = buffer.get(pgno);
    buffer.change(frame, 1);
    frame.view.dbtime = BigInt(pgno);
  }
}

describe('an overlay', () => {
  it('keeps every changed page, far beyond its budget, and writes nothing', () => {
    const { buffer, operations, isUntouched } = overlay({ budget: 4 * pageSize });
    changeAll(buffer, 3, 700);
    buffer.flush();
    buffer.sync();
    for (let pgno = 3; pgno <= 700; pgno++) expect(buffer.get(pgno).view.dbtime).toBe(BigInt(pgno));
    expect(buffer.changedPages).toBe(698);
    expect(buffer.capacity).toBeLessThan(2 * 700 * pageSize);
    buffer.close();
    expect(operations()).toEqual(['open', 'size', 'read']);
    expect(isUntouched()).toBe(true);
  });

  it('keeps to its budget as long as nothing is changed', () => {
    const { buffer } = overlay({ budget: 4 * pageSize });
    for (let pgno = 1; pgno <= pages; pgno++) buffer.get(pgno);
    expect(buffer.capacity).toBe(4 * pageSize);
  });

  it('grows and shrinks in memory only', () => {
    const { buffer, operations, isUntouched } = overlay();
    buffer.resize(1000);
    expect([buffer.look(1000), buffer.look(1001)]).toEqual(['blank', 'beyondEnd']);
    fillFrame(buffer.create(1200), random, 5n);
    expect([buffer.pageCount, buffer.look(1100)]).toEqual([1200, 'blank']);
    buffer.releasePins();
    buffer.resize(400);
    expect(errorOf(() => buffer.get(500)).name).toBe('JET_errFileIOBeyondEOF');
    // What the file still has there is not part of the database any more.
    buffer.resize(pages);
    expect([buffer.look(400), buffer.look(500)]).toEqual(['present', 'blank']);
    expect(errorOf(() => buffer.get(500)).name).toBe('JET_errPageNotInitialized');
    expect(operations()).toEqual(['open', 'size', 'read']);
    expect(isUntouched()).toBe(true);
  });

  it('does not ask for the log', () => {
    const asked: number[] = [];
    const { buffer } = overlay({ budget: 0, beforeWrite: (logSegment) => void asked.push(logSegment) });
    changeAll(buffer, 3, 300);
    buffer.flush();
    expect(asked).toEqual([]);
  });

  it('ends at its limit, and still knows all that it holds', () => {
    const { buffer, isUntouched } = overlay({ budget: 0, overlayBytesMost: 100 * pageSize });
    changeAll(buffer, 1, 100);
    expect(errorOf(() => buffer.get(101)).name).toBe('JET_errOutOfMemory');
    expect(errorOf(() => buffer.create(101)).name).toBe('JET_errOutOfMemory');
    expect(buffer.pageCount).toBe(pages);
    for (let pgno = 1; pgno <= 100; pgno++) expect(buffer.get(pgno).view.dbtime).toBe(BigInt(pgno));
    buffer.resize(50);
    buffer.resize(pages);
    expect(buffer.look(60)).toBe('blank');
    fillFrame(buffer.create(60), random, 7n);
    expect(isUntouched()).toBe(true);
  });
});
