import { describe, expect, it } from 'vitest';
import { PageBuffer } from '../../src/buffer/page-buffer';
import { buildDatabase } from '../fixture/database';
import { contentOf, memoryWith } from '../fixture/files';
import { changedPagesOf, openFor } from './buffer-fixture';

const pageSize = 4096;
const bytes = buildDatabase({ pages: 40 });

function bufferThatHolds(
  heldPages: Set<number>,
  budget?: number,
): { content: () => Uint8Array; buffer: PageBuffer } {
  const fs = memoryWith({ 'a.edb': bytes });
  const file = openFor(fs, 'readWrite');
  const buffer = new PageBuffer({ file, pageSize, heldPages, ...(budget === undefined ? {} : { budget }) });
  return { content: () => contentOf(fs, 'a.edb'), buffer };
}

function change(buffer: PageBuffer, pgno: number): void {
  const frame = buffer.get(pgno);
  buffer.change(frame, 1);
  frame.view.dbtime += 1n;
}

describe('held pages (24 §1.3)', () => {
  it('are left out of a flush until they are let go of', () => {
    const held = new Set([6]);
    const { content, buffer } = bufferThatHolds(held);
    for (const pgno of [5, 6, 7]) change(buffer, pgno);
    buffer.flush();
    expect(changedPagesOf(bytes, content(), pageSize)).toEqual([5, 7]);
    held.clear();
    buffer.flush();
    expect(changedPagesOf(bytes, content(), pageSize)).toEqual([5, 6, 7]);
  });

  it('are neither written nor given up when places are needed, nor taken along with a neighbour', () => {
    const { content, buffer } = bufferThatHolds(new Set([6]), 4 * pageSize);
    for (const pgno of [5, 6, 7]) change(buffer, pgno);
    for (let pgno = 8; pgno <= 40; pgno++) buffer.get(pgno);
    expect(changedPagesOf(bytes, content(), pageSize)).toEqual([5, 7]);
    expect(buffer.get(6).view.dbtime).toBe(0x1000n + 7n);
  });

  it('make the pool larger when nearly all of it is held', () => {
    const held = new Set(Array.from({ length: 30 }, (_, i) => i + 3));
    const { content, buffer } = bufferThatHolds(held, 8 * pageSize);
    for (const pgno of held) change(buffer, pgno);
    buffer.flush();
    expect(changedPagesOf(bytes, content(), pageSize)).toEqual([]);
    expect(buffer.capacity).toBeGreaterThanOrEqual(30 * pageSize);
    for (const pgno of held) expect(buffer.get(pgno).view.dbtime).toBe(0x1001n + BigInt(pgno));
  });
});
